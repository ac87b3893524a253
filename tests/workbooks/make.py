#!/usr/bin/env python3
"""Writes one made-up office as CSV and as the workbooks that offices really have, grown over years.

    python3 tests/workbooks/make.py FOLDER

The office is that of fixtures/sample-office, with its days in ISO 8601, its patients numbered 00001, 00002 … and one
cell in which a formula failed. FOLDER gets

    office-plain      its tables as CSV
    office-openpyxl   workbooks as openpyxl writes them
    office-calc-xlsx  the same, with formulas in many cells, calculated and saved by LibreOffice Calc
    office-calc-xls   … as Excel 97 to 2003
    office-calc-ods   … as ODF
    places.json       for every table its workbook and sheet, the row of each line of its CSV file, the column of each
                      header, and what of the sheet is hidden, merged or left out

It needs openpyxl and soffice (LibreOffice).
"""

import csv
import datetime
import itertools
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.packaging.relationship import Relationship
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink, ExternalSheetNames
from openpyxl.worksheet.datavalidation import DataValidation

OFFICE = Path(__file__).resolve().parents[2] / "fixtures" / "sample-office"

# ---- the office

ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}


def day(text):
    """A day in one of the notations of the sample office; None for any other text."""
    match = re.fullmatch(r"(令和|平成|R|H)?(\d+)[年./-](\d+)[月./-](\d+)日?", text)
    if not match:
        return None
    era, year, month, of_month = match.groups()
    return datetime.date(int(year) + ERAS.get(era, 0), int(month), int(of_month))


def cell(header, text):
    """A cell of the sample office as the plain CSV files have it."""
    if header == "patient_id":
        return re.sub(r"P(\d+)", lambda m: f"{int(m[1]):05}", text)
    found = day(text) if header.endswith(("_on", "日", "期限")) else None
    return found.isoformat() if found else text


