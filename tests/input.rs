//! What is read and what is not: bad input with the message it gets, good input in odd shapes, and the lines and
//! verdicts that follow from it.

#[path = "shared/comparison.rs"]
mod comparison;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use mcs_audit::model::issue::InputRule;
use serde_json::{Map, Value};
use tempfile::TempDir;

use comparison::assert_same;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mcs-audit");
/// The day of the fixture `well-kept`, and of the samples written here.
const DAY: &str = "2026-09-30";
/// The day of the fixture `sample-office`.
const OFFICE_DAY: &str = "2026-10-31";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(PROGRAM);
    ["LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "RAYON_NUM_THREADS"].iter().for_each(|name| {
        command.env_remove(name);
    });
    let output = command.args(arguments).output().expect("it starts");
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn check(dir: &Path, day: &str, more: &[&str]) -> Ran {
    run(&[&["check", text(dir), "--as-of", day], more].concat())
}

fn report(dir: &Path, day: &str) -> Value {
    check(dir, day, &["--format", "json", "--lang", "ja"]).json()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A folder with these files.
fn files<C: AsRef<[u8]>>(files: &[(&str, C)]) -> TempDir {
    let dir = folder();
    for (name, content) in files {
        fs::write(dir.path().join(name), content).expect("written");
    }
    dir
}

fn sample(seed: u64, more: &[&str]) -> TempDir {
    let dir = folder();
    let ran = run(&[&["sample", text(dir.path()), "--as-of", DAY, "--seed", &seed.to_string()], more].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    dir
}

fn items<'a>(value: &'a Value, member: &str) -> &'a Vec<Value> {
    value[member].as_array().unwrap_or_else(|| panic!("{member} is no array in {value}"))
}

fn word<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} is no string in {value}"))
}

/// The verdict of each rule.
fn verdicts(report: &Value) -> BTreeMap<&str, &str> {
    items(report, "verdicts").iter().map(|v| (word(v, "rule"), word(v, "verdict"))).collect()
}

fn not_assessed(report: &Value) -> BTreeSet<&str> {
    verdicts(report).into_iter().filter(|(_, v)| *v == "not-assessed").map(|(r, _)| r).collect()
}

// ---------------------------------------------------------------- bad input

