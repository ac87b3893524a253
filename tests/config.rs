//! The settings of an office: every mistake is told in both languages with its place, what is set has its effect, and
//! the JSON Schema of the settings agrees with their reader.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use mcs_audit::base::date::Day;
use mcs_audit::base::text::Lang;
use mcs_audit::config::{Config, RuleSettings, Setting};
use mcs_audit::model::finding::{DueDays, FailOn, Severity};
use mcs_audit::model::options::GroupBy;
use mcs_audit::model::options::Redact;
use mcs_audit::model::schema::{Part, schema as model};
use mcs_audit::policy::Policy;
use mcs_audit::setup::config_schema;
use serde_json::Value;
use tempfile::TempDir;

/// The day of the fixture `sample-office`.
const DAY: &str = "2026-10-31";

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

fn run_in(lang: Option<&str>, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcs-audit"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS"] {
        command.env_remove(name);
    }
    let output = command.envs(lang.map(|lang| ("LANG", lang))).args(arguments).output().expect("it starts");
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("it can be copied");
    }
}

/// The sample office with settings.
fn office(settings: impl AsRef<[u8]>) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    copy(&root().join("fixtures/sample-office"), dir.path());
    fs::write(dir.path().join("mcs-audit.toml"), settings).expect("written");
    dir
}

fn check(dir: &TempDir, more: &[&str]) -> Ran {
    run_in(None, &[&["check", text(dir.path()), "--as-of", DAY], more].concat())
}

/// The well-kept office with settings, and exactly one finding: 試験 太郎 (S03) has not logged in since 2026-01-05.
fn dormant(settings: &str) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    copy(&root().join("fixtures/well-kept"), dir.path());
    let staff = fs::read_to_string(dir.path().join("staff.csv")).expect("UTF-8");
    let changed = staff.replace("2024-05-01,2026-09-28", "2024-05-01,2026-01-05");
    assert_ne!(staff, changed);
    fs::write(dir.path().join("staff.csv"), changed).expect("written");
    fs::write(dir.path().join("mcs-audit.toml"), settings).expect("written");
    dir
}

fn check_dormant(settings: &str, more: &[&str]) -> Ran {
    run_in(None, &[&["check", text(dormant(settings).path()), "--as-of", "2026-09-30"], more].concat())
}

/// The report on the sample office with settings.
fn report(settings: &str) -> Value {
    let ran = check(&office(settings), &["--format", "json"]);
    assert!(ran.code != 2, "{settings}: {}", ran.err);
    ran.json()
}

/// The subject keys of a rule's findings.
fn keys<'a>(report: &'a Value, rule: &str) -> Vec<&'a str> {
    let findings = report["findings"].as_array().expect("an array").iter().filter(|f| f["rule"] == rule);
    findings.map(|f| f["subject"]["key"].as_str().expect("a string")).collect()
}

fn verdict<'a>(report: &'a Value, rule: &str) -> &'a Value {
    report["verdicts"].as_array().expect("an array").iter().find(|v| v["rule"] == rule).expect("the rule")
}

// ---------------------------------------------------------------- mistakes

/// Who can tell a mistake beside the reader of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// It is no TOML at all.
    NoToml,
    /// The JSON Schema refuses it too.
    BySchema,
    /// The JSON Schema cannot know.
    Beyond,
}
use Told::{Beyond, BySchema, NoToml};

