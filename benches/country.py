#!/usr/bin/env python3
"""How fast an audit is, side by side with others on the same machine and the same files.

country  a made-up country: the audit, the same rules as SQL on DuckDB (benches/sql), and a bare walk of the same bytes
         with the csv crate on one core, in turn; checks that audit and SQL find the same
growth   how time and memory grow with the number of memberships, and with the number of findings
office   a single office, from start to exit, beside programs that do nothing

Needs cargo, Python 3.10 or later, and DuckDB from PyPI, which is put into target/bench if it cannot be imported. Data
are made in target/bench too, once. Times are seconds of the clock, memory is the peak of the process.
"""

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "bench"
AUDIT = TARGET / "release" / "mcs-audit"
WALK = TARGET / "release" / "examples" / "csv_walk"
AS_OF = "2026-10-31"
NOT_IN_SQL = {"ambiguous-person", "contradicting-date", "stale-input", "unknown-person"}
MILLION = 1_000_000


def main():
    options = arguments()
    WORK.mkdir(parents=True, exist_ok=True)
    with_duckdb()
    subprocess.run(["cargo", "build", "--release", "--quiet", "--bins", "--examples"], cwd=ROOT, check=True)
    if "country" in options.parts:
        country(options)
    if "growth" in options.parts:
        growth(options)
    if "office" in options.parts:
        office(options)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = ["country", "growth", "office"]
    parser.add_argument("parts", nargs="*", metavar="part", help=f"what to measure: {', '.join(parts)} (all if left out)")
    parser.add_argument("--memberships", type=int, help="make the country smaller, to about so many memberships")
    parser.add_argument("--runs", type=int, default=5, help="how often each is run (default 5)")
    parser.add_argument("--data", type=Path, help="measure this sample (of 2026-10-31) as the country, instead of a new one")
    parser.add_argument("--sizes", type=float, nargs="+", default=[1, 2, 5, 10], metavar="MILLIONS",
                        help="millions of memberships of the growth part (default 1 2 5 10)")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"there is no part {', '.join(sorted(unknown))}: {', '.join(parts)}")
    options.parts = options.parts or parts
    return options


def with_duckdb():
    """Goes on with a Python that has DuckDB."""
    try:
        import duckdb  # noqa: F401
    except ImportError:
        venv = WORK / "venv"
        python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if Path(sys.prefix).resolve() == venv.resolve():
            raise
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "duckdb"], check=True)
        os.execv(python, [str(python), *sys.argv])


def spawned(command):
    """Runs a command, its output thrown away: the seconds it took, and what it used."""
    command = [str(word) for word in command]
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=nowhere)
    _, status, usage = os.wait4(process, 0)
    elapsed = time.perf_counter() - start
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(f"failed with {code}: {' '.join(command)}")
    return elapsed, usage


def weighed(command):
    """The same: the seconds, and the peak of its memory in MB."""
    # a small process in between, where there is one: a child's peak counts from the memory of whoever starts it
    small = shutil.which("time")
    said = WORK / "time"
    seconds, usage = spawned([small, "-f", "%M", "-o", said, *command] if small else command)
    return seconds, (int(said.read_text().split()[-1]) if small else usage.ru_maxrss) / 1024


class Measured:
    """What the runs of one command took."""

    def __init__(self, name):
        self.name, self.seconds, self.megabytes = name, [], []

    def run(self, *command):
        """Runs the command once, for its time and its memory."""
        seconds, megabytes = weighed(command)
        self.seconds.append(seconds)
        self.megabytes.append(megabytes)

    def run_apart(self, *command):
        """Runs the command once for its memory, and then, with what it needs at hand, for its time alone."""
        self.megabytes.append(weighed(command)[1])
        self.seconds.append(spawned(command)[0])

    @property
    def best(self):
        return min(self.seconds)

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def memory(self):
        return statistics.median(self.megabytes)


def compare(measured, unit=1, digits=2, name="s"):
    """Prints all of them, and how they compare with the first."""
    first = measured[0]
    print(f"{'':28}{'min ' + name:>10}{'median ' + name:>12}{'MB min':>10}{'MB median':>11}{'time':>8}{'memory':>8}")
    for one in measured:
        print(
            f"{one.name:28}{one.best * unit:10.{digits}f}{one.median * unit:12.{digits}f}"
            f"{min(one.megabytes):10.1f}{one.memory:11.1f}"
            f"{one.median / first.median:8.2f}{one.memory / first.memory:8.2f}"
        )
    print(f"(time and memory: medians, as multiples of “{first.name}”)\n")


def sample(name, *options):
    """The folder of a sample, made if it is not there."""
    folder = WORK / name
    if not folder.exists():
        made = WORK / f"{name}.new"
        shutil.rmtree(made, ignore_errors=True)
        subprocess.run([AUDIT, "sample", made, "--as-of", AS_OF, *options], check=True, stdout=subprocess.DEVNULL)
        made.rename(folder)
    return folder


def nation(memberships=None):
    if memberships is None:
        return sample("nation", "--size", "nation")
    return sample(f"nation-{memberships}", "--size", "nation", "--memberships", str(memberships))


def audit(folder, findings):
    return [AUDIT, "check", folder, "--as-of", AS_OF, "--format", f"csv={findings}", "--exit-zero"]


