//! What is said of stored reports, of the audits before, and of agreed exceptions.

use super::{Problem, ReportWords, plain, plural, problem};
use crate::attestation::Answer;
use crate::drift::{Loss, Stale};
use crate::finding::{Change, Ended, Ending, Finding, Severity, State, Waived};
use crate::history::Break;
use crate::report::{Attestation, Changes};
use crate::schema::TableId;
use crate::text::{Lang, Text};

plain! {
    /// Heading.
    fresh = "新規・再発の指摘", "New and reopened findings";
    /// Heading of the findings that are not new.
    not_fresh = "継続・例外承認の指摘", "Persisting and waived findings";
    /// Heading.
    ended = "なくなった指摘", "Findings that are no more";
    /// Column.
    state_of_change = "状態の変化", "Change";
    /// Column.
    audits = "継続回数", "Audits";
    /// Column.
    first_found = "初回", "First found";
    /// Column.
    last_found = "最終", "Last found";
    /// Heading.
    trend = "監査の推移", "How the audits go on";
    /// Column.
    median_age = "経過日数", "Days open";
    /// Column.
    median_taken = "解消日数", "Fixed after";
    /// Chart: the medians of the days that findings are open, and were until they were put right.
    median_days = "経過日数と解消日数(中央値)", "Days open and days until fixed (medians)";
    /// Chart: open findings, audit by audit.
    open_by_audit = "未対応の指摘(重大度別)", "Open findings by severity";
    /// Sheet: the audits, a row each.
    sheet_audits = "監査ごと", "Audits";
    /// Of an answer that no longer holds.
    run_out = "期限切れ", "ran out";
    /// What the days are.
    trend_note = "経過日数は、未対応の指摘が見つかってからの日数の中央値。解消日数は、その監査で解消が分かった指摘が、見つかってから解消が分かるまでの日数の中央値。", "Days open: median days since the open findings were first found. Fixed after: median days from the audit that first found a finding to this one, which found it fixed.";
    /// Sheet.
    sheet_ended = "解消・対象なし", "Ended";
    /// Link, and sheet.
    upcoming_short = "今後の予定", "Upcoming";
    /// What upcoming findings are not.
    upcoming_intro = "何もしなければ、それぞれの日から指摘になります。指摘の件数には入っていません。", "If nothing is done, these become findings on their days. They are not counted as findings.";
    /// An order.
    sort_fresh = "新規・再発から、重大な順", "new first, then gravest";
    /// Column.
    becomes_on = "指摘になる日", "From";
    /// Column.
    ending = "結果", "Ending";
    /// That the day by which a finding was to be put right has passed.
    late = "期限超過", "overdue";
    /// Where what to do about the findings of a rule stands already.
    as_above = "上の、同じ規則の指摘と同じ", "as above for the same rule";
    /// Column.
    waiver_reason = "例外の理由", "Waiver reason";
    /// Column.
    waived_until = "例外の期限", "Waived until";
}

/// A folder that another run writes to.
pub fn folder_in_use(folder: &str) -> Problem {
    problem!(
        "{folder} には別の監査が書き込んでいます。終わるのを待ってから、もう一度行ってください。",
        "another audit is writing to {folder}; wait until it has ended and try again"
    )
}

/// Another run has kept an audit between this one and that which it was compared with.
pub fn audit_in_between(folder: &str) -> Problem {
    problem!(
        "この監査をしている間に、{folder} に別の監査が保存されたか、比べた監査が変わりました。もう一度行ってください。",
        "while this audit ran, another one was kept in {folder}, or that which it was compared with was changed; try again"
    )
}

/// An audit of a day before those that are kept.
pub fn later_audit(folder: &str, as_of: &str, later: &str) -> Problem {
    problem!(
        "{folder} には基準日 {later} の監査がすでにあるので、それより前の {as_of} の監査は加えられません。記録せずに監査するには --no-history を付けてください。",
        "{folder} already holds the audit of {later}, so that of {as_of} cannot be put before it; audit with --no-history to keep no record"
    )
}