/// Settings with a mistake; place and sentence in Japanese and in English. A sentence that ends in `(` goes on with
/// what the TOML reader says.
const MISTAKES: &[(Told, &str, &str, &str)] = &[
    (
        NoToml,
        "office = \"見本\"\n[tables.誓約書]\n",
        "2:9: TOML として読めません。日本語の名前や値は、半角の \" で囲んでください(例 [tables.\"誓約書\"])。記号と空白も半角で書きます。(",
        "2:9: this is not TOML; put names and values that are not plain ASCII between double quotation marks, as in [tables.\"誓約書\"] (",
    ),
    (
        NoToml,
        "office = “見本”\n",
        "1:10: TOML として読めません。日本語の名前や値は、半角の \" で囲んでください(例 [tables.\"誓約書\"])。記号と空白も半角で書きます。(",
        "1:10: this is not TOML; put names and values that are not plain ASCII between double quotation marks, as in [tables.\"誓約書\"] (",
    ),
    (
        NoToml,
        "format = \"csv=C:\\監査.csv\"\r\n",
        "1:17: TOML として読めません。\" の間では \\ を書けません。/ に替えるか、' で囲んでください(例 'C:\\監査\\報告.csv')。(",
        "1:17: this is not TOML; a backslash cannot stand between double quotation marks; write / instead, or put the text between single ones (",
    ),
    (
        NoToml,
        "own = [\n",
        "1:8: TOML として読めません。引用符や括弧が閉じているか、= の後に値があるか、同じ項目を二度書いていないかを確かめてください。(",
        "1:8: this is not TOML; check that quotation marks and brackets are closed, that a value stands behind =, and that no key stands twice (",
    ),
    (
        NoToml,
        "lang = \"ja\"\r\nlang = \"en\"\r\n",
        "2:1: TOML として読めません。引用符や括弧が閉じているか、= の後に値があるか、同じ項目を二度書いていないかを確かめてください。(",
        "2:1: this is not TOML; check that quotation marks and brackets are closed, that a value stands behind =, and that no key stands twice (",
    ),
    (
        BySchema,
        "# 設定\nfail_on = \"high\"\n",
        "2:1: 「fail_on」という設定はありません。ここで使えるのは office、lang、policy、own、fail-on、format、out-dir、group-by、csv-encoding、redact、redact-key、due、escalate-after、upcoming、history、tables、rules です。「fail-on」ではありませんか。",
        "2:1: there is no setting \"fail_on\"; here there are office, lang, policy, own, fail-on, format, out-dir, group-by, csv-encoding, redact, redact-key, due, escalate-after, upcoming, history, tables, rules; did you mean \"fail-on\"?",
    ),
    (
        BySchema,
        "colour = true\n",
        "1:1: 「colour」という設定はありません。ここで使えるのは office、lang、policy、own、fail-on、format、out-dir、group-by、csv-encoding、redact、redact-key、due、escalate-after、upcoming、history、tables、rules です。",
        "1:1: there is no setting \"colour\"; here there are office, lang, policy, own, fail-on, format, out-dir, group-by, csv-encoding, redact, redact-key, due, escalate-after, upcoming, history, tables, rules",
    ),
    (
        BySchema,
        "office = 5\n",
        "1:10: 「office」には文字列(\"…\")を書きます(整数が書かれています)。",
        "1:10: \"office\" takes text in quotation marks, not a whole number",
    ),
    (
        BySchema,
        "office = \" 　\"\n",
        "1:10: 「office」が空です。値を書くか、この項目を消してください。",
        "1:10: \"office\" is empty; give it a value, or remove it",
    ),
    (
        BySchema,
        "lang = \"jp\"\n",
        "1:8: 「lang」に「jp」は使えません。使えるのは ja、en です。「ja」ではありませんか。",
        "1:8: \"lang\" cannot be \"jp\"; it is one of ja, en; did you mean \"ja\"?",
    ),
    (
        Beyond,
        "policy = \"nowhere\"\n",
        "1:10: 運用ポリシー「nowhere」がありません。使える名前は chuo です。規則ファイルのフォルダーも指定できます。",
        "1:10: there is no policy \"nowhere\"; there are chuo, or give a folder of rule files",
    ),
    (
        BySchema,
        "own = { O1 = true }\n",
        "1:7: 「own」には文字列(\"…\")か、その一覧([\"…\", \"…\"])を書きます(項目の並び({ 項目 = 値 })が書かれています)。",
        "1:7: \"own\" takes text in quotation marks, or a list of such texts, not a table of keys and values ({ key = value })",
    ),
    (
        BySchema,
        "own = []\n",
        "1:7: 「own」が空です。値を書くか、この項目を消してください。",
        "1:7: \"own\" is empty; give it a value, or remove it",
    ),
    (
        BySchema,
        "own = [\"O1\",\n  1.5]\n",
        "2:3: 「own」には文字列(\"…\")を書きます(小数が書かれています)。",
        "2:3: \"own\" takes text in quotation marks, not a number with a fraction",
    ),
    (
        BySchema,
        "own = [\"O1\", \"O1\"]\n",
        "1:14: 「own」に「O1」が二つあります。どちらかを消してください。",
        "1:14: \"own\" lists \"O1\" twice; remove one of them",
    ),
    (
        Beyond,
        "office = \"見本\"\nown = [\"O1\", \"O9\"]\n",
        "2:7: 表「事業所」に「O9」という事業所がありません。事業所のIDか名前を表のとおりに書くか、表に行を加えてください。",
        "2:7: the table offices has no office \"O9\"; write its id or name as it stands there, or add it to the table",
    ),
    (
        BySchema,
        "csv-encoding = \"sjis\"\n",
        "1:16: 「csv-encoding」に「sjis」は使えません。使えるのは utf-8-bom、utf-8、cp932 です。",
        "1:16: \"csv-encoding\" cannot be \"sjis\"; it is one of utf-8-bom, utf-8, cp932",
    ),
    (
        BySchema,
        "fail-on = \"hihg\"\n",
        "1:11: 「fail-on」に「hihg」は使えません。使えるのは low、medium、high、critical、new:low、new:medium、new:high、new:critical です。「high」ではありませんか。",
        "1:11: \"fail-on\" cannot be \"hihg\"; it is one of low, medium, high, critical, new:low, new:medium, new:high, new:critical; did you mean \"high\"?",
    ),
    (
        BySchema,
        "format = [\"csv=a.csv\", \"pdf=a.pdf\"]\n",
        "1:24: 出力形式「pdf」はありません。使える形式は text, json, jsonl, csv, html, xlsx, markdown, sarif, junit, github, oscal です。",
        "1:24: there is no format \"pdf\"; there are text, json, jsonl, csv, html, xlsx, markdown, sarif, junit, github, oscal",
    ),
    (
        BySchema,
        "format = \"csv=\"\n",
        "1:10: 「csv=」の = の後にファイル名がありません。",
        "1:10: \"csv=\" needs a file name behind the =",
    ),
    (
        BySchema,
        "format = [\"text\", \"json\"]\n",
        "1:19: 標準出力に出せる形式は一つだけです。ほかは --format json=FILE のようにファイル名を付けてください。",
        "1:19: only one format can go to standard output; give the others a file, as in --format json=FILE",
    ),
    (
        BySchema,
        "out-dir = [\"reports\"]\n",
        "1:11: 「out-dir」には文字列(\"…\")を書きます(一覧([…])が書かれています)。",
        "1:11: \"out-dir\" takes text in quotation marks, not a list",
    ),
    (
        BySchema,
        "group-by = \"persons\"\n",
        "1:12: 「group-by」に「persons」は使えません。使えるのは clause、rule、duty、person、office です。「person」ではありませんか。",
        "1:12: \"group-by\" cannot be \"persons\"; it is one of clause, rule, duty, person, office; did you mean \"person\"?",
    ),
    (
        BySchema,
        "group-by = true\n",
        "1:12: 「group-by」には文字列(\"…\")を書きます(true/falseが書かれています)。",
        "1:12: \"group-by\" takes text in quotation marks, not true or false",
    ),
    (
        BySchema,
        "due = 30\n",
        "1:7: 「due」には項目の並び({ 項目 = 値 })を書きます(整数が書かれています)。",
        "1:7: \"due\" takes a table of keys and values ({ key = value }), not a whole number",
    ),
    (
        BySchema,
        "[due]\nhihg = 7\n",
        "2:1: 「hihg」という設定はありません。ここで使えるのは critical、high、medium、low です。「high」ではありませんか。",
        "2:1: there is no setting \"hihg\"; here there are critical, high, medium, low; did you mean \"high\"?",
    ),
    (
        BySchema,
        "due.high = \"7日\"\n",
        "1:12: 「high」には0から36500までの日数を書きます(文字列(\"…\")が書かれています)。",
        "1:12: \"high\" takes a number of days from 0 to 36500, not text in quotation marks",
    ),
    (
        BySchema,
        "due.high = -1\n",
        "1:12: 「high」には0から36500までの日数を書きます(-1 は使えません)。",
        "1:12: \"high\" takes a number of days from 0 to 36500, not -1",
    ),
    (
        BySchema,
        "due.low = 36501\n",
        "1:11: 「low」には0から36500までの日数を書きます(36501 は使えません)。",
        "1:11: \"low\" takes a number of days from 0 to 36500, not 36501",
    ),
    (
        BySchema,
        "redact = \"ids\"\n",
        "1:10: 「redact」に「ids」は使えません。使えるのは names、all です。",
        "1:10: \"redact\" cannot be \"ids\"; it is one of names, all",
    ),
    (
        BySchema,
        "redact-key = \"\"\n",
        "1:14: 「redact-key」が空です。値を書くか、この項目を消してください。",
        "1:14: \"redact-key\" is empty; give it a value, or remove it",
    ),
    (
        BySchema,
        "tables = [\"pledges\"]\n",
        "1:10: 「tables」には項目の並び({ 項目 = 値 })を書きます(一覧([…])が書かれています)。",
        "1:10: \"tables\" takes a table of keys and values ({ key = value }), not a list",
    ),
    (
        BySchema,
        "[tables.\"誓約書台帳\"]\n",
        "1:9: 「誓約書台帳」という表はありません。使えるのは 事業所(offices)、患者(patients)、スタッフ(staff)、グループ(groups)、参加者(memberships)、在籍名簿(roster)、担当(assignments)、誓約書(pledges)、同意書(consents)、研修(trainings)、端末(devices)、精査(reviews)、事故(incidents)、規程確認(guidelines)、確認事項(attestations)、投稿(posts)、例外承認(waivers) です。「pledges」ではありませんか。",
        "1:9: there is no table \"誓約書台帳\"; there are offices, patients, staff, groups, memberships, roster, assignments, pledges, consents, trainings, devices, reviews, incidents, guidelines, attestations, posts, waivers; did you mean \"pledges\"?",
    ),
    (
        BySchema,
        "[tables.group_patients]\n",
        "1:9: 「group_patients」という表はありません。使えるのは 事業所(offices)、患者(patients)、スタッフ(staff)、グループ(groups)、参加者(memberships)、在籍名簿(roster)、担当(assignments)、誓約書(pledges)、同意書(consents)、研修(trainings)、端末(devices)、精査(reviews)、事故(incidents)、規程確認(guidelines)、確認事項(attestations)、投稿(posts)、例外承認(waivers) です。",
        "1:9: there is no table \"group_patients\"; there are offices, patients, staff, groups, memberships, roster, assignments, pledges, consents, trainings, devices, reviews, incidents, guidelines, attestations, posts, waivers",
    ),
    (
        Beyond,
        "[tables.\"誓約書\"]\n[tables.pledges]\n",
        "2:9: 「pledges」は 1 行目の「誓約書」と同じものです。一つにまとめてください。",
        "2:9: \"pledges\" is the same as \"誓約書\" on line 1; keep one of them",
    ),
    (
        BySchema,
        "[tables.pledges]\nheader_row = 3\n",
        "2:1: 「header_row」という設定はありません。ここで使えるのは file、sheet、header-row、exported-on、columns、values、defaults です。「header-row」ではありませんか。",
        "2:1: there is no setting \"header_row\"; here there are file, sheet, header-row, exported-on, columns, values, defaults; did you mean \"header-row\"?",
    ),
    (
        BySchema,
        "tables.pledges.header-row = 0\n",
        "1:29: 「header-row」には1以上の整数を書きます(0 は使えません)。",
        "1:29: \"header-row\" takes a whole number from 1, not 0",
    ),
    (
        BySchema,
        "tables.pledges.header-row = \"3\"\n",
        "1:29: 「header-row」には1以上の整数を書きます(文字列(\"…\")が書かれています)。",
        "1:29: \"header-row\" takes a whole number from 1, not text in quotation marks",
    ),
    (
        BySchema,
        "tables.pledges.file = [\"a.csv\", \"a.csv\"]\n",
        "1:33: 「file」に「a.csv」が二つあります。どちらかを消してください。",
        "1:33: \"file\" lists \"a.csv\" twice; remove one of them",
    ),
    (
        Beyond,
        "tables.pledges.exported-on = \"先月末\"\n",
        "1:30: 「先月末」は日付として読めません。2026-03-31 のように書いてください。",
        "1:30: \"先月末\" is no day; write it like 2026-03-31",
    ),
    (
        BySchema,
        "tables.pledges.exported-on = 20261031\n",
        "1:30: 「exported-on」には日付(例 2026-03-31)を書きます(整数が書かれています)。",
        "1:30: \"exported-on\" takes a day such as 2026-03-31, not a whole number",
    ),
    (
        BySchema,
        "[tables.reviews.columns]\n\"グループ名\" = \"件名\"\n",
        "2:1: 表「精査」に「グループ名」という列はありません。使えるのは group_id、グループID、reviewed_on、精査日、reviewer、精査者 です。「group_id」ではありませんか。",
        "2:1: the table reviews has no column \"グループ名\"; it has group_id, グループID, reviewed_on, 精査日, reviewer, 精査者; did you mean \"group_id\"?",
    ),
    (
        BySchema,
        "[tables.reviews.columns]\nreviewer_name = \"担当\"\n",
        "2:1: 表「精査」に「reviewer_name」という列はありません。使えるのは group_id、グループID、reviewed_on、精査日、reviewer、精査者 です。",
        "2:1: the table reviews has no column \"reviewer_name\"; it has group_id, グループID, reviewed_on, 精査日, reviewer, 精査者",
    ),
    (
        Beyond,
        "[tables.reviews.columns]\nreviewed_on = \"日\"\n\"精査日\" = \"#2\"\n",
        "3:1: 「精査日」は 2 行目の「reviewed_on」と同じものです。一つにまとめてください。",
        "3:1: \"精査日\" is the same as \"reviewed_on\" on line 2; keep one of them",
    ),
    (
        BySchema,
        "tables.reviews.columns.reviewer = 3\n",
        "1:35: 「reviewer」には文字列(\"…\")を書きます(整数が書かれています)。",
        "1:35: \"reviewer\" takes text in quotation marks, not a whole number",
    ),
    (
        Beyond,
        "tables.reviews.columns.reviewer = \"#0\"\n",
        "1:35: 「#0」は列の番号になりません。左端の列が #1 です(#16384 まで)。",
        "1:35: \"#0\" is no number of a column; the first is #1, the last #16384",
    ),
    (
        BySchema,
        "tables.pledges.values.form = { \"新様式\" = \"form9\" }\n",
        "1:40: 列「様式」に「form9」という値はありません。使えるのは 様式第1号(form1)、既存(existing) です。",
        "1:40: the column form has no value \"form9\"; it holds one of form1, existing",
    ),
    (
        Beyond,
        "tables.roster.values.left_on = { \"未定\" = \"いつか\" }\n",
        "1:41: 「いつか」は日付として読めません。2026-03-31 のように書いてください。",
        "1:41: \"いつか\" is no day; write it like 2026-03-31",
    ),
    (
        BySchema,
        "tables.roster.values.staff_name = { \"a\" = \"b\" }\n",
        "1:22: 表「在籍名簿」に「staff_name」という列はありません。使えるのは staff、職員、office_id、事業所ID、hired_on、入職日、left_on、退職日 です。",
        "1:22: the table roster has no column \"staff_name\"; it has staff, 職員, office_id, 事業所ID, hired_on, 入職日, left_on, 退職日",
    ),
    (
        BySchema,
        "tables.staff.defaults.status = \"activ\"\n",
        "1:32: 列「状態」に「activ」という値はありません。使えるのは 利用中(active)、停止(suspended)、スタッフ解除(released)、退会(closed) です。",
        "1:32: the column status has no value \"activ\"; it holds one of active, suspended, released, closed",
    ),
    (
        BySchema,
        "tables.staff.defaults.status = \"\"\n",
        "1:32: 「status」が空です。値を書くか、この項目を消してください。",
        "1:32: \"status\" is empty; give it a value, or remove it",
    ),
    (
        // an editor shows a date to the schema as text
        Beyond,
        "tables.staff.defaults.name = 2026-10-31\n",
        "1:30: 「name」には文字列(\"…\")を書きます(日付(例 2026-03-31)が書かれています)。",
        "1:30: \"name\" takes text in quotation marks, not a day such as 2026-03-31",
    ),
    (
        BySchema,
        "[rules.dormant-acount]\ndays = 120\n",
        "1:8: 運用ポリシー「chuo」に「dormant-acount」という規則はありません。「dormant-account」ではありませんか。一覧は mcs-audit rules で見られます。",
        "1:8: the policy \"chuo\" has no rule \"dormant-acount\" (mcs-audit rules lists them); did you mean \"dormant-account\"?",
    ),
    (
        BySchema,
        "[rules.dormant-account]\nday = 120\n",
        "2:1: 規則 dormant-account に「day」という設定値はありません。使えるのは days、severity、off です。「days」ではありませんか。",
        "2:1: the rule dormant-account has no parameter \"day\"; what can be set is days, severity, off; did you mean \"days\"?",
    ),
    (
        BySchema,
        "[rules.lossy-text]\ndays = 3\n",
        "2:1: 規則 lossy-text に「days」という設定値はありません。使えるのは severity です。",
        "2:1: the rule lossy-text has no parameter \"days\"; what can be set is severity",
    ),
    (
        BySchema,
        "[rules.dormant-account]\n  days = -1\n",
        "2:3: 規則 dormant-account の「days」は負の数にできません(-1)。0 以上の数を書いてください。",
        "2:3: \"days\" of the rule dormant-account cannot be negative (-1); give a number from 0",
    ),
    (
        BySchema,
        "rules.dormant-account.days = [\"九十\"]\n",
        "1:23: 規則 dormant-account の「days」は数です(days = 90 のように書きます)。",
        "1:23: \"days\" of the rule dormant-account is a number; write it like days = 90",
    ),
    (
        BySchema,
        "rules.dormant-account.days = 30.5\n",
        "1:30: 「days」には0以上の整数か、文字列の一覧([\"…\", \"…\"])を書きます(小数が書かれています)。",
        "1:30: \"days\" takes a whole number from 0, or a list of texts, not a number with a fraction",
    ),
    (
        BySchema,
        "rules.dormant-account.days = 3000000000\n",
        "1:30: 「days」には0以上の整数か、文字列の一覧([\"…\", \"…\"])を書きます(3000000000 は使えません)。",
        "1:30: \"days\" takes a whole number from 0, or a list of texts, not 3000000000",
    ),
    (
        BySchema,
        "rules.generic-account.words = 7\n",
        "1:23: 規則 generic-account の「words」は語の一覧です(words = [\"…\", \"…\"] のように書きます)。",
        "1:23: \"words\" of the rule generic-account is a list of words; write it like words = [\"…\", \"…\"]",
    ),
    (
        BySchema,
        "rules.generic-account.words = []\n",
        "1:31: 「words」が空です。値を書くか、この項目を消してください。",
        "1:31: \"words\" is empty; give it a value, or remove it",
    ),
    (
        BySchema,
        "rules.dormant-account.severity = \"grave\"\n",
        "1:34: 「severity」に「grave」は使えません。使えるのは low、medium、high、critical です。",
        "1:34: \"severity\" cannot be \"grave\"; it is one of low, medium, high, critical",
    ),
    (
        BySchema,
        "rules.dormant-account.off = true\n",
        "1:29: 規則を止めるには理由が要ります。off = \"理由\" の形で書いてください。報告にそのまま載ります。止めないのなら、この行を消してください。",
        "1:29: a rule is switched off for a reason; write it as off = \"reason\", and the report will tell it. To leave the rule on, remove this line",
    ),
    (
        BySchema,
        "rules.dormant-account.off = \" \"\n",
        "1:29: 規則を止めるには理由が要ります。off = \"理由\" の形で書いてください。報告にそのまま載ります。止めないのなら、この行を消してください。",
        "1:29: a rule is switched off for a reason; write it as off = \"reason\", and the report will tell it. To leave the rule on, remove this line",
    ),
    (
        BySchema,
        "[rules.future-date]\noff = \"来月直す\"\n",
        "2:1: future-date は入力データの確認なので、止められません。severity = \"low\" で重大度を下げることはできます。",
        "2:1: future-date is about the input itself and is always on; its severity can be lowered with severity = \"low\"",
    ),
    (
        BySchema,
        "rules.dormant-account = \"off\"\n",
        "1:25: 「dormant-account」には項目の並び({ 項目 = 値 })を書きます(文字列(\"…\")が書かれています)。",
        "1:25: \"dormant-account\" takes a table of keys and values ({ key = value }), not text in quotation marks",
    ),
];