def country(options):
    folder = (options.data or nation(options.memberships)).resolve()
    files = [path for path in folder.iterdir() if path.suffix == ".csv"]
    size = sum(path.stat().st_size for path in files)
    print(f"country: {size / 1e6:.0f} MB of CSV in {len(files)} files, {options.runs} runs in turn")
    ours, theirs = WORK / "audit.csv", WORK / "duckdb.csv"
    program, sql, walk = Measured("mcs-audit"), Measured("SQL on DuckDB, 2 threads"), Measured("csv crate, 1 core")
    for _ in range(options.runs):
        program.run(*audit(folder, ours))
        sql.run(sys.executable, ROOT / "benches" / "duckdb_rules.py", folder, AS_OF, theirs)
        walk.run(WALK, folder)
    compare([program, sql, walk])
    same_findings(ours, theirs)


def same_findings(ours, theirs):
    """Compares the findings rule by rule; a hash of cells is the same as any other."""

    def by_rule(path):
        rules = defaultdict(list)
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                parts = ("~" if part.startswith("~") else part for part in row["key"].split("/"))
                rules[row["rule"]].append("/".join(parts))
        return {rule: sorted(keys) for rule, keys in rules.items() if rule not in NOT_IN_SQL}

    mine, other = by_rule(ours), by_rule(theirs)
    differing = [rule for rule in sorted(mine.keys() | other.keys()) if mine.get(rule) != other.get(rule)]
    for rule in differing:
        only = [sorted(set(a.get(rule, [])) - set(b.get(rule, [])))[:5] for a, b in ((mine, other), (other, mine))]
        print(f"{rule}: only mcs-audit {only[0]}, only SQL {only[1]}")
    if differing:
        sys.exit("the findings are not the same")
    print(f"the same {sum(map(len, mine.values()))} findings of {len(mine)} rules\n")


def growth(options):
    print(f"growth with memberships: {options.runs} runs of each size in turn")
    sizes = [(millions, nation(int(millions * MILLION))) for millions in options.sizes]
    line([(millions, Measured(f"{millions:g} million"), folder) for millions, folder in sizes], options.runs,
         "million memberships")
    print(f"growth with findings, at 1 million memberships: {options.runs} runs each in turn")
    base = nation(MILLION)
    shares = [(f"1 of {n} unapproved" if n else "as it is", with_unapproved(base, n)) for n in (0, 16, 8, 4)]
    counted = []
    for name, folder in shares:
        findings = WORK / "audit.csv"
        subprocess.run(audit(folder, findings), check=True)
        with open(findings, encoding="utf-8-sig", newline="") as file:
            counted.append((sum(1 for _ in csv.DictReader(file)) / 1000, Measured(name), folder))
    line(counted, options.runs, "thousand findings")


def line(points, runs, what):
    """Measures every point, fits a line through the minima, which are disturbed least, and prints how far each is off."""
    for _ in range(runs):
        for _, measured, folder in points:
            measured.run(*audit(folder, WORK / "audit.csv"))
    across, up = [x for x, *_ in points], [measured.best for _, measured, _ in points]
    if len(points) > 1:
        slope, start = statistics.linear_regression(across, up)
        print(f"min s = {start:.3f} + {slope:.4f} × {what}")
    print(f"{'':28}{what:>22}{'min s':>10}{'median s':>12}{'MB median':>11}{'off the line':>14}")
    for x, measured, _ in points:
        off = f"{measured.best / (start + slope * x) - 1:+14.1%}" if len(points) > 1 else ""
        print(f"{measured.name:28}{x:22.2f}{measured.best:10.2f}{measured.median:12.2f}{measured.memory:11.1f}{off}")
    print()


def with_unapproved(base, nth):
    """The sample with every nth membership not approved; the sample itself for 0."""
    if not nth:
        return base
    folder = WORK / f"{base.name}-unapproved-{nth}"
    if not folder.exists():
        made = WORK / f"{folder.name}.new"
        shutil.rmtree(made, ignore_errors=True)
        shutil.copytree(base, made)
        with open(base / "memberships.csv", encoding="utf-8", newline="") as old, \
                open(made / "memberships.csv", "w", encoding="utf-8", newline="") as new:
            rows, out = csv.reader(old), csv.writer(new, lineterminator="\n")
            header = next(rows)
            out.writerow(header)
            approved = header.index("approved_by")
            for number, row in enumerate(rows):
                if number % nth == 0 and len(row) > approved:
                    row[approved] = ""
                out.writerow(row)
        made.rename(folder)
    return folder


def office(options):
    runs = max(20, options.runs)
    print(f"office, start to exit, text output: {runs} runs in turn")
    checked = lambda folder: [AUDIT, "check", folder, "--as-of", AS_OF, "--exit-zero"]
    measured = [
        (Measured("mcs-audit, sample office"), checked(ROOT / "fixtures" / "sample-office")),
        (Measured("mcs-audit, 900 rows"), checked(sample("office", "--size", "office"))),
        (Measured("python3 -c pass"), [sys.executable, "-c", "pass"]),
        (Measured("python3, DuckDB: select 1"), [sys.executable, "-c", "import duckdb; duckdb.sql('select 1').fetchall()"]),
    ]
    if shutil.which("duckdb"):
        measured.append((Measured("duckdb -c 'select 1'"), ["duckdb", "-c", "select 1"]))
    for _ in range(runs):
        for program, command in measured:
            program.run_apart(*command)
    compare([program for program, _ in measured], unit=1000, digits=1, name="ms")
    if not shutil.which("time"):
        print("(without the program `time`, memory is at least that of this script)")


if __name__ == "__main__":
    main()