def tables():
    """The tables by the names of their files: headers, and rows as dictionaries."""
    read = {}
    for path in sorted(OFFICE.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        read[path.stem] = [{header: cell(header, text) for header, text in row.items()} for row in rows]
    # a formula that failed
    next(row for row in read["端末台帳"] if row["端末番号"] == "TAB-03")["使用者名"] = "#N/A"
    return read


def write_plain(folder, office):
    folder.mkdir()
    for name, rows in office.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


# ---- cells: each is a function of the text of the plain cell that gives value, number format and formula


def plain(text):
    """Text, as it is."""
    return text, None, None


def as_text(text):
    """Text in a cell that was formatted as text, so that Excel leaves it alone."""
    return text, "@", None


def number(code, prefix=""):
    """An id that is kept as a number and only shown with its letters and zeros."""

    def write(text):
        digits = text.removeprefix(prefix)
        if not text.startswith(prefix) or not digits.isdigit():
            return text, None, None
        return int(digits), code, None

    return write


def date(code, formula=False):
    """A day that is a day, in a format of the sheet; what is no day stays text."""

    def write(text):
        found = day(text)
        if not found:
            return text, None, None
        calculated = f"=DATE({found.year},{found.month},{found.day})" if formula else None
        return found, code, calculated

    return write


def moment(code, hour, minute):
    """A day with a time of day."""

    def write(text):
        found = day(text)
        if not found:
            return text, None, None
        return datetime.datetime(found.year, found.month, found.day, hour, minute), code, None

    return write


def notation(of_day):
    """A day typed as text."""

    def write(text):
        found = day(text)
        return (of_day(found) if found else text), None, None

    return write


def reiwa(found):
    return f"R{found.year - 2018}.{found.month}.{found.day}"


def words(**of):
    """The office's words for the codes of the CSV files."""

    def write(text):
        return of.get(text.replace("-", "_"), text), None, None

    return write


def joined(text):
    """Text put together by a formula."""
    half = len(text) // 2
    return text, None, f'="{text[:half]}"&"{text[half:]}"' if text else None


def half(place):
    """The family name (0) or the given name (1)."""
    return lambda text: (text.split("　")[place], None, None)


def failed(text):
    """An error, as a formula leaves it."""
    return text, None, "=NA()" if text == "#N/A" else None


def below_each_other(text):
    """Several ids below each other in one cell; one id as a number."""
    if ";" in text:
        return text.replace(";", "\n"), None, None
    return number("00000")(text)


GG = '[$-411]ggge"年"m"月"d"日"'
GE = "[$-411]ge.m.d"
KANJI = 'yyyy"年"m"月"d"日"'
STAFF_ID = number('"S"00', "S")
PATIENT_ID = number("00000")
FLAG = words(yes="○", no="×", unknown="不明")


# ---- sheets


class Books:
    """The workbooks while they are put together, and where everything stands in them."""

    def __init__(self, office, formulas):
        self.office = office
        self.formulas = formulas
        self.books = {}
        self.places = {}

    def book(self, stem):
        book = Workbook()
        book.remove(book.active)
        self.books[stem] = book
        return book

    def table(self, stem, sheet, name, columns, top=1, left=1, upper=None, merge=None, hide=None, example=None):
        """Writes a table and returns the row below it.

        columns   of each: header of the CSV file (None for what it has not), header of the sheet, how cells are written
        upper     a row above some of the headers: first and last place, text
        merge     the column in which equal neighbours are one cell
        hide      tells which rows are hidden
        example   the place of the cell that marks an example row
        """
        rows = self.office[name]
        place = {"workbook": stem, "sheet": sheet.title, "lines": {}, "columns": {}}
        place.update(header=[top, top], hidden=sheet.sheet_state == "hidden", hidden_rows=0, hidden_columns=0)
        place.update(filled_down=0, skipped=[], exported_on=None)
        self.places[name] = place
        for first, last, text in upper or []:
            sheet.cell(top, left + first, text)
            sheet.merge_cells(start_row=top, end_row=top, start_column=left + first, end_column=left + last)
        below = {at for first, last, _ in upper or [] for at in range(first, last + 1)}
        for at, (header, shown, _) in enumerate(columns):
            target = sheet.cell(top + (at in below), left + at, shown)
            target.font = Font(bold=True)
            target.fill = PatternFill("solid", fgColor="DDEBF7")
            target.alignment = Alignment(wrap_text=True, horizontal="center")
            if header:
                place["columns"].setdefault(header, get_column_letter(left + at))
        if upper:
            top += 1
            place["header"][1] = top
        line, of_csv = top + 1, 2
        if example is not None:
            for at in range(len(columns)):
                sheet.cell(line, left + at, "記入例" if at == example else "見本")
            place["skipped"].append(line)
            line += 1
        for row in rows:
            for at, (header, _, write) in enumerate(columns):
                if header is None:
                    value, code, formula = write(line)
                else:
                    value, code, formula = write(row[header])
                target = sheet.cell(line, left + at)
                target.value = formula if formula and self.formulas else (None if value == "" else value)
                if code:
                    target.number_format = code
                if isinstance(value, str) and "\n" in value:
                    target.alignment = Alignment(wrap_text=True)
            if hide and hide(row):
                sheet.row_dimensions[line].hidden = True
                place["hidden_rows"] += 1
            place["lines"][of_csv] = line
            line, of_csv = line + 1, of_csv + 1 + sum(text.count("\n") for text in row.values())
        if merge:
            at = left + next(at for at, (header, _, _) in enumerate(columns) if header == merge)
            pairs = zip(place["lines"].values(), (row[merge] for row in rows))
            for _, group in itertools.groupby(pairs, lambda pair: pair[1]):
                of_group = [line for line, _ in group]
                if len(of_group) > 1:
                    sheet.merge_cells(start_row=of_group[0], end_row=of_group[-1], start_column=at, end_column=at)
                    place["filled_down"] += len(of_group) - 1
        return line

    def title(self, sheet, text, width, row=1, column=1):
        sheet.cell(row, column, text).font = Font(bold=True, size=14)
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + width - 1)

    def left_out(self, name, sheet, line, cells):
        """A row that is no data."""
        for column, value in cells.items():
            sheet.cell(line, column, value)
        self.places[name]["skipped"].append(line)

    def formula(self, formula, value):
        return formula if self.formulas else value