#[test]
fn every_mistake_is_told_in_both_languages_with_its_place() {
    for (_, settings, ja, en) in MISTAKES {
        let dir = office(settings);
        for (lang, start, expected) in [("ja", "エラー", ja), ("en", "error", en)] {
            let ran = check(&dir, &["--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{settings}");
            let expected = format!("{start}: mcs-audit.toml:{expected}");
            if expected.ends_with('(') {
                assert!(ran.err.starts_with(&expected), "{settings}\n{}\n{expected}", ran.err);
                assert!(ran.err.len() > expected.len() + 2 && ran.err.ends_with(")\n"), "{}", ran.err);
            } else {
                assert_eq!(ran.err, expected + "\n", "{settings}");
            }
            let inputs = run_in(None, &["inputs", text(dir.path()), "--as-of", DAY, "--lang", lang]);
            assert_eq!((inputs.code, inputs.err), (2, ran.err), "{settings}");
        }
    }
}

#[test]
fn a_byte_order_mark_moves_no_column() {
    let ran = check(&office("\u{FEFF}lnag = \"ja\"\n"), &["--lang", "en"]);
    assert!(ran.err.starts_with("error: mcs-audit.toml:1:1: there is no setting \"lnag\""), "{}", ran.err);
}

#[test]
fn settings_in_another_encoding_are_told_how_to_be_saved() {
    // 事業所 in CP932, behind a line of ASCII
    let cp932 = b"lang = \"ja\"\noffice = \"\x8e\x96\x8b\xc6\x8f\x8a\"\n";
    let utf16: Vec<u8> = "\u{FEFF}lang = \"ja\"\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let without_mark: Vec<u8> = "lang = \"ja\"\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let in_utf16 = (
        "エラー: 設定ファイル mcs-audit.toml が UTF-16 で保存されています。メモ帳の「名前を付けて保存」で、文字コードに「UTF-8」を選んで保存し直してください。\n",
        "error: the settings file mcs-audit.toml is UTF-16; save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)\n",
    );
    for (bytes, (ja, en)) in [
        (
            &cp932[..],
            (
                "エラー: mcs-audit.toml:2:11: ここが UTF-8 ではありません(Shift_JIS で保存されているようです)。メモ帳の「名前を付けて保存」で、文字コードに「UTF-8」を選んで保存し直してください。\n",
                "error: mcs-audit.toml:2:11: this is not UTF-8 (it looks like Shift_JIS); save the file again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)\n",
            ),
        ),
        (&utf16, in_utf16),
        (&without_mark, in_utf16),
    ] {
        let dir = office(bytes);
        assert_eq!(check(&dir, &["--lang", "ja"]).err, ja);
        assert_eq!(check(&dir, &["--lang", "en"]).err, en);
    }
}

