//! The words of reports for what changes from audit to audit.

use super::ReportWords;
use crate::base::text::{Lang, plural};
use crate::model::finding::{Change, Corrected, Ended, Ending, Finding, Severity, State, Waived};
use crate::model::options::Answer;
use crate::model::report::Attestation;
use crate::report::Changes;
use crate::report::words::plain;

plain! {
    fresh = "新規・再発の指摘", "New and reopened findings";
    /// Heading of the findings that are not new.
    not_fresh = "継続・例外承認の指摘", "Persisting and waived findings";
    ended = "なくなった指摘", "Findings that are no more";
    state_of_change = "状態の変化", "Change";
    audits = "継続回数", "Audits";
    first_found = "初回", "First found";
    last_found = "最終", "Last found";
    trend = "監査の推移", "How the audits go on";
    median_age = "経過日数", "Days open";
    median_taken = "解消日数", "Fixed after";
    /// The medians of the days that findings are open, and were until they were put right.
    median_days = "経過日数と解消日数(中央値)", "Days open and days until fixed (medians)";
    /// Open findings, audit by audit.
    open_by_audit = "未対応の指摘(重大度別)", "Open findings by severity";
    /// The audits, a row each.
    sheet_audits = "監査ごと", "Audits";
    /// Of an answer that no longer holds.
    run_out = "期限切れ", "ran out";
    /// What the days are.
    trend_note = "経過日数は、未対応の指摘が見つかってからの日数の中央値。解消日数は、その監査で解消が分かった指摘が、見つかってから解消が分かるまでの日数の中央値。", "Days open: median days since the open findings were first found. Fixed after: median days from the audit that first found a finding to this one, which found it fixed.";
    sheet_ended = "解消・対象なし", "Ended";
    /// Link, and sheet.
    upcoming_short = "今後の予定", "Upcoming";
    /// What upcoming findings are not.
    upcoming_intro = "何もしなければ、それぞれの日から指摘になります。指摘の件数には入っていません。", "If nothing is done, these become findings on their days. They are not counted as findings.";
    sort_fresh = "新規・再発から、重大な順", "new first, then gravest";
    becomes_on = "指摘になる日", "From";
    ending = "結果", "Ending";
    /// That the day by which a finding was to be put right has passed.
    late = "期限超過", "overdue";
    /// Where what to do about the findings of a rule stands already.
    as_above = "上の、同じ規則の指摘と同じ", "as above for the same rule";
    waiver_reason = "例外の理由", "Waiver reason";
    waived_until = "例外の期限", "Waived until";
}

