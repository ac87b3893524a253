//! Every rule on its fixtures: `fixtures/rules/<rule>/<case>/`, one test a case. The rows say themselves what is
//! expected: a column `_expect` holds the subject keys of the findings whose first evidence is that row, and a column
//! `_undetermined` those of the members of whom it is not known whether they are findings.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine::{self, Options};
use mcs_audit::load;
use mcs_audit::model::finding::Verdict;
use mcs_audit::policy::Policy;
use mcs_audit::policy::needs;

/// The as-of date of a case that names none.
const DAY: &str = "2026-09-30";

fn main() {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let mut trials = Vec::new();
    for rule in folders(&root) {
        for case in folders(&rule) {
            let name = case
                .strip_prefix(&root)
                .expect("a case lies in the folder of the rules")
                .to_string_lossy()
                .replace('\\', "/");
            trials.push(Trial::test(name, move || run(&case)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).filter(|p| p.is_dir()).collect();
    found.sort();
    found
}

/// The settings of a case: as-of date, own offices.
fn settings(case: &Path) -> (Day, Vec<String>) {
    let text = fs::read_to_string(case.join("case.toml")).unwrap_or_default();
    let table: toml::Table = text.parse().expect("case.toml is TOML");
    let as_of = table.get("as-of").and_then(toml::Value::as_str).unwrap_or(DAY);
    let own = table.get("own").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let own = own.iter().map(|o| o.as_str().expect("an office").to_owned()).collect();
    (Day::parse(as_of).expect("a day"), own)
}

/// What a case expects: keys of findings with the place of the row that expects them, file and line; and the keys of
/// undetermined members.
type Expected = (BTreeSet<(String, String, u32)>, BTreeSet<String>);

fn expected(case: &Path) -> Expected {
    let (mut expected, mut undetermined) = (BTreeSet::new(), BTreeSet::new());
    for entry in fs::read_dir(case).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("UTF-8");
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        for record in reader.records() {
            let record = record.expect("a record");
            let keys = |column: &str| -> Vec<String> {
                let cell = header.iter().position(|h| h == column).and_then(|place| record.get(place));
                let keys = cell.unwrap_or_default().split(';').map(str::trim).filter(|k| !k.is_empty());
                keys.map(str::to_owned).collect()
            };
            // fixtures are LF, and their quoted line breaks are counted by the position of the row's end
            let start = record.position().expect("a position").byte() as usize;
            let skipped = text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
            let line = 1 + text[..start + skipped].matches('\n').count() as u32;
            expected.extend(keys("_expect").into_iter().map(|key| (key, file.clone(), line)));
            undetermined.extend(keys("_undetermined"));
        }
    }
    (expected, undetermined)
}

/// A key with hashes of cells replaced by `~`.
fn plain(key: &str) -> String {
    let is_hash =
        |part: &str| part.len() == 13 && part.starts_with('~') && part[1..].bytes().all(|b| b.is_ascii_hexdigit());
    key.split('/').map(|part| if is_hash(part) { "~" } else { part }).collect::<Vec<_>>().join("/")
}

fn run(case: &Path) -> Result<(), Failed> {
    let rule = case.parent().and_then(Path::file_name).expect("a rule").to_string_lossy().into_owned();
    let name = case.file_name().expect("a case").to_string_lossy().into_owned();
    let wanted = match name.split('-').next() {
        Some("pass") => Verdict::Pass,
        Some("undetermined") => Verdict::Undetermined,
        Some("none") => Verdict::NotApplicable,
        Some("unassessed") => Verdict::NotAssessed,
        _ => Verdict::Fail,
    };
    let policy = Policy::embedded("chuo").expect("the policy is in the program")?;
    let (as_of, own) = settings(case);
    let config = Config { own, ..Config::default() };
    let data = load::load(case, &load::Options { as_of, config: &config, wanted: &needs::wanted(&policy) })?;
    let report = engine::audit(&data, &policy, &Options::new(as_of, Lang::En));
    let verdict = report.verdicts.iter().find(|v| v.rule == rule).ok_or("the policy has no such rule")?;
    let findings: Vec<_> = report.findings.iter().filter(|f| f.rule == rule).collect();

    let found: BTreeSet<(String, String, u32)> = findings
        .iter()
        .map(|f| {
            let first = f.evidence.first().ok_or_else(|| format!("{}: no evidence", f.subject.key))?;
            let line = first.line.ok_or_else(|| format!("{}: the first evidence has no line", f.subject.key))?;
            Ok((plain(&f.subject.key), first.file.to_string(), line))
        })
        .collect::<Result<_, String>>()?;
    let (expected, unclear) = expected(case);
    let undetermined: BTreeSet<String> =
        report.undetermined.iter().filter(|m| m.rule == rule.as_str()).map(|m| plain(&m.subject.key)).collect();
    let numbers = (verdict.verdict, verdict.population, verdict.findings, verdict.undetermined, &verdict.reason);
    if found != expected || undetermined != unclear {
        let missing: Vec<_> = expected.difference(&found).collect();
        let unexpected: Vec<_> = found.difference(&expected).collect();
        let clear: Vec<_> = unclear.difference(&undetermined).collect();
        let unclear: Vec<_> = undetermined.difference(&unclear).collect();
        let said = format!("missing {missing:?}\nunexpected {unexpected:?}\nnot undetermined {clear:?}");
        return Err(format!("{said}\nundetermined {unclear:?}\nverdict {numbers:?}").into());
    }
    if verdict.verdict != wanted {
        return Err(format!("{numbers:?}").into());
    }
    if verdict.population < verdict.findings {
        return Err(format!("more findings than members: {numbers:?}").into());
    }
    Ok(())
}