#[test]
fn a_settings_file_that_is_named_must_be_there() {
    let dir = office("");
    let ran = check(&dir, &["--config", "nowhere.toml", "--lang", "ja"]);
    let ja = "エラー: 設定ファイル nowhere.toml がありません。--config に続けて、ある場所を書いてください。\n";
    assert_eq!((ran.code, ran.err.as_str()), (2, ja));
    let ran = check(&dir, &["--config", "nowhere.toml", "--lang", "en"]);
    let en = "error: there is no settings file nowhere.toml; give its path behind --config\n";
    assert_eq!((ran.code, ran.err.as_str()), (2, en));

    // a folder of that name is no reason to go on without settings
    fs::remove_file(dir.path().join("mcs-audit.toml")).unwrap();
    fs::create_dir(dir.path().join("mcs-audit.toml")).unwrap();
    let ran = check(&dir, &["--lang", "en"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: cannot read ") && ran.err.contains("mcs-audit.toml"), "{}", ran.err);
}

#[test]
fn mistakes_are_told_in_the_language_of_the_settings_unless_another_is_asked_for() {
    let dir = office("lang = \"en\"\ncolour = 1\n");
    for (locale, more, start) in
        [(None, &[][..], "error: "), (Some("ja_JP.UTF-8"), &[], "error: "), (None, &["--lang", "ja"], "エラー: ")]
    {
        let ran = run_in(locale, &[&["check", text(dir.path())], more].concat());
        assert!(ran.err.starts_with(start), "{locale:?} {more:?}: {}", ran.err);
    }
    let ran = run_in(Some("en_US.UTF-8"), &["check", text(office("lang = \"ja\"\nown = [\n").path())]);
    assert!(ran.err.starts_with("エラー: "), "{}", ran.err);
    let ran = run_in(Some("en_US.UTF-8"), &["check", text(office("colour = 1\n").path())]);
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
}

// ---------------------------------------------------------------- what is set

/// Settings with everything that can be set.
const EVERYTHING: &str = r##"
office = " 見本訪問看護ステーション "
lang = "en"
policy = "chuo"
own = "O1"
fail-on = "critical"
format = ["text", "csv=reports/今月.csv"]

[tables.pledges]
file = ["誓約書1.xlsx", '誓約書2.xlsx']
sheet = "2026年度"
header-row = 0x3
exported-on = 2026-10-31
columns = { staff = "従業者番号", staff_name = "＃０2", "様式" = "", signed_on = "#様" }
values.form = { "新様式" = "form1", " 旧 " = "既存の誓約書", "-" = "" }
defaults = { "誓約日" = 2025-03-01, covers = "1-5" }

[tables."グループ"]
exported-on = "令和8年10月31日"
columns.leader_kana = "リーダーかな"

[rules.dormant-account]
days = 1_20
severity = "low"

[rules.generic-account]
words = ["共有", "代表"]
off = "月に一度、別に確かめている"
"##;

fn read(settings: &str) -> Config {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("settings.toml");
    fs::write(&path, settings).expect("written");
    let config = Config::read(&path).unwrap_or_else(|problem| panic!("{settings}: {problem}"));
    assert_eq!((config.path, config.folder), (path, dir.path().to_owned()));
    Config { path: PathBuf::new(), folder: PathBuf::new(), ..config }
}

#[test]
fn what_is_set_of_reports_is_read() {
    let config = read(
        "out-dir = \"報告/今年\"\nformat = [\"text\", \"csv\"]\ngroup-by = \"person\"\n\
         due = { critical = 0, low = 365 }\nredact = \"all\"\nredact-key = \"../かぎ\"\n",
    );
    assert_eq!((config.out_dir.as_deref(), config.group_by), (Some("報告/今年"), Some(GroupBy::Person)));
    assert_eq!(config.format, ["text", "csv"], "there is room for several in a folder");
    assert_eq!(config.due, DueDays { critical: 0, high: 14, medium: 30, low: 365 });
    assert_eq!((config.redact, config.redact_key.as_deref()), (Some(Redact::All), Some("../かぎ")));
}

#[test]
fn everything_that_can_be_set_is_read() {
    let config = read(EVERYTHING);
    assert_eq!(config.name, "settings.toml");
    assert_eq!(config.office.as_deref(), Some("見本訪問看護ステーション"));
    assert_eq!((config.lang, config.fail_on), (Some(Lang::En), Some(FailOn::all(Severity::Critical))));
    assert_eq!((config.policy.as_deref(), config.own), (Some("chuo"), vec!["O1".to_owned()]));
    assert_eq!(config.format, ["text", "csv=reports/今月.csv"]);

    let id = model().table("pledges").unwrap();
    let pledges = &config.tables[&id];
    let placed = |list: &[mcs_audit::config::Placed<String>]| -> Vec<(String, u32)> {
        list.iter().map(|p| (p.value.clone(), p.line)).collect()
    };
    assert_eq!(placed(&pledges.files), [("誓約書1.xlsx".to_owned(), 10), ("誓約書2.xlsx".to_owned(), 10)]);
    assert_eq!(placed(&pledges.sheets), [("2026年度".to_owned(), 11)]);
    assert_eq!(pledges.header_row.as_ref().map(|p| (p.value, p.line)), Some((3, 12)));
    assert_eq!(pledges.exported_on, Day::parse("2026-10-31").ok());
    let column = |name: &str| id.def().column(name).unwrap();
    let columns: Vec<_> = pledges.columns.iter().map(|(c, part, header)| (*c, *part, header.value.as_str())).collect();
    assert_eq!(
        columns,
        [
            (column("staff"), Part::Main, "従業者番号"),
            (column("staff"), Part::Name, "#2"),
            (column("form"), Part::Main, ""),
            (column("signed_on"), Part::Main, "#様"),
        ]
    );
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let forms = vec![pair("新様式", "form1"), pair("旧", "既存の誓約書"), pair("-", "")];
    assert_eq!(pledges.values, [(column("form"), forms)]);
    let defaults = [(column("signed_on"), "2025-03-01".to_owned()), (column("covers"), "1-5".to_owned())];
    assert_eq!(pledges.defaults, defaults);

    let groups_id = model().table("groups").unwrap();
    let groups = &config.tables[&groups_id];
    assert_eq!(groups.exported_on, Day::parse("2026-10-31").ok());
    assert_eq!(groups.columns[0].0, groups_id.def().column("leader_id").unwrap());
    assert_eq!(groups.columns[0].1, Part::Kana);

    let dormant = &config.rules["dormant-account"];
    assert_eq!((dormant.severity, dormant.off.as_deref()), (Some(Severity::Low), None));
    assert_eq!((&dormant.parameters["days"].value, dormant.parameters["days"].line), (&Setting::Number(120), 23));
    assert_eq!(dormant.at.to_string(), "settings.toml:22:8");
    let generic = &config.rules["generic-account"];
    assert_eq!(generic.off.as_deref(), Some("月に一度、別に確かめている"));
    assert_eq!(generic.parameters["words"].value, Setting::Words(vec!["共有".to_owned(), "代表".to_owned()]));
}

#[test]
fn the_line_of_a_column_is_told() {
    let config = read("[tables.pledges.columns]\nstaff = \"a\"\n\nsigned_on = \"b\"\n");
    let lines: Vec<u32> = config.tables.values().flat_map(|t| &t.columns).map(|(_, _, header)| header.line).collect();
    assert_eq!(lines, [2, 4]);
}

#[test]
fn an_empty_file_sets_nothing_but_is_told() {
    let plain = tempfile::tempdir().unwrap();
    copy(&root().join("fixtures/sample-office"), plain.path());
    let without = check(&plain, &["--format", "json"]);
    let (dir, before) = (office("# nothing yet\n"), without.json());
    let with = check(&dir, &["--format", "json"]);
    assert_eq!((with.code, &with.err), (without.code, &without.err), "the settings are no file of the audit");
    let mut report = with.json();
    assert_eq!(before["run"]["config"], Value::Null);
    assert_eq!(before["run"]["office"], Value::Null);
    assert_eq!(report["run"]["config"]["file"], "mcs-audit.toml");
    report["run"]["config"] = Value::Null;
    assert_eq!(report, before);
    let inputs = run_in(None, &["inputs", text(dir.path()), "--as-of", DAY]);
    assert!(!inputs.out.contains("mcs-audit.toml"), "{}", inputs.out);
}

#[test]
fn a_report_tells_the_office_and_the_settings() {
    use sha2::Digest as _;
    let settings = "office = \"見本訪問看護ステーション\"\n";
    let dir = office(settings);
    let run = &check(&dir, &["--format", "json"]).json()["run"];
    assert_eq!(run["office"], "見本訪問看護ステーション");
    let hash = mcs_audit::base::hex::hex(&sha2::Sha256::digest(settings));
    assert_eq!(run["config"], serde_json::json!({ "file": "mcs-audit.toml", "sha256": hash }));
    let first: Value = serde_json::from_str(check(&dir, &["--format", "jsonl"]).out.lines().next().unwrap()).unwrap();
    assert_eq!((&first["config"], &first["office"]), (&run["config"], &run["office"]));
    let text = check(&dir, &[]).out;
    assert_eq!(text.lines().nth(1), Some("事業所: 見本訪問看護ステーション"));
    let text = check(&dir, &["--lang", "en"]).out;
    assert_eq!(text.lines().nth(1), Some("Office: 見本訪問看護ステーション"));
}

#[test]
fn a_report_with_settings_keeps_to_its_schema() {
    let dir = office(EVERYTHING.split("[tables").next().unwrap());
    let report = check(&dir, &["--format", "json"]).json();
    let schema: Value = serde_json::from_str(&run_in(None, &["schema", "report"]).out).unwrap();
    assert_eq!(told_by(&schema, &report), None);
}

#[test]
fn a_number_of_days_changes_what_is_found() {
    // 練習 直美 (S09) logged in last on 2026-06-20: 133 days before 2026-10-31, not more than 133 days ago
    for (days, expected) in [(132, &["S09"][..]), (133, &[])] {
        let report = report(&format!("[rules.dormant-account]\ndays = {days}\n"));
        assert_eq!(keys(&report, "dormant-account"), expected, "{days}");
        let finding = report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "dormant-account");
        if let Some(finding) = finding {
            assert!(finding["message"].as_str().unwrap().contains("132日"), "{finding}");
        }
    }
}

#[test]
fn a_list_of_words_changes_what_is_found() {
    assert_eq!(keys(&report(""), "generic-account"), ["S07"]);
    assert!(keys(&report("rules.generic-account.words = [\"代表\"]\n"), "generic-account").is_empty());
    let found = report("rules.generic-account.words = [\"試験\"]\n");
    assert_eq!(keys(&found, "generic-account"), ["S03"]);
}

#[test]
fn a_severity_changes_the_finding_the_verdict_and_the_exit_code() {
    let settings = "[rules.dormant-account]\nseverity = \"critical\"\n";
    let report = report(settings);
    assert_eq!(verdict(&report, "dormant-account")["severity"], "critical");
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().filter(|f| f["rule"] == "dormant-account").all(|f| f["severity"] == "critical"));
    // medium by itself
    for (settings, threshold, code) in [("", "high", 0), ("", "medium", 1), (settings, "critical", 1)] {
        let ran = check_dormant(settings, &["--fail-on", threshold]);
        assert_eq!(ran.code, code, "{settings} {threshold}: {}", ran.out);
    }
    assert_eq!(check_dormant("rules.dormant-account.severity = \"low\"\n", &[]).code, 0);
}

