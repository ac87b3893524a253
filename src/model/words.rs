//! What is said of formats that do not exist, and of what makes an audit fail.

pub(crate) mod values;

use crate::base::text::{Lang, Problem, problem};
use crate::model::finding::Severity;
use crate::model::report::ChangedSetting;

impl ChangedSetting {
    /// Returns what the policy has, and what the office has, in a language.
    pub(crate) fn say(&self, lang: Lang) -> String {
        let Self { setting, policy, office, .. } = self;
        let severity = |word: &str| {
            let severity = Severity::ALL.into_iter().find(|severity| severity.word() == word);
            severity.map_or_else(|| word.to_owned(), |severity| severity.say(lang).to_owned())
        };
        match (setting.as_str(), lang) {
            ("off", Lang::Ja) => "対象外".to_owned(),
            ("off", Lang::En) => "off".to_owned(),
            ("severity", Lang::Ja) => format!("重大度 {} → {}", severity(policy), severity(office)),
            ("severity", Lang::En) => format!("severity {} → {}", severity(policy), severity(office)),
            ("undetermined-limit", Lang::Ja) => format!("未確認を許す割合 {policy} → {office}"),
            ("undetermined-limit", Lang::En) => format!("share that may be undetermined {policy} → {office}"),
            (_, _) => format!("{setting} {policy} → {office}"),
        }
    }
}

/// No such format.
pub(crate) fn no_format(name: &str, known: &[String]) -> Problem {
    let known = known.join(", ");
    problem!(
        "出力形式「{name}」はありません。使える形式は {known} です。",
        "there is no format \"{name}\"; there are {known}"
    )
}

/// `--format json=`
pub(crate) fn no_file_name(text: &str) -> Problem {
    problem!("「{text}」の = の後にファイル名がありません。", "\"{text}\" needs a file name behind the =")
}

/// A severity that counts only if a finding is new.
pub(crate) fn only_new(lang: Lang, severity: &str) -> String {
    match lang {
        Lang::Ja => format!("{severity}(新規と再発のみ)"),
        Lang::En => format!("{severity} (new and reopened only)"),
    }
}