def choose(sheet, area, source):
    rule = DataValidation(type="list", formula1=source, allow_blank=True)
    rule.add(area)
    sheet.add_data_validation(rule)


def accounts(books):
    """What was copied from the screens of MCS: titles, notes, totals, a chart, lists on a hidden sheet."""
    stem = "MCS一覧_20261031(最新)"
    book = books.book(stem)
    intro = book.create_sheet("はじめに")
    books.title(intro, "MCS 利用状況一覧", 4)
    intro["A3"] = "毎月末に管理者が画面を見て書き写す。印刷は A4 横。"
    intro["A4"] = books.formula('="最終更新: "&TEXT(DATE(2026,10,31),"yyyy/m/d")', "最終更新: 2026/10/31")

    books.table(stem, book.create_sheet("事業所"), "offices", [
        ("office_id", "事業所ID", plain),
        ("name", "事業所名", plain),
        ("kind", "種別", plain),
        ("applied_on", "利用申込日", date(GG)),
    ])

    sheet = book.create_sheet("スタッフ一覧")
    books.title(sheet, "スタッフ一覧（令和8年10月31日現在）", 14, column=2)
    end = books.table(stem, sheet, "staff", [
        ("staff_id", "職員番号", STAFF_ID),
        ("office_id", "事業所", lambda text: (text, None, "=事業所!$A$2")),
        ("name", "氏名", joined),
        ("kana", "フリガナ", plain),
        ("email", "メール\nアドレス", plain),
        ("profession", "職種", plain),
        ("role", "権限", words(admin="管理者", user="一般")),
        ("status", "状態", words(active="利用中", released="スタッフ解除", closed="退会")),
        ("registered_on", "登録日", date("yyyy/m/d")),
        ("last_login_on", "最終ログイン\n日時", moment("yyyy/m/d h:mm", 9, 15)),
        ("closed_on", "退会日", date(KANJI)),
        ("profile", "プロフィール", FLAG),
        ("photo", "顔写真", FLAG),
        ("two_factor", "二要素認証", FLAG),
        (None, "_確認", lambda line: ("#N/A", None, f'=VLOOKUP("ない",B{line}:C{line},2,FALSE)')),
    ], top=3, left=2)
    count = books.formula(f'=COUNTA(D4:D{end - 1})&"名"', f"{end - 4}名")
    books.left_out("staff", sheet, end + 1, {2: "合計", 4: count})
    books.places["staff"]["exported_on"] = "2026-10-31"
    books.left_out("staff", sheet, end + 3, {2: "※ 最終ログインは画面の表示をそのまま写している"})
    sheet["D4"].comment = Comment("改姓の予定あり", "見本 一郎")
    choose(sheet, f"I4:I{end}", "=リスト!$A$1:$A$4")
    sheet.freeze_panes = "E4"
    sheet.column_dimensions["A"].width = 2

    books.table(stem, book.create_sheet("投稿"), "posts", [
        ("post_id", "投稿ID", number('"M"00', "M")),
        ("group_id", "グループID", number('"G"00', "G")),
        ("staff_id", "投稿者", STAFF_ID),
        ("office_id", "事業所", plain),
        ("posted_on", "投稿日時", moment("m/d/yy h:mm", 18, 5)),
        ("confirmed", "確定", FLAG),
        ("text", "本文", plain),
    ])

    sheet = book.create_sheet("集計")
    for at, (label, status) in enumerate([("利用中", 11), ("解除・退会", 2)], 1):
        sheet.cell(at, 1, label)
        sheet.cell(at, 2, status)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
    chart.set_categories(Reference(sheet, min_col=1, min_row=1, max_row=2))
    sheet.add_chart(chart, "D2")

    sheet = book.create_sheet("リスト")
    for at, word in enumerate(["利用中", "停止", "スタッフ解除", "退会"], 1):
        sheet.cell(at, 1, word)
    sheet.sheet_state = "hidden"


