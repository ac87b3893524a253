//! Workbooks as offices have them, as damaged ones are, and as nobody should send them. What is expected is what a
//! person sees in the cell. The files in `tests/workbooks` were written by openpyxl and, from that one, by `LibreOffice`
//! Calc; all others are put together here.

#![allow(clippy::unwrap_used, reason = "what the helpers of a test unwrap fails the test")]
#![allow(clippy::print_stdout, reason = "measurements are printed")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::process::Command;
use std::time::Instant;

use mcs_audit::base::text::Lang;
use mcs_audit::source::workbook::{BookFormat, Grid, NOT_CALCULATED, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

// ---- putting workbooks together

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = Parts::new();
    for (name, text) in parts {
        writer.part(name, |to| to.write_all(text.as_bytes()).unwrap());
    }
    writer.finish()
}

/// A package that is written part by part, so that a large one is never whole in memory.
struct Parts(ZipWriter<Cursor<Vec<u8>>>);

impl Parts {
    fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    fn part(&mut self, name: &str, write: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) {
        self.0.start_file(name, SimpleFileOptions::default()).unwrap();
        write(&mut self.0);
    }

    fn finish(self) -> Vec<u8> {
        self.0.finish().unwrap().into_inner()
    }
}

const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(of: &[(&str, &str)]) -> String {
    let mut text = "<Relationships>".to_owned();
    for (at, (kind, target)) in of.iter().enumerate() {
        write!(text, r#"<Relationship Id="r{at}" Type="{TYPE}/{kind}" Target="{target}"/>"#).unwrap();
    }
    text + "</Relationships>"
}

fn each(places: std::ops::Range<usize>, text: impl Fn(usize) -> String) -> String {
    places.map(text).collect::<Vec<_>>().concat()
}

/// The parts of an .xlsx beside its sheets: `workbook` stands before its `<sheets>`, `sheets` are their attributes.
fn frame(writer: &mut Parts, workbook: &str, sheets: &[&str], styles: &str, strings: &str) {
    let mut all = format!("<workbook>{workbook}<sheets>");
    let mut related = Vec::new();
    let names: Vec<String> = (1..=sheets.len()).map(|at| format!("worksheets/sheet{at}.xml")).collect();
    for (at, attributes) in sheets.iter().enumerate() {
        let name = if attributes.contains("name=") { String::new() } else { format!(r#"name="表{at}""#) };
        write!(all, r#"<sheet {name} {attributes} r:id="r{at}"/>"#).unwrap();
        related.push((if attributes.contains("グラフ") { "chartsheet" } else { "worksheet" }, names[at].as_str()));
    }
    related.push(("styles", "/xl/styles.xml"));
    related.push(("sharedStrings", "sharedStrings.xml"));
    for (name, text) in [
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", all + "</sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", relations(&related)),
        ("xl/styles.xml", format!("<styleSheet>{styles}</styleSheet>")),
    ] {
        writer.part(name, |to| to.write_all(text.as_bytes()).unwrap());
    }
    if !strings.is_empty() {
        let text = format!("<sst>{strings}</sst>");
        writer.part("xl/sharedStrings.xml", |to| to.write_all(text.as_bytes()).unwrap());
    }
}

/// An .xlsx with one sheet.
fn xlsx(body: &str, workbook: &str, styles: &str, strings: &str) -> Vec<u8> {
    let mut writer = Parts::new();
    let strings = if strings.is_empty() { "<si/>" } else { strings };
    frame(&mut writer, workbook, &[""], styles, strings);
    let sheet = format!("<worksheet>{body}</worksheet>");
    writer.part("xl/worksheets/sheet1.xml", |to| to.write_all(sheet.as_bytes()).unwrap());
    writer.finish()
}

/// An .xlsx with one sheet of rows.
fn rows(rows: &str) -> Vec<u8> {
    xlsx(&format!("<sheetData>{rows}</sheetData>"), "", "", "")
}

/// The styles of cells for format codes, or for the ids of built-in formats.
fn styles(codes: &[&str]) -> String {
    let (mut formats, mut cells) = (String::new(), String::new());
    for (at, code) in codes.iter().enumerate() {
        let escaped = code.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        match code.parse::<u32>() {
            Ok(id) if !code.starts_with('0') => write!(cells, r#"<xf numFmtId="{id}"/>"#).unwrap(),
            _ => {
                write!(formats, r#"<numFmt numFmtId="{}" formatCode="{escaped}"/>"#, at + 200).unwrap();
                write!(cells, r#"<xf numFmtId="{}"/>"#, at + 200).unwrap();
            }
        }
    }
    format!(r#"<numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{cells}</cellXfs>"#)
}

fn ods(styles: &str, tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

/// An .ods with one sheet of rows.
fn ods_rows(rows: &str) -> Vec<u8> {
    ods("", &format!(r#"<table:table table:name="表">{rows}</table:table>"#))
}

fn compound(stream: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(content).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn fields(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// A string of one byte a character, behind its length.
fn narrow(text: &str) -> Vec<u8> {
    [&fields(&[u16::try_from(text.len()).unwrap()])[..], &[0], text.as_bytes()].concat()
}

const GLOBALS: [u16; 2] = [0x0600, 0x0005];
const SHEET: [u16; 2] = [0x0600, 0x0010];

/// A BIFF8 workbook: records of the workbook, and of sheets, each with its kind (0: cells, 2: chart).
fn xls(globals: &[Vec<u8>], sheets: &[(u8, Vec<Vec<u8>>)]) -> Vec<u8> {
    let bound =
        |start: u32, kind: u8, name: u8| record(0x85, &[&start.to_le_bytes()[..], &[0, kind, 1, 0, name]].concat());
    let head = [record(0x809, &fields(&GLOBALS)), globals.concat()].concat();
    let mut start = head.len() + sheets.len() * bound(0, 0, b'A').len() + 4;
    let (mut bounds, mut bodies) = (Vec::new(), Vec::new());
    for (at, (kind, records)) in sheets.iter().enumerate() {
        let body = [record(0x809, &fields(&SHEET)), records.concat(), record(0x0A, &[])].concat();
        bounds.extend(bound(u32::try_from(start).unwrap(), *kind, b'A' + u8::try_from(at).unwrap()));
        start += body.len();
        bodies.extend(body);
    }
    compound("/Workbook", &[head, bounds, record(0x0A, &[]), bodies].concat())
}

// ---- reading them

fn open(bytes: Vec<u8>) -> Workbook {
    Workbook::open("名簿.xlsx", bytes, BookFormat::Xlsx).unwrap_or_else(|problem| panic!("{problem}"))
}

fn grid(bytes: Vec<u8>) -> Grid {
    open(bytes).read(0).unwrap_or_else(|problem| panic!("{problem}"))
}

/// The cells of a sheet, line by line.
fn cells(grid: &Grid) -> Vec<(u32, Vec<(u32, &str)>)> {
    grid.rows
        .iter()
        .map(|r| (r.line, r.cells.iter().map(|(column, text)| (*column, text.as_str())).collect()))
        .collect()
}

/// The texts of the first row.
fn first(bytes: Vec<u8>) -> Vec<String> {
    grid(bytes).rows.swap_remove(0).cells.into_iter().map(|(_, text)| text).collect()
}

/// What is said of a workbook that cannot be read. Both languages must name the file.
fn problem(bytes: Vec<u8>) -> String {
    let opened = Workbook::open("名簿.xlsx", bytes, BookFormat::Xlsx);
    let problem = match opened {
        Err(problem) => problem,
        Ok(mut book) => match book.read(0) {
            Err(problem) => problem,
            Ok(grid) => panic!("it was read, {} rows", grid.rows.len()),
        },
    };
    assert!(problem.say(Lang::Ja).contains("名簿.xlsx") && problem.say(Lang::En).contains("名簿.xlsx"));
    problem.say(Lang::En).to_owned()
}

// ---- .xlsx

#[test]
fn strings_are_what_is_seen() {
    let strings = "<si><t xml:space=\"preserve\"> 見本 一郎 </t></si>\
        <si><r><rPr><b/></rPr><t>架空 </t></r><r><t>花子</t></r><rPh sb=\"0\" eb=\"2\"><t>カクウ</t></rPh><phoneticPr fontId=\"1\"/></si>\
        <si><t>一行目\r\n二行目</t></si><si><t>一_x000D_\n二_x005F_x000D_三&amp;<![CDATA[<四>]]>&#x4E94;</t></si><si><t/></si>";
    let body = r#"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>
        <c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c><c r="F1" t="inlineStr"><is><t>試験</t><rPh><t>シケン</t></rPh></is></c>
        <c r="G1" t="str"><f>A1&amp;"様"</f><v>試験様</v></c></row></sheetData>"#;
    let expected = [" 見本 一郎 ", "架空 花子", "一行目\n二行目", "一\n二_x000D_三&<四>五", "試験", "試験様"];
    assert_eq!(first(xlsx(body, "", "", strings)), expected);
}

#[test]
fn values_that_are_no_strings() {
    let row = r#"<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><v>#N/A</v></c>
        <c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1" t="d"><v>2025-03-01T00:00:00</v></c>
        <c r="F1" t="d"><v>2025-03-01T10:30:00Z</v></c><c r="G1"><f>6*7</f><v>42</v></c><c r="H1"><v>1.23E+5</v></c>
        <c r="I1"><v>0.1</v></c><c r="J1"><v>-0</v></c><c r="K1" s="99"><v>7</v></c><c r="L1" s="x"><v>8</v></c><c r="M1"/>
        <c r="N1"><v>123456789012345</v></c></row>"#;
    let expected = [
        "TRUE",
        "FALSE",
        "#N/A",
        "#DIV/0!",
        "2025-03-01",
        "2025-03-01 10:30",
        "42",
        "123000",
        "0.1",
        "0",
        "7",
        "8",
        "123456789012345",
    ];
    assert_eq!(first(rows(row)), expected);
}

/// The day serial 45717 is 2025-03-01 (1 January 1900 is 1, and 29 February 1900 counts, which never was).
const FORMATS: &[(&str, &str, &str)] = &[
    ("14", "45717", "2025-03-01"),
    ("yyyy/m/d", "45717", "2025-03-01"),
    ("22", "45717.4375", "2025-03-01 10:30"),
    ("14", "45717.4375", "2025-03-01 10:30"),
    ("yyyy/m/d h:mm:ss", "45717.5000116", "2025-03-01 12:00:01"),
    ("yyyy\"年\"m\"月\"d\"日\"", "45717", "2025-03-01"),
    ("yyyy年m月d日", "45717", "2025-03-01"),
    ("ggge\"年\"m\"月\"d\"日\"", "45717", "2025-03-01"),
    ("[$-411]ge.m.d", "45717", "2025-03-01"),
    ("[$-411]ggge\"年\"m\"月\"d\"日\";@", "45717", "2025-03-01"),
    ("[$-ja-JP-x-gannen]ggge\"年\"", "45717", "2025年"),
    ("[$-1030411]ge\\.m\\.d", "45717", "2025-03-01"),
    ("[<=43585]ggge\"年\";[>=43831]ggge\"年\";\"令和元年\"m\"月\"", "45717", "2025年"),
    ("[=0]\"\";yyyy/m/d", "45717", "2025-03-01"),
    ("[DBNum1][$-411]m\"月\"d\"日\"(aaa)", "45717", "2025-03-01"),
    ("mmm-yy", "45717", "2025年3月"),
    ("yyyy\"年\"m\"月\"", "45717", "2025年3月"),
    ("55", "45717", "2025年3月"),
    ("m", "45717", "2025-03-01"),
    ("27", "45717", "2025-03-01"),
    ("31", "45717", "2025-03-01"),
    ("36", "45717", "2025-03-01"),
    ("50", "45717", "2025-03-01"),
    ("58", "45717", "2025-03-01"),
    ("14", "1", "1900-01-01"),
    ("14", "59", "1900-02-28"),
    ("14", "61", "1900-03-01"),
    ("14", "45716.999999", "2025-03-01"),
    ("20", "0.4375", "10:30"),
    ("h:mm AM/PM", "0.4375", "10:30"),
    ("32", "0.4375", "10:30"),
    ("h:mm", "0", "00:00"),
    ("46", "1.5", "36:00"),
    ("[h]:mm:ss", "1.5", "36:00"),
    ("14", "-1", "-1"),
    ("14", "3000000", "3000000"),
    ("00000", "123", "00123"),
    ("00000", "1234567", "1234567"),
    ("00000", "-12", "-00012"),
    ("00000", "12.5", "12.5"),
    ("\"S\"000", "7", "S007"),
    ("000\\-0000", "1234567", "123-4567"),
    ("0_ ", "45717", "45717"),
    ("0", "45717", "45717"),
    ("0.0", "7", "7.0"),
    ("0.0", "7.25", "7.25"),
    ("#,##0.00", "1234.5", "1234.50"),
    ("#,##0", "1234567", "1234567"),
    ("3", "1234567", "1234567"),
    ("4", "7", "7.00"),
    ("General", "45717", "45717"),
    ("G/標準\"円\"", "500", "500"),
    ("0.00E+00", "123000", "123000"),
    ("9", "0.5", "0.5"),
    ("@", "123", "123"),
    ("0;-0;;@", "5", "5"),
    ("\\Y000", "5", "Y005"),
    ("#\" \"?/?", "0.5", "0.5"),
    ("[Red]0.0", "3", "3.0"),
];

#[test]
fn numbers_are_shown_as_their_formats_say() {
    let codes: Vec<&str> = FORMATS.iter().map(|f| f.0).collect();
    let mut body = String::new();
    for (at, (_, value, _)) in FORMATS.iter().enumerate() {
        write!(body, r#"<row><c s="{at}"><v>{value}</v></c></row>"#).unwrap();
    }
    let grid = grid(xlsx(&format!("<sheetData>{body}</sheetData>"), "", &styles(&codes), ""));
    assert_eq!(grid.rows.len(), FORMATS.len());
    for (row, format) in grid.rows.iter().zip(FORMATS) {
        assert_eq!(row.cells, [(0, format.2.to_owned())], "{format:?}");
    }
}

#[test]
fn zero_is_empty_where_its_format_shows_nothing() {
    let codes = ["yyyy/m/d;;", "0;-0;;@", "[=0]\"\";yyyy/m/d", "14", "0"];
    let cells = each(0..codes.len(), |at| format!(r#"<c s="{at}"><v>0</v></c>"#));
    let grid = grid(xlsx(&format!("<sheetData><row>{cells}</row></sheetData>"), "", &styles(&codes), ""));
    assert_eq!(self::cells(&grid), [(1, vec![(3, "1900-01-00"), (4, "0")])]);
}

#[test]
fn days_count_from_1904_where_the_workbook_says_so() {
    let body = r#"<sheetData><row><c s="0"><v>44255</v></c><c s="0"><v>0</v></c><c s="1"><v>0.4375</v></c><c><v>44255</v></c></row></sheetData>"#;
    let cells = first(xlsx(body, r#"<workbookPr date1904="1"/>"#, &styles(&["14", "20"]), ""));
    assert_eq!(cells, ["2025-03-01", "1904-01-01", "10:30", "44255"]);
}

#[test]
fn merged_cells_fill_the_rows_below() {
    let body = r#"<sheetData>
        <row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>10</v></c><c r="C2"><v>5</v></c><c r="D2"><v>6</v></c></row>
        <row r="3"><c r="A3"><v>99</v></c><c r="B3"><v>20</v></c></row>
        <row r="4"><c r="B4"><v>30</v></c></row>
        <row r="6"><c r="A6"><v>98</v></c></row>
        <row r="7"><c r="A7"><v>2</v></c></row>
        </sheetData><mergeCells><mergeCell ref="C2:D3"/><mergeCell ref="A2:A6"/><mergeCell ref="F8:F9"/></mergeCells>"#;
    let grid = grid(xlsx(body, "", "", ""));
    // what a merge covers is not seen: the 99, the 98 and the 6
    let expected = [
        (2, vec![(0, "1"), (1, "10"), (2, "5")]),
        (3, vec![(0, "1"), (1, "20"), (2, "5")]),
        (4, vec![(0, "1"), (1, "30")]),
        (7, vec![(0, "2")]),
    ];
    assert_eq!(cells(&grid), expected);
    assert_eq!(grid.filled_down, 3);
}

#[test]
fn a_merge_over_the_whole_sheet_costs_nothing() {
    let body = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="B9"><v>2</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A1:A1048576"/><mergeCell ref="C1:XFD1048576"/></mergeCells>"#;
    let grid = grid(xlsx(body, "", "", ""));
    assert_eq!(cells(&grid), [(1, vec![(0, "1")]), (9, vec![(0, "1"), (1, "2")])]);
}

#[test]
fn merges_that_overlap_are_refused() {
    let body = r#"<sheetData><row r="3"><c r="A3"><v>1</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A1:B4"/><mergeCell ref="B3:C5"/></mergeCells>"#;
    assert!(problem(xlsx(body, "", "", "")).contains("B3"));
}

#[test]
fn what_is_hidden_is_read_and_counted() {
    let body = r#"<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="true"/></cols><sheetData>
        <row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>3</v></c></row>
        <row r="3" hidden="1"/></sheetData>"#;
    let grid = grid(xlsx(body, "", "", ""));
    assert_eq!(grid.rows.iter().map(|r| (r.line, r.hidden)).collect::<Vec<_>>(), [(1, false), (2, true)]);
    assert_eq!((grid.hidden_rows, grid.hidden_columns), (1, 1));
}

#[test]
fn sheets_of_charts_are_left_out_and_hidden_ones_are_not() {
    let mut writer = Parts::new();
    frame(
        &mut writer,
        "",
        &[r#"name="職員""#, r#"name="グラフ""#, r#"name="隠し" state="hidden""#, r#"name="奥" state="veryHidden""#],
        "",
        "",
    );
    for at in [1, 3, 4] {
        let sheet = format!("<worksheet><sheetData><row><c><v>{at}</v></c></row></sheetData></worksheet>");
        writer.part(&format!("xl/worksheets/sheet{at}.xml"), |to| to.write_all(sheet.as_bytes()).unwrap());
    }
    writer.part("xl/sharedStrings.xml", |to| to.write_all(b"<sst/>").unwrap());
    let mut book = open(writer.finish());
    let names: Vec<_> = book.sheets().iter().map(|s| (s.name.clone(), s.hidden)).collect();
    assert_eq!(names, [("職員".to_owned(), false), ("隠し".to_owned(), true), ("奥".to_owned(), true)]);
    let values: Vec<String> = (0..3).map(|at| book.read(at).unwrap().rows[0].cells[0].1.clone()).collect();
    assert_eq!(values, ["1", "3", "4"]);
}

#[test]
fn cells_and_rows_without_a_place_follow_each_other() {
    let grid = grid(rows(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"C5\"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>",
    ));
    assert_eq!(cells(&grid), [(1, vec![(0, "1"), (1, "2")]), (5, vec![(2, "3"), (3, "4")]), (6, vec![(0, "5")])]);
}

#[test]
fn rows_out_of_order_are_put_in_order() {
    let row = |line: u32, column: char, value: u32| {
        format!(r#"<row r="{line}"><c r="{column}{line}"><v>{value}</v></c></row>"#)
    };
    let body = [row(7, 'B', 1), row(3, 'A', 2), row(7, 'A', 3)].concat();
    assert_eq!(cells(&grid(rows(&body))), [(3, vec![(0, "2")]), (7, vec![(0, "3"), (1, "1")])]);
    let twice = [row(7, 'B', 1), row(3, 'A', 2), row(7, 'B', 3)].concat();
    assert!(problem(rows(&twice)).contains("B7"));
}

#[test]
fn elements_may_have_a_prefix() {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[""], "", "<x:si><x:t>見本</x:t></x:si>");
    let sheet = r#"<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>"#;
    writer.part("xl/worksheets/sheet1.xml", |to| to.write_all(sheet.as_bytes()).unwrap());
    assert_eq!(first(writer.finish()), ["見本"]);
}

#[test]
fn a_sheet_read_again_is_the_same_and_counts_once() {
    // each reading takes a fifth of the memory that there is
    let text = "あ".repeat(300_000);
    let body = each(1..46, |line| format!(r#"<row r="{line}"><c t="s"><v>0</v></c></row>"#));
    let mut book = open(xlsx(&format!("<sheetData>{body}</sheetData>"), "", "", &format!("<si><t>{text}</t></si>")));
    let grid = book.read(0).unwrap();
    for _ in 0..9 {
        assert_eq!(book.read(0).unwrap(), grid);
    }
}

// ---- .ods

#[test]
fn ods_cells_are_what_is_seen() {
    let rows = r#"<table:table-row>
        <table:table-cell office:value-type="float" office:value="123"><text:p>00123</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="7"><text:p>7.0</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="7"><text:p>S007</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="1234567.5"><text:p>1,234,567.50</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="123000"><text:p>1.23E+05</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="3.14159"><text:p>3.14</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2025-03-01"><text:p>令和7年3月1日</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2025-03-01T10:30:00"><text:p>R7.3.1</text:p></table:table-cell>
        <table:table-cell office:value-type="time" office:time-value="PT10H30M00S"><text:p>10:30</text:p></table:table-cell>
        <table:table-cell office:value-type="time" office:time-value="PT36H00M15.000S"><text:p>36:00:15</text:p></table:table-cell>
        <table:table-cell office:value-type="boolean" office:boolean-value="false"><text:p>偽</text:p></table:table-cell>
        <table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>
        <table:table-cell office:value-type="string" office:string-value="値"/>
        </table:table-row>"#;
    let expected = [
        "00123",
        "7.0",
        "S007",
        "1234567.50",
        "123000",
        "0.5",
        "3.14159",
        "2025-03-01",
        "2025-03-01 10:30",
        "10:30",
        "36:00:15",
        "FALSE",
        "#N/A",
        "値",
    ];
    assert_eq!(first(ods_rows(rows)), expected);
}

#[test]
fn ods_text_has_no_readings_and_no_notes() {
    let rows = r#"<table:table-row><table:table-cell office:value-type="string">
        <office:annotation><dc:creator>架空 花子</dc:creator><text:p>注</text:p></office:annotation>
        <text:p>見本<text:s/>一郎<text:span>様</text:span>
            の</text:p><text:p><text:ruby><text:ruby-base>試験</text:ruby-base><text:ruby-text>シケン</text:ruby-text></text:ruby><text:line-break/><text:s text:c="2"/>&lt;<text:a>太郎</text:a></text:p>
        </table:table-cell></table:table-row>"#;
    assert_eq!(first(ods_rows(rows)), ["見本 一郎様 の\n試験\n  <太郎"]);
}

#[test]
fn ods_rows_and_columns_are_repeated_merged_and_hidden() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
    };
    let rows = [
        r#"<table:table-column table:number-columns-repeated="2"/><table:table-column-group><table:table-column table:visibility="collapse"/></table:table-column-group>"#.to_owned(),
        r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="9999999999"/></table:table-row>"#.to_owned(),
        format!("<table:table-header-rows><table:table-row>{}{}</table:table-row></table:table-header-rows>",
            cell(r#"table:number-rows-spanned="4""#, "甲"), cell(r#"table:number-columns-repeated="2""#, "乙")),
        format!(r#"<table:table-row table:visibility="filter" table:number-rows-repeated="2"><table:covered-table-cell><text:p>古</text:p></table:covered-table-cell>{}</table:table-row>"#, cell("", "丙")),
        format!("<table:table-row><table:covered-table-cell/></table:table-row><table:table-row>{}</table:table-row>", cell("", "丁")),
        r#"<table:table-row table:number-rows-repeated="9999999999"><table:table-cell/></table:table-row>"#.to_owned(),
    ].concat();
    let grid = grid(ods_rows(&rows));
    let expected = [
        (3, vec![(0, "甲"), (1, "乙"), (2, "乙")]),
        (4, vec![(0, "甲"), (1, "丙")]),
        (5, vec![(0, "甲"), (1, "丙")]),
        (7, vec![(0, "丁")]),
    ];
    assert_eq!(cells(&grid), expected);
    assert_eq!((grid.hidden_rows, grid.hidden_columns, grid.filled_down), (2, 1, 2));
}

#[test]
fn ods_sheets_are_hidden_by_style_and_copies_of_other_files_left_out() {
    let styles = r#"<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>"#;
    let table = |name: &str, style: &str| {
        format!(
            r#"<table:table table:name="{name}" table:style-name="{style}"><table:shapes><draw:frame><table:table table:name="図"/></draw:frame></table:shapes></table:table>"#
        )
    };
    let book = open(ods(
        styles,
        &[table("職員", "ta1"), table("奥", "ta2"), table("'file:///x.ods'#表", "ta_extref")].concat(),
    ));
    let names: Vec<_> = book.sheets().iter().map(|s| (s.name.as_str(), s.hidden)).collect();
    assert_eq!(names, [("職員", false), ("奥", true)]);
}

// ---- .xls

#[test]
fn xls_strings_run_on_over_records() {
    // six characters: two of one byte, then, in the next record, four of two bytes; then a reading, cut as well
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let sst = [
        record(0xFC, &[&[3, 0, 0, 0, 3, 0, 0, 0][..], &fields(&[6]), &[0x0C], &fields(&[1, 6, 0]), b"AB"].concat()),
        record(0x3C, &[&[1][..], &wide("見本一郎"), &[0; 4], &[9; 3]].concat()),
        record(0x3C, &[&[9; 3][..], &narrow("C\r\nD"), &narrow("")].concat()),
    ]
    .concat();
    let label = |column: u16, place: u16| record(0xFD, &fields(&[0, column, 0, place, 0]));
    let formula = [fields(&[0, 2, 0]), vec![0, 0, 0, 0, 0, 0, 0xFF, 0xFF], vec![0; 8]].concat();
    let text = [record(0x06, &formula), record(0x4BC, &[0; 10]), record(0x207, &narrow("total"))].concat();
    let sheet = vec![label(0, 0), label(1, 1), text, record(0x204, &[fields(&[0, 3, 0]), narrow("old")].concat())];
    assert_eq!(first(xls(&[sst], &[(0, sheet)])), ["AB見本一郎", "C\nD", "total", "old"]);
}

#[test]
fn xls_numbers_have_formats() {
    let format = |id: u16, code: &str| record(0x41E, &[fields(&[id]), narrow(code)].concat());
    let xf = |id: u16| record(0xE0, &[fields(&[0, id]), vec![0; 16]].concat());
    let globals = [format(164, "00000"), xf(0), xf(164), xf(14), xf(57), xf(2)];
    let rk = |style: u16, bits: u32| [&fields(&[style])[..], &bits.to_le_bytes()].concat();
    let number = |column: u16, style: u16, value: f64| {
        record(0x203, &[&fields(&[1, column, style])[..], &value.to_le_bytes()].concat())
    };
    let sheet = vec![
        // 123 as a whole number, 12.5 as hundredths, 1.0 as half a float, -2
        record(
            0xBD,
            &[
                fields(&[0, 0]),
                rk(1, 123 << 2 | 2),
                rk(0, 1250 << 2 | 3),
                rk(4, 0x3FF0_0000),
                rk(0, u32::MAX << 3 | 2),
                fields(&[3]),
            ]
            .concat(),
        ),
        record(0x27E, &[fields(&[0, 4]), rk(2, 45717 << 2 | 2)].concat()),
        number(0, 3, 45717.4375),
        number(1, 999, 0.1),
        record(0x205, &[&fields(&[1, 2, 0])[..], &[1, 0]].concat()),
        record(0x205, &[&fields(&[1, 3, 0])[..], &[0x17, 1]].concat()),
        record(0x06, &[&fields(&[1, 4, 2])[..], &45717_f64.to_le_bytes(), &[0; 8]].concat()),
        record(0x06, &[&fields(&[1, 5, 0])[..], &[1, 0, 1, 0, 0, 0, 0xFF, 0xFF], &[0; 8]].concat()),
        record(0x06, &[&fields(&[1, 6, 0])[..], &[2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF], &[0; 8]].concat()),
    ];
    let grid = grid(xls(&globals, &[(0, sheet)]));
    let expected = [
        (1, vec![(0, "00123"), (1, "12.5"), (2, "1.00"), (3, "-2"), (4, "2025-03-01")]),
        (
            2,
            vec![
                (0, "2025-03-01 10:30"),
                (1, "0.1"),
                (2, "TRUE"),
                (3, "#REF!"),
                (4, "2025-03-01"),
                (5, "TRUE"),
                (6, "#N/A"),
            ],
        ),
    ];
    assert_eq!(cells(&grid), expected);
}

#[test]
fn xls_sheets_merges_and_what_is_hidden() {
    let number = |line: u16, column: u16, value: f64| {
        record(0x203, &[&fields(&[line, column, 0])[..], &value.to_le_bytes()].concat())
    };
    let chart = [record(0x809, &fields(&[0x0600, 0x0020])), number(9, 9, 99.0), record(0x0A, &[])].concat();
    let sheet = vec![
        record(0x7D, &fields(&[1, 1, 0, 0, 1, 0])),
        record(0x208, &fields(&[1, 0, 2, 255, 0, 0, 0x20, 0])),
        number(1, 1, 2.0),
        chart,
        number(0, 0, 1.0),
        record(0xE5, &fields(&[1, 0, 4, 0, 0])),
    ];
    let days = record(0x22, &fields(&[1]));
    let xf = record(0xE0, &[fields(&[0, 14]), vec![0; 16]].concat());
    let mut book = open(xls(&[days, xf], &[(2, Vec::new()), (0, sheet)]));
    assert_eq!(book.sheets().iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["B"]);
    let grid = book.read(0).unwrap();
    assert_eq!(cells(&grid), [(1, vec![(0, "1904-01-02")]), (2, vec![(0, "1904-01-02"), (1, "1904-01-03")])]);
    assert_eq!((grid.rows[1].hidden, grid.hidden_rows, grid.hidden_columns, grid.filled_down), (true, 1, 1, 1));
}

// ---- files of other programs

#[test]
fn files_of_other_programs_are_read() {
    let expected = [
        (1, vec![(0, "スタッフID"), (1, "氏名"), (2, "登録日"), (3, "時刻"), (4, "値"), (5, "備考")]),
        (2, vec![(0, "00123"), (1, "見本 一郎"), (2, "2025-03-01"), (3, "10:30"), (4, "7.0"), (5, "一行目\n二行目")]),
        (3, vec![(0, "S007"), (1, "架空 花子"), (2, "2025-03-01 10:30"), (4, "123456789012"), (5, "TRUE")]),
        (4, vec![(0, "123-4567"), (1, "試験 太郎 "), (2, "2025-03-01"), (3, "36:00"), (4, "1234567.50"), (5, "#N/A")]),
        (5, vec![(0, "45717"), (2, "2019-05-01"), (4, "0.1"), (5, "#DIV/0!")]),
        (6, vec![(0, "merged"), (2, "wide")]),
        (7, vec![(0, "merged"), (1, "x")]),
        (9, vec![(0, "merged"), (1, "y")]),
        (12, vec![(1, "見本 一郎様"), (2, "2025-03-01")]),
    ];
    for (name, file) in FILES {
        let mut book = open(file.to_vec());
        let names: Vec<_> = book.sheets().iter().take(3).map(|s| (s.name.as_str(), s.hidden)).collect();
        assert_eq!(names, [("職員", false), ("隠し", true), ("最隠し", true)], "{name}");
        let grid = book.read(0).unwrap();
        // openpyxl writes formulas without their values, which is told
        let mut expected = expected.to_vec();
        if *name == "openpyxl.xlsx" {
            for row in [3, 4] {
                expected[row].1.last_mut().unwrap().1 = NOT_CALCULATED;
            }
            let last = expected.last_mut().unwrap();
            last.1.iter_mut().for_each(|cell| cell.1 = NOT_CALCULATED);
        }
        assert_eq!(cells(&grid), expected, "{name}");
        assert_eq!((grid.hidden_rows, grid.hidden_columns, grid.filled_down), (1, 1, 2), "{name}");
        assert!(grid.rows[2].hidden, "{name}");
        assert_eq!(cells(&book.read(1).unwrap()), [(2, vec![(1, "秘")])], "{name}");
        assert_eq!(cells(&book.read(2).unwrap()), [(1, vec![(0, "極秘")])], "{name}");
    }
}

const FILES: &[(&str, &[u8])] = &[
    ("openpyxl.xlsx", include_bytes!("workbooks/openpyxl.xlsx")),
    ("calc.xlsx", include_bytes!("workbooks/calc.xlsx")),
    ("calc.xls", include_bytes!("workbooks/calc.xls")),
    ("calc.ods", include_bytes!("workbooks/calc.ods")),
];

#[test]
fn a_file_is_read_as_what_it_is_not_as_it_is_named() {
    for (name, file) in FILES {
        for format in [BookFormat::Xlsx, BookFormat::Xls, BookFormat::Ods] {
            assert!(Workbook::open("名簿", file.to_vec(), format).is_ok(), "{name} as {format:?}");
        }
    }
}

// ---- what cannot be read

#[test]
fn files_that_are_no_workbooks_say_what_they_are() {
    assert!(problem(Vec::new()).contains("0 bytes"));
    assert!(problem(b"\xEF\xBB\xBF\r\n<html><table><tr><td>1".to_vec()).contains("HTML"));
    assert!(problem(b"<?xml version=\"1.0\"?><Workbook>".to_vec()).contains("XML"));
    assert!(problem("氏名,職種\r\n見本 一郎,医師\r\n".as_bytes().to_vec()).contains("CSV"));
    assert!(problem(b"\x8E\x81\x96\xBC,\x90\x45\x8E\xED\r\n".to_vec()).contains("CSV"));
    assert!(problem(b"\xFF\xFE\x0D\x6C".to_vec()).contains("CSV"));
    assert!(problem(b"%PDF-1.7\n\x00\x01\x02".to_vec()).contains("neither"));
    let document = relations(&[("officeDocument", "word/document.xml")]);
    assert!(
        problem(package(&[("_rels/.rels", &document), ("word/document.xml", "<w:document/>")])).contains("neither")
    );
    assert!(problem(package(&[("a.txt", "a")])).contains("neither"));
    assert!(
        problem(package(&[(
            "content.xml",
            "<office:document-content><office:body><office:text/></office:body></office:document-content>"
        )]))
        .contains("neither")
    );
    let binary = relations(&[("officeDocument", "xl/workbook.bin")]);
    assert!(problem(package(&[("_rels/.rels", &binary)])).contains(".xlsb"));
    assert!(problem(compound("/WordDocument", b"x")).contains("neither"));
    assert!(problem(compound("/Book", b"x")).contains("Excel 95"));
    assert!(problem(compound("/Workbook", &record(0x809, &fields(&[0x0500, 5])))).contains("Excel 95"));
}

#[test]
fn passwords_are_told() {
    assert!(problem(compound("/EncryptedPackage", b"x")).contains("password"));
    assert!(problem(xls(&[record(0x2F, &[0; 6])], &[(0, Vec::new())])).contains("password"));
    let manifest =
        "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    assert!(problem(package(&[("META-INF/manifest.xml", manifest), ("content.xml", "\u{1}")])).contains("password"));
}

#[test]
fn a_workbook_without_a_sheet_is_told() {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[r#"name="グラフ""#], "", "<si/>");
    assert!(problem(writer.finish()).contains("no sheet"));
    assert!(problem(ods("", "")).contains("no sheet"));
}

#[test]
fn damage_is_told_with_its_place() {
    assert!(problem(rows(r#"<row r="1"><c r="A1" t="s"><v>5</v></c></row>"#)).contains("A1"));
    assert!(problem(rows(r#"<row r="1"><c r="A2"><v>5</v></c></row>"#)).contains("A2"));
    assert!(problem(rows(r#"<row r="1"><c r="5"><v>5</v></c></row>"#)).contains("\"表0\""));
    assert!(problem(rows(r#"<row r="0"><c><v>5</v></c></row>"#)).contains("damaged"));
    assert!(problem(rows("<row><c><v>&nothing;</v></c></row>")).contains("sheet1.xml"));
    assert!(problem(rows("<row><c></row>")).contains("sheet1.xml"));
    assert!(problem(package(&[("content.xml", "<office:document-content><office:body>")])).contains("content.xml"));
    for (name, file) in FILES {
        for part in [1, 2, 3, 5, 9] {
            let cut = file[..file.len() * part / 10].to_vec();
            assert!(problem(cut).contains("damaged"), "{name}, {part} tenths");
        }
    }
}

#[test]
fn entities_are_refused() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x/>"#;
    assert!(problem(package(&[("_rels/.rels", bomb)])).contains("DOCTYPE"));
    assert!(problem(package(&[("content.xml", bomb)])).contains("DOCTYPE"));
}

/// Whatever is done to a file, it ends in cells or in a problem. Also in the XML, which a zip's checksum would protect.
#[test]
fn no_damage_panics() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut read = 0;
    let mut attempt = |bytes: Vec<u8>| {
        if let Ok(mut book) = Workbook::open("名簿", bytes, BookFormat::Xls) {
            read += (0..book.sheets().len()).filter(|sheet| book.read(*sheet).is_ok()).count();
        }
    };
    for (_, file) in FILES {
        for _ in 0..400 {
            let mut bytes = file.to_vec();
            for _ in 0..=random(4) {
                let at = random(bytes.len());
                bytes[at] = random(256) as u8;
            }
            attempt(bytes);
        }
        let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(*file)) else { continue };
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        for place in 0..zip.len() {
            let mut part = zip.by_index(place).unwrap();
            let mut text = Vec::new();
            std::io::copy(&mut part, &mut text).unwrap();
            parts.push((part.name().unwrap().into_owned(), text));
        }
        parts.retain(|(_, text)| !text.is_empty());
        for _ in 0..400 {
            let chosen = random(parts.len());
            let mut writer = Parts::new();
            for (place, (name, text)) in parts.iter().enumerate() {
                let mut text = text.clone();
                for _ in 0..if place == chosen { 3 } else { 0 } {
                    let at = random(text.len());
                    text[at] = b"<>/&\"'=09aZ \xE3"[random(13)];
                }
                writer.part(name, |to| to.write_all(&text).unwrap());
            }
            attempt(writer.finish());
        }
    }
    assert!(read > 0, "some damage does not matter");
}

// ---- files made to do harm

/// A hostile file: what it is, how it is made, and what must be said of it; nothing if it is read after all.
type Hostile = (&'static str, fn() -> Vec<u8>, &'static str);

/// A sheet of so many pieces, never whole in memory.
fn long_sheet(start: &str, piece: &str, times: usize, end: &str) -> Vec<u8> {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[""], "", "<si><t>見本</t></si>");
    writer.part("xl/worksheets/sheet1.xml", |to| repeat(to, start, piece, times, end));
    writer.finish()
}

fn long_strings(piece: &str, times: usize) -> Vec<u8> {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[""], "", "");
    writer.part("xl/sharedStrings.xml", |to| repeat(to, "<sst>", piece, times, "</sst>"));
    writer.part("xl/worksheets/sheet1.xml", |to| to.write_all(b"<worksheet/>").unwrap());
    writer.finish()
}

fn repeat(to: &mut impl std::io::Write, start: &str, piece: &str, times: usize, end: &str) {
    let block = piece.repeat((1 << 16) / piece.len() + 1);
    to.write_all(start.as_bytes()).unwrap();
    let mut left = times * piece.len();
    while left > 0 {
        let now = left.min(block.len());
        to.write_all(&block.as_bytes()[..now]).unwrap();
        left -= now;
    }
    to.write_all(end.as_bytes()).unwrap();
}

/// A sheet whose every row holds one string again and again.
fn one_string_often(length: usize, times: usize) -> Vec<u8> {
    let text = "a".repeat(length);
    let body = r#"<row><c t="s"><v>0</v></c></row>"#.repeat(times);
    xlsx(&format!("<sheetData>{body}</sheetData>"), "", "", &format!("<si><t>{text}</t></si>"))
}

fn ods_cell(row: &str, cell: &str) -> Vec<u8> {
    ods_rows(&format!(
        "<table:table-row {row}><table:table-cell {cell}><text:p>あ</text:p></table:table-cell></table:table-row>"
    ))
}

/// Small ones, which every run of the tests tries.
const SMALL: &[Hostile] = &[
    (
        "a declared dimension of all cells",
        || xlsx(r#"<dimension ref="A1:XFD1048576"/><sheetData><row><c><v>1</v></c></row></sheetData>"#, "", "", ""),
        "",
    ),
    ("a column behind the last", || rows(r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#), "16384 columns"),
    ("a column far behind", || rows(r#"<row r="1"><c r="ZZZZZZZZZZ1"><v>1</v></c></row>"#), "16384 columns"),
    ("a row behind the last", || rows(r#"<row r="1048577"><c><v>1</v></c></row>"#), "1048576 rows"),
    (
        "a row far behind",
        || rows(r#"<row r="4294967295"><c><v>1</v></c></row><row><c><v>1</v></c></row>"#),
        "1048576 rows",
    ),
    ("a row beyond numbers", || rows(r#"<row r="99999999999"><c><v>1</v></c></row>"#), "damaged"),
    ("elements inside each other", || long_sheet("<worksheet>", "<a>", 10_000, ""), "64 elements"),
    ("one string often", || one_string_often(1_000_000, 300), "192 MB"),
    ("a long string", long_text, "1 MB for a cell"),
    (
        "a string in many pieces",
        || {
            long_sheet(
                "<worksheet><sheetData><row><c><v>",
                "<![CDATA[aaaaaaaaaaaaaaaa]]>",
                80_000,
                "</v></c></row></sheetData></worksheet>",
            )
        },
        "1 MB for a cell",
    ),
    (
        "a tag of many attributes",
        || long_sheet("<worksheet><sheetData><row ", "a='' ", 200_000, "/></sheetData></worksheet>"),
        "",
    ),
    ("many parts", many_parts, "20000 files"),
    ("many sheets", many_sheets, "1000 sheets"),
    (
        "a cell in all columns of .ods",
        || ods_cell("", r#"table:number-columns-repeated="4000000000""#),
        "16384 columns",
    ),
    (
        "all columns in all rows of .ods",
        || ods_cell(r#"table:number-rows-repeated="99999999999999999999""#, r#"table:number-columns-repeated="16384""#),
        "192 MB",
    ),
    (
        "spaces of .ods",
        || {
            ods_rows(
                r#"<table:table-row><table:table-cell><text:p><text:s text:c="4000000000"/></text:p></table:table-cell></table:table-row>"#,
            )
        },
        "1 MB for a cell",
    ),
];

/// Large ones, which take seconds to make: `cargo test --release --test workbook -- --ignored --nocapture`.
const LARGE: &[Hostile] = &[
    (
        "a million empty rows",
        || long_sheet("<worksheet><sheetData>", "<row spans=\"1:3\"/>", 1_000_000, "</sheetData></worksheet>"),
        "",
    ),
    (
        "a gigabyte of nothing",
        || long_sheet("<worksheet><sheetData>", "<row/>", 170_000_000, "</sheetData></worksheet>"),
        "256 MB",
    ),
    (
        "a gigabyte of spaces",
        || long_sheet("<worksheet><sheetData>", " ", 1 << 30, "</sheetData></worksheet>"),
        "1 MB for a cell",
    ),
    (
        "millions of cells",
        || {
            long_sheet(
                "<worksheet><sheetData>",
                "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c></row>",
                1_000_000,
                "</sheetData></worksheet>",
            )
        },
        "192 MB",
    ),
    (
        "a cell in every row",
        || long_sheet("<worksheet><sheetData>", "<row><c><v>1</v></c></row>", 1_048_577, "</sheetData></worksheet>"),
        "1048576 rows",
    ),
    ("millions of empty strings", || long_strings("<si/>", 60_000_000), "192 MB"),
    ("millions of strings", || long_strings("<si><t>abcdefghijklmnopqrstuvwxyz</t></si>", 8_000_000), "192 MB"),
    (
        "millions of merges",
        || {
            long_sheet(
                "<worksheet><sheetData/><mergeCells>",
                "<mergeCell ref=\"A1:A2\"/>",
                8_000_000,
                "</mergeCells></worksheet>",
            )
        },
        "192 MB",
    ),
    ("millions of formats", || many_formats(8_000_000), "192 MB"),
    ("filled down without end", filled_down_without_end, "192 MB"),
    ("a sheet of .xls named a thousand times", one_sheet_often, "256 MB"),
    ("a row of .ods a million times", || ods_cell(r#"table:number-rows-repeated="2000000""#, ""), "1048576 rows"),
];

fn long_text() -> Vec<u8> {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[""], "", "");
    writer.part("xl/sharedStrings.xml", |to| repeat(to, "<sst><si><t>", "a", 3_000_000, "</t></si></sst>"));
    writer.finish()
}

fn many_parts() -> Vec<u8> {
    let mut writer = Parts::new();
    for at in 0..20_001 {
        writer.part(&at.to_string(), |_| ());
    }
    writer.finish()
}

fn many_sheets() -> Vec<u8> {
    let mut writer = Parts::new();
    frame(&mut writer, "", &[""; 1_001], "", "<si/>");
    writer.finish()
}

fn many_formats(times: usize) -> Vec<u8> {
    let mut writer = Parts::new();
    let related = relations(&[("worksheet", "sheet.xml"), ("styles", "styles.xml")]);
    let main = r#"<workbook><sheets><sheet name="表" r:id="r0"/></sheets></workbook>"#;
    for (name, text) in [
        ("_rels/.rels", &*relations(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", main),
        ("xl/_rels/workbook.xml.rels", &related),
    ] {
        writer.part(name, |to| to.write_all(text.as_bytes()).unwrap());
    }
    writer.part("xl/styles.xml", |to| {
        repeat(to, "<styleSheet><cellXfs>", "<xf numFmtId=\"14\"/>", times, "</cellXfs></styleSheet>");
    });
    writer.finish()
}

/// Columns merged from top to bottom, and rows with a cell of their own.
fn filled_down_without_end() -> Vec<u8> {
    let column = |at: u32| -> String {
        let letter = |at: u32| char::from(b'A' + u8::try_from(at).unwrap());
        if at < 26 { letter(at).into() } else { [letter(at / 26 - 1), letter(at % 26)].iter().collect() }
    };
    let mut body = "<sheetData><row>".to_owned();
    body.push_str(&"<c><v>1</v></c>".repeat(600));
    body.push_str("</row>");
    for line in 2..100_000 {
        write!(body, r#"<row r="{line}"><c r="XFD{line}"><v>1</v></c></row>"#).unwrap();
    }
    body.push_str("</sheetData><mergeCells>");
    for at in 0..600 {
        write!(body, r#"<mergeCell ref="{0}1:{0}1048576"/>"#, column(at)).unwrap();
    }
    xlsx(&(body + "</mergeCells>"), "", "", "")
}

/// The same eight megabytes of records as each of a thousand sheets. All are read, as a caller would.
fn one_sheet_often() -> Vec<u8> {
    let bound = |start: u32| record(0x85, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
    let start = record(0x809, &fields(&GLOBALS)).len() + 1_000 * bound(0).len() + 4;
    let mut stream = record(0x809, &fields(&GLOBALS));
    for _ in 0..1_000 {
        stream.extend(bound(u32::try_from(start).unwrap()));
    }
    stream.extend(record(0x0A, &[]));
    stream.extend(record(0x809, &fields(&SHEET)));
    for _ in 0..2_000_000 {
        stream.extend(record(0x201, &[]));
    }
    stream.extend(record(0x0A, &[]));
    compound("/Workbook", &stream)
}

/// Reads all sheets, and what is said at last.
fn outcome(bytes: Vec<u8>) -> String {
    let read = || -> Result<(), mcs_audit::base::text::Problem> {
        let mut book = Workbook::open("名簿.xlsx", bytes, BookFormat::Xlsx)?;
        (0..book.sheets().len()).try_for_each(|sheet| book.read(sheet).map(drop))
    };
    read().err().map_or_else(String::new, |problem| problem.say(Lang::En).to_owned())
}

fn check(hostile: &Hostile, said: &str) {
    let (what, _, expected) = hostile;
    assert!(if expected.is_empty() { said.is_empty() } else { said.contains(expected) }, "{what}: {said:?}");
}

#[test]
fn small_hostile_files_end_in_a_problem() {
    for hostile in SMALL {
        check(hostile, &outcome(hostile.1()));
    }
}

/// The most memory that this process has had, in kB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

/// Each in a process of its own, so that its memory can be told: at most 300 MB, and a few seconds.
#[test]
#[ignore = "takes a minute"]
fn large_hostile_files_end_in_a_problem_and_take_little() {
    let me = std::env::current_exe().unwrap();
    for (place, hostile) in SMALL.iter().chain(LARGE).enumerate() {
        let run = Command::new(&me)
            .args(["--ignored", "--exact", "one_hostile_file", "--nocapture"])
            .env("HOSTILE", place.to_string())
            .output()
            .unwrap();
        let output = String::from_utf8(run.stdout).unwrap();
        let line =
            output.lines().find_map(|line| line.split_once("measured: ")).expect("the child says what it measured").1;
        let fields: Vec<&str> = line.splitn(4, '|').collect();
        println!(
            "{:>6} ms  {:>4} MB  {:>6} kB file  {}",
            fields[0],
            fields[1].parse::<u64>().unwrap() >> 10,
            fields[2],
            hostile.0
        );
        check(hostile, fields[3]);
        assert!(fields[1].parse::<u64>().unwrap() < 300 << 10, "{}", hostile.0);
    }
}

#[test]
#[ignore = "one of those above"]
fn one_hostile_file() {
    let Some(place) = std::env::var("HOSTILE").ok().and_then(|place| place.parse().ok()) else { return };
    let hostile = SMALL.iter().chain(LARGE).nth(place).unwrap();
    let bytes = hostile.1();
    let (length, start) = (bytes.len() >> 10, Instant::now());
    let said = outcome(bytes);
    println!("measured: {}|{}|{length}|{said}", start.elapsed().as_millis(), peak().unwrap_or(0));
}

/// An office's workbook: 15 sheets of 1,000 rows, 20 columns each.
#[test]
#[ignore = "a measurement"]
fn an_office_in_an_instant() {
    let mut writer = Parts::new();
    let strings = each(0..2_000, |at| format!("<si><t>見本 {at}</t><rPh><t>ミホン</t></rPh></si>"));
    frame(&mut writer, "", &[""; 15], &styles(&["14", "00000"]), &strings);
    for at in 1..=15 {
        let mut sheet = "<worksheet><sheetData>".to_owned();
        for line in 1..=1_000 {
            write!(sheet, r#"<row r="{line}" spans="1:20">"#).unwrap();
            for column in 0..10 {
                let letter = char::from(b'A' + column);
                write!(sheet, r#"<c r="{letter}{line}" s="{}"><v>{}</v></c>"#, column % 2, 45_000 + line).unwrap();
            }
            for column in 10..20 {
                let letter = char::from(b'A' + column);
                write!(sheet, r#"<c r="{letter}{line}" t="s"><v>{line}</v></c>"#).unwrap();
            }
            sheet.push_str("</row>");
        }
        sheet.push_str("</sheetData></worksheet>");
        writer.part(&format!("xl/worksheets/sheet{at}.xml"), |to| to.write_all(sheet.as_bytes()).unwrap());
    }
    let bytes = writer.finish();
    let start = Instant::now();
    let mut book = open(bytes);
    let cells: usize = (0..15).map(|at| book.read(at).unwrap().rows.iter().map(|r| r.cells.len()).sum::<usize>()).sum();
    println!("{cells} cells in {:?}, {} kB", start.elapsed(), peak().unwrap_or(0));
    assert_eq!(cells, 300_000);
}
