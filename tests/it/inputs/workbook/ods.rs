//! Workbooks of `LibreOffice`.

use super::{cells, first, grid, open};
use crate::inputs::workbook::parts::{ods, ods_rows};

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