def groups(books):
    """The other screens: cells merged over rows, a filter, several ids in a cell, days shown without their year."""
    stem = "グループと参加者 - コピー"
    book = books.book(stem)
    sheet = book.create_sheet("グループ")
    books.title(sheet, "グループ", 9)
    books.table(stem, sheet, "groups", [
        ("group_id", "グループID", number('"G"00', "G")),
        ("name", "グループ名", joined),
        ("kind", "種別", words(patient="患者グループ", free="自由グループ")),
        ("leader_id", "連携リーダー", STAFF_ID),
        ("patient_id", "患者ID", below_each_other),
        ("status", "状態", words(active="利用中", archived="保管")),
        ("created_on", "作成日", date(GE)),
        ("last_post_on", "最終投稿日", date("m/d", formula=True)),
        ("archived_on", "保管日", date("mm-dd-yy")),
    ], top=3)

    sheet = book.create_sheet("参加者")
    sheet["B2"] = "参加者(解除した人は非表示)"
    end = books.table(stem, sheet, "memberships", [
        ("group_id", "グループ\nID", number('"G"00', "G")),
        ("staff_id", "スタッフID", STAFF_ID),
        ("name", "氏名", plain),
        ("office_id", "事業所", plain),
        ("profession", "職種", plain),
        ("role", "役割", words(leader="連携リーダー", member="メンバー")),
        ("status", "状態", words(active="参加中", invited="招待中", removed="解除")),
        ("invited_by", "招待者", STAFF_ID),
        ("invited_on", "招待日", date('m"月"d"日"')),
        ("approved_by", "承認者", STAFF_ID),
        ("joined_on", "参加日", date("[$-409]d-mmm-yy")),
        ("left_on", "解除日", date(GG)),
    ], top=4, left=2, merge="group_id", hide=lambda row: row["status"] == "removed")
    sheet.auto_filter.ref = f"B4:M{end - 1}"
    sheet.auto_filter.add_filter_column(6, ["参加中", "招待中"])


def roster(books):
    """A staff roster over the years: a header over two rows, family and given names apart, days of an era."""
    stem = "職員名簿　令和8年10月"
    book = books.book(stem)
    sheet = book.create_sheet("Sheet1")
    books.title(sheet, "職　員　名　簿", 6)
    sheet["F2"] = "作成日：令和8年10月30日"
    end = books.table(stem, sheet, "在籍名簿", [
        ("職員番号", "職員番号", STAFF_ID),
        ("氏名", "姓", half(0)),
        ("氏名", "名", half(1)),
        ("入職日", "入職日", date(GG, formula=True)),
        ("退職日", "退職日", date(GG)),
        (None, "部署", lambda line: ("訪問看護" if line == 6 else "", None, None)),
    ], top=4, upper=[(1, 2, "氏名"), (3, 4, "雇用")])
    sheet.merge_cells(start_row=6, end_row=end - 1, start_column=6, end_column=6)
    books.places["在籍名簿"].update(filled_down=end - 1 - 6, exported_on="2026-10-30")
    books.left_out("在籍名簿", sheet, end + 1, {5: "以上"})
    book.create_sheet("Sheet2")


def consents(books):
    """A Macintosh's calendar from 1904, an example row, furigana in the names, totals."""
    stem = "同意書台帳"
    book = books.book(stem)
    book.epoch = CALENDAR_MAC_1904
    sheet = book.create_sheet("同意書")
    books.title(sheet, "MCS 同意書台帳", 9)
    end = books.table(stem, sheet, "同意書", [
        ("患者名", "患者名", plain),
        ("様式", "様式", plain),
        ("同意日", "同意日", date(GE)),
        ("同意者", "同意者", plain),
        ("続柄", "続柄", plain),
        ("写し交付日", "写し\n交付日", date("yyyy-mm-dd")),
        ("原本保管", "原本保管", plain),
        ("撤回日", "撤回日", date(KANJI)),
        (None, "_備考", lambda line: ("", None, None)),
    ], top=3, example=0)
    books.left_out("同意書", sheet, end, {1: "計", 2: books.formula(f"=COUNTA(A5:A{end - 1})", end - 5)})
    choose(sheet, f"B4:B{end}", '"様式第2号,既存"')
    notes = book.create_sheet("記入要領")
    notes["A1"] = "様式第2号は原本を金庫に保管し、写しを渡した日を必ず書くこと。"