/// Only new findings are to count, and there is nothing that would tell which are new.
pub fn nothing_to_compare_with() -> Problem {
    problem!(
        "新しい指摘だけを数える(new:)には、比べる監査が要ります。--since FILE で前の報告を指定するか、設定の history に監査を保存するフォルダーを書いてください。",
        "to count new findings only (new:) there must be an audit to compare with; give an earlier report with --since FILE, or set a folder for the audits, history, in the settings"
    )
}

/// An earlier report that is later.
pub fn earlier_is_later(earlier: &str, as_of: &str) -> Problem {
    problem!(
        "比べる報告の基準日({earlier})が、今回の基準日({as_of})より後です。前の報告を指定するか、基準日を改めてください。",
        "the report to compare with is of {earlier}, which is after the as-of date {as_of}; give an earlier one, or another as-of date"
    )
}

/// A file that is no report of ours.
pub fn no_report(file: &str) -> Problem {
    problem!(
        "{file} は mcs-audit の報告(json)ではありません。check --format json=FILE で書き出したファイルを指定してください。",
        "{file} is no report of mcs-audit in json; give a file that check --format json=FILE wrote"
    )
}

/// A report that was cut off or changed.
pub fn broken_report(file: &str, line: usize, column: usize) -> Problem {
    problem!(
        "{file} は途中で切れているか、書き換えられています({line}行目 {column}文字目)。もう一度 check --format json=FILE で書き出してください。",
        "{file} was cut off or changed (line {line}, column {column}); write it again with check --format json=FILE"
    )
}

/// A report in another version of the format.
pub fn report_version(file: &str, found: u32, known: u32) -> Problem {
    problem!(
        "{file} は報告の形式の第{found}版で、この版の mcs-audit が読めるのは第{known}版です。同じ版の mcs-audit を使うか、監査をやり直してください。",
        "{file} is in version {found} of the report format, and this mcs-audit reads version {known}; use the mcs-audit that wrote it, or audit again"
    )
}

/// Reports of two offices. Pseudonyms made with different keys are different names too.
pub fn other_office(earlier: &str, then: &str, now: &str) -> Problem {
    problem!(
        "基準日 {earlier} の報告は「{then}」のもので、今回の「{now}」とは比べられません。報告を取り違えていないかを確かめてください。仮名なら同じかぎを使い、事業所の名前を改めただけなら、設定の history を新しいフォルダーにしてください。",
        "the report of {earlier} is that of \"{then}\" and cannot be compared with \"{now}\"; see whether it is the right one. Pseudonyms need the same key; an office that has a new name begins a new folder of audits (history in the settings)"
    )
}

/// Two reports of which one has pseudonyms where the other has names.
pub fn redacted_otherwise(earlier: &str) -> Problem {
    problem!(
        "基準日 {earlier} の報告とは仮名の使い方が違うので、比べられません。--redact を同じにしてください。",
        "the report of {earlier} has names where this one has pseudonyms, or the other way round, so the two cannot be compared; use the same --redact"
    )
}

/// `verify` without anything to verify.
pub fn nothing_to_verify() -> Problem {
    problem!(
        "確かめる報告(json)か、--history で監査を保存したフォルダーを指定してください。",
        "name a report (json) to verify, or a folder of audits with --history"
    )
}

/// A folder without audits.
pub fn no_audits(folder: &str) -> Problem {
    problem!(
        "{folder} には監査が保存されていません(2026-10-31.json のような名前のファイルがありません)。",
        "no audits are kept in {folder}: it has no file with a name like 2026-10-31.json"
    )
}

/// A trend without audits that were kept.
pub fn no_history() -> Problem {
    problem!(
        "監査を保存したフォルダーが分かりません。--history FOLDER で指定するか、設定に history = \"フォルダー\" と書いてください。",
        "no folder of audits is known; give one with --history FOLDER, or set history = \"FOLDER\" in the settings"
    )
}

