//! What is said of stored reports, of the audits before, and of agreed exceptions.

use super::{Problem, ReportWords, plain, plural, problem};
use crate::finding::{Change, Ended, Ending, Finding, Severity, State, Waived};
use crate::history::Break;
use crate::report::Changes;
use crate::text::Lang;

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

/// A waiver that would waive nothing.
pub fn waiver_refused(why: &str) -> Problem {
    problem!("例外承認は書き込みませんでした。{why}", "no waiver was written: {why}")
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
            (_, State::New | State::Reopened) => said.to_owned(),
            (Lang::Ja, State::Persisting) => format!("{said}({}回、{}日)", change.audits, change.days),
            (Lang::En, State::Persisting) => {
                format!("{said} ({}, {})", plural_of(change.audits, "audit"), plural_of(change.days, "day"))
            }
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
