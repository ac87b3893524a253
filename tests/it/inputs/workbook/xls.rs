//! Workbooks of old versions of Excel.

use super::{cells, first, grid, open};
use crate::inputs::workbook::parts::{fields, narrow, record, xls};

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