/// The report that another was compared with is not there.
pub fn earlier_is_gone(as_of: &str, file: &str) -> Problem {
    problem!(
        "この報告は基準日 {as_of} の報告と比べたものですが、{file} がありません。--since FILE で指定してください。",
        "this report was compared with that of {as_of}, and there is no {file}; give it with --since FILE"
    )
}

/// The report that another was compared with is not the same any more.
pub fn earlier_was_changed(as_of: &str, file: &str) -> Problem {
    problem!(
        "この報告は基準日 {as_of} の報告と比べたものですが、{file} はそのときのものと違います。書き換えられたか、別の報告です。",
        "this report was compared with that of {as_of}, and {file} is not what it was then: it was changed, or is another report"
    )
}

/// No finding of that name.
pub fn no_such_finding(name: &str) -> Problem {
    problem!(
        "「{name}」という指摘はありません。報告の id か、規則とキーを missing-photo:S05 のように書いてください。",
        "there is no finding \"{name}\"; give its id as in the report, or rule and key as in missing-photo:S05"
    )
}

/// A finding that is waived.
pub fn waived_already(name: &str) -> Problem {
    problem!("「{name}」の指摘はすでに例外承認されています。", "the finding \"{name}\" is waived already")
}

/// An office that keeps its waivers otherwise.
pub fn waivers_elsewhere(file: &str, cells: &str) -> Problem {
    problem!(
        "例外承認は {file} にあるので、そこに次の行を加えてください: {cells}",
        "the waivers are kept in {file}; add this row there: {cells}"
    )
}

/// A file that is added to, and is not in the encoding of its format.
pub fn not_utf8(file: &str) -> Problem {
    problem!(
        "{file} は UTF-8 ではないので、何も書き加えていません。メモ帳の「名前を付けて保存」で、文字コードに「UTF-8」を選んで保存し直してください。",
        "{file} is not UTF-8, and nothing was added to it; save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"
    )
}

/// A waiver that would waive nothing.
pub fn waiver_refused(why: &str) -> Problem {
    problem!("例外承認は書き込みませんでした。{why}", "no waiver was written: {why}")
}

/// Why a table does not show the state that is judged.
pub fn stale(lang: Lang, stale: &Stale) -> String {
    match (lang, stale) {
        (Lang::Ja, Stale::Old(days, most)) => {
            format!("{}時点のもので、基準日より{most}日を超えて古い", super::list(lang, days))
        }
        (Lang::En, Stale::Old(days, most)) => {
            format!("shows the state of {}, more than {most} days before the as-of date", super::list(lang, days))
        }
        (Lang::Ja, Stale::Unchanged(since, most)) => {
            format!("{since}の監査のときと同じファイルのままで、{most}日を超えて1バイトも変わっていない")
        }
        (Lang::En, Stale::Unchanged(since, most)) => {
            format!("is, byte for byte, the file of the audit of {since}, more than {most} days before the as-of date")
        }
        (Lang::Ja, Stale::Older(now, then)) => {
            format!("{now}時点のもので、前の監査のときのもの({then}時点)より古い")
        }
        (Lang::En, Stale::Older(now, then)) => {
            format!("shows the state of {now}, and that of the audit before showed a later one, of {then}")
        }
    }
}

/// What a table lacks that it had.
pub fn loss(lang: Lang, table: TableId, loss: &Loss) -> String {
    let label = |column| table.def().def(column).label.get(lang);
    match (lang, loss) {
        (Lang::Ja, Loss::Table) => "全体がなくなっている".to_owned(),
        (Lang::En, Loss::Table) => "is no longer there".to_owned(),
        (Lang::Ja, Loss::Rows(before, now)) => format!("{before}行から{now}行に減っている"),
        (Lang::En, Loss::Rows(before, now)) => format!("has {now} rows, and had {before}"),
        (Lang::Ja, Loss::Column(column)) => format!("「{}」の列がなくなっている", label(*column)),
        (Lang::En, Loss::Column(column)) => format!("no longer has the column “{}”", label(*column)),
    }
}

