//! Bad input, case by case: what stops the audit with its exact message, what becomes a finding with its exact words
//! and place, and what is told on standard error. `fixtures/input/expected.toml` says what is expected of each case;
//! its files lie in the folder of that name, and what is no text (encodings, workbooks) is made here.

#[path = "it/support/hashes.rs"]
mod hashes;
#[allow(dead_code, reason = "these cases need only a part of it")]
#[path = "it/support/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use mcs_audit::model::issue::InputRule;
use rust_xlsxwriter::{Format, Workbook};
use serde::Deserialize;
use serde_json::Value;

use hashes::without_hashes;
use program::{Ran, run_in};

/// The as-of date of every case.
const DAY: &str = "2026-09-30";

/// What is expected of a case. Nothing that is not listed may be told or found by a rule about the input.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Case {
    /// What is wrong with the program, so that it does not meet the case yet. It must go once it does.
    wrong: Option<String>,
    /// The functions of `words.rs` whose sentence it shows.
    #[serde(default)]
    says: Vec<String>,
    /// The audit stops with this message: `{dir}` is the folder, `{why}` what the system says of it.
    stop: Option<Both>,
    /// The lines on standard error.
    #[serde(default)]
    told: Vec<Both>,
    /// What the list of inputs holds, each in one line.
    #[serde(default)]
    listed: Vec<Both>,
    /// The findings of all rules about the input, and of the other rules that are named here or in `quiet`.
    #[serde(default)]
    findings: Vec<Finding>,
    /// Rules that find nothing.
    #[serde(default)]
    quiet: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    ja: String,
    en: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    rule: String,
    key: String,
    ja: String,
    en: String,
    /// Every place of its evidence: `staff.csv:2 (name)`, `staff.xlsx › 職員:2 C2 (氏名)`; left out where the rule is
    /// not about the input and its evidence rests on many rows.
    at: Option<Vec<String>>,
    /// A note among its evidence.
    note: Option<Both>,
}

fn main() {
    let arguments = Arguments::from_args();
    let text = fs::read_to_string(root().join("expected.toml")).expect("the expectations");
    let cases: BTreeMap<String, Case> = toml::from_str(&text).unwrap_or_else(|e| panic!("expected.toml: {e}"));
    let names: BTreeSet<String> = cases.keys().cloned().collect();
    let said: BTreeSet<String> = cases.values().flat_map(|c| c.says.clone()).collect();
    let mut trials: Vec<Trial> = cases
        .into_iter()
        .filter(|(name, _)| cfg!(unix) || name != "unreadable-file")
        .map(|(name, case)| Trial::test(name.clone(), move || judge(&name, &case)))
        .collect();
    trials.push(Trial::test("every folder is a case", move || every_folder_is_a_case(&names)));
    trials.push(Trial::test("every message about the input is shown", move || every_message_is_shown(&said)));
    libtest_mimic::run(&arguments, trials).exit();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/input")
}

fn every_folder_is_a_case(names: &BTreeSet<String>) -> Result<(), Failed> {
    for entry in fs::read_dir(root())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name != "expected.toml" && !names.contains(&name) {
            return Err(format!("nothing is expected of fixtures/input/{name}").into());
        }
    }
    Ok(())
}

/// Every function that makes a message about the input is named by a case. Four thousand million rows are too
/// many for a test, `place_of` is a part of other messages; a file that changes while it is read, a large one in two
/// encodings, and what is beyond a limit are tested where they are read.
fn every_message_is_shown(said: &BTreeSet<String>) -> Result<(), Failed> {
    let sources = [include_str!("../src/source/words.rs"), include_str!("../src/load/words.rs")];
    let functions: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| source.lines())
        .filter_map(|line| line.strip_prefix("pub(crate) fn ")?.split('(').next())
        .filter(|name| {
            !["place_of", "too_many_rows", "too_long_row", "changed_while_read", "mixed_encodings", "holds_zeros"]
                .contains(name)
        })
        .map(str::to_owned)
        .collect();
    assert!(functions.len() > 20);
    let missing: Vec<_> = functions.difference(said).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no case shows {missing:?}").into()) }
}

/// Runs it wide enough for any sentence: only its words are looked at.
fn run_wide(arguments: &[&str]) -> Ran {
    run_in(&[("COLUMNS", "4000")], arguments)
}

/// A case is met, or known not to be.
fn judge(name: &str, case: &Case) -> Result<(), Failed> {
    match (run(name, case), &case.wrong) {
        (outcome, None) => outcome,
        (Err(_), Some(_)) => Ok(()),
        (Ok(()), Some(wrong)) => Err(format!("no longer so, delete it from expected.toml: {wrong}").into()),
    }
}

