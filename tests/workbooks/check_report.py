#!/usr/bin/env python3
"""Checks reports that mcs-audit wrote as workbooks, as other programs read them, against the same reports as JSON.

    python3 tests/workbooks/check_report.py FOLDER

FOLDER holds NAME.xlsx beside NAME.json, as many as there are. openpyxl must open each without a warning and find in it
what the JSON says: text as text, days as days, numbers as numbers, no formula, no link. LibreOffice must turn each into
PDF and, by way of ODF, into CSV, with every row and every text.

It needs openpyxl and soffice (LibreOffice).
"""

import csv
import datetime
import json
import re
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from openpyxl import load_workbook

SHEETS = {
    "ja": ["概要", "指摘一覧", "条項別", "対応リスト", "未評価", "入力データ"],
    "en": ["Summary", "Findings", "Clauses", "To do", "Not assessed", "Inputs"],
}
# behind them, where there is something to tell: what ended since the audit before, and what will become a finding
MORE_SHEETS = {"ja": ("解消・対象なし", "今後の予定"), "en": ("Ended", "Upcoming")}
# the titles of columns, by the names that the JSON has for what stands in them
TITLES = {
    "ja": {
        "id": "指摘ID", "rule": "規則ID", "key": "キー", "label": "対象", "message": "内容", "due": "期限",
        "office": "事業所", "group": "グループ", "patient": "患者", "person": "人", "file": "ファイル",
        "sheet": "シート", "line": "行", "column": "列", "cell": "セル", "evidence": "根拠", "fix": "対処",
        "done": "済", "clause": "条項ID", "population": "対象数", "findings": "指摘数", "sha256": "SHA-256",
        "bytes": "バイト数", "rows": "行数", "skipped": "読み飛ばし", "exported_on": "いつの時点か",
    },
    "en": {
        "id": "Finding id", "rule": "Rule id", "key": "Key", "label": "Subject", "message": "What is the matter",
        "due": "Due", "office": "Office", "group": "Group", "patient": "Patient", "person": "Person", "file": "File",
        "sheet": "Sheet", "line": "Line", "column": "Column", "cell": "Cell", "evidence": "Evidence",
        "fix": "What to do", "done": "Done", "clause": "Clause id", "population": "Population",
        "findings": "Findings", "sha256": "SHA-256", "bytes": "Bytes", "rows": "Rows", "skipped": "Passed over",
        "exported_on": "Made on",
    },
}  # fmt: skip
# the rows of the headers, from 0
HEADERS = [None, 0, 0, 1, 0, 0]
# what a cell may hold: UTF-16 units and line breaks
UNITS, BREAKS = 32767, 253
# what steers a program instead of showing something
STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def shown(text):
    """A text as it may be shown."""
    return STEERS.sub("\ufffd", text.replace("\r\n", "\n"))


def same(found, text, place):
    """A cell holds a text, or as much of it as a cell can, and then says so."""
    text = shown(text or "")
    found = found or ""
    if len(text.encode("utf-16-le")) // 2 > UNITS or text.count("\n") > BREAKS:
        kept, _, note = found.rpartition("…")
        assert len(found.encode("utf-16-le")) // 2 <= UNITS and found.count("\n") <= BREAKS, place
        assert len(kept) > 300 and text.startswith(kept) and "JSON" in note, (place, note)
    else:
        assert found == text, (place, found, text)


def day(text):
    return datetime.datetime.fromisoformat(text) if text else None


def rows_of(sheet, header):
    """The rows of a sheet below its header that are not empty, each by the titles of its columns."""
    titles, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=header + 1)]
    found = []
    for row in rows:
        if all(cell is None for cell in row):
            break
        found.append(dict(zip(titles, row)))
    return found


def check_findings(rows, report, title):
    assert len(rows) == len(report["findings"])
    by_id = {row[title["id"]]: row for row in rows}
    assert len(by_id) == len(rows)
    for finding in report["findings"]:
        row = by_id[finding["id"]]
        first = finding["evidence"][0] if finding["evidence"] else {}
        concerns = {name: (named or {}).get("label") for name, named in finding["concerns"].items()}
        texts = {
            "rule": finding["rule"],
            "key": finding["subject"]["key"],
            "label": finding["subject"]["label"],
            "message": finding["message"],
            "fix": "\n".join(f"{n}. {step}" for n, step in enumerate(finding["fix"], 1)),
        } | {name: first.get(name) for name in ["file", "sheet", "column", "cell"]}
        for name, text in texts.items():
            same(row[title[name]], text, (finding["id"], name))
        for name, label in concerns.items():
            # with its key behind it where others are called the same
            found = row[title[name]] or ""
            if not found.endswith("]"):
                same(found, label, (finding["id"], name))
        assert row[title["due"]] == day(finding["due"]), finding["id"]
        assert row[title["line"]] == first.get("line"), finding["id"]
        evidence = row[title["evidence"]]
        for place in finding["evidence"]:
            note = shown(place["note"])
            assert note in evidence or "…" in evidence, (finding["id"], note)