impl ReportWords {
    /// An answer; a dash where there is none.
    pub(crate) fn answer(self, answer: Option<Answer>) -> &'static str {
        match (self.0, answer) {
            (Lang::Ja, Some(Answer::Yes)) => "はい",
            (Lang::Ja, Some(Answer::No)) => "いいえ",
            (Lang::En, Some(Answer::Yes)) => "yes",
            (Lang::En, Some(Answer::No)) => "no",
            (_, None) => "–",
        }
    }

    /// What an office stated last of a clause: the answer, when, by whom and until when it holds, or that it no longer does.
    pub(crate) fn stated(self, attestation: &Attestation, as_of: &str) -> String {
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
    pub(crate) fn stated_by(self, holding: usize, all: usize) -> String {
        match self.0 {
            Lang::Ja => format!("{all}事業所が回答、うち{holding}事業所が期限内の「はい」"),
            Lang::En => format!("{all} offices answered, {holding} with a yes that holds"),
        }
    }

    /// So many audits, from a day to a day.
    pub(crate) fn audits_from_to(self, count: usize, first: &str, last: &str) -> String {
        match self.0 {
            Lang::Ja if first == last => format!("{count}回の監査({first})"),
            Lang::Ja => format!("{count}回の監査({first} 〜 {last})"),
            Lang::En if first == last => format!("{} ({first})", plural(count, "audit")),
            Lang::En => format!("{} ({first} to {last})", plural(count, "audit")),
        }
    }

    /// How an audit stands to the one before, in a line.
    pub(crate) fn compared(self, as_of: &str, changes: Changes) -> String {
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
    pub(crate) fn compared_with(self, as_of: &str) -> String {
        match self.0 {
            Lang::Ja => format!("前回({as_of})との比較"),
            Lang::En => format!("Since {as_of}"),
        }
    }

    /// That earlier findings are not in the numbers of some audits, because they could not be judged; nothing where there
    /// are no such audits.
    pub(crate) fn trend_unjudged(self, audits: &[(&str, usize)]) -> Option<String> {
        let audits = self.counted(audits);
        (!audits.is_empty()).then(|| match self.0 {
            Lang::Ja => format!("それまでの指摘のうち、評価できなかったため件数に入っていないもの: {audits}"),
            Lang::En => format!("Earlier findings that could not be judged, and are not in the numbers: {audits}"),
        })
    }

    /// Audits, and how many of something each has.
    pub(super) fn counted(self, audits: &[(&str, usize)]) -> String {
        let of = |(as_of, count): &(&str, usize)| match self.0 {
            Lang::Ja => format!("{as_of}({count}件)"),
            Lang::En => format!("{as_of} ({count})"),
        };
        super::list(self.0, &audits.iter().map(of).collect::<Vec<_>>())
    }

    /// Heading of the open findings by clause, of so many of the audits.
    pub(crate) fn trend_by_clause(self, shown: usize, all: usize) -> String {
        match (self.0, shown == all) {
            (Lang::Ja, true) => "条項ごとの未対応の指摘".to_owned(),
            (Lang::En, true) => "Open findings by clause".to_owned(),
            (Lang::Ja, false) => format!("条項ごとの未対応の指摘(直近{shown}回)"),
            (Lang::En, false) => format!("Open findings by clause (last {shown} audits)"),
        }
    }

    /// That a list is longer than what is shown.
    pub(crate) fn rows_not_shown(self, count: usize) -> String {
        match self.0 {
            Lang::Ja => format!("このほかに{count}件あります。"),
            Lang::En => format!("{count} more are not shown."),
        }
    }

    /// How a finding stands to the audits before.
    pub(crate) fn change(self, change: &Change) -> String {
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
    pub(crate) fn of_them_late(self, count: usize) -> Option<String> {
        (count > 0).then(|| match self.0 {
            Lang::Ja => format!("うち{} {count}件", self.late()),
            Lang::En => format!("{count} of them {}", self.late()),
        })
    }

    /// What is to be said in a line with the open findings: how many of them are overdue, and how many others are waived or corrected;
    /// nothing where there is neither.
    pub(crate) fn beside_open(self, late: usize, waived: usize, corrected: usize) -> String {
        let waived = (waived > 0).then(|| self.waived(waived));
        let corrected = (corrected > 0).then(|| self.corrected(corrected));
        let said: Vec<String> = self.of_them_late(late).into_iter().chain(waived).chain(corrected).collect();
        match self.0 {
            _ if said.is_empty() => String::new(),
            Lang::Ja => format!(" ({})", said.join("、")),
            Lang::En => format!(" ({})", said.join(", ")),
        }
    }

    /// That a finding is graver than its rule, and why.
    pub(crate) fn raised(self, from: Severity, to: Severity) -> String {
        let (from, to) = (from.say(self.0), to.say(self.0));
        match self.0 {
            Lang::Ja => format!("重大度 {from}→{to}(長く残っているため)"),
            Lang::En => format!("severity raised from {from} to {to}: it has stood too long"),
        }
    }

    /// The waiver that covers a finding.
    pub(crate) fn waiver(self, waived: &Waived) -> String {
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

    /// The correction that answers for a finding.
    pub(crate) fn correction(self, corrected: &Corrected) -> String {
        let Corrected { done, corrected_by, approved_by, corrected_on } = corrected;
        match self.0 {
            Lang::Ja => format!("是正済み({corrected_on}): {done}(是正 {corrected_by}、承認 {approved_by})"),
            Lang::En => {
                format!("corrected on {corrected_on}: {done} (by {corrected_by}, approved by {approved_by})")
            }
        }
    }

    /// How a finding stands to the audits before, why it is graver than its rule, until when it is waived, and how it was
    /// corrected: what there is to be said of that, in a line each.
    pub(crate) fn standing_of(self, finding: &Finding) -> Vec<String> {
        let mut said: Vec<String> = finding.change.as_ref().map(|change| self.change(change)).into_iter().collect();
        said.extend(finding.raised_from.map(|from| self.raised(from, finding.severity)));
        said.extend(finding.waived.as_ref().map(|waived| self.waiver(waived)));
        said.extend(finding.corrected.as_ref().map(|corrected| self.correction(corrected)));
        said
    }

    /// How many findings ended in a way, and what that means.
    pub(crate) fn endings(self, ending: Ending, count: usize) -> String {
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
    pub(crate) fn found_from_to(self, ended: &Ended) -> String {
        let Ended { since, until, audits, .. } = ended;
        match self.0 {
            _ if since == until => since.clone(),
            Lang::Ja => format!("{since}〜{until}({audits}回)"),
            Lang::En => format!("{since} to {until} ({})", plural_of(*audits, "audit")),
        }
    }

    /// What is new of the subject of a finding that was put right.
    pub(crate) fn instead(self, titles: &[&str]) -> String {
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        let titles = super::list(self.0, &titles);
        match self.0 {
            Lang::Ja => format!("同じ対象の新規・再発の指摘: {titles}"),
            Lang::En => format!("new or reopened of the same subject: {titles}"),
        }
    }

    /// Heading of what will become a finding.
    pub(crate) fn upcoming(self, days: u16) -> String {
        match self.0 {
            Lang::Ja => format!("これから指摘になるもの({days}日以内)"),
            Lang::En => format!("What will become a finding ({days} days)"),
        }
    }

    /// That nothing will.
    pub(crate) fn nothing_upcoming(self, days: u16) -> String {
        match self.0 {
            Lang::Ja => format!("{days}日以内に新たに指摘になるものは見つかりませんでした。"),
            Lang::En => format!("Nothing was seen that will become a finding within {days} days."),
        }
    }
}

/// An English count of what is counted in 32 bits.
fn plural_of(count: u32, noun: &str) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), noun)
}
