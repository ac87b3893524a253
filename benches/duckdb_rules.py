"""The rules as SQL on DuckDB: reads the CSV files of a folder, and writes every finding as rule and key.

usage: duckdb_rules.py FOLDER AS-OF FINDINGS.csv
"""

import sys
from datetime import date
from pathlib import Path

import duckdb

SQL = Path(__file__).parent / "sql"
EPOCH = date(1970, 1, 1)
IN_FORCE = date(2025, 3, 1)
THREADS = 2
NOT_RULES = {"duckdb", "load", "terms"}


def rules():
    """The names of the rules that are stated in SQL."""
    return sorted(path.stem for path in SQL.glob("*.sql") if path.stem not in NOT_RULES)


def main(folder, as_of, findings):
    database = duckdb.connect()
    database.execute(f"SET threads = {THREADS}")

    def text(name):
        days = {"$T": date.fromisoformat(as_of), "$E": IN_FORCE}
        statement = (SQL / f"{name}.sql").read_text(encoding="utf-8").replace("$FOLDER", folder)
        for slot, day in days.items():
            statement = statement.replace(slot, str((day - EPOCH).days))
        return statement

    database.execute(text("duckdb"))
    database.execute(text("load"))
    database.execute(text("terms"))
    database.execute("CREATE TABLE finding (rule VARCHAR, key VARCHAR)")
    for rule in rules():
        query = text(rule)
        columns = [column[0] for column in database.execute(f"DESCRIBE {query}").fetchall()]
        key = ", ".join(f"part({column})" for column in columns[:-1])
        database.execute(
            f"INSERT INTO finding SELECT '{rule}', concat_ws('/', {key}) FROM ({query}) member WHERE broken"
        )
    database.execute(f"COPY finding TO '{findings}' (HEADER)")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
