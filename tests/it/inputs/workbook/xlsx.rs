//! Workbooks of Excel: what a person sees in the cell.

use std::fmt::Write as _;
use std::io::Write as _;

use super::{cells, first, grid, open, problem};
use crate::inputs::workbook::parts::{Parts, each, frame, rows, styles, xlsx};

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