fn run(name: &str, case: &Case) -> Result<(), Failed> {
    let temporary = tempfile::tempdir()?;
    let dir = place(name, temporary.path())?;
    let shown = dir.display().to_string();
    let why = why(&dir);
    let filled = |text: &str| text.replace("{dir}", &shown).replace("{why}", &why);
    let mut wrong: Vec<String> = Vec::new();
    for lang in ["ja", "en"] {
        let say = |both: &Both| filled(if lang == "ja" { &both.ja } else { &both.en });
        let checked = run_wide(&["check", &shown, "--as-of", DAY, "--format", "json", "--lang", lang]);
        let inputs = || run_wide(&["inputs", &shown, "--as-of", DAY, "--lang", lang]);
        if let Some(stop) = &case.stop {
            let start = if lang == "ja" { "エラー" } else { "error" };
            let expected = format!("{start}: {}\n", say(stop));
            for (command, ran) in [("check", checked), ("inputs", inputs())] {
                if (ran.code, ran.out.as_str(), &ran.err) != (2, "", &expected) {
                    let Ran { code, out, err } = ran;
                    let written = out.len();
                    wrong.push(format!("{command}: {code}, {written} bytes\n expected {expected} found    {err}"));
                }
            }
            continue;
        }
        let told: Vec<String> = case.told.iter().map(say).collect();
        if checked.err.lines().ne(told.iter().map(String::as_str)) {
            wrong.push(format!("standard error: expected {told:#?}\nfound\n{}", checked.err));
        }
        let listed = if case.listed.is_empty() { None } else { Some(inputs()) };
        for (listed, part) in listed.iter().flat_map(|listed| case.listed.iter().map(move |both| (listed, say(both)))) {
            if !listed.out.lines().any(|line| line.contains(&part)) {
                wrong.push(format!("inputs: expected {part}\nfound\n{}", listed.out));
            }
        }
        match serde_json::from_str(&checked.out) {
            Ok(report) => wrong.extend(compare(case, &report, lang == "ja")),
            Err(error) => wrong.push(format!("no report: {error}: {} {}", checked.code, checked.err)),
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// What differs between the findings of a report and those expected.
fn compare(case: &Case, report: &Value, ja: bool) -> Vec<String> {
    let named = case.findings.iter().map(|f| &f.rule).chain(&case.quiet).map(String::as_str);
    let watched: BTreeSet<&str> = InputRule::ALL.iter().map(|r| r.id()).chain(named).collect();
    let key = |f: &Value| without_hashes(text(&f["subject"]["key"]));
    let without_places =
        |f: &Value| case.findings.iter().any(|e| e.at.is_none() && f["rule"] == e.rule.as_str() && key(f) == e.key);
    let found: BTreeSet<String> = items(&report["findings"])
        .iter()
        .filter(|f| watched.contains(text(&f["rule"])))
        .map(|f| {
            let places: Vec<String> = items(&f["evidence"]).iter().map(spot).collect();
            let places = if without_places(f) { None } else { Some(places) };
            line(text(&f["rule"]), &key(f), &without_hashes(text(&f["message"])), places.as_deref())
        })
        .collect();
    let expected: BTreeSet<String> =
        case.findings.iter().map(|f| line(&f.rule, &f.key, if ja { &f.ja } else { &f.en }, f.at.as_deref())).collect();
    let mut wrong: Vec<String> = expected.difference(&found).map(|f| format!("missing    {f}")).collect();
    wrong.extend(found.difference(&expected).map(|f| format!("unexpected {f}")));
    for (finding, note) in case.findings.iter().filter_map(|f| Some((f, f.note.as_ref()?))) {
        let note = if ja { &note.ja } else { &note.en };
        let of = |f: &&Value| f["rule"] == finding.rule.as_str() && f["subject"]["key"] == finding.key.as_str();
        let notes: Vec<&str> = items(&report["findings"])
            .iter()
            .filter(of)
            .flat_map(|f| items(&f["evidence"]))
            .map(|e| text(&e["note"]))
            .collect();
        if !notes.contains(&note.as_str()) {
            wrong.push(format!("{} {}: no note {note}, but {notes:#?}", finding.rule, finding.key));
        }
    }
    wrong
}

fn line(rule: &str, key: &str, message: &str, places: Option<&[String]>) -> String {
    format!("{rule} {key}: {message} {places:?}")
}

/// A place of evidence in short.
fn spot(evidence: &Value) -> String {
    let mut said = text(&evidence["file"]).to_owned();
    let optional = |member: &str| evidence[member].as_str().map(str::to_owned);
    said.extend(optional("sheet").map(|sheet| format!(" › {sheet}")));
    said.extend(evidence["line"].as_u64().map(|line| format!(":{line}")));
    said.extend(optional("cell").map(|cell| format!(" {cell}")));
    said.extend(optional("column").map(|column| format!(" ({column})")));
    said
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

/// What the system says of a folder or file that cannot be read; empty where all can be.
fn why(dir: &Path) -> String {
    match fs::read_dir(dir) {
        Err(error) => error.to_string(),
        Ok(_) => fs::read(dir.join("staff.csv")).err().map(|error| error.to_string()).unwrap_or_default(),
    }
}

// ---- the folder of a case

/// Puts the files of a case into a folder of its own.
fn place(name: &str, to: &Path) -> Result<PathBuf, Failed> {
    let from = root().join(name);
    if from.is_dir() {
        for entry in fs::read_dir(&from)? {
            let entry = entry?;
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    let write = |file: &str, bytes: &[u8]| fs::write(to.join(file), bytes);
    match name {
        "unreadable-folder" => return Ok(to.join("nowhere")),
        #[cfg(unix)]
        "unreadable-file" => std::os::unix::fs::symlink(to.join("nowhere"), to.join("staff.csv"))?,
        "no-encoding" => write("staff.csv", b"staff_id,name\r\nS01,\x8C\xA9\x96{\xFF\r\n")?,
        "utf8-broken-behind-its-mark" => {
            write("staff.csv", &[b"\xEF\xBB\xBFstaff_id,name\r\nS01,", &"見本".as_bytes()[..5], b"\r\n"].concat())?;
        }
        "utf16-with-half-a-character" => {
            write("staff.txt", &utf16("staff_id\tname\r\nS01\t見\r\n", &[0xD800, 0x000A]))?;
        }
        "utf16-cut-short" => {
            let whole = utf16("staff_id\tname\r\nS01\t見本", &[]);
            write("staff.txt", &whole[..whole.len() - 1])?;
        }
        "utf16-without-its-mark" => write("staff.csv", &utf16("staff_id,name\r\nS01,Mihon\r\n", &[])[2..])?,
        "zero-byte-in-a-text" => write("staff.csv", b"staff_id,name\nS01,Mihon\nS02,\0\n")?,
        "workbook-named-csv" => {
            write("staff.csv", &book(&[("職員", &[&["職員番号", "氏名"], &["S01", "見本 一郎"]])]))?;
        }
        "cp932-that-lost-characters" => {
            let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode("職員番号,氏名,状態\r\nS01,?本 一郎,利用中\r\n");
            assert!(!lost);
            write("スタッフ.csv", &bytes)?;
        }
        "csv-named-workbook" => write("スタッフ.xlsx", "職員番号,氏名\r\nS01,見本 一郎\r\n".as_bytes())?,
        "cut-off-workbook" => {
            let whole = book(&[("職員", &[&["職員番号", "氏名"], &["S01", "見本 一郎"]])]);
            write("スタッフ.xlsx", &whole[..whole.len() / 2])?;
        }
        "encrypted-workbook" => {
            let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
            file.create_stream("EncryptedPackage")?.write_all(&[0; 64])?;
            file.flush()?;
            write("スタッフ.xlsx", &file.into_inner().into_inner())?;
        }
        "broken-workbook-of-no-table" => {
            let whole = book(&[("1", &[&["a"]])]);
            write("請求.xlsx", &whole[..whole.len() / 2])?;
            write("staff.csv", b"staff_id,status\nS01,active\n")?;
        }
        _ => match workbooks(name) {
            books if books.is_empty() => {}
            books => books.iter().try_for_each(|(file, bytes)| write(file, bytes))?,
        },
    }
    Ok(to.to_owned())
}

fn utf16(text: &str, more: &[u16]) -> Vec<u8> {
    let units = text.encode_utf16().chain(more.iter().copied());
    [0xFF, 0xFE].into_iter().chain(units.flat_map(u16::to_le_bytes)).collect()
}

/// A sheet by its name, and its rows.
type Sheet<'a> = (&'a str, &'a [&'a [&'a str]]);

/// A workbook of text cells; an empty text leaves a cell out.
fn book(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        fill(&mut book, name, rows);
    }
    book.save_to_buffer().expect("a workbook")
}

fn fill<'b>(book: &'b mut Workbook, name: &str, rows: &[&[&str]]) -> &'b mut rust_xlsxwriter::Worksheet {
    let sheet = book.add_worksheet().set_name(name).expect("a name");
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row as u32, column as u16, *cell).expect("a cell");
        }
    }
    sheet
}

/// The workbooks of a case.
fn workbooks(name: &str) -> Vec<(&'static str, Vec<u8>)> {
    let staff: &[&[&str]] = &[&["職員番号", "氏名", "状態"], &["S01", "見本 一郎", "利用中"]];
    let notes: &[&[&str]] = &[&["メモ"], &["ほかの人の欄"]];
    match name {
        "spread-sheet" => {
            let mut made = Workbook::new();
            let sheet = made.add_worksheet().set_name("職員").expect("a name");
            for place in 0..15_000_u16 {
                sheet.write(u32::from(place), place, "x").expect("a cell");
            }
            vec![("スタッフ.xlsx", made.save_to_buffer().expect("a workbook"))]
        }
        "empty-sheet" => vec![("スタッフ.xlsx", book(&[("職員", &[])]))],
        "workbook-in-which-nothing-fits" => {
            vec![("スタッフ.xlsx", book(&[("請求", &[&["品目", "金額"], &["x", "1"]])]))]
        }
        "duplicate-column-in-a-workbook" => {
            let rows: &[&[&str]] = &[&["", "職員番号", "名前", "職員名"], &["", "S01", "見本 一郎", "見本 一郎"]];
            vec![("スタッフ.xlsx", book(&[("職員", rows)]))]
        }
        "two-sheets-for-a-table" => vec![("MCS.xlsx", book(&[("スタッフ", staff), ("スタッフ一覧", staff)]))],
        "workbook-and-csv-for-a-table" => vec![("MCS.xlsx", book(&[("スタッフ", staff)]))],
        "set-sheet-not-there" => vec![("MCS.xlsx", book(&[("スタッフ名薄", staff), ("メモ", notes)]))],
        "set-sheet-not-like-any" => vec![("MCS.xlsx", book(&[("職員", staff), ("メモ", notes)]))],
        "set-sheet-in-several-files" => {
            vec![("本店.xlsx", book(&[("職員", staff)])), ("支店.xlsx", book(&[("職員", staff)]))]
        }
        "set-file-of-several-sheets" => vec![("MCS.xlsx", book(&[("本店", staff), ("支店", staff)]))],
        "sheet-that-looks-like-a-table" => {
            let rows: &[&[&str]] = &[&["グループ名", "精査日", "精査者"], &["見本様", "2026-09-01", "架空 花子"]];
            vec![("MCS.xlsx", book(&[("スタッフ", staff), ("9月分", rows), ("メモ", notes)]))]
        }
        "sections-that-lack-a-column" => {
            let short: &[&[&str]] = &[&["職員番号", "氏名"], &["S02", "架空 花子"]];
            vec![("MCS.xlsx", book(&[("本店", staff), ("支店", short)]))]
        }
        "hidden-sheet" => {
            let mut made = Workbook::new();
            fill(&mut made, "メモ", notes);
            fill(&mut made, "スタッフ", staff).set_hidden(true);
            vec![("MCS.xlsx", made.save_to_buffer().expect("a workbook"))]
        }
        "hidden-rows-and-columns" => {
            let rows: &[&[&str]] = &[
                staff[0],
                &["S01", "見本 一郎", "利用中"],
                &["S02", "架空 花子", "在職"],
                &["S03", "試験 太郎", "利用中"],
            ];
            let mut made = Workbook::new();
            let sheet = fill(&mut made, "スタッフ", rows);
            sheet.set_row_hidden(2).and_then(|s| s.set_column_hidden(1)).expect("hidden");
            vec![("MCS.xlsx", made.save_to_buffer().expect("a workbook"))]
        }
        "merged-cells" => {
            let rows: &[&[&str]] = &[&["グループ名", "氏名", "状態"], &["", "", "参加中"], &["", "", "参加中"]];
            let mut made = Workbook::new();
            let sheet = fill(&mut made, "参加者", rows);
            sheet.merge_range(1, 0, 2, 0, "見本様の会", &Format::new()).expect("merged");
            sheet.write(1, 1, "見本 一郎").and_then(|s| s.write(2, 1, "架空 花子")).expect("a cell");
            vec![("MCS.xlsx", made.save_to_buffer().expect("a workbook"))]
        }
        "errors-of-formulas-in-a-workbook" => {
            let rows: &[&[&str]] = &[
                &["", "職員番号", "氏名", "状態", "登録日"],
                &["", "S01", "見本 一郎", "利用中", "#N/A"],
                &["", "S02", "#REF!", "利用中", "2026-09-01"],
            ];
            vec![("スタッフ.xlsx", book(&[("職員", rows)]))]
        }
        "numbers-that-lost-their-zeros" => {
            let staff: &[&[&str]] = &[&["職員番号", "氏名", "状態"], &["00123", "見本 一郎", "利用中"]];
            let mut made = Workbook::new();
            fill(&mut made, "スタッフ", staff);
            let roster = fill(&mut made, "在籍名簿", &[&["職員番号", "退職日"], &["", "2026-08-31"]]);
            roster.write(1, 0, 123).expect("a cell");
            vec![("MCS.xlsx", made.save_to_buffer().expect("a workbook"))]
        }
        _ => Vec::new(),
    }
}
