//! Workbooks put together part by part.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(crate) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = Parts::new();
    for (name, text) in parts {
        writer.part(name, |to| to.write_all(text.as_bytes()).unwrap());
    }
    writer.finish()
}

/// A package that is written part by part, so that a large one is never whole in memory.
pub(crate) struct Parts(pub(crate) ZipWriter<Cursor<Vec<u8>>>);

impl Parts {
    pub(crate) fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    pub(crate) fn part(&mut self, name: &str, write: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) {
        self.0.start_file(name, SimpleFileOptions::default()).unwrap();
        write(&mut self.0);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.finish().unwrap().into_inner()
    }
}

pub(crate) const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub(crate) fn relations(of: &[(&str, &str)]) -> String {
    let mut text = "<Relationships>".to_owned();
    for (at, (kind, target)) in of.iter().enumerate() {
        write!(text, r#"<Relationship Id="r{at}" Type="{TYPE}/{kind}" Target="{target}"/>"#).unwrap();
    }
    text + "</Relationships>"
}

pub(crate) fn each(places: std::ops::Range<usize>, text: impl Fn(usize) -> String) -> String {
    places.map(text).collect::<Vec<_>>().concat()
}

/// The parts of an .xlsx beside its sheets: `workbook` stands before its `<sheets>`, `sheets` are their attributes.
pub(crate) fn frame(writer: &mut Parts, workbook: &str, sheets: &[&str], styles: &str, strings: &str) {
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
pub(crate) fn xlsx(body: &str, workbook: &str, styles: &str, strings: &str) -> Vec<u8> {
    let mut writer = Parts::new();
    let strings = if strings.is_empty() { "<si/>" } else { strings };
    frame(&mut writer, workbook, &[""], styles, strings);
    let sheet = format!("<worksheet>{body}</worksheet>");
    writer.part("xl/worksheets/sheet1.xml", |to| to.write_all(sheet.as_bytes()).unwrap());
    writer.finish()
}

/// An .xlsx with one sheet of rows.
pub(crate) fn rows(rows: &str) -> Vec<u8> {
    xlsx(&format!("<sheetData>{rows}</sheetData>"), "", "", "")
}

/// The styles of cells for format codes, or for the ids of built-in formats.
pub(crate) fn styles(codes: &[&str]) -> String {
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

pub(crate) fn ods(styles: &str, tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

/// An .ods with one sheet of rows.
pub(crate) fn ods_rows(rows: &str) -> Vec<u8> {
    ods("", &format!(r#"<table:table table:name="表">{rows}</table:table>"#))
}

pub(crate) fn compound(stream: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(content).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

pub(crate) fn fields(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// A string of one byte a character, behind its length.
pub(crate) fn narrow(text: &str) -> Vec<u8> {
    [&fields(&[u16::try_from(text.len()).unwrap()])[..], &[0], text.as_bytes()].concat()
}

pub(crate) const GLOBALS: [u16; 2] = [0x0600, 0x0005];

pub(crate) const SHEET: [u16; 2] = [0x0600, 0x0010];

/// A BIFF8 workbook: records of the workbook, and of sheets, each with its kind (0: cells, 2: chart).
pub(crate) fn xls(globals: &[Vec<u8>], sheets: &[(u8, Vec<Vec<u8>>)]) -> Vec<u8> {
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
