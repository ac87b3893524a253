//! Values of options that come from a fixed set, however they are written: by their own words or in Japanese, in any width and case.

use clap::ValueEnum;

use super::in_japanese;
use crate::base::normalize;
use crate::model::words::values::listed;

/// The value that a text means; `None` if it is none of the set.
pub(crate) fn value<T: ValueEnum + Clone>(text: &str) -> Option<T> {
    let text = normalize::characters(text);
    let is_it = |value: &&T| {
        let Some(possible) = value.to_possible_value() else { return false };
        let name = possible.get_name();
        std::iter::once(&name).chain(in_japanese(name)).any(|word| normalize::characters(word) == text)
    };
    T::value_variants().iter().find(is_it).cloned()
}

/// All values of the set, as they are told where one is none of them.
pub(crate) fn values<T: ValueEnum>() -> Vec<String> {
    let possible = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    possible.map(|value| listed(value.get_name())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Lang;
    use crate::model::finding::{FailOn, Severity};
    use crate::model::options::{Answer, CsvEncoding, Format, GroupBy, Redact};

    #[test]
    fn a_value_is_known_by_its_own_word_and_in_japanese_in_any_width_and_case() {
        for text in ["high", "HIGH", "ｈｉｇｈ", "高", " 高 "] {
            assert_eq!(value(text), Some(FailOn::all(Severity::High)), "{text}");
        }
        for text in ["new:high", "新規:高", "新規：高", "ＮＥＷ：ｈｉｇｈ"] {
            let found = value::<FailOn>(text);
            assert!(found.is_some_and(|on| on.only_new && on.severity == Severity::High), "{text}");
        }
        for text in ["テキスト", "ﾃｷｽﾄ", "Ｔｅｘｔ"] {
            assert_eq!(value(text), Some(Format::Text), "{text}");
        }
        for text in ["cp932", "ｼﾌﾄJIS", "シフトｊｉｓ", "Shift_JIS"] {
            assert_eq!(value(text), Some(CsvEncoding::Cp932), "{text}");
        }
        assert_eq!(value("ｕｔｆ－８"), Some(CsvEncoding::Utf8));
        assert_eq!((value("はい"), value("いいえ")), (Some(Answer::Yes), Some(Answer::No)));
        assert_eq!((value("人"), value("事業所")), (Some(GroupBy::Person), Some(GroupBy::Office)));
        assert_eq!((value("日本語"), value("英語")), (Some(Lang::Ja), Some(Lang::En)));
        // what another option takes is no value of this one
        assert_eq!((value::<Answer>("高"), value::<Redact>("規則"), value::<GroupBy>("")), (None, None, None));
    }

    #[test]
    fn a_severity_is_called_as_reports_call_it() {
        for severity in Severity::ALL {
            assert_eq!(value(severity.say(Lang::Ja)), Some(FailOn::all(severity)));
        }
    }
}
