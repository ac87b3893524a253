//! CSV in every encoding.

use std::collections::BTreeMap;
use std::fs;

use encoding_rs::SHIFT_JIS;
use mcs_audit::base::text::Lang;
use mcs_audit::model::options::{CsvEncoding, Format};

use super::{bytes, layout, reports, shown, text};
use crate::support::folder::new_folder;
use crate::support::golden::golden;
use crate::support::program::program;

pub(crate) fn rows(csv: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(csv);
    let header = reader.headers().expect("a header").clone();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.expect("as many cells as the header");
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(row).collect()
}

#[test]
fn csv_has_a_row_for_each_finding() {
    for report in reports() {
        let csv = bytes(&report, Format::Csv);
        let plain = csv.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
        let header = plain.split(|b| *b == b'\r').next().expect("a line");
        let columns = "rule,severity,status,table,key,label,message,file,line,column,confidence,duty,clauses,id,due,\
                       assignees,office,group,patient,person,sheet,cell,fix,change,since,audits,raised_from,waived_until,\
                       corrected_on";
        assert_eq!(header, columns.as_bytes());
        assert!(csv.ends_with(b"\r\n"));
        let rows = rows(&csv);
        assert_eq!(rows.len(), report.findings.len());
        for (row, finding) in rows.iter().zip(&report.findings) {
            let first = finding.evidence.first().expect("evidence");
            let named = |n: &Option<mcs_audit::model::finding::Named>| {
                n.as_ref().map_or(String::new(), |n| n.label.to_string())
            };
            let concerns = &finding.concerns;
            let change = finding.change.as_ref().expect("compared");
            let steps: Vec<String> = finding.fix.iter().enumerate().map(|(i, s)| format!("{}. {s}", i + 1)).collect();
            let assignees: Vec<&str> = finding.assignees.iter().map(|a| a.label.as_str()).collect();
            for (column, expected) in [
                ("rule", finding.rule.to_string()),
                ("severity", finding.severity.word().to_owned()),
                ("status", finding.status.word().to_owned()),
                ("table", finding.subject.table.to_string()),
                ("key", finding.subject.key.to_string()),
                ("label", finding.subject.label.to_string()),
                ("message", finding.message.clone()),
                ("file", first.file.to_string()),
                ("line", first.line.map_or(String::new(), |l| l.to_string())),
                ("column", first.column.as_deref().unwrap_or_default().to_owned()),
                ("confidence", finding.confidence.word().to_owned()),
                ("duty", finding.duty.word().to_owned()),
                ("clauses", finding.clauses.join(" ")),
                ("id", finding.id.to_string()),
                ("due", finding.due.to_string()),
                ("assignees", assignees.join("; ")),
                ("office", named(&concerns.office)),
                ("group", named(&concerns.group)),
                ("patient", named(&concerns.patient)),
                ("person", named(&concerns.person)),
                ("sheet", first.sheet.as_deref().unwrap_or_default().to_owned()),
                ("cell", first.cell.as_deref().unwrap_or_default().to_owned()),
                ("fix", steps.join(" ")),
                ("change", change.state.word().to_owned()),
                ("since", change.since.clone()),
                ("audits", change.audits.to_string()),
                ("raised_from", finding.raised_from.map_or(String::new(), |s| s.word().to_owned())),
                ("waived_until", finding.waived.as_ref().map_or(String::new(), |w| w.expires_on.clone())),
            ] {
                let cell = &row[column];
                assert!(!cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']), "{cell}");
                let is_formula = expected.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
                let expected = if is_formula { format!("'{}", shown(&expected)) } else { shown(&expected) };
                assert_eq!(*cell, expected, "{column}");
            }
        }
    }
}

#[test]
fn csv_in_other_encodings_says_the_same() {
    for report in reports() {
        let with_mark = text(&report, Format::Csv);
        let write = |encoding| {
            let mut out = Vec::new();
            let replaced = report.write(Format::Csv, layout(encoding), &mut out).expect("it can be written");
            (out, replaced)
        };
        let (plain, replaced) = write(CsvEncoding::Utf8);
        assert_eq!((std::str::from_utf8(&plain).ok(), replaced), (with_mark.strip_prefix('\u{feff}'), 0));

        let (windows, replaced) = write(CsvEncoding::Cp932);
        let (decoded, broken) = SHIFT_JIS.decode_without_bom_handling(&windows);
        assert!(!broken);
        let plain = with_mark.trim_start_matches('\u{feff}');
        assert_eq!(decoded.chars().count(), plain.chars().count());
        let mut lacking = 0;
        // these six Windows writes by other code points than JIS, and they look the same
        let same = [('〜', '～'), ('‖', '∥'), ('—', '―'), ('¢', '￠'), ('£', '￡'), ('¬', '￢')];
        for (found, expected) in decoded.chars().zip(plain.chars()) {
            if found != expected && !same.contains(&(expected, found)) {
                assert_eq!(found, '〓', "for {expected:?}");
                let mut buffer = [0; 4];
                assert!(SHIFT_JIS.encode(expected.encode_utf8(&mut buffer)).2, "{expected} is in CP932");
                lacking += 1;
            }
        }
        assert_eq!(replaced, lacking);
        let (as_rows, expected) = (rows(decoded.as_bytes()), rows(plain.as_bytes()));
        assert_eq!(as_rows.len(), expected.len());
    }
    assert!(reports().iter().any(|report| {
        report.write(Format::Csv, layout(CsvEncoding::Cp932), &mut Vec::new()).expect("it can be written") > 0
    }));
}

#[test]
fn what_cp932_lacks_is_told_on_standard_error() {
    let dir = new_folder();
    let mut report = golden(Lang::Ja);
    let mut stored = Vec::new();
    report.findings.truncate(1);
    report.findings[0].message = "𠮷野家の🏥".to_owned();
    report.write(Format::Json, layout(CsvEncoding::Utf8), &mut stored).expect("written");
    let file = dir.path().join("report.json");
    fs::write(&file, stored).expect("written");
    let out = dir.path().join("out.csv");
    let to_file = format!("csv={}", out.display());
    let run = |lang: &str, more: &[&str]| {
        let ran = program()
            .args(["report", file.to_str().expect("UTF-8"), "--lang", lang])
            .args(more)
            .output()
            .expect("it runs");
        assert_eq!(ran.status.code(), Some(0));
        (ran.stdout, String::from_utf8(ran.stderr).expect("UTF-8"))
    };
    let place = out.display().to_string();
    let cp932 = ["--csv-encoding", "cp932"];
    let said = format!("{place}: cp932 にない文字 2字を「〓」に置き換えました\n");
    assert_eq!(run("ja", &[&["--format", &to_file][..], &cp932].concat()), (Vec::new(), said));
    assert!(SHIFT_JIS.decode_without_bom_handling(&fs::read(&out).expect("a file")).0.contains("〓野家の〓"));
    let (written, said) = run("en", &[&["--format", "csv"][..], &cp932].concat());
    assert_eq!(said, "standard output: 2 characters that cp932 lacks were replaced by 〓\n");
    assert_eq!(written, fs::read(&out).expect("a file"));
    assert_eq!(run("ja", &["--format", "csv", "--csv-encoding", "utf-8"]).1, "");
    assert_eq!(run("ja", &[&["--format", "text"][..], &cp932].concat()).1, "", "text is not encoded so");
}