#[test]
fn the_severity_of_a_rule_about_the_input_can_be_set() {
    let dir = office("[rules.missing-value]\nseverity = \"low\"\n");
    let path = dir.path().join("staff.csv");
    let staff = fs::read_to_string(&path).unwrap().replacen(",active,", ",,", 1);
    fs::write(path, staff).unwrap();
    let report = check(&dir, &["--format", "json"]).json();
    assert_eq!(keys(&report, "missing-value").len(), 1);
    assert_eq!(verdict(&report, "missing-value")["severity"], "low");
}

#[test]
fn a_rule_is_off_for_the_reason_as_it_stands() {
    let reason = "研修は本部の台帳で確かめている(2026年度)";
    let settings = format!("rules.overdue-training.off = \"{reason}\"\n");
    let (before, after) = (report(""), report(&settings));
    assert_eq!(verdict(&before, "overdue-training")["verdict"], "not-assessed");
    let told = verdict(&after, "overdue-training");
    assert_eq!((&told["verdict"], &told["reason"], &told["population"]), (&"off".into(), &reason.into(), &0.into()));
    let shown = check(&office(&settings), &[]).out;
    assert!(shown.contains("対象外にした規則") && shown.contains(reason), "{shown}");

    // what could not be assessed no longer makes the audit incomplete
    for (settings, code) in [("", 3), (settings.as_str(), 0)] {
        let dir = dormant(&format!("{settings}rules.dormant-account.severity = \"low\"\n"));
        fs::remove_file(dir.path().join("trainings.csv")).unwrap();
        let ran = run_in(None, &["check", text(dir.path()), "--as-of", "2026-09-30"]);
        assert_eq!(ran.code, code, "{settings}: {}", ran.out);
    }
    // and its reason stands also where an option leaves it out
    let skipped = check(&office(&settings), &["--skip", "overdue-training", "--format", "json"]).json();
    assert_eq!(verdict(&skipped, "overdue-training")["reason"], reason);
}