def devices(books):
    """A filter, a hidden column, a formula that failed, a link to another workbook, empty sheets."""
    stem = "端末台帳"
    book = books.book(stem)
    sheet = book.create_sheet("Sheet1")
    end = books.table(stem, sheet, "端末台帳", [
        ("端末番号", "端末番号", number('"TAB-"00', "TAB-")),
        ("事業所", "事業所", plain),
        ("所有者", "所有者", plain),
        ("使用者名", "使用者名", failed),
        ("状態", "状態", plain),
        ("貸与日", "貸与日", date("yyyy/mm/dd", formula=True)),
        ("返却日", "返却日", date("yyyy/mm/dd")),
        ("紛失日", "紛失日", date("yyyy/mm/dd")),
        ("報告日", "報告日", date("yyyy/mm/dd")),
        (None, "_前回", lambda line: ("", None, f"=[1]Sheet1!A{line}")),
    ], hide=lambda row: row["状態"] == "返却")
    sheet.auto_filter.ref = f"A1:J{end - 1}"
    sheet.column_dimensions["C"].hidden = True
    books.places["端末台帳"]["hidden_columns"] = 1
    if books.formulas:
        names = ExternalSheetNames(sheetName=["Sheet1"])
        link = ExternalLink(externalBook=ExternalBook(sheetNames=names, id="rId1"))
        link.file_link = Relationship(type="externalLinkPath", Target="端末台帳_先月.xlsx", TargetMode="External")
        book._external_links.append(link)
    book.create_sheet("Sheet2")
    book.create_sheet("Sheet3")


def registers(books):
    """All other registers in one workbook, one of the sheets hidden."""
    stem = "MCS台帳いろいろ"
    book = books.book(stem)
    sheet = book.create_sheet("利用者一覧")
    books.title(sheet, "利用者一覧", 6)
    books.table(stem, sheet, "patients", [
        ("patient_id", "利用者番号", PATIENT_ID),
        ("name", "利用者氏名", plain),
        ("kana", "フリガナ", plain),
        ("office_id", "事業所", plain),
        ("status", "利用状況", words(active="利用中", ended="終了", deceased="死亡")),
        ("ended_on", "終了日", date(GG)),
    ], top=2)

    books.table(stem, book.create_sheet("担当"), "assignments", [
        ("patient_id", "利用者番号", PATIENT_ID),
        ("staff", "担当者", STAFF_ID),
        ("from_on", "開始日", date("yyyy/m/d")),
        ("until_on", "終了日", notation(reiwa)),
    ], merge="patient_id")

    books.table(stem, book.create_sheet("誓約書台帳R8"), "誓約書", [
        ("氏名", "氏名", plain),
        ("様式", "様式", plain),
        ("誓約日", "提出日", notation(lambda found: f"{found.year}.{found.month}.{found.day}")),
        ("有効期限", "有効期限", date(GG)),
        ("含む項目", "含む項目", plain),
    ])

    sheet = book.create_sheet("精査")
    sheet.sheet_state = "hidden"
    books.table(stem, sheet, "reviews", [
        ("group_id", "グループID", number('"G"00', "G")),
        ("reviewed_on", "精査日", date("[$-411]gggee.mm.dd")),
        ("reviewer", "精査者", plain),
    ], top=2)

    books.table(stem, book.create_sheet("事故"), "incidents", [
        ("incident_id", "管理番号", number('"I"00', "I")),
        ("kind", "種別", words(fault="障害", loss="紛失")),
        ("subject_staff_id", "当事者", STAFF_ID),
        ("discovered_on", "発見日", date("yyyy/m/d")),
        ("reported_on", "報告日", date("yyyy/m/d")),
        ("authority_reported_on", "行政報告日", date("yyyy/m/d")),
        ("closed_on", "終結日", date("yyyy/m/d")),
    ])

    books.table(stem, book.create_sheet("規程確認"), "guidelines", [
        ("office_id", "事業所", plain),
        ("document", "文書", as_text),
        ("edition", "版", lambda text: (float(text), "0.0", None) if text else ("", None, None)),
        ("confirmed_on", "確認日", date(KANJI)),
    ])

    books.table(stem, book.create_sheet("確認事項"), "attestations", [
        ("office_id", "事業所", plain),
        ("clause", "条項", as_text),
        ("answer", "回答", words(yes="はい")),
        ("attested_on", "確認日", date("yyyy/m/d")),
        ("attested_by", "確認者", plain),
    ])


