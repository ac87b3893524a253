//! Text cut into lines of a width, Japanese too.

/// The columns by which a character makes a line wider, at most. Only one sign has three.
fn at_most(c: char) -> usize {
    if c == '\u{17D8}' { 3 } else { c.len_utf8().min(2) }
}

/// Lines of at most `width` columns, cut at spaces where there are some: Japanese has none. The last two columns are
/// kept free for a mark that must not begin a line.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    let width = width.max(10);
    // no character has more columns than bytes
    if text.len() <= width - 2 {
        return vec![text.trim_end().to_owned()];
    }
    let empty = || String::with_capacity(text.len().min(2 * width));
    let mut lines = vec![empty()];
    // the columns of the last line, or more: to measure a line is slow, and only done where it may be full
    let mut filled = 0;
    for word in text.split_inclusive(' ') {
        let is_ascii = word.is_ascii();
        if is_ascii && filled + word.len() > width && lines[lines.len() - 1].width() + word.trim_end().width() > width {
            lines.push(empty());
            filled = 0;
        }
        for c in word.chars() {
            let ends = matches!(c, '、' | '。' | '」' | '』' | '）' | ')' | 'ー');
            let room = if ends || is_ascii { width } else { width - 2 };
            if c != ' ' && filled + c.len_utf8() > room {
                let columns = c.width().unwrap_or(0);
                if filled + columns > room {
                    filled = lines[lines.len() - 1].width();
                }
                if filled + columns > room {
                    lines.push(empty());
                    filled = 0;
                }
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
                filled += at_most(c);
            }
        }
    }
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    fn texts() -> impl Strategy<Value = String> {
        let joining = "1#*a 髙、。☀️✈\u{FE0E}\u{FE0F}\u{20E3}👩‍🔬👍🏽🇯🇵\u{200D}か\u{3099}لاקא각ᄀ\u{1160}\u{11A8}ក្ក\u{17D8}\u{E0100}\r\n\t\u{AD}";
        let joining: Vec<char> = joining.chars().collect();
        let joined = proptest::collection::vec(proptest::sample::select(joining), 0..60);
        prop_oneof!["\\PC{0,60}", any::<String>(), joined.prop_map(|chars| chars.into_iter().collect())]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn a_line_is_never_wider_than_it_is_taken_for(text in texts()) {
            let (mut line, mut taken_for) = (String::new(), 0);
            for c in text.chars() {
                line.push(c);
                taken_for += at_most(c);
                prop_assert!(line.width() <= taken_for, "{line:?}");
                taken_for = line.width();
            }
        }
    }
}