#[test]
fn the_findings_of_a_rule_that_is_off_are_gone_from_the_exit_code() {
    assert_eq!(check_dormant("", &[]).code, 1);
    assert_eq!(check_dormant("rules.dormant-account.off = \"別に確かめている\"\n", &[]).code, 0);
}

#[test]
fn own_says_whose_offices_are_audited() {
    // O2 has no account here, so nobody is left to audit
    let dir = office("own = [\"O2\"]\n");
    let path = dir.path().join("offices.csv");
    let offices = fs::read_to_string(&path).unwrap();
    let columns = offices.lines().next().unwrap().split(',').count();
    fs::write(&path, format!("{offices}O2,見本第二ステーション{}\n", ",".repeat(columns - 2))).unwrap();
    let ran = check(&dir, &["--format", "json"]);
    assert!(ran.err.contains("設定の own にない事業所"), "{}", ran.err);
    assert_eq!(verdict(&ran.json(), "dormant-account")["verdict"], "not-applicable");
    assert!(ran.json()["run"]["outside_people"].as_u64() > report("")["run"]["outside_people"].as_u64());

    // the office by its id or by its name is what the table offices says by itself
    let name = offices.lines().nth(1).unwrap().split(',').nth(1).unwrap();
    for own in ["O1", name] {
        let with = report(&format!("own = \"{own}\"\n"));
        assert_eq!(with["findings"], report("")["findings"], "{own}");
    }
}