/// The audit and the list of inputs stop with exactly this message.
fn assert_refused(dir: &Path, ja: &str, en: &str) {
    for command in ["check", "inputs"] {
        for (lang, start, message) in [("ja", "エラー", ja), ("en", "error", en)] {
            let ran = run(&[command, text(dir), "--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command}: {}", ran.err);
            assert_eq!(ran.err, format!("{start}: {message}\n"), "{command}");
        }
    }
}

/// A folder with one file is refused.
fn assert_file_refused(name: &str, content: impl AsRef<[u8]>, ja: &str, en: &str) {
    assert_refused(files(&[(name, content)]).path(), ja, en);
}

#[test]
fn a_missing_folder_is_refused() {
    let dir = folder();
    let missing = dir.path().join("nowhere");
    let why = fs::read_dir(&missing).expect_err("it is missing");
    let place = missing.display();
    assert_refused(
        &missing,
        &format!("フォルダー {place} を読めません({why})。場所と権限を確かめてください。"),
        &format!("cannot read the folder {place} ({why}); check the path and its permissions"),
    );
}

#[test]
fn a_file_in_place_of_a_folder_is_refused() {
    let dir = files(&[("staff.csv", "staff_id,name\n")]);
    let file = dir.path().join("staff.csv");
    let why = fs::read_dir(&file).expect_err("it is no folder");
    let place = file.display();
    assert_refused(
        &file,
        &format!("フォルダー {place} を読めません({why})。場所と権限を確かめてください。"),
        &format!("cannot read the folder {place} ({why}); check the path and its permissions"),
    );
}

#[test]
fn a_folder_without_a_table_is_refused() {
    for dir in [
        folder(),
        files(&[("notes.txt", "staff"), ("holidays.csv", "a,b\n1,2\n"), ("tags.jsonl", "{\"a\":1}\n")]),
        files(&[(".staff.csv", "staff_id,name\nS01,見本 一郎\n")]),
    ] {
        let place = dir.path().display();
        assert_refused(
            dir.path(),
            &format!(
                "{place} に監査できる表がありません。スタッフ.xlsx や 参加者.csv のような名前のファイルを置いてください。空の台帳は mcs-audit init で作れます。"
            ),
            &format!(
                "no table found in {place}; it needs files such as staff.csv or memberships.xlsx (mcs-audit init writes blank ones)"
            ),
        );
    }
}

#[test]
fn an_empty_file_is_refused() {
    for content in ["", "\n\n", "\r\n", "\u{feff}", "\u{feff}\r\n"] {
        assert_file_refused(
            "staff.csv",
            content,
            "staff.csv は空です。見出しの行を書いてください。",
            "staff.csv is empty; it needs a header, at least",
        );
    }
}

#[test]
fn a_header_alone_is_an_empty_table_and_not_assessed() {
    for (name, content) in [
        ("staff.csv", "staff_id,name,status\n"),
        ("staff.csv", "staff_id,name,status"),
        ("staff.csv", "staff_id,name,status\r\n,,\r\n\r\n"),
        ("staff.json", "[]"),
    ] {
        let dir = files(&[(name, content)]);
        let ran = check(dir.path(), DAY, &["--format", "json"]);
        assert_eq!(ran.code, 3, "{content:?}: {}", ran.err);
        let report = ran.json();
        for (rule, verdict) in verdicts(&report) {
            assert!(matches!(verdict, "not-assessed" | "not-applicable"), "{rule}: {verdict}");
        }
        assert!(not_assessed(&report).contains("missing-photo"));
        assert_eq!(report["run"]["inputs"][0]["rows"], 0);
    }
}

#[test]
fn a_header_of_unknown_words_is_refused() {
    for (content, line) in [("foo,bar\n1,2\n", 1), ("\n\nfoo,bar\n", 3)] {
        assert_file_refused(
            "reviews.csv",
            content,
            &format!(
                "reviews.csv の {line} 行目から下に、表「精査」の見出しが見つかりません。見出しの名前を直すか、どの見出しが何かを mcs-audit.toml の [tables.reviews.columns] に書いてください。使える見出し: グループID、精査日、精査者 など"
            ),
            &format!(
                "reviews.csv: from line {line} on there is no header of the table reviews; rename its headers, or say under [tables.reviews.columns] in mcs-audit.toml which is which; the columns are group_id, reviewed_on, reviewer"
            ),
        );
    }
}

#[test]
fn a_column_that_stands_twice_is_refused() {
    for (first, second, column, ja, en, used) in [
        ("name", "name", "name", "氏名", "name", "#2"),
        ("名前", "職員名", "name", "氏名", "name", "名前"),
        ("name", "氏名", "name", "氏名", "name", "name"),
        ("ﾌﾘｶﾞﾅ", "フリガナ", "kana", "ふりがな", "kana", "#2"),
    ] {
        assert_file_refused(
            "staff.csv",
            format!("staff_id,{first},{second}\nS01,a,b\n"),
            &format!(
                "staff.csv の 1 行目で、2 列目の見出し「{first}」と 3 列目の「{second}」が同じ項目「{ja}」を指しています。どちらかの名前を変えるか、使う方を mcs-audit.toml に次のように書いてください。\n[tables.staff.columns]\n{column} = \"{used}\""
            ),
            &format!(
                "staff.csv, line 1: the headers \"{first}\" (column 2) and \"{second}\" (column 3) stand for the same column, {en}; rename one of them, or say in mcs-audit.toml which one to use:\n[tables.staff.columns]\n{column} = \"{used}\""
            ),
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_line_and_column() {
    let cut_short = "staff_id,name\r\nS01,見本 一郎\r\nS02,架空 花子".as_bytes();
    for (content, line, column) in [
        (b"staff_id,name\nS01,\xff\n".to_vec(), 2, 5),
        (b"\xff".to_vec(), 1, 1),
        (cut_short[..cut_short.len() - 1].to_vec(), 3, 9),
        // テスト in CP932, and then a byte that it does not have
        (b"staff_id,name\r\n\r\nS01,\x83\x65\x83\x58\x83\x67\xff\r\n".to_vec(), 3, 8),
    ] {
        assert_file_refused(
            "staff.csv",
            content,
            &format!(
                "staff.csv は UTF-8 でも CP932(Shift_JIS)でもありません({line} 行目 {column} 文字目)。元のソフトで「CSV UTF-8」として保存し直してください。"
            ),
            &format!(
                "staff.csv is neither UTF-8 nor CP932 (Shift_JIS): see line {line}, column {column}; save it again as \"CSV UTF-8\""
            ),
        );
    }
}

#[test]
fn a_quotation_mark_that_nothing_closes_is_refused() {
    for (content, line) in [
        ("staff_id,name\nS01,\"見本 一郎\nS02,架空 花子\n", 2),
        ("staff_id,name\r\nS01,\"a\r\nb\"\r\n\r\nS02,\"架空\r\n", 5),
        ("\"staff_id,name\n", 1),
        ("staff_id,name\nS01,\"say \"\"x\"\"\n", 2),
    ] {
        assert_file_refused(
            "staff.csv",
            content,
            &format!(
                "staff.csv の {line} 行目で始まる引用符(\")が閉じていません。余分な \" を消すか、\"\" と二つ重ねてください。"
            ),
            &format!(
                "staff.csv, line {line}: a quotation mark (\") opens here and nothing closes it; remove it, or write it \
                 twice (\"\")"
            ),
        );
    }
}

#[test]
fn a_quotation_mark_that_closes_in_the_middle_of_a_cell_is_refused() {
    for (content, line, close) in [
        ("staff_id,name\nS01,\"見本\nS02,\"架空 花子\"\n", 2, 3),
        ("staff_id,name\nS01,\"見本\" 一郎\n", 2, 2),
        ("staff_id,name\r\n\r\nS01,\"見本\r\nS02,架空\r\nS03,\"試験\"\r\n", 3, 5),
    ] {
        assert_file_refused(
            "staff.csv",
            content,
            &format!(
                "staff.csv の {line} 行目で始まる引用符(\")が {close} 行目のセルの途中で閉じています。その間の行が一つのセルに取り込まれるので、余分な \" を消すか、\"\" と二つ重ねてください。"
            ),
            &format!(
                "staff.csv, line {line}: a quotation mark (\") opens here and closes in the middle of a cell on line \
                 {close}; what lies between would be swallowed: remove it, or write it twice (\"\")"
            ),
        );
    }
}

#[test]
fn two_files_for_one_table_are_refused() {
    let row = "staff_id,name\nS01,見本 一郎\n";
    for (first, second) in
        [("staff.csv", "スタッフ.csv"), ("staff.csv", "staff.json"), ("STAFF.csv", "スタッフ一覧.jsonl")]
    {
        let content = |name: &str| match name.rsplit_once('.') {
            Some((_, "csv")) => row,
            Some((_, "json")) => "[{\"staff_id\":\"S01\"}]",
            _ => "{\"staff_id\":\"S01\"}\n",
        };
        let dir = files(&[(first, content(first)), (second, content(second))]);
        assert_refused(
            dir.path(),
            &format!(
                "表「スタッフ」とみられるものがいくつもあります: {first}、{second}。一つだけ使うときは、ほかを別のフォルダーに移してください。続けて全部読むときは、mcs-audit.toml に次のように書いてください(使わないものは消す)。\n[tables.staff]\nfile = [\"{first}\", \"{second}\"]"
            ),
            &format!(
                "several things look like the table staff: {first}, {second}; move what is not to be used to another folder, or write this into mcs-audit.toml to read them one behind the other (delete what is not to be read):\n[tables.staff]\nfile = [\"{first}\", \"{second}\"]"
            ),
        );
    }
}

#[test]
fn one_table_in_a_file_and_in_an_export_is_refused() {
    let dir = files(&[("export.json", "{\"staff\":[{\"staff_id\":\"S01\"}]}"), ("staff.csv", "staff_id\nS01\n")]);
    let ran = run(&["check", text(dir.path())]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for part in ["スタッフ", "export.json", "staff.csv"] {
        assert!(ran.err.contains(part), "{}", ran.err);
    }
}

/// JSON that is not well formed at this place.
fn assert_no_json(name: &str, content: &str, line: usize, column: usize) {
    assert_file_refused(
        name,
        content,
        &format!("{name} の {line} 行目({column} 文字目付近)が JSON の書き方になっていません。"),
        &format!("{name}, line {line}, near column {column}: this is not JSON"),
    );
}

/// JSON that ends too early.
fn assert_json_breaks_off(name: &str, content: &str, line: usize) {
    assert_file_refused(
        name,
        content,
        &format!("{name} が {line} 行目で途中で終わっています。書き出しをやり直してください。"),
        &format!("{name} breaks off on line {line}; export it again"),
    );
}

/// JSON that is something else than an array of objects.
fn assert_no_rows(name: &str, content: &str, line: usize) {
    assert_file_refused(
        name,
        content,
        &format!("{name} の {line} 行目は表の形になっていません。表はオブジェクトの配列で書いてください。"),
        &format!("{name}, line {line}: this is no table; a table is an array of objects"),
    );
}

#[test]
fn broken_json_is_refused_with_its_line() {
    assert_no_json("staff.json", "[{\"staff_id\":\"S01\"},\n {\"staff_id\":}]", 2, 14);
    assert_no_json("export.json", "{\"staff\": [\n {\"staff_id\":\"S01\"},\n {\"staff_id\":}]}", 3, 14);
    assert_json_breaks_off("staff.json", "[{\"staff_id\":\"S01\"},\n\n {\"staff_id\":\"S02\"", 3);
    assert_json_breaks_off("staff.json", "", 1);
}

#[test]
fn broken_lines_of_json_are_refused_with_their_line() {
    assert_no_json("staff.jsonl", "{\"staff_id\":\"S01\"}\n\n{\"staff_id\":}\n", 3, 13);
    assert_json_breaks_off("staff.jsonl", "{\"staff_id\":\"S01\"}\n{\"staff_id\"\n", 2);
    assert_no_rows("staff.jsonl", "\n\n7\n", 3);
    assert_no_rows("staff.jsonl", "{\"staff_id\":\"S01\"}\n\n[1]\n", 3);
}

#[test]
fn a_json_value_that_is_no_array_of_objects_is_refused() {
    assert_no_rows("staff.json", "5", 1);
    assert_no_rows("staff.json", "\n\"staff\"\n", 2);
    assert_no_rows("staff.json", "null", 1);
    assert_no_rows("staff.json", "[\n {\"staff_id\":\"S01\"},\n 7]", 3);
    assert_no_rows("export.json", "{\"staff\":\n5}", 2);
}

#[test]
fn a_name_that_stands_twice_in_an_object_is_refused() {
    for (name, content, line) in [
        ("staff.json", "[\n {\"staff_id\":\"S01\",\n  \"staff_id\":\"S02\"}]", 2),
        ("staff.jsonl", "{\"staff_id\":\"S01\"}\n{\"staff_id\":\"S02\",\"staff_id\":\"S02\"}\n", 2),
    ] {
        assert_file_refused(
            name,
            content,
            &format!(
                "{name} の {line} 行目から始まるオブジェクトに「staff_id」が二つあります。どちらかを消してください。"
            ),
            &format!("{name}, line {line}: the object that begins here has \"staff_id\" twice; remove one of them"),
        );
    }
}

#[test]
fn json_that_does_not_hold_its_table_is_refused() {
    assert_file_refused(
        "staff.json",
        "{\"groups\":[]}",
        "staff.json にこの表の行がありません。表はオブジェクトの配列で書いてください。",
        "staff.json does not hold the rows of its table; a table is an array of objects",
    );
}

#[test]
fn an_error_about_json_names_nobody() {
    for content in [
        "[\"架空 花子\"]",
        "\"架空 花子\"",
        "[{\"staff_id\":\"S01\",\"name\":\"架空 花子\"}, \"架空 花子\"]",
        "[{\"name\":\"架空 花子\"}, {\"name\":\"架空 花子\"]",
    ] {
        for name in ["staff.json", "staff.jsonl"] {
            let dir = files(&[(name, content)]);
            let ran = check(dir.path(), DAY, &[]);
            assert_eq!(ran.code, 2, "{content}");
            assert!(!ran.err.contains("花子"), "{}", ran.err);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = files(&[("staff.csv", "staff_id,name\nS01,見本 一郎\n")]);
    let file = dir.path().join("staff.csv");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).expect("a mode");
    let Err(why) = fs::read(&file) else { return }; // the superuser may read everything
    assert_refused(
        dir.path(),
        &format!("staff.csv を読めません({why})。ほかのソフトで開いていないか、権限があるかを確かめてください。"),
        &format!("cannot read staff.csv ({why}); check that no other program holds it and that you may read it"),
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_is_refused() {
    let dir = files(&[("groups.csv", "group_id,name\n")]);
    let file = dir.path().join("staff.csv");
    std::os::unix::fs::symlink(dir.path().join("nowhere"), &file).expect("a link");
    let why = fs::read(&file).expect_err("it leads nowhere");
    assert_refused(
        dir.path(),
        &format!("staff.csv を読めません({why})。ほかのソフトで開いていないか、権限があるかを確かめてください。"),
        &format!("cannot read staff.csv ({why}); check that no other program holds it and that you may read it"),
    );
}

// ---------------------------------------------------------------- tables in a test

/// A table as a file holds it.
#[derive(Clone, Debug)]
struct Table {
    stem: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn place(&self, column: &str) -> usize {
        self.header.iter().position(|h| h == column).expect("the column")
    }

    fn objects(&self) -> Vec<Value> {
        let object = |row: &Vec<String>| {
            let members = self.header.iter().cloned().zip(row.iter().map(|c| Value::String(c.clone())));
            Value::Object(members.collect::<Map<_, _>>())
        };
        self.rows.iter().map(object).collect()
    }
}

/// The CSV files of a folder.
fn tables(dir: &Path) -> Vec<Table> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).expect("a table");
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect();
        let header = rows.remove(0);
        found.push(Table { stem: path.file_stem().expect("a name").to_string_lossy().into_owned(), header, rows });
    }
    found.sort_by(|a, b| a.stem.cmp(&b.stem));
    found
}

/// How a CSV file is written.
#[expect(clippy::struct_excessive_bools, reason = "each is there or not, whatever the others are")]
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    crlf: bool,
    bom: bool,
    /// Blank lines above the header, between the rows and at the end.
    blank: bool,
    /// A column of remarks in front and one behind, some of them of several lines.
    remarks: bool,
}

impl Shape {
    fn all() -> Vec<Self> {
        let flags = [false, true];
        let mut shapes = Vec::new();
        for crlf in flags {
            for bom in flags {
                for (blank, remarks) in [(false, false), (true, false), (false, true), (true, true)] {
                    shapes.push(Self { crlf, bom, blank, remarks });
                }
            }
        }
        shapes
    }
}

/// A row of a written file: its cells by their headers.
type Row = BTreeMap<String, String>;
/// The rows of written files, by file and the line on which they start.
type Starts = BTreeMap<String, BTreeMap<u64, Row>>;

/// Writes tables as CSV. The lines are counted here, by the line ends written.
fn write_csv(tables: &[Table], dir: &Path, shape: Shape) -> Starts {
    let end = if shape.crlf { "\r\n" } else { "\n" };
    let quoted = |cell: &str| {
        let cell = cell.replace("\r\n", "\n").replace('\n', end);
        if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
    };
    let mut starts = Starts::new();
    for table in tables {
        let mut out = String::new();
        let mut line = 1;
        let mut rows: BTreeMap<u64, Row> = BTreeMap::new();
        let mut put = |text: String| {
            line += text.matches('\n').count() as u64;
            out.push_str(&text);
            line
        };
        if shape.blank {
            put(end.repeat(2));
        }
        let remarked = |cells: &[String], front: &str, behind: &str| {
            let mut cells: Vec<String> = cells.iter().map(|c| quoted(c)).collect();
            if shape.remarks {
                cells.insert(0, quoted(front));
                cells.push(quoted(behind));
            }
            cells.join(",") + end
        };
        let mut next = put(remarked(&table.header, "_front", "_behind"));
        for (place, cells) in table.rows.iter().enumerate() {
            if shape.blank && place % 3 == 1 {
                next = put(end.repeat(1 + place % 2));
            }
            rows.insert(next, table.header.iter().cloned().zip(cells.iter().cloned()).collect());
            let front = if place % 2 == 0 { "一行目\n二行目" } else { "" };
            let behind = if place % 3 == 0 { "say \"x\",\n\n\nthen" } else { "short" };
            next = put(remarked(cells, front, behind));
        }
        if shape.blank {
            put(end.repeat(2));
        }
        let name = format!("{}.csv", table.stem);
        let mark = if shape.bom { "\u{feff}" } else { "" };
        fs::write(dir.join(&name), format!("{mark}{out}")).expect("written");
        starts.insert(name, rows);
    }
    starts
}

/// A key with the hashes of keyless rows, which rest on the file's headers, replaced.
fn without_hash(text: &str) -> String {
    let is_hash = |part: &str| part.strip_prefix('~').is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
    text.split('/').map(|part| if is_hash(part) { "~" } else { part }).collect::<Vec<_>>().join("/")
}

/// What a report says apart from where it stands: findings with the notes of their evidence, verdicts, clauses.
fn substance(report: &Value) -> Vec<String> {
    let finding = |finding: &Value| {
        let mut finding = finding.clone();
        let mut notes: Vec<String> = items(&finding, "evidence").iter().map(|e| word(e, "note").to_owned()).collect();
        notes[1..].sort();
        // rows of one file that share a line, as in compact JSON, are one place
        notes.dedup();
        finding["evidence"] = notes.into();
        finding.to_string()
    };
    let mut said: Vec<String> = items(report, "findings").iter().map(finding).collect();
    said.sort();
    said.extend(items(report, "verdicts").iter().chain(items(report, "clauses")).map(Value::to_string));
    said
}

/// The same, apart from what depends on how the columns are called.
fn loose_substance(report: &Value) -> Vec<String> {
    let finding = |f: &Value| {
        let key = without_hash(word(&f["subject"], "key"));
        format!("{} {key} {}", word(f, "rule"), items(f, "evidence").len())
    };
    let mut said: Vec<String> = items(report, "findings").iter().map(finding).collect();
    said.sort();
    said.extend(items(report, "verdicts").iter().map(Value::to_string));
    said
}

// ---------------------------------------------------------------- good input in odd shapes

/// The sample office, and a sample with findings of every rule: their tables and days.
fn offices() -> Vec<(Vec<Table>, &'static str)> {
    vec![(tables(&fixture("sample-office")), OFFICE_DAY), (tables(sample(1, &[]).path()), DAY)]
}

/// What the tables give as plain CSV.
fn plain(tables: &[Table], day: &str) -> Vec<String> {
    let dir = folder();
    write_csv(tables, dir.path(), Shape::default());
    substance(&report(dir.path(), day))
}

#[test]
fn the_fixture_itself_gives_what_it_gives_rewritten() {
    let (office, day) = &offices()[0];
    assert_same(&substance(&report(&fixture("sample-office"), day)), &plain(office, day), "rewritten");
}

#[test]
fn csv_gives_the_same_findings_in_every_shape() {
    for (office, day) in offices() {
        let expected = plain(&office, day);
        assert!(expected.len() > 100);
        for shape in Shape::all() {
            let dir = folder();
            write_csv(&office, dir.path(), shape);
            assert_same(&expected, &substance(&report(dir.path(), day)), &format!("{shape:?}"));
        }
    }
}

#[test]
fn json_gives_the_same_findings_as_csv() {
    for (office, day) in offices() {
        let expected = plain(&office, day);
        for (bom, pretty) in [(false, false), (false, true), (true, true)] {
            let dir = folder();
            for table in &office {
                let rows = table.objects();
                let text = if pretty { serde_json::to_string_pretty(&rows) } else { serde_json::to_string(&rows) };
                let mark = if bom { "\u{feff}" } else { "" };
                let text = format!("{mark}{}", text.expect("JSON"));
                fs::write(dir.path().join(format!("{}.json", table.stem)), text).expect("written");
            }
            assert_same(&expected, &substance(&report(dir.path(), day)), &format!("bom {bom}, pretty {pretty}"));
        }
    }
}

#[test]
fn lines_of_json_give_the_same_findings_as_csv() {
    for (office, day) in offices() {
        let expected = plain(&office, day);
        for (extension, end, mark) in [("jsonl", "\n", ""), ("jsonl", "\r\n\r\n", "\u{feff}"), ("ndjson", "\n", "")] {
            let dir = folder();
            for table in &office {
                let lines = table.objects().iter().map(|o| format!("{o}{end}")).collect::<Vec<_>>().concat();
                fs::write(dir.path().join(format!("{}.{extension}", table.stem)), format!("{mark}{lines}"))
                    .expect("written");
            }
            assert_same(&expected, &substance(&report(dir.path(), day)), &format!("{extension} {end:?}"));
        }
    }
}

#[test]
fn one_export_with_all_tables_gives_the_same_findings_as_csv() {
    for (office, day) in offices() {
        let expected = plain(&office, day);
        let export: Map<String, Value> = office.iter().map(|t| (t.stem.clone(), Value::Array(t.objects()))).collect();
        let dir = files(&[("export.json", serde_json::to_string_pretty(&export).expect("JSON"))]);
        let found = report(dir.path(), day);
        assert_same(&expected, &substance(&found), "export.json");
        for input in items(&found["run"], "inputs") {
            assert_eq!(word(input, "file"), "export.json");
        }
        let stems: BTreeSet<&str> = office.iter().map(|t| t.stem.as_str()).collect();
        for evidence in items(&found, "findings").iter().flat_map(|f| items(f, "evidence")) {
            assert!(stems.contains(word(evidence, "sheet")), "{evidence}");
        }
    }
}

#[test]
fn numbers_truths_and_nulls_in_json_read_like_their_text() {
    let rows = "[{\"post_id\":7,\"confirmed\":false,\"text\":null}, {\"post_id\":8,\"confirmed\":true}]";
    let (json, csv) =
        (files(&[("posts.json", rows)]), files(&[("posts.csv", "post_id,confirmed,text\n7,no,\n8,yes,\n")]));
    let key = |dir: &TempDir| {
        let report = report(dir.path(), DAY);
        let of: Vec<_> = items(&report, "findings").iter().map(|f| word(&f["subject"], "key").to_owned()).collect();
        of
    };
    assert_eq!(key(&json), ["7"]);
    assert_eq!(key(&json), key(&csv));
}

#[test]
fn columns_stand_in_any_order() {
    for (mut office, day) in offices() {
        let expected = plain(&office, day);
        for (place, table) in office.iter_mut().enumerate() {
            let turn = place % table.header.len();
            for row in table.rows.iter_mut().chain([&mut table.header]) {
                row.reverse();
                row.rotate_left(turn);
            }
        }
        assert_same(&expected, &plain(&office, day), "turned");
    }
}

#[test]
fn unknown_columns_change_nothing_and_are_told() {
    let (mut office, day) = offices().remove(0);
    let dir = folder();
    write_csv(&office, dir.path(), Shape::default());
    // a keyless row is named by all its cells, those of unknown columns too
    let expected = loose_substance(&report(dir.path(), day));
    for table in &mut office {
        table.header.insert(0, "靴のサイズ".to_owned());
        table.rows.iter_mut().for_each(|r| r.insert(0, "25.5".to_owned()));
    }
    let dir = folder();
    write_csv(&office, dir.path(), Shape::default());
    let ran = check(dir.path(), day, &["--format", "json"]);
    assert_same(&expected, &loose_substance(&ran.json()), "with one more column");
    let told: BTreeSet<String> = ran.err.lines().map(str::to_owned).collect();
    let columns: BTreeSet<String> = office.iter().map(|t| format!("{}.csv: 使わない列 靴のサイズ", t.stem)).collect();
    assert_eq!(told, columns);
}

#[test]
fn spaces_around_headers_and_cells_do_not_count() {
    for (mut office, day) in offices() {
        let expected = plain(&office, day);
        for table in &mut office {
            for cell in table.rows.iter_mut().chain([&mut table.header]).flatten() {
                *cell = format!(" {cell}  ");
            }
        }
        assert_same(&expected, &plain(&office, day), "with spaces");
    }
}

/// The tables as a Japanese office would write them: names of files and columns, codes and dates.
fn in_japanese(tables: &[Table]) -> Vec<Table> {
    let schema: toml::Table = include_str!("../src/model/schema.toml").parse().expect("TOML");
    let mut written = Vec::new();
    for table in tables {
        let def = &schema["tables"][table.stem.as_str()];
        let columns = def["columns"].as_table().expect("columns");
        let of = |header: &str| {
            if let Some(column) = columns.get(header) {
                return (column["ja"].as_str().expect("a name").to_owned(), Some(column));
            }
            let words = columns.values().flat_map(|c| ["email", "name", "kana"].into_iter().filter_map(|p| c.get(p)));
            let words = words.filter_map(toml::Value::as_array).find(|w| w.iter().any(|v| v.as_str() == Some(header)));
            let japanese = words.and_then(|w| w.iter().filter_map(toml::Value::as_str).find(|v| !v.is_ascii()));
            (japanese.expect("a Japanese word").to_owned(), None)
        };
        let headers: Vec<_> = table.header.iter().map(|h| of(h)).collect();
        let cell = |(cell, (_, column)): (&String, &(String, Option<&toml::Value>))| {
            let kind = column.and_then(|c| c["type"].as_str()).unwrap_or_default();
            let code = match kind {
                "code" => column.and_then(|c| c["codes"].as_str()),
                "flag" => Some("flag"),
                _ => None,
            };
            if let Some(words) = code.and_then(|c| schema["codes"][c].get(cell.as_str())) {
                return words[0].as_str().expect("a word").to_owned();
            }
            if kind == "date" { japanese_day(cell) } else { cell.clone() }
        };
        let rows = table.rows.iter().map(|row| row.iter().zip(&headers).map(cell).collect()).collect();
        let header = headers.iter().map(|(h, _)| h.clone()).collect();
        written.push(Table { stem: def["ja"].as_str().expect("a name").to_owned(), header, rows });
    }
    written
}

/// 2026-09-30 as 令和8年9月30日; what is no such day as it is.
fn japanese_day(cell: &str) -> String {
    let parts: Vec<i32> = cell.split('-').filter_map(|p| p.parse().ok()).collect();
    let [year, month, day] = parts[..] else { return cell.to_owned() };
    if !(1..=12).contains(&month) || !(1..=28).contains(&day) && (month == 2 || day > 30) {
        return cell.to_owned();
    }
    if (year, month) >= (2019, 5) {
        let of_era = if year == 2019 { "元".to_owned() } else { (year - 2018).to_string() };
        format!("令和{of_era}年{month}月{day}日")
    } else {
        format!("平成{}年{month}月{day}日", year - 1988)
    }
}

#[test]
fn japanese_names_codes_and_dates_read_like_the_canonical_ones() {
    for seed in [1, 2] {
        let office = tables(sample(seed, &[]).path());
        let dir = folder();
        write_csv(&office, dir.path(), Shape::default());
        let expected = loose_substance(&report(dir.path(), DAY));
        let japanese = in_japanese(&office);
        assert!(japanese.iter().any(|t| t.stem == "スタッフ" && t.header.contains(&"氏名".to_owned())));
        let dir = folder();
        write_csv(&japanese, dir.path(), Shape { crlf: true, bom: true, ..Shape::default() });
        let ran = check(dir.path(), DAY, &["--format", "json"]);
        assert_same(&expected, &loose_substance(&ran.json()), "in Japanese");
        assert_eq!(ran.err, "", "every file and column is known");
    }
}

#[test]
fn files_that_are_no_table_are_named_and_do_no_harm() {
    let (office, day) = offices().remove(0);
    let expected = plain(&office, day);
    let dir = folder();
    write_csv(&office, dir.path(), Shape::default());
    // what can be a table is told by every audit, the rest only by `inputs`
    let (mut tables, mut others) = (BTreeSet::new(), BTreeSet::from(["last-month"]));
    for (name, content) in [
        ("README.md", "Notes."),
        ("notes.txt", "Notes."),
        ("holidays.csv", "day\n2026-01-01\n"),
        ("broken.csv", "a,\"b\n"),
        ("photo.jpg", "\u{1}"),
        ("tags.jsonl", "{\"a\":1}\n"),
        ("noname", "x"),
    ] {
        fs::write(dir.path().join(name), content).expect("written");
        let is_table = matches!(name.rsplit_once('.'), Some((_, "csv" | "jsonl")));
        if is_table {
            tables.insert(name)
        } else {
            others.insert(name)
        };
    }
    fs::create_dir(dir.path().join("last-month")).expect("a folder");
    fs::write(dir.path().join(".hidden"), "x").expect("written");
    for (lang, said) in [("ja", "監査する表ではないので読んでいません"), ("en", "not a table of the audit, not read")]
    {
        let ran = check(dir.path(), day, &["--format", "json", "--lang", lang]);
        let told: BTreeSet<String> = ran.err.lines().map(str::to_owned).collect();
        assert_eq!(told, tables.iter().map(|n| format!("{n}: {said}")).collect());
        let listed = run(&["inputs", text(dir.path()), "--lang", lang]).out;
        for name in tables.union(&others) {
            assert!(listed.contains(&format!("{name}: {said}")), "{name}");
        }
        if lang == "ja" {
            assert_same(&expected, &substance(&ran.json()), "beside other files");
        }
    }
}

#[test]
fn json_that_is_no_table_is_named_and_does_no_harm() {
    let (office, day) = offices().remove(0);
    let expected = plain(&office, day);
    for (name, content) in [
        ("tags.json", "[{\"a\":1}]"),
        ("words.json", "[\"a\", \"b\"]"),
        ("settings.json", "{\"theme\":\"dark\",\"size\":5}"),
        ("number.json", "5"),
        ("broken.json", "{\"a\":"),
    ] {
        let dir = folder();
        write_csv(&office, dir.path(), Shape::default());
        fs::write(dir.path().join(name), content).expect("written");
        let ran = check(dir.path(), day, &["--format", "json"]);
        let why = match name {
            "broken.json" => "開けないので読んでいません(名前は監査する表のものではありません)",
            _ => "監査する表ではないので読んでいません",
        };
        assert_eq!(ran.err, format!("{name}: {why}\n"));
        assert_same(&expected, &substance(&ran.json()), name);
    }
}

#[test]
fn a_report_in_the_folder_does_not_stop_the_next_audit() {
    let (office, day) = offices().remove(0);
    let dir = folder();
    write_csv(&office, dir.path(), Shape::default());
    for (format, file) in [("text", "r.txt"), ("csv", "r.csv"), ("jsonl", "r.jsonl"), ("json", "r.json")] {
        let to = format!("{format}={}", text(&dir.path().join(file)));
        assert_eq!(check(dir.path(), day, &["--format", &to]).code, 1, "{format}");
        let next = check(dir.path(), day, &[]);
        assert_eq!(next.code, 1, "{format}: {}", next.err);
    }
}

#[test]
fn members_of_an_export_that_are_no_table_are_named() {
    let dir = files(&[("export.json", "{\"staff\":[{\"staff_id\":\"S01\"}],\"tags\":[{\"a\":\"b\"}]}")]);
    let ran = check(dir.path(), DAY, &["--format", "json"]);
    assert_ne!(ran.code, 2, "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1);
    assert!(ran.err.contains("export.json") && ran.err.contains("tags"), "{}", ran.err);
}

// ---------------------------------------------------------------- evidence

/// What of a row names somebody or something, to link it with other rows.
fn identities(row: &Row) -> BTreeSet<String> {
    let links = |header: &str| {
        (header.ends_with("_id") && header != "office_id")
            || ["staff", "name", "email", "invited_by", "clause", "document"].contains(&header)
    };
    let mut found = BTreeSet::new();
    for (_, cell) in row.iter().filter(|(h, c)| links(h) && !c.is_empty()) {
        found.extend(cell.split([';', '；', '、', '\n', ',', '/']).map(folded));
        found.insert(folded(cell));
    }
    found.remove("");
    found
}

/// A cell without spaces and marks of case and width, to compare.
fn folded(cell: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    cell.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

/// The parts of a subject's key.
fn key_parts(key: &str) -> Vec<String> {
    key.split('/').map(|p| folded(&p.replace("%2F", "/").replace("%25", "%"))).collect()
}

/// The rows that a finding cites, if each stands on the line it is said to stand on.
fn cited<'a>(finding: &Value, starts: &'a Starts) -> Vec<(String, &'a Row)> {
    let mut rows = Vec::new();
    for evidence in items(finding, "evidence") {
        let file = word(evidence, "file");
        let table = starts.get(file).unwrap_or_else(|| panic!("{file} was not written: {finding}"));
        let Some(line) = evidence["line"].as_u64() else { continue };
        let row = table.get(&line).unwrap_or_else(|| panic!("no row starts on line {line} of {file}: {finding}"));
        if let Some(column) = evidence["column"].as_str() {
            assert!(row.contains_key(column), "{file} has no column {column}: {finding}");
        }
        rows.push((file.to_owned(), row));
    }
    rows
}

/// The first row is the subject's own, and every other one hangs together with it.
fn assert_evidence(finding: &Value, starts: &Starts, is_about_input: bool) {
    let rows = cited(finding, starts);
    let subject = &finding["subject"];
    let (table, parts) = (word(subject, "table"), key_parts(word(subject, "key")));
    if is_about_input {
        for (place, (file, row)) in rows.iter().enumerate() {
            assert_eq!(*file, format!("{table}.csv"), "{finding}");
            let column = items(finding, "evidence")[place]["column"].as_str();
            let cells: BTreeSet<String> = row.values().flat_map(|c| c.split(';').map(folded)).collect();
            let is_named = parts.iter().any(|p| cells.contains(p) || p.starts_with('~'));
            let is_filled = column.is_some_and(|c| row.get(c).is_some_and(|cell| !cell.is_empty()));
            assert!(is_named || is_filled, "{row:?} has nothing of {parts:?}: {finding}");
        }
        return;
    }
    let all = |row: &Row| row.values().flat_map(|c| c.split(';').map(folded)).collect::<BTreeSet<_>>();
    let (first_file, first) = rows.first().expect("a row");
    let own = match table {
        "group_patients" => "groups.csv".to_owned(),
        table => format!("{table}.csv"),
    };
    if *first_file == own {
        let needed = match table {
            "memberships" | "group_patients" => 2,
            _ => 1,
        };
        let cells = all(first);
        for part in parts.iter().take(needed) {
            assert!(cells.contains(part), "{first:?} has no {part}: {finding}");
        }
    }
    let mut known: BTreeSet<String> = parts.into_iter().collect();
    let mut texts = String::new();
    let mut rest: Vec<&(String, &Row)> = rows.iter().collect();
    loop {
        let (near, far): (Vec<_>, Vec<_>) = rest.iter().copied().partition(|(file, row)| {
            let mut names = identities(row);
            if file == "offices.csv" {
                names.insert(folded(&row["office_id"]));
            }
            names.iter().any(|n| known.contains(n) || (n.chars().count() > 2 && texts.contains(n.as_str())))
                || (table == "offices" && row.get("office_id").is_some_and(|o| known.contains(&folded(o))))
        });
        if near.is_empty() {
            break;
        }
        for (_, row) in &near {
            known.extend(identities(row));
            known.extend(["office_id", "held_by"].iter().filter_map(|c| row.get(*c)).map(|o| folded(o)));
            texts.push_str(&row.get("text").map(|t| folded(t)).unwrap_or_default());
            texts.push_str(&row.get("name").map(|t| folded(t)).unwrap_or_default());
        }
        rest = far;
    }
    assert!(rest.is_empty(), "{rest:?} do not belong to {finding}");
}

#[test]
fn every_line_of_evidence_is_the_line_on_which_that_row_starts() {
    let input = InputRule::ALL.map(InputRule::id);
    for seed in [1, 5] {
        let office = tables(sample(seed, &[]).path());
        for shape in Shape::all() {
            let dir = folder();
            let starts = write_csv(&office, dir.path(), shape);
            let report = report(dir.path(), DAY);
            let findings = items(&report, "findings");
            assert!(findings.len() > 61, "a finding of every rule");
            for finding in findings {
                assert_evidence(finding, &starts, input.contains(&word(finding, "rule")));
            }
        }
    }
}

#[test]
fn evidence_from_json_has_the_line_on_which_the_object_starts() {
    let dir = files(&[(
        "devices.json",
        "[\n  {\"device_id\": \"D1\", \"status\": \"in-use\", \"staff\": \"S1\"},\n\n  {\n   \"device_id\": \"D2\",\n   \
         \"status\": \"in-use\",\n   \"staff\": \"\"\n  }, {\"device_id\": \"D3\", \"status\": \"in-use\"}\n]",
    )]);
    let report = report(dir.path(), DAY);
    let found: Vec<(&str, u64)> = items(&report, "findings")
        .iter()
        .filter(|f| f["rule"] == "unheld-device")
        .map(|f| (word(&f["subject"], "key"), f["evidence"][0]["line"].as_u64().expect("a line")))
        .collect();
    assert_eq!(found, [("D2", 4), ("D3", 8)]);
}

// ---------------------------------------------------------------- the same input, the same bytes

#[test]
fn the_same_input_gives_the_same_bytes() {
    let dir = sample(4, &[]);
    for format in ["text", "json", "jsonl", "csv"] {
        for lang in ["ja", "en"] {
            let out = |threads: &str| {
                let mut command = Command::new(PROGRAM);
                command.env("RAYON_NUM_THREADS", threads);
                command.args(["check", text(dir.path()), "--as-of", DAY, "--lang", lang, "--format", format]);
                command.output().expect("it starts").stdout
            };
            let first = out("1");
            assert!(!first.is_empty());
            for threads in ["1", "2", "8"] {
                assert!(first == out(threads), "{format} in {lang} with {threads} threads");
            }
        }
    }
}

/// A report as bytes, with what a row's place and a file's bytes decide replaced.
fn placeless(report: &str) -> String {
    let mut out = String::new();
    for line in report.lines() {
        let name = line.trim_start().split(':').next().unwrap_or_default();
        let comma = if line.ends_with(',') { "," } else { "" };
        let kept = match name {
            "\"line\"" if !line.contains("null") => format!("\"line\": 0{comma}"),
            "\"sha256\"" => format!("\"sha256\": \"\"{comma}"),
            _ => line.to_owned(),
        };
        out.push_str(&kept);
        out.push('\n');
    }
    out
}

/// Puts the rows in another order that follows from the number.
fn shuffle(rows: &mut [Vec<String>], mut number: u64) {
    for place in (1..rows.len()).rev() {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        rows.swap(place, (number >> 33) as usize % (place + 1));
    }
}

#[test]
fn the_order_of_the_rows_changes_nothing_but_lines() {
    let mut all = offices();
    all.extend([2, 3].map(|seed| (tables(sample(seed, &[]).path()), DAY)));
    for (office, day) in all {
        let out = |office: &[Table], lang: &str| {
            let dir = folder();
            write_csv(office, dir.path(), Shape::default());
            placeless(&check(dir.path(), day, &["--format", "json", "--lang", lang]).out)
        };
        for lang in ["ja", "en"] {
            let expected = out(&office, lang);
            assert!(expected.len() > 10_000);
            for number in 1..=6 {
                let mut shuffled = office.clone();
                shuffled.iter_mut().for_each(|t| shuffle(&mut t.rows, number));
                let found = out(&shuffled, lang);
                let difference = expected.lines().zip(found.lines()).find(|(a, b)| a != b);
                assert!(expected == found, "shuffle {number}: {difference:#?}");
            }
        }
    }
}

// ---------------------------------------------------------------- never a silent pass

#[test]
fn the_well_kept_office_has_no_finding_and_everything_assessed() {
    let ran = check(&fixture("well-kept"), DAY, &["--format", "json", "--fail-on", "low"]);
    assert_eq!(ran.code, 0);
    let report = ran.json();
    assert_eq!(items(&report, "findings").len(), 0);
    for (rule, verdict) in verdicts(&report) {
        assert!(matches!(verdict, "pass" | "not-applicable"), "{rule}: {verdict}");
    }
}

/// The rules that need a table, read from what each rule's meaning and terms look at; without that table they
/// cannot be assessed.
const NEEDS: [(&str, &str); 16] = [
    ("offices", "unapplied-office missing-admin single-admin overdue-guideline outdated-guideline overdue-attestation"),
    (
        "staff",
        "unapplied-office missing-admin single-admin overdue-guideline outdated-guideline overdue-attestation \
         departed-account departing-account unclosed-account unlisted-account dormant-account shared-email \
         duplicate-person generic-account missing-profile missing-photo unrestricted-misuse missing-pledge \
         expired-pledge late-pledge incomplete-pledge overdue-training ineligible-leader inactive-member \
         misplaced-consent",
    ),
    (
        "groups",
        "leaderless-group ineligible-leader mixed-patients mixed-title unidentified-patient split-patient \
         unarchived-group dormant-group overdue-review departed-member inactive-member unassigned-member \
         unapproved-member stale-invitation outside-invitation missing-consent withdrawn-consent late-consent \
         unsigned-consent undelivered-copy misplaced-consent foreign-mention outsider-post",
    ),
    (
        "memberships",
        "leaderless-group ineligible-leader unidentified-patient unarchived-group dormant-group overdue-review \
         departed-member inactive-member unassigned-member unapproved-member stale-invitation outside-invitation \
         missing-consent withdrawn-consent late-consent unsigned-consent undelivered-copy misplaced-consent \
         outsider-post",
    ),
    ("patients", "mixed-title unarchived-group foreign-mention"),
    (
        "roster",
        "missing-admin single-admin departed-account departing-account unclosed-account unlisted-account \
         ineligible-leader departed-member unreturned-device departed-post",
    ),
    ("assignments", "unassigned-member"),
    ("pledges", "missing-pledge expired-pledge late-pledge incomplete-pledge"),
    ("consents", "missing-consent withdrawn-consent late-consent unsigned-consent undelivered-copy misplaced-consent"),
    ("trainings", "overdue-training"),
    ("devices", "unreturned-device unheld-device unreported-loss"),
    ("reviews", "overdue-review"),
    ("incidents", "unrestricted-misuse late-incident-report"),
    ("guidelines", "overdue-guideline outdated-guideline"),
    ("attestations", "overdue-attestation"),
    ("posts", "foreign-mention unconfirmed-post outsider-post departed-post"),
];

fn rules_that_need(table: &str) -> BTreeSet<&'static str> {
    let (_, rules) = NEEDS.iter().find(|(t, _)| *t == table).expect("a table");
    rules.split_whitespace().collect()
}

#[test]
fn the_catalogue_says_which_tables_a_rule_needs() {
    let listed = run(&["rules", "--format", "json"]).json();
    for (table, _) in NEEDS {
        let needs = |rule: &&Value| {
            let needed = items(rule, "needs").iter().filter_map(Value::as_str);
            needed.into_iter().any(|n| n.split_once(' ').is_some_and(|(name, _)| name == table))
        };
        let found: BTreeSet<&str> =
            listed.as_array().expect("an array").iter().filter(needs).map(|r| word(r, "rule")).collect();
        assert_eq!(found, rules_that_need(table), "{table}");
    }
}

/// The well-kept office with one table changed: without it, or with its header only.
fn without(table: &str, emptied: bool) -> TempDir {
    let dir = folder();
    let mut office = tables(&fixture("well-kept"));
    assert_eq!(office.len(), 17);
    if emptied {
        office.iter_mut().filter(|t| t.stem == table).for_each(|t| t.rows.clear());
    } else {
        office.retain(|t| t.stem != table);
    }
    write_csv(&office, dir.path(), Shape::default());
    dir
}

/// What the loss of a table leads to beside rules that are not assessed. Without the offices every office is own, so
/// outside people are judged as own staff; without the memberships nothing tells the office of foreign leaders, so
/// their ids look unknown.
fn code_without(table: &str) -> i32 {
    if matches!(table, "offices" | "memberships") { 1 } else { 3 }
}

#[test]
fn without_a_table_every_rule_that_needs_it_is_not_assessed() {
    for (table, _) in NEEDS {
        let dir = without(table, false);
        let ran = check(dir.path(), DAY, &["--format", "json", "--lang", "en"]);
        assert_eq!(ran.code, code_without(table), "{table}");
        let report = ran.json();
        assert_eq!(not_assessed(&report), rules_that_need(table), "{table}");
        for verdict in items(&report, "verdicts").iter().filter(|v| v["verdict"] == "not-assessed") {
            let reason = word(verdict, "reason");
            assert!(reason.contains(&format!("there is no table {table}")), "{table}: {reason}");
        }
        assert_eq!(report["run"]["absent"], serde_json::json!([table]));
        if code_without(table) == 3 {
            assert_eq!(items(&report, "findings").len(), 0, "{table}");
        }
    }
}

#[test]
fn a_table_without_rows_is_no_better_than_none_unless_it_records_events() {
    for (table, _) in NEEDS {
        let dir = without(table, true);
        let ran = check(dir.path(), DAY, &["--format", "json", "--lang", "en"]);
        let report = ran.json();
        if matches!(table, "incidents" | "devices" | "posts") {
            assert_eq!(ran.code, 0, "{table}");
            for rule in rules_that_need(table) {
                assert_eq!(verdicts(&report)[rule], "not-applicable", "{table}: {rule}");
            }
            assert_eq!(not_assessed(&report).len(), 0, "{table}");
            continue;
        }
        assert_eq!(ran.code, code_without(table), "{table}");
        assert_eq!(not_assessed(&report), rules_that_need(table), "{table}");
        for verdict in items(&report, "verdicts").iter().filter(|v| v["verdict"] == "not-assessed") {
            let reason = word(verdict, "reason");
            assert!(reason.contains(&format!("the table {table} has no rows")), "{table}: {reason}");
        }
    }
}

#[test]
fn events_that_did_not_happen_are_not_applicable_whatever_else_is_absent() {
    let dir = files(&[
        ("posts.csv", "post_id,group_id\n"),
        ("devices.csv", "device_id\n"),
        ("incidents.csv", "incident_id\n"),
    ]);
    let report = report(dir.path(), DAY);
    for table in ["posts", "devices", "incidents"] {
        for rule in rules_that_need(table) {
            assert_eq!(verdicts(&report)[rule], "not-applicable", "{rule}");
        }
    }
}

#[test]
fn without_a_needed_column_a_rule_is_not_assessed() {
    for (table, column, rules) in [
        ("staff", "photo", "missing-photo"),
        ("staff", "profile", "missing-profile"),
        ("staff", "last_login_on", "dormant-account"),
        ("offices", "applied_on", "unapplied-office"),
        ("posts", "confirmed", "unconfirmed-post"),
        ("posts", "text", "foreign-mention"),
        ("trainings", "held_on", "overdue-training"),
        ("reviews", "reviewed_on", "overdue-review"),
        ("memberships", "approved_by", "unapproved-member"),
        ("memberships", "invited_on", "stale-invitation"),
        ("memberships", "invited_by", "outside-invitation"),
        ("patients", "ended_on", "unarchived-group"),
        ("groups", "last_post_on", "dormant-group"),
        ("groups", "created_on", "dormant-group overdue-review late-consent"),
        ("consents", "signer", "unsigned-consent"),
        ("consents", "copy_given_on", "undelivered-copy"),
        ("consents", "held_by", "misplaced-consent"),
        ("pledges", "covers", "incomplete-pledge"),
        ("guidelines", "edition", "outdated-guideline"),
        ("attestations", "answer", "overdue-attestation"),
        ("incidents", "kind", "unrestricted-misuse"),
        // what is absent with a natural meaning
        ("consents", "withdrawn_on", ""),
        ("pledges", "valid_until", ""),
        ("assignments", "from_on", ""),
        ("memberships", "left_on", ""),
        ("devices", "returned_on", ""),
    ] {
        let mut office = tables(&fixture("well-kept"));
        for table in office.iter_mut().filter(|t| t.stem == table) {
            let place = table.place(column);
            table.header.remove(place);
            table.rows.iter_mut().for_each(|r| drop(r.remove(place)));
        }
        let dir = folder();
        write_csv(&office, dir.path(), Shape::default());
        let report = report(dir.path(), DAY);
        let expected: BTreeSet<&str> = rules.split_whitespace().collect();
        assert_eq!(not_assessed(&report), expected, "{table}.{column}");
    }
}

#[test]
fn a_column_that_must_be_filled_somewhere_is_not_enough_when_empty() {
    for (table, column, rule) in
        [("staff", "last_login_on", "dormant-account"), ("groups", "last_post_on", "dormant-group")]
    {
        let mut office = tables(&fixture("well-kept"));
        for table in office.iter_mut().filter(|t| t.stem == table) {
            let place = table.place(column);
            table.rows.iter_mut().for_each(|r| r[place].clear());
        }
        let dir = folder();
        write_csv(&office, dir.path(), Shape::default());
        let ran = check(dir.path(), DAY, &["--format", "json"]);
        assert_eq!(not_assessed(&ran.json()), BTreeSet::from([rule]));
        assert_eq!(ran.code, 3);
    }
}

#[test]
fn waivers_in_toml_are_those_in_a_table() {
    let rows = [["missing-photo", "S1", "産休中", "見本 一郎", "架空 花子", "2026-09-01", "2027-03-31"]];
    let header = ["rule", "key", "reason", "requested_by", "approved_by", "approved_on", "expires_on"];
    let staff = "staff_id,name,office_id,status,photo\nS1,仮名 さくら,O1,active,no\nS2,例示 健,O1,active,no\n";
    let csv = format!("{}\n{}\n", header.join(","), rows[0].join(","));
    let toml = "# 例外\n[[waiver]]\nrule = \"missing-photo\"\nkey = [\"S1\"]\nreason = \"産休中\"\n\
        requested_by = \"見本 一郎\"\napproved_by = \"架空 花子\"\napproved_on = 2026-09-01\nexpires_on = 2027-03-31\n";
    for (file, text) in [("waivers.csv", csv.as_str()), ("例外承認.csv", &csv), ("waivers.toml", toml)] {
        let folder = files(&[("staff.csv", staff), (file, text)]);
        let ran = check(folder.path(), DAY, &["--format", "json", "--only", "missing-photo", "--fail-on", "low"]);
        let report = ran.json();
        let status = |key: &str| {
            let is_it = |f: &&Value| f["rule"] == "missing-photo" && f["subject"]["key"] == key;
            let finding = items(&report, "findings").iter().find(is_it).expect("a finding");
            (finding["status"].clone(), finding["waived"]["expires_on"].clone())
        };
        assert_eq!(status("S1"), (Value::from("waived"), Value::from("2027-03-31")), "{file}");
        assert_eq!(status("S2"), (Value::from("open"), Value::Null), "{file}");
        let verdict = items(&report, "verdicts").iter().find(|v| v["rule"] == "missing-photo").expect("a verdict");
        assert_eq!(
            (&verdict["verdict"], &verdict["findings"], &verdict["waived"]),
            (&"fail".into(), &2.into(), &1.into())
        );
        assert_eq!(ran.code, 1, "{file}");
    }
    // with all of them waived the rule passes, and so does the audit
    let both = toml.replace("[\"S1\"]", "[\"S1\", \"S2\"]");
    let folder = files(&[("staff.csv", staff), ("waivers.toml", &both)]);
    let ran = check(folder.path(), DAY, &["--format", "json", "--only", "missing-photo", "--fail-on", "low"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    // a mistake in the file stops the audit with its line, and without a name
    fs::write(folder.path().join("waivers.toml"), "[[waiver]]\nreason = 見本 一郎\n").expect("written");
    let ran = check(folder.path(), DAY, &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("waivers.toml の 2 行目") && !ran.err.contains("見本"), "{}", ran.err);
}