/// Nothing that people would have to state.
pub fn nothing_to_attest() -> Problem {
    problem!(
        "人が確かめて答える条項のある事業所がありません。利用中のアカウントのある自事業所がスタッフの表にあるかを確かめてください。",
        "no office has a clause that people must state; see whether the table of staff has an own office with an active account"
    )
}

/// An answer without anybody who gave it.
pub fn nobody_attests() -> Problem {
    problem!("--by に、答えた人の氏名を書いてください。", "give with --by the name of the person who answers")
}

/// An answer of a day that is not there yet.
pub fn attested_later(on: &str, as_of: &str) -> Problem {
    problem!(
        "答えた日({on})が基準日({as_of})より後です。--on または --as-of を改めてください。",
        "the day of the answer ({on}) is after the as-of date ({as_of}); give another --on or --as-of"
    )
}

/// Not one office.
pub fn which_office(named: Option<&str>, offices: &[&str]) -> Problem {
    let (ja, en) = (offices.join("、"), offices.join(", "));
    match named {
        None => problem!(
            "事業所が一つではないので、--office で指定してください: {ja}",
            "there are several offices; name one with --office: {en}"
        ),
        Some(named) => problem!(
            "「{named}」という事業所は、答えを要するものの中にないか、一つに決まりません。次のどれかを指定してください: {ja}",
            "\"{named}\" is none of the offices that must answer, or fits several; name one of {en}"
        ),
    }
}

/// A clause that nobody states.
pub fn no_attested_clause(name: &str, clauses: &[String]) -> Problem {
    let (ja, en) = (clauses.join("、"), clauses.join(", "));
    problem!(
        "「{name}」は、人が確かめて答える条項ではありません。次のどれかを指定してください: {ja}",
        "\"{name}\" is no clause that people state; name one of {en}"
    )
}

/// A register that must be filled in by hand.
pub fn register_elsewhere(places: &str, row: &str) -> Problem {
    problem!(
        "確認事項は {places} にあるので、何も書き込んでいません。そこに次の行を加えてください: {row}",
        "the attestations are kept in {places}, to which nothing was written; add this row there: {row}"
    )
}

/// A register without a column for part of an answer.
pub fn register_lacks(file: &str, column: &Text) -> Problem {
    let (ja, en) = (&column.ja, &column.en);
    problem!(
        "{file} に「{ja}」の列がないので、答えを記録できません。見出しに「{ja}」を加えてください。",
        "{file} has no column for {en} (「{ja}」), so that the answer cannot be put on record; add it to the header"
    )
}

/// A character that cannot be written to a file.
pub fn encoding_lacks(file: &str, c: char, encoding: &str) -> Problem {
    problem!(
        "{file} の文字コード {encoding} では「{c}」を書けません。別の字で書くか、ファイルを UTF-8 で保存し直してください。",
        "{file} is in {encoding}, which has no \"{c}\"; write it otherwise, or save the file as UTF-8"
    )
}

/// A file that somebody changed while it was being read.
pub fn changed_meanwhile(file: &str) -> Problem {
    problem!(
        "{file} が、読んでいる間に書き換えられました。もう一度行ってください。",
        "{file} was changed while it was being read; try again"
    )
}

/// An answer that would not be read as what it is.
pub fn attestation_unreadable(file: &str) -> Problem {
    problem!(
        "{file} に行を加えても答えとして読めないので、元に戻しました。表の終わりの注記や合計の行を確かめ、手で記入してください。",
        "a row added to {file} is not read as an answer, so the file was put back as it was; look at notes and totals at its end, and enter it by hand"
    )
}

/// What is different about a report that is not what its inputs give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It was made by another version: that one, and this.
    Version(String, String),
    /// The rules of the policy.
    Policy(String),
    /// The settings.
    Settings(String),
    /// An input that is not there.
    InputGone(String),
    /// An input that is another.
    InputChanged(String),
    /// An input that was not there.
    InputNew(String),
    /// The report itself, at a place.
    Content(String),
    /// The report itself, in what stands between its values.
    Layout,
}