# ---- files


def repack(path, change):
    """Writes a package again; `change` gives a part's new content, or None to leave it out."""
    with zipfile.ZipFile(path) as package:
        parts = [(info, change(info.filename, package.read(info))) for info in package.infolist()]
    with zipfile.ZipFile(path, "w") as package:
        for info, content in parts:
            if content is not None:
                package.writestr(info, content)


def furigana(path, readings):
    """Adds the readings that Excel keeps beside the text of a cell; openpyxl cannot write them."""

    def change(name, content):
        if name != "xl/sharedStrings.xml":
            return content
        text = content.decode("utf-8")
        for shown, reading in readings.items():
            phonetic = f'<rPh sb="0" eb="{len(shown)}"><t>{reading}</t></rPh><phoneticPr fontId="0"/>'
            text = text.replace(f"<si><t>{shown}</t></si>", f"<si><t>{shown}</t>{phonetic}</si>")
        if "<rPh" not in text:
            sys.exit(f"{path} has none of the names that get a reading")
        return text.encode("utf-8")

    repack(path, change)


def without_picture(path):
    """Leaves out the picture of the first sheet: half of the file, and no part of the table."""
    repack(path, lambda name, content: None if name.startswith("Thumbnails/") else content)


def write(folder, formulas):
    """Writes the workbooks; returns where everything stands."""
    folder.mkdir()
    books = Books(tables(), formulas)
    for part in (accounts, groups, roster, consents, devices, registers):
        part(books)
    readings = {row["name"]: row["kana"] for row in books.office["patients"]}
    for stem, book in books.books.items():
        path = folder / f"{stem}.xlsx"
        book.save(path)
        if stem in ("同意書台帳", "MCS台帳いろいろ"):
            furigana(path, readings)
    return books.places


def convert(source, target, extension):
    """Has LibreOffice calculate all formulas and save the workbooks in one of its formats."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={Path(profile).as_uri()}"]
        command += ["--convert-to", extension, "--outdir", str(target)]
        command += [str(path) for path in sorted(source.glob("*.xlsx"))]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)
    written = {path.stem for path in target.glob(f"*.{extension}")}
    expected = {path.stem for path in source.glob("*.xlsx")}
    if written != expected:
        sys.exit(f"LibreOffice did not write {sorted(expected - written)} as {extension}")
    if extension == "ods":
        for path in target.glob("*.ods"):
            without_picture(path)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write_plain(folder / "office-plain", tables())
    places = write(folder / "office-openpyxl", formulas=False)
    with tempfile.TemporaryDirectory() as calculated:
        source = Path(calculated) / "source"
        write(source, formulas=True)
        for extension in ("xlsx", "xls", "ods"):
            convert(source, folder / f"office-calc-{extension}", extension)
    # a line for each table
    lines = [json.dumps({name: place}, ensure_ascii=False)[1:-1] for name, place in places.items()]
    (folder / "places.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
