//! Every mistake in the settings is told in both languages with its place.

use std::fs;

use super::{DAY, check, office, run_in};
use crate::support::folder::text;
use crate::support::program::run;

use Told::{Beyond, BySchema, NoToml};

/// Who can tell a mistake beside the reader of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It is no TOML at all.
    NoToml,
    /// The JSON Schema refuses it too.
    BySchema,
    /// The JSON Schema cannot know.
    Beyond,
}

/// Settings with a mistake; place and sentence in Japanese and in English. A sentence that ends in `(` goes on with
/// what the TOML reader says.
pub(crate) const MISTAKES: &[(Told, &str, &str, &str)] = &[
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
        "1:24: 出力形式「pdf」はありません。使える形式は text(テキスト), json, jsonl, csv, html(ページ), xlsx(エクセル), markdown(マークダウン), sarif, junit, github, oscal です。",
        "1:24: there is no format \"pdf\"; there are text(テキスト), json, jsonl, csv, html(ページ), xlsx(エクセル), markdown(マークダウン), sarif, junit, github, oscal",
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
        "1:9: 「誓約書台帳」という表はありません。使えるのは 事業所(offices)、患者(patients)、スタッフ(staff)、グループ(groups)、参加者(memberships)、在籍名簿(roster)、担当(assignments)、誓約書(pledges)、同意書(consents)、研修(trainings)、端末(devices)、精査(reviews)、事故(incidents)、規程確認(guidelines)、確認事項(attestations)、投稿(posts)、例外承認(waivers)、是正記録(corrections) です。「pledges」ではありませんか。",
        "1:9: there is no table \"誓約書台帳\"; there are offices, patients, staff, groups, memberships, roster, assignments, pledges, consents, trainings, devices, reviews, incidents, guidelines, attestations, posts, waivers, corrections; did you mean \"pledges\"?",
    ),
    (
        BySchema,
        "[tables.group_patients]\n",
        "1:9: 「group_patients」という表はありません。使えるのは 事業所(offices)、患者(patients)、スタッフ(staff)、グループ(groups)、参加者(memberships)、在籍名簿(roster)、担当(assignments)、誓約書(pledges)、同意書(consents)、研修(trainings)、端末(devices)、精査(reviews)、事故(incidents)、規程確認(guidelines)、確認事項(attestations)、投稿(posts)、例外承認(waivers)、是正記録(corrections) です。",
        "1:9: there is no table \"group_patients\"; there are offices, patients, staff, groups, memberships, roster, assignments, pledges, consents, trainings, devices, reviews, incidents, guidelines, attestations, posts, waivers, corrections",
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
        "2:1: 表「精査」に「グループ名」という列はありません。使えるのは group_id、グループID、group_name、reviewed_on、精査日、reviewer、精査者 です。「group_id」ではありませんか。",
        "2:1: the table reviews has no column \"グループ名\"; it has group_id, グループID, group_name, reviewed_on, 精査日, reviewer, 精査者; did you mean \"group_id\"?",
    ),
    (
        BySchema,
        "[tables.reviews.columns]\nreviewer_name = \"担当\"\n",
        "2:1: 表「精査」に「reviewer_name」という列はありません。使えるのは group_id、グループID、group_name、reviewed_on、精査日、reviewer、精査者 です。",
        "2:1: the table reviews has no column \"reviewer_name\"; it has group_id, グループID, group_name, reviewed_on, 精査日, reviewer, 精査者",
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
        "1:22: 表「在籍名簿」に「staff_name」という列はありません。使えるのは staff、職員、office_id、事業所ID、hired_on、入職日、left_on、退職日、status、在籍区分 です。",
        "1:22: the table roster has no column \"staff_name\"; it has staff, 職員, office_id, 事業所ID, hired_on, 入職日, left_on, 退職日, status, 在籍区分",
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
        "2:1: 規則 dormant-account に「day」という設定値はありません。使えるのは days、severity、undetermined-limit、reason、off です。「days」ではありませんか。",
        "2:1: the rule dormant-account has no parameter \"day\"; what can be set is days, severity, undetermined-limit, reason, off; did you mean \"days\"?",
    ),
    (
        BySchema,
        "[rules.lossy-text]\ndays = 3\n",
        "2:1: 規則 lossy-text に「days」という設定値はありません。使えるのは severity、undetermined-limit、reason です。",
        "2:1: the rule lossy-text has no parameter \"days\"; what can be set is severity, undetermined-limit, reason",
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
            let inputs = run(&["inputs", text(dir.path()), "--as-of", DAY, "--lang", lang]);
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
