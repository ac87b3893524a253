#!/usr/bin/env python3
"""Checks trends that mcs-audit wrote as workbooks, as other programs read them, against the same trends as JSON.

    python3 tests/workbooks/check_trend.py FOLDER

FOLDER holds NAME.xlsx beside NAME.json, as many as there are, of up to twelve audits each. openpyxl must open each without
a warning and find in it what the JSON says: days as days, numbers as numbers, nothing where there is none, no formula, and
two charts. LibreOffice must turn each into PDF, a page a sheet, with every day below the bars.

It needs openpyxl, soffice (LibreOffice) and pdftotext.
"""

import datetime
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from check_report import convert
from openpyxl import load_workbook

SHEETS = [["監査の推移", "監査ごと", "条項別"], ["How the audits go on", "Audits", "Clauses"]]
SEVERITIES = ["critical", "high", "medium", "low"]
CHANGES = ["new", "reopened", "persisting", "fixed", "gone", "not_assessed"]


def check_workbook(path, trend):
    book = load_workbook(path)
    assert book.sheetnames in SHEETS, book.sheetnames
    for sheet in book:
        assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row), sheet
    front, audits, clauses = book
    assert [len(chart.series) for chart in front._charts] == [4, 2]
    rows = list(audits.iter_rows(min_row=2, max_row=1 + len(trend["audits"]), values_only=True))
    for row, audit in zip(rows, trend["audits"], strict=True):
        day = datetime.datetime.fromisoformat(audit["as_of"])
        open_findings = [audit["open"][severity] for severity in SEVERITIES]
        changes = [audit["changes"][name] if audit["changes"] else None for name in CHANGES]
        days = [audit["median_age_days"], audit["median_days_to_fix"]]
        counts = [sum(open_findings), audit["waived"], audit["corrected"]]
        # behind them stands what has changed of settings and policy, where anything has
        assert list(row)[:16] == [day, *open_findings, *counts, *changes, *days], row
    assert [cell.value for cell in clauses[1]][1:] == [audit["as_of"] for audit in trend["audits"]]
    table = list(clauses.iter_rows(min_row=2, values_only=True))
    columns = list(zip(*(row[1:] for row in table if row[0])))
    for column, audit in zip(columns, trend["audits"], strict=True):
        assert sorted(count for count in column if count) == sorted(audit["clauses"].values()), audit["as_of"]


def check_calc(folder, books):
    convert(folder, books, "pdf")
    for book, trend in books.items():
        pdf = folder / f"{book.stem}.pdf"
        pages = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
        pages = pages.rstrip("\f").split("\f")
        assert len(pages) == 3, (book, len(pages))
        for audit in trend["audits"]:
            # below the bars and below the lines
            assert pages[0].count(audit["as_of"]) >= 2, (book, audit["as_of"], pages[0])


def main():
    # what openpyxl has to say of a workbook is a failure
    warnings.simplefilter("error")
    books = {}
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        books[path] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        check_workbook(path, books[path])
        print(f"{path.name}: {len(books[path]['audits'])} audits, as openpyxl reads them")
    assert books, "there is no trend"
    with tempfile.TemporaryDirectory() as folder:
        check_calc(Path(folder), books)
    print(f"{len(books)} workbooks, as LibreOffice reads them")


if __name__ == "__main__":
    main()