#[test]
fn fail_on_gives_way_to_the_command_line() {
    for (settings, more, code) in [
        ("", &[][..], 1),
        ("fail-on = \"high\"\n", &[], 0),
        ("fail-on = \"high\"\n", &["--fail-on", "low"], 1),
        ("fail-on = \"low\"\n", &["--fail-on", "critical"], 0),
    ] {
        assert_eq!(check_dormant(settings, more).code, code, "{settings} {more:?}");
    }
}

#[test]
fn lang_gives_way_to_the_command_line_and_comes_before_the_locale() {
    for (settings, locale, more, title) in [
        ("lang = \"en\"\n", None, &[][..], "MCS audit report"),
        ("lang = \"ja\"\n", Some("en_US.UTF-8"), &[], "MCS監査報告"),
        ("lang = \"en\"\n", Some("en_US.UTF-8"), &["--lang", "ja"], "MCS監査報告"),
        ("", Some("en_US.UTF-8"), &[], "MCS audit report"),
    ] {
        let dir = office(settings);
        let ran = run_in(locale, &[&["check", text(dir.path()), "--as-of", DAY], more].concat());
        assert_eq!(ran.out.lines().next(), Some(title), "{settings} {locale:?} {more:?}");
    }
}

#[test]
fn findings_are_due_by_their_severity() {
    // the well-kept office has one finding, of medium severity: due in 30 days where nothing is set
    for (settings, due) in [
        ("", "2026-10-30"),
        ("[due]\ncritical = 0\nhigh = 1\nlow = 2\n", "2026-10-30"),
        ("due.medium = 0\n", "2026-09-30"),
        ("due.medium = 7\n", "2026-10-07"),
        ("due = { medium = 36500 }\n", "2126-09-06"),
        ("due = { medium = 7, low = 1 }\nrules.dormant-account.severity = \"low\"\n", "2026-10-01"),
        ("rules.dormant-account.severity = \"low\"\n", "2026-12-29"),
        ("rules.dormant-account.severity = \"high\"\n", "2026-10-14"),
        ("rules.dormant-account.severity = \"critical\"\n", "2026-10-03"),
    ] {
        let report = check_dormant(settings, &["--format", "json"]).json();
        assert_eq!(report["findings"][0]["due"], due, "{settings}");
        let list = check_dormant(settings, &["--group-by", "duty"]).out;
        assert!(list.contains(&format!("期限 {due}")), "{list}");
    }
}

#[test]
fn findings_are_put_together_as_the_settings_say() {
    for (settings, more, heading) in [
        ("", &[][..], "■ 第五条三 IDの管理"),
        ("group-by = \"rule\"\n", &[], "■ 長く使われていないアカウントがある (dormant-account)"),
        ("group-by = \"duty\"\n", &[], "■ MCS管理者"),
        ("group-by = \"duty\"\n", &["--group-by", "rule"], "■ 長く使われていないアカウントがある (dormant-account)"),
        ("group-by = \"duty\"\n", &["--group-by", "clause"], "■ 第五条三 IDの管理"),
    ] {
        let out = check_dormant(settings, more).out;
        let headings: Vec<&str> = out.lines().filter(|line| line.starts_with('■')).collect();
        assert_eq!(headings, [heading], "{settings} {more:?}");
    }
}

#[test]
fn reports_go_to_files_beside_the_settings() {
    let dir = office("format = [\"csv=reports/今月.csv\", \"json=report.json\"]\n");
    fs::create_dir(dir.path().join("reports")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_mcs-audit"))
        .args(["check", text(dir.path()), "--as-of", DAY])
        .current_dir(elsewhere.path())
        .output()
        .unwrap();
    assert_eq!((ran.status.code(), ran.stdout.len()), (Some(1), 0));
    let csv = fs::read_to_string(dir.path().join("reports/今月.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}rule,severity,status,"), "{csv}");
    assert!(dir.path().join("report.json").is_file());
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);

    // formats on the command line replace them all
    let dir = office("format = [\"csv=a.csv\", \"text\"]\n");
    let ran = check(&dir, &["--format", "jsonl"]);
    assert!(ran.out.starts_with("{\"type\":\"run\""), "{}", ran.out);
    assert!(!dir.path().join("a.csv").exists());
}

#[test]
fn the_encoding_of_csv_gives_way_to_the_command_line() {
    for (settings, more, head) in [
        ("", &[][..], "\u{feff}rule,".as_bytes()),
        ("csv-encoding = \"utf-8\"\n", &[], b"rule,"),
        ("csv-encoding = \"cp932\"\n", &[], b"rule,"),
        ("csv-encoding = \"cp932\"\n", &["--csv-encoding", "utf-8-bom"], "\u{feff}rule,".as_bytes()),
    ] {
        let dir = office(settings);
        let to_file = format!("csv={}", text(&dir.path().join("a.csv")));
        assert_eq!(check(&dir, &[&["--format", &to_file][..], more].concat()).code, 1);
        let csv = fs::read(dir.path().join("a.csv")).unwrap();
        assert!(csv.starts_with(head), "{settings} {more:?}");
        // 架空 in CP932, and in UTF-8
        let has = |bytes: &[u8]| csv.windows(bytes.len()).any(|w| w == bytes);
        let is_cp932 = settings.contains("cp932") && more.is_empty();
        assert_eq!((has(b"\x89\xcb\x8b\xf3"), has("架空".as_bytes())), (is_cp932, !is_cp932), "{settings} {more:?}");
    }
}