impl ReportWords {
    /// A report that is what it must be.
    pub fn genuine(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file} は、この入力から作られるものと1バイトも違いません。"),
            Lang::En => format!("{file} is, byte for byte, what these inputs give."),
        }
    }

    /// A report that is not.
    pub fn not_genuine(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file} は、この入力から作られるものと違います。違うのは次のものです。"),
            Lang::En => format!("{file} is not what these inputs give. What differs:"),
        }
    }

    /// What differs.
    pub fn difference(self, difference: &Difference) -> String {
        match (self.0, difference) {
            (Lang::Ja, Difference::Version(then, now)) => {
                format!("mcs-audit の版: 報告は {then}、このプログラムは {now}")
            }
            (Lang::En, Difference::Version(then, now)) => {
                format!("the version of mcs-audit: {then} then, {now} now")
            }
            (Lang::Ja, Difference::Policy(name)) => format!("運用ポリシー {name} の規則"),
            (Lang::En, Difference::Policy(name)) => format!("the rules of the policy {name}"),
            (Lang::Ja, Difference::Settings(file)) => format!("設定 {file}"),
            (Lang::En, Difference::Settings(file)) => format!("the settings {file}"),
            (Lang::Ja, Difference::InputGone(file)) => format!("入力 {file}: 今はない"),
            (Lang::En, Difference::InputGone(file)) => format!("the input {file}: it is gone"),
            (Lang::Ja, Difference::InputChanged(file)) => format!("入力 {file}: 内容が変わっている"),
            (Lang::En, Difference::InputChanged(file)) => format!("the input {file}: its content is another"),
            (Lang::Ja, Difference::InputNew(file)) => format!("入力 {file}: 報告のときにはなかった"),
            (Lang::En, Difference::InputNew(file)) => format!("the input {file}: it was not there"),
            (Lang::Ja, Difference::Content(place)) => {
                format!("報告そのもの: 作成後に書き換えられている(最初の違い: {place})")
            }
            (Lang::En, Difference::Content(place)) => {
                format!("the report itself: it was changed after it was made (first at {place})")
            }
            (Lang::Ja, Difference::Layout) => "報告そのもの: 値のほかの文字(空白など)が変わっている".to_owned(),
            (Lang::En, Difference::Layout) => {
                "the report itself: what stands between its values, such as spaces".to_owned()
            }
        }
    }

    /// A place where the chain of audits is broken.
    pub fn broken_chain(self, broken: &Break) -> String {
        match (self.0, broken) {
            (lang, Break::Unreadable(problem)) => problem.say(lang).to_owned(),
            (Lang::Ja, Break::Misnamed { file, as_of }) => format!("{file}: 中身は基準日 {as_of} の監査です。"),
            (Lang::En, Break::Misnamed { file, as_of }) => format!("{file}: it is the audit of {as_of}."),
            (Lang::Ja, Break::Changed { file, by }) => {
                format!("{file}: 保存した後に書き換えられています(次の {by} の記録と合いません)。")
            }
            (Lang::En, Break::Changed { file, by }) => {
                format!("{file}: it was changed after it was kept (the next one, {by}, knows another hash).")
            }
            (Lang::Ja, Break::Missing { as_of, by }) => format!("{as_of} の監査がありません({by} が比べた相手です)。"),
            (Lang::En, Break::Missing { as_of, by }) => {
                format!("the audit of {as_of} is missing: {by} was compared with it.")
            }
            (Lang::Ja, Break::Inserted { file, by }) => {
                format!("{file}: 後から加えられています(次の {by} はこれを知りません)。")
            }
            (Lang::En, Break::Inserted { file, by }) => {
                format!("{file}: it was put in later (the next one, {by}, does not know it).")
            }
        }
    }

    /// A chain of audits that is whole.
    pub fn whole_chain(self, count: usize, last: &str, sha256: &str) -> String {
        match self.0 {
            Lang::Ja => format!(
                "{count}回の監査がつながっています。最後の {last} の SHA-256 は {sha256} です(最後の監査の書き換えは、この値を別に控えておくか、verify {last} で確かめます)。"
            ),
            Lang::En => format!(
                "{count} audits in an unbroken chain. The SHA-256 of the last, {last}, is {sha256} (that the last one was not changed, this number tells if noted elsewhere, or verify {last})."
            ),
        }
    }

    /// An answer; a dash where there is none.
    pub fn answer(self, answer: Option<Answer>) -> &'static str {
        match (self.0, answer) {
            (Lang::Ja, Some(Answer::Yes)) => "はい",
            (Lang::Ja, Some(Answer::No)) => "いいえ",
            (Lang::En, Some(Answer::Yes)) => "yes",
            (Lang::En, Some(Answer::No)) => "no",
            (_, None) => "–",
        }
    }

    /// What an office stated last of a clause: the answer, when, by whom and until when it holds, or that it no longer does.
    pub fn stated(self, attestation: &Attestation, as_of: &str) -> String {
        let answer = self.answer(attestation.answer);
        let by = attestation.by.as_ref().map_or_else(String::new, |by| format!(" {by}"));
        let until = match (self.0, &attestation.until, attestation.has_run_out(as_of)) {
            (_, None, _) => String::new(),
            (Lang::Ja, Some(until), false) => format!("({until}まで)"),
            (Lang::En, Some(until), false) => format!(" (until {until})"),
            (Lang::Ja, Some(until), true) => format!("({until}で{})", self.run_out()),
            (Lang::En, Some(until), true) => format!(" ({} on {until})", self.run_out()),
        };
        format!("{answer} {}{by}{until}", attestation.on)
    }

    /// What many offices stated of a clause: so many of them a yes that holds.
    pub fn stated_by(self, holding: usize, all: usize) -> String {
        match self.0 {
            Lang::Ja => format!("{all}事業所が回答、うち{holding}事業所が期限内の「はい」"),
            Lang::En => format!("{all} offices answered, {holding} with a yes that holds"),
        }
    }

    /// So many audits, from a day to a day.
    pub fn audits_from_to(self, count: usize, first: &str, last: &str) -> String {
        match self.0 {
            Lang::Ja if first == last => format!("{count}回の監査({first})"),
            Lang::Ja => format!("{count}回の監査({first} 〜 {last})"),
            Lang::En if first == last => format!("{} ({first})", plural(count, "audit")),
            Lang::En => format!("{} ({first} to {last})", plural(count, "audit")),
        }
    }

    /// Heading: a clause and what is asked of it.
    pub fn question(self) -> &'static str {
        match self.0 {
            Lang::Ja => "条項と質問",
            Lang::En => "Clause and question",
        }
    }

    /// Heading.
    pub fn last_answer(self) -> &'static str {
        match self.0 {
            Lang::Ja => "最後の回答",
            Lang::En => "Last answer",
        }
    }

    /// Heading: whether it must be answered.
    pub fn state_of_answer(self) -> &'static str {
        match self.0 {
            Lang::Ja => "状態",
            Lang::En => "State",
        }
    }

    /// Whether a question must be answered now.
    pub fn is_due(self, due: bool) -> &'static str {
        match (self.0, due) {
            (Lang::Ja, true) => "回答が必要",
            (Lang::En, true) => "due",
            (Lang::Ja, false) => "有効",
            (Lang::En, false) => "holds",
        }
    }

    /// How an answer is put on record.
    pub fn how_to_attest(self, dir: &str) -> String {
        match self.0 {
            Lang::Ja => format!("回答を記録するには: mcs-audit attest {dir} --clause 条項 --answer yes --by 氏名"),
            Lang::En => {
                format!("to put an answer on record: mcs-audit attest {dir} --clause CLAUSE --answer yes --by NAME")
            }
        }
    }

    /// How an audit stands to the one before, in a line.
    pub fn compared(self, as_of: &str, changes: Changes) -> String {
        let Changes { new, reopened, persisting, fixed, gone, not_assessed } = changes;
        match self.0 {
            Lang::Ja => format!(
                "前回({as_of})との比較: 新規 {new}  再発 {reopened}  継続 {persisting} / 解消 {fixed}  対象なし {gone}  未評価 {not_assessed}"
            ),
            Lang::En => format!(
                "Since {as_of}: new {new}, reopened {reopened}, persisting {persisting}; fixed {fixed}, gone {gone}, not assessed {not_assessed}"
            ),
        }
    }

    /// In front of how many findings are new, and so on.
    pub fn compared_with(self, as_of: &str) -> String {
        match self.0 {
            Lang::Ja => format!("前回({as_of})との比較"),
            Lang::En => format!("Since {as_of}"),
        }
    }

    /// That earlier findings are not in the numbers of some audits, because they could not be judged; nothing where there
    /// are no such audits.
    pub fn trend_unjudged(self, audits: &[(&str, usize)]) -> Option<String> {
        let of = |(as_of, count): &(&str, usize)| match self.0 {
            Lang::Ja => format!("{as_of}({count}件)"),
            Lang::En => format!("{as_of} ({count})"),
        };
        let audits = super::list(self.0, &audits.iter().map(of).collect::<Vec<_>>());
        (!audits.is_empty()).then(|| match self.0 {
            Lang::Ja => format!("それまでの指摘のうち、評価できなかったため件数に入っていないもの: {audits}"),
            Lang::En => format!("Earlier findings that could not be judged, and are not in the numbers: {audits}"),
        })
    }

    /// Heading of the open findings by clause, of so many of the audits.
    pub fn trend_by_clause(self, shown: usize, all: usize) -> String {
        match (self.0, shown == all) {
            (Lang::Ja, true) => "条項ごとの未対応の指摘".to_owned(),
            (Lang::En, true) => "Open findings by clause".to_owned(),
            (Lang::Ja, false) => format!("条項ごとの未対応の指摘(直近{shown}回)"),
            (Lang::En, false) => format!("Open findings by clause (last {shown} audits)"),
        }
    }

    /// That a list is longer than what is shown.
    pub fn rows_not_shown(self, count: usize) -> String {
        match self.0 {
            Lang::Ja => format!("このほかに{count}件あります。"),
            Lang::En => format!("{count} more are not shown."),
        }
    }

    /// How a finding stands to the audits before.
    pub fn change(self, change: &Change) -> String {
        let said = change.state.say(self.0);
        match (self.0, change.state) {
            (Lang::Ja, State::Reopened) if change.is_unwaived() => {
                format!("{said}(例外承認の終了。{}回、{}日)", change.audits, change.days)
            }
            (Lang::En, State::Reopened) if change.is_unwaived() => {
                let (audits, days) = (plural_of(change.audits, "audit"), plural_of(change.days, "day"));
                format!("{said} (no longer waived; {audits}, {days})")
            }
            (_, State::New | State::Reopened) => said.to_owned(),
            (Lang::Ja, State::Persisting) => format!("{said}({}回、{}日)", change.audits, change.days),
            (Lang::En, State::Persisting) => {
                format!("{said} ({}, {})", plural_of(change.audits, "audit"), plural_of(change.days, "day"))
            }
        }
    }

    /// How many of the open findings are overdue; nothing where none is.
    pub fn of_them_late(self, count: usize) -> Option<String> {
        (count > 0).then(|| match self.0 {
            Lang::Ja => format!("うち{} {count}件", self.late()),
            Lang::En => format!("{count} of them {}", self.late()),
        })
    }

    /// What is to be said in a line with the open findings: how many of them are overdue, and how many others are waived;
    /// nothing where there is neither.
    pub fn beside_open(self, late: usize, waived: usize) -> String {
        let waived = (waived > 0).then(|| self.waived(waived));
        let said: Vec<String> = self.of_them_late(late).into_iter().chain(waived).collect();
        match self.0 {
            _ if said.is_empty() => String::new(),
            Lang::Ja => format!(" ({})", said.join("、")),
            Lang::En => format!(" ({})", said.join(", ")),
        }
    }

    /// An answer that was put on record.
    pub fn attestation_written(self, file: &str, row: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file} に加えました: {row}"),
            Lang::En => format!("added to {file}: {row}"),
        }
    }

    /// Since when a finding persists.
    pub fn since(self, day: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{day} から"),
            Lang::En => format!("since {day}"),
        }
    }

    /// That a finding is graver than its rule, and why.
    pub fn raised(self, from: Severity, to: Severity) -> String {
        let (from, to) = (from.say(self.0), to.say(self.0));
        match self.0 {
            Lang::Ja => format!("重大度 {from}→{to}(長く残っているため)"),
            Lang::En => format!("severity raised from {from} to {to}: it has stood too long"),
        }
    }

    /// The waiver that covers a finding.
    pub fn waiver(self, waived: &Waived) -> String {
        let Waived { reason, requested_by, approved_by, approved_on, expires_on } = waived;
        match self.0 {
            Lang::Ja => {
                format!("例外承認({expires_on} まで): {reason}(申請 {requested_by}、承認 {approved_by} {approved_on})")
            }
            Lang::En => format!(
                "waived until {expires_on}: {reason} (requested by {requested_by}, approved by {approved_by} on {approved_on})"
            ),
        }
    }

    /// How a finding stands to the audits before, why it is graver than its rule, and until when it is waived: what there
    /// is to be said of that, in a line each.
    pub fn standing_of(self, finding: &Finding) -> Vec<String> {
        let mut said: Vec<String> = finding.change.as_ref().map(|change| self.change(change)).into_iter().collect();
        said.extend(finding.raised_from.map(|from| self.raised(from, finding.severity)));
        said.extend(finding.waived.as_ref().map(|waived| self.waiver(waived)));
        said
    }

    /// How many findings ended in a way, and what that means.
    pub fn endings(self, ending: Ending, count: usize) -> String {
        let said = ending.say(self.0);
        match (self.0, ending) {
            (Lang::Ja, Ending::Fixed) => format!("{said} {count}件"),
            (Lang::Ja, Ending::Gone) => format!("{said} {count}件(対象が表からなくなったもの。解消とは数えません)"),
            (Lang::Ja, Ending::NotAssessed) => {
                format!("{said} {count}件(今回は評価できなかったもの。解消とは数えません)")
            }
            (Lang::En, Ending::Fixed) => format!("{said}: {count}"),
            (Lang::En, Ending::Gone) => format!("{said}: {count} (no longer in the tables, not called fixed)"),
            (Lang::En, Ending::NotAssessed) => format!("{said}: {count} (could not be judged this time)"),
        }
    }

    /// How long a finding was there that is no more.
    pub fn found_from_to(self, ended: &Ended) -> String {
        let Ended { since, until, audits, .. } = ended;
        match self.0 {
            _ if since == until => since.clone(),
            Lang::Ja => format!("{since}〜{until}({audits}回)"),
            Lang::En => format!("{since} to {until} ({})", plural_of(*audits, "audit")),
        }
    }

    /// What is new of the subject of a finding that was put right.
    pub fn instead(self, titles: &[&str]) -> String {
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        let titles = super::list(self.0, &titles);
        match self.0 {
            Lang::Ja => format!("同じ対象の新規・再発の指摘: {titles}"),
            Lang::En => format!("new or reopened of the same subject: {titles}"),
        }
    }

    /// Heading of what will become a finding.
    pub fn upcoming(self, days: u16) -> String {
        match self.0 {
            Lang::Ja => format!("これから指摘になるもの({days}日以内)"),
            Lang::En => format!("What will become a finding ({days} days)"),
        }
    }

    /// That nothing will.
    pub fn nothing_upcoming(self, days: u16) -> String {
        match self.0 {
            Lang::Ja => format!("{days}日以内に新たに指摘になるものは見つかりませんでした。"),
            Lang::En => format!("Nothing was seen that will become a finding within {days} days."),
        }
    }

    /// A waiver that was written.
    pub fn waiver_written(self, file: &str, entry: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file} に加えました。\n\n{entry}"),
            Lang::En => format!("added to {file}:\n\n{entry}"),
        }
    }
}

/// An English count of what is counted in 32 bits.
fn plural_of(count: u32, noun: &str) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), noun)
}
