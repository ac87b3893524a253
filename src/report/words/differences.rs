//! The words for what is set, and what the policy has, otherwise than in the audit before.

use super::{ReportWords, plain};
use crate::base::text::Lang;
use crate::model::finding::{FailOn, PolicyDifferenceKind, Severity};
use crate::model::options::value;
use crate::model::report::{Comparison, PolicyDifference, SettingDifference};

plain! {
    differences = "前回の監査から変わった設定とポリシー", "Settings and policy changed since the audit before";
    /// Column of the same.
    sheet_differences = "変わった設定とポリシー", "Settings and policy changed";
    /// Heading of the same in a trend, audit by audit.
    trend_differences = "設定とポリシーが変わった監査(前後の件数はそのまま比べられない)", "Audits before which settings or the policy changed (their numbers do not compare as they are)";
}

impl ReportWords {
    /// What is otherwise than in the audit before, a line each.
    pub(crate) fn all_differences(self, comparison: &Comparison) -> Vec<String> {
        self.said(&comparison.settings, &comparison.policy)
    }

    /// The same, of what two reports were compared for.
    pub(crate) fn said(self, settings: &[SettingDifference], policy: &[PolicyDifference]) -> Vec<String> {
        let settings = settings.iter().map(|setting| self.setting_difference(setting));
        settings.chain(policy.iter().map(|policy| self.policy_difference(policy))).collect()
    }

    /// Findings that are corrected, audit by audit; nothing where there are none.
    pub(crate) fn trend_corrected(self, audits: &[(&str, usize)]) -> Option<String> {
        let audits = self.counted(audits);
        (!audits.is_empty()).then(|| match self.0 {
            Lang::Ja => format!("未対応に入らない、是正済みの指摘: {audits}"),
            Lang::En => format!("Corrected findings, which are not among the open ones: {audits}"),
        })
    }

    fn setting_difference(self, difference: &SettingDifference) -> String {
        let SettingDifference { rule, setting, before, after } = difference;
        if setting == "file" && rule.is_none() {
            return match (self.0, before, after) {
                (Lang::Ja, None, _) => "設定ファイル: 新しく置かれた",
                (Lang::Ja, _, None) => "設定ファイル: なくなった",
                (Lang::Ja, Some(_), Some(_)) => "設定ファイル: 内容が変わった",
                (Lang::En, None, _) => "the file of the settings is new",
                (Lang::En, _, None) => "the file of the settings is gone",
                (Lang::En, Some(_), Some(_)) => "the file of the settings has another content",
            }
            .to_owned();
        }
        let values = self.was_and_is(|text| self.value(setting, text), before.as_deref(), after.as_deref());
        let what = match (self.0, setting.as_str()) {
            (Lang::Ja, "severity") => "重大度",
            (Lang::Ja, "off") => "評価",
            (Lang::En, "off") => "judged",
            (Lang::Ja, "undetermined-limit") => "未確認を許す割合",
            (Lang::En, "undetermined-limit") => "share that may be undetermined",
            _ => setting,
        };
        match (self.0, rule) {
            (Lang::Ja, Some(rule)) => format!("設定 {rule}: {what} {values}"),
            (Lang::En, Some(rule)) => format!("settings, {rule}: {what} {values}"),
            (Lang::Ja, None) => format!("設定 {what}: {values}"),
            (Lang::En, None) => format!("settings, {what}: {values}"),
        }
    }

    fn policy_difference(self, difference: &PolicyDifference) -> String {
        let PolicyDifference { kind, name, before, after } = difference;
        let head = match self.0 {
            _ if matches!(kind, PolicyDifferenceKind::Policy | PolicyDifferenceKind::Other) => {
                kind.say(self.0).to_owned()
            }
            Lang::Ja => format!("ポリシー({})", kind.say(self.0)),
            Lang::En => format!("policy, {}", kind.say(self.0)),
        };
        if *kind == PolicyDifferenceKind::Other {
            return match self.0 {
                Lang::Ja => format!("ポリシー {name}: 変わったが、何が変わったかは二つの報告からは分からない"),
                Lang::En => format!("the policy {name} is not the same, in something that the two reports do not hold"),
            };
        }
        let said = |text: &str| match kind {
            PolicyDifferenceKind::SeverityChanged => self.value("severity", text),
            _ => text.to_owned(),
        };
        match (kind, before.is_some() || after.is_some()) {
            (PolicyDifferenceKind::Policy, _) => {
                format!("{head}: {}", self.was_and_is(said, before.as_deref(), after.as_deref()))
            }
            (_, true) => format!("{head}: {name} {}", self.was_and_is(said, before.as_deref(), after.as_deref())),
            (_, false) => format!("{head}: {name}"),
        }
    }

    /// As it was, and as it is.
    fn was_and_is(self, said: impl Fn(&str) -> String, before: Option<&str>, after: Option<&str>) -> String {
        let none = match self.0 {
            Lang::Ja => "なし",
            Lang::En => "none",
        };
        let [before, after] = [before, after].map(|text| text.map_or_else(|| none.to_owned(), &said));
        format!("{before} → {after}")
    }

    /// A value as people say it.
    fn value(self, setting: &str, text: &str) -> String {
        let severity = || Severity::ALL.into_iter().find(|severity| severity.word() == text);
        let said = match (setting, self.0, text) {
            ("severity", ..) => severity().map(|severity| severity.say(self.0).to_owned()),
            ("fail-on", ..) => value::<FailOn>(text).map(|fail_on| fail_on.say(self.0)),
            ("off", Lang::Ja, "on") => Some("する".to_owned()),
            ("off", Lang::Ja, _) => Some("しない(対象外)".to_owned()),
            ("off", Lang::En, "on") => Some("yes".to_owned()),
            ("off", Lang::En, _) => Some("no (off)".to_owned()),
            _ => None,
        };
        said.unwrap_or_else(|| text.to_owned())
    }
}