#[test]
fn a_policy_is_found_beside_the_settings() {
    let dir = tempfile::tempdir().unwrap();
    copy(&root().join("fixtures/sample-office"), &dir.path().join("tables"));
    copy(&root().join("rules/chuo"), &dir.path().join("policies/own"));
    let rule = dir.path().join("policies/own/dormant-account.toml");
    let changed = fs::read_to_string(&rule).unwrap().replace("\ndays = 90\n", "\ndays = 7\nweeks = 1\n");
    fs::write(&rule, changed).unwrap();
    let settings = dir.path().join("office.toml");
    fs::write(&settings, "policy = \"policies/own\"\n[rules.dormant-account]\nweeks = 2\n").unwrap();
    let tables = dir.path().join("tables");
    let arguments = ["check", text(&tables), "--as-of", DAY, "--config", text(&settings), "--format", "json"];
    let report = run_in(None, &arguments).json();
    assert_eq!(report["run"]["config"]["file"], "office.toml");
    // more than 7 days before 2026-10-31, that is, before 2026-10-24; 仮名 さくら (S04) has left
    assert_eq!(keys(&report, "dormant-account"), ["S09"]);
    let own = Policy::from_folder(&dir.path().join("policies/own")).unwrap();
    assert_eq!(report["run"]["policy_sha256"], own.sha256, "the hash is that of the files, whatever is set");

    // the policy of the command line comes first, and knows no such parameter
    let ran = run_in(None, &[&arguments[..], &["--policy", "chuo", "--lang", "en"]].concat());
    let en = "error: office.toml:3:1: the rule dormant-account has no parameter \"weeks\"; what can be set is days, severity, off\n";
    assert_eq!((ran.code, ran.err.as_str()), (2, en));
    let ran = run_in(None, &["inputs", text(&tables), "--config", text(&settings), "--policy", "nowhere"]);
    assert_eq!(ran.code, 2);
}

// ---------------------------------------------------------------- the policy

fn settings(rule: &str, parameter: &str, value: Setting) -> BTreeMap<String, RuleSettings> {
    let parameters = BTreeMap::from([(parameter.to_owned(), mcs_audit::config::Placed { value, line: 1 })]);
    BTreeMap::from([(rule.to_owned(), RuleSettings { parameters, ..RuleSettings::default() })])
}

#[test]
fn a_policy_tells_its_numbers_and_keeps_its_hash() {
    let plain = Policy::embedded("chuo").unwrap().unwrap();
    assert_eq!(plain.number("dormant-account", "days"), Some(90));
    assert_eq!(plain.number("dormant-account", "weeks"), None);
    assert_eq!(plain.number("generic-account", "words"), None);
    assert_eq!(plain.number("nothing", "days"), None);
    let set = Policy::embedded_with("chuo", &settings("dormant-account", "days", Setting::Number(0))).unwrap().unwrap();
    assert_eq!(set.number("dormant-account", "days"), Some(0));
    assert_eq!(set.sha256, plain.sha256);
    assert!(Policy::embedded_with("nowhere", &BTreeMap::new()).is_none());
}

// ---------------------------------------------------------------- the JSON Schema

/// What a JSON Schema finds wrong.
fn told_by(schema: &Value, instance: &Value) -> Option<String> {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("schema.json", schema.clone()).expect("a schema");
    let compiled = compiler.compile("schema.json", &mut schemas).expect("a schema");
    schemas.validate(instance, compiled).err().map(|error| format!("{error:#}"))
}

/// TOML as editors show it to a JSON Schema: a date is a text.
fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.iter().map(json).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
        other => serde_json::to_value(other).expect("JSON"),
    }
}

fn config_schema() -> Value {
    serde_json::from_str(&run_in(None, &["schema", "config"]).out).expect("a schema")
}

#[test]
fn the_schema_and_the_reader_agree_on_mistakes() {
    let schema = config_schema();
    for (told, settings, ..) in MISTAKES {
        let parsed: Result<toml::Table, _> = settings.parse();
        assert_eq!(parsed.is_err(), *told == NoToml, "{settings}");
        if let Ok(table) = parsed {
            let refused = told_by(&schema, &json(&toml::Value::Table(table))).is_some();
            assert_eq!(refused, *told == BySchema, "{settings}");
        }
    }
}

#[test]
fn the_schema_and_the_reader_agree_on_what_is_in_order() {
    let schema = config_schema();
    for settings in [
        "",
        EVERYTHING,
        "format = \"csv=a=b.csv\"\n",
        "own = [\"O1\", \"見本訪問看護ステーション\"]\n",
        "[tables]\n[rules]\n",
        "[tables.posts]\n[rules.missing-key]\n",
        "[tables.\"端末\"]\nfile = \"端末.csv\"\nvalues.\"状態\" = { \"貸し\" = \"貸与中\", \"\" = \"使用中\" }\n",
        "tables.memberships.columns = { inviter_name = \"招待した方\", staff_email = \"#16384\" }\n",
        "tables.roster.values.left_on = { \"在職\" = \"\", \"年度末\" = \"R8.3.31\" }\n",
        "tables.attestations.defaults.answer = \"はい\"\n",
        "rules.missing-value.severity = \"high\"\nrules.overdue-training = { days = 0, grace = 2147483647 }\n",
    ] {
        let config = read(settings);
        if let Some(problem) = Policy::embedded_with("chuo", &config.rules).unwrap().err() {
            panic!("{settings}: {problem}");
        }
        let table: toml::Table = settings.parse().unwrap();
        assert_eq!(told_by(&schema, &json(&toml::Value::Table(table))), None, "{settings}");
    }
    // rules of an office's own policy are not known to the schema
    let own = serde_json::json!({ "policy": "my-rules", "rules": { "missing-second-factor": { "off": "later" } } });
    assert_eq!(told_by(&schema, &own), None);
}

#[test]
fn the_schema_is_a_schema_and_names_everything() {
    let schema = config_schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let policy = Policy::embedded("chuo").unwrap().unwrap();
    for rule in &policy.rules {
        let properties = &schema["properties"]["rules"]["properties"][&rule.id]["properties"];
        assert_eq!(properties["off"].is_object(), !rule.clauses.is_empty(), "{}", rule.id);
        for (name, default) in &rule.parameters {
            match default {
                Setting::Number(number) => assert_eq!(properties[name]["default"], *number, "{} {name}", rule.id),
                Setting::Words(words) => assert_eq!(properties[name]["default"], serde_json::json!(words)),
            }
            assert!(properties[name]["description"].as_str().unwrap().contains(&*rule.words(Lang::En).requirement));
        }
    }
    let properties = |table: &str| &schema["$defs"][format!("table-{table}")]["properties"];
    for (_, table) in model().tables().filter(|(_, t)| !t.derived) {
        for (_, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
            for key in [column.name, &column.label.ja] {
                for settings in ["columns", "values", "defaults"] {
                    let keys = &properties(table.name)[settings]["properties"];
                    assert!(keys[key].is_object(), "{} {settings} {key}", table.name);
                }
            }
        }
    }
}

#[test]
fn the_committed_schema_is_current() {
    let policy = Policy::embedded("chuo").unwrap().unwrap();
    let committed = fs::read_to_string(root().join("docs/config.schema.json")).unwrap();
    assert!(
        committed == config_schema::text(&policy),
        "docs/config.schema.json is not current; run: cargo run -- schema config > docs/config.schema.json"
    );
    let report = fs::read_to_string(root().join("docs/report.schema.json")).unwrap();
    assert_eq!(run_in(None, &["schema", "report"]).out, report);
}
