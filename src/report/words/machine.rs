//! The words of the formats that other programs read.

use super::ReportWords;
use crate::base::text::{Lang, plural};
use crate::model::finding::Verdict;
use crate::model::report::RuleVerdict;

impl ReportWords {
    /// What is said of a place that stands for none.
    pub(crate) fn about_no_line(self) -> &'static str {
        match self.0 {
            Lang::Ja => "特定の行についてのものではない",
            Lang::En => "about no line in particular",
        }
    }

    /// The folder that file names are relative to.
    pub(crate) fn audited_folder(self) -> &'static str {
        match self.0 {
            Lang::Ja => "監査したフォルダー",
            Lang::En => "the audited folder",
        }
    }

    /// The place of a report that goes to no file.
    pub(crate) fn standard_output(self) -> &'static str {
        match self.0 {
            Lang::Ja => "標準出力",
            Lang::En => "standard output",
        }
    }

    /// What would have been the plan of an assessment.
    pub(crate) fn plan(self) -> &'static str {
        match self.0 {
            Lang::Ja => "監査計画",
            Lang::En => "Assessment plan",
        }
    }

    /// There is no such plan.
    pub(crate) fn no_plan(self) -> &'static str {
        match self.0 {
            Lang::Ja => "監査計画の文書はない。運用ポリシーの規則のうち、止めていないものをすべて評価した。",
            Lang::En => {
                "There is no document with a plan: every rule of the policy was judged that is not switched off."
            }
        }
    }

    /// Where the catalog is that the controls are taken from.
    pub(crate) fn catalog(self, policy: &str) -> String {
        match self.0 {
            Lang::Ja => format!("条項のカタログは mcs-audit rules --policy {policy} --format oscal で書き出せる。"),
            Lang::En => format!("mcs-audit rules --policy {policy} --format oscal writes the catalog of the clauses."),
        }
    }

    /// Every clause was judged.
    pub(crate) fn all_clauses_judged(self) -> &'static str {
        match self.0 {
            Lang::Ja => "運用ポリシーのすべての条項を評価した。",
            Lang::En => "Every clause of the policy was judged.",
        }
    }

    /// In front of the clauses that were not judged.
    pub(crate) fn clauses_not_judged(self) -> &'static str {
        match self.0 {
            Lang::Ja => "次の条項は、適合とも不適合とも判定していない。理由は規則ごとの観察(observations)にある。",
            Lang::En => {
                "These clauses were found neither satisfied nor not satisfied; the observations of their rules say why."
            }
        }
    }

    /// What came of a rule, with its numbers or its reason.
    pub(crate) fn judged(self, verdict: &RuleVerdict) -> String {
        let said = verdict.verdict.say(self.0);
        let RuleVerdict { population, findings, waived, corrected, undetermined, .. } = *verdict;
        let said = match (verdict.verdict, self.0) {
            (Verdict::Fail | Verdict::Pass, Lang::Ja) => format!("{said}(調べた数 {population}、指摘 {findings})"),
            (Verdict::Fail | Verdict::Pass, Lang::En) => format!("{said} (examined {population}, findings {findings})"),
            (Verdict::Undetermined, _) => format!("{said}: {}", self.undetermined_of(undetermined, population)),
            (Verdict::NotApplicable, Lang::Ja) => format!("{said}(調べるものがない)"),
            (Verdict::NotApplicable, Lang::En) => format!("{said} (there is nothing to examine)"),
            (Verdict::NotAssessed | Verdict::Off, _) => {
                format!("{said}: {}", verdict.reason.as_deref().unwrap_or_default())
            }
        };
        let mut more = Vec::new();
        if waived > 0 {
            more.push(match self.0 {
                Lang::Ja => format!("例外承認 {waived}"),
                Lang::En => format!("waived {waived}"),
            });
        }
        if corrected > 0 {
            more.push(match self.0 {
                Lang::Ja => format!("是正済み {corrected}"),
                Lang::En => format!("corrected {corrected}"),
            });
        }
        if undetermined > 0 && verdict.verdict != Verdict::Undetermined {
            more.push(format!("{} {undetermined}", self.undetermined()));
        }
        if more.is_empty() { said } else { format!("{said} [{}]", more.join(" / ")) }
    }

    /// In front of the steps that a person takes.
    pub(crate) fn to_do_by(self, duty: &str, assignees: &[&str], due: &str) -> String {
        let who = match (self.0, assignees) {
            (_, []) => duty.to_owned(),
            (Lang::Ja, _) => format!("{duty}({})", assignees.join("、")),
            (Lang::En, _) => format!("{duty} ({})", assignees.join(", ")),
        };
        format!("{}: {who} / {}", self.duty(), self.due_by(due))
    }

    /// What a failed test says at a glance.
    pub(crate) fn open_findings(self, count: usize) -> String {
        match self.0 {
            Lang::Ja => format!("未対応の指摘 {count}件"),
            Lang::En => plural(count, "open finding"),
        }
    }

    /// Findings beyond what GitHub shows, by rule.
    pub(crate) fn beyond_limit(self, by_rule: &[(&str, usize)]) -> String {
        let count: usize = by_rule.iter().map(|(_, count)| count).sum();
        let rules: Vec<String> = by_rule.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
        match self.0 {
            Lang::Ja => format!("ほかに{count}件(GitHubが表示する数を超えるため): {}", rules.join("、")),
            Lang::En => format!("{count} more, beyond the number that GitHub shows: {}", rules.join(", ")),
        }
    }

    /// The heading of that line.
    pub(crate) fn more_findings(self) -> &'static str {
        match self.0 {
            Lang::Ja => "ほかの指摘",
            Lang::En => "More findings",
        }
    }

    /// Characters that the encoding of a CSV does not have, and what stands for them.
    pub(crate) fn replaced(self, place: &str, count: u64, encoding: &str, mark: char) -> String {
        match self.0 {
            Lang::Ja => format!("{place}: {encoding} にない文字 {count}字を「{mark}」に置き換えました"),
            Lang::En if count == 1 => format!("{place}: 1 character that {encoding} lacks was replaced by {mark}"),
            Lang::En => format!("{place}: {count} characters that {encoding} lacks were replaced by {mark}"),
        }
    }
}