def check_to_do(rows, report, title):
    opened = {f["id"]: f for f in report["findings"] if f["status"] == "open"}
    assert len(rows) == sum(max(1, len(f["assignees"])) for f in opened.values())
    for row in rows:
        finding = opened[row[title["id"]]]
        assert row[title["done"]] == "☐" and row[title["due"]] == day(finding["due"])
        assert isinstance(row[title["message"]], str)
    assert {row[title["id"]] for row in rows} == set(opened)


def check_clauses(rows, report, title):
    assert len(rows) == len(report["clauses"])
    for row, clause in zip(rows, report["clauses"]):
        assert [row[title[name]] for name in ["clause", "population", "findings"]] == [
            clause[name] for name in ["clause", "population", "findings"]
        ]


def check_not_assessed(rows, report, title):
    expected = [v["rule"] for v in report["verdicts"] if v["verdict"] in ("not-assessed", "off")]
    expected += [v["rule"] for v in report["verdicts"] if v["undetermined"]]
    assert sorted(row[title["rule"]] for row in rows) == sorted(expected)


def check_inputs(rows, report, title):
    inputs = report["run"]["inputs"]
    assert len(rows) == len(inputs)
    for row, read in zip(rows, inputs):
        for name in ["file", "sheet"]:
            same(row[title[name]], read[name], name)
        assert row[title["exported_on"]] == day(read["exported_on"])
        for name in ["rows", "skipped", "bytes", "sha256"]:
            assert row[title[name]] == read[name], (name, read)


CHECKS = [None, check_findings, check_clauses, check_to_do, check_not_assessed, check_inputs]


def check_workbook(path, report):
    """The workbook as openpyxl reads it; gives the rows of each sheet."""
    lang = report["run"]["lang"]
    book = load_workbook(path)
    told = [report["comparison"] and report["comparison"]["ended"], report["upcoming"] and report["upcoming"]["findings"]]
    more = [sheet for sheet, rows in zip(MORE_SHEETS[lang], told) if rows]
    assert book.sheetnames == SHEETS[lang] + more, book.sheetnames
    for sheet, rows in zip(book.worksheets[len(SHEETS[lang]) :], filter(None, told)):
        assert sheet.max_row > len(rows), (sheet.title, sheet.max_row, len(rows))
    assert book.properties.creator == f"mcs-audit {report['run']['version']}"
    assert book.properties.created == day(report["run"]["as_of"])
    assert len(book.worksheets[0]._charts) == (1 if report["findings"] else 0)
    for sheet, header, check in zip(book.worksheets, HEADERS, CHECKS):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in "snd" and cell.hyperlink is None, (sheet.title, cell.coordinate)
        if check:
            assert sheet.freeze_panes and sheet.auto_filter.ref and sheet.print_title_rows, sheet.title
            check(rows_of(sheet, header), report, TITLES[lang])
    return {sheet.title: [[c.value for c in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def convert(folder, sources, target):
    """What LibreOffice makes of files."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", folder]
    subprocess.run([*command, *sources], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def csv_rows(path):
    """The rows of a CSV file up to the last that is not empty."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def check_calc(folder, books):
    """What LibreOffice shows and saves: all rows, and all text."""
    convert(folder, books, "pdf")
    convert(folder, books, "ods")
    # every sheet as UTF-8, its cells as they are shown
    odf = [folder / f"{book.stem}.ods" for book in books]
    convert(folder, odf, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
    for book, sheets in books.items():
        assert (folder / f"{book.stem}.pdf").read_bytes().startswith(b"%PDF-"), book
        for title, rows in sheets.items():
            while rows and all(cell is None for cell in rows[-1]):
                rows.pop()
            found = csv_rows(folder / f"{book.stem}-{title}.csv")
            assert len(found) == len(rows), (book, title, len(found), len(rows))
            for number, (row, shown) in enumerate(zip(rows, found), 1):
                texts = [cell for cell in row if isinstance(cell, str)]
                # LibreOffice drops the tabs of cells that have several lines
                cells = {"".join(cell.split()) for cell in shown}
                for text in texts:
                    assert "".join(text.split()) in cells, (book, title, number, text[:80])


def main():
    # what openpyxl has to say of a workbook is a failure
    warnings.simplefilter("error")
    books = {}
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        report = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        books[path] = check_workbook(path, report)
        print(f"{path.name}: {len(report['findings'])} findings, as openpyxl reads them")
    assert books, "there is no report"
    with tempfile.TemporaryDirectory() as folder:
        check_calc(Path(folder), books)
    print(f"{len(books)} workbooks, as LibreOffice reads them")


if __name__ == "__main__":
    main()
