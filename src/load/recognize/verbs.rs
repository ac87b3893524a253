//! The forms of native verbs in which headers speak of what was done: しまう → しまった日, しまわれた日, しまい.

/// Shorter forms without a kanji stand within other words.
const SHORTEST: usize = 3;

/// The forms of a verb that is given as a dictionary has it, with a point before the る that it loses: やめ.る.
pub(super) fn forms(verb: &str) -> Vec<String> {
    let (stem, past, link, denied) = if let Some((stem, _)) = verb.split_once('.') {
        (stem.to_owned(), format!("{stem}た"), format!("{stem}て"), format!("{stem}ら"))
    } else {
        let mut root = verb.chars();
        let Some((stem, past, denied)) = root.next_back().and_then(endings) else { return vec![verb.to_owned()] };
        let root = root.as_str();
        let link = past.replace('た', "て").replace('だ', "で");
        (format!("{root}{stem}"), format!("{root}{past}"), format!("{root}{link}"), format!("{root}{denied}"))
    };
    // だれが持っているか
    let lasting = ["いる", "る", "いた"].map(|end| format!("{link}{end}"));
    let passive = ["れ", "れた", "れて"].map(|end| format!("{denied}{end}"));
    let all = [verb.replace('.', ""), stem, past, link].into_iter().chain(lasting).chain(passive);
    all.filter(|form| form.chars().count() >= if form.chars().all(is_kana) { SHORTEST } else { 2 }).collect()
}

fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ー')
}

/// How a verb goes on that ends in this character: before ます, in the past, and before ない.
fn endings(last: char) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match last {
        'う' => ("い", "った", "わ"),
        'つ' => ("ち", "った", "た"),
        'る' => ("り", "った", "ら"),
        'む' => ("み", "んだ", "ま"),
        'ぶ' => ("び", "んだ", "ば"),
        'ぬ' => ("に", "んだ", "な"),
        'く' => ("き", "いた", "か"),
        'ぐ' => ("ぎ", "いだ", "が"),
        'す' => ("し", "した", "さ"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_lasting(form: &str) -> bool {
        ["ている", "てる", "ていた", "でいる", "でる", "でいた"].iter().any(|end| form.ends_with(end))
    }

    #[test]
    fn what_goes_on_is_a_form_of_its_own() {
        let lasting = |verb| forms(verb).into_iter().filter(|form| is_lasting(form)).collect::<Vec<_>>();
        assert_eq!(lasting("持つ"), ["持っている", "持ってる", "持っていた"]);
        assert_eq!(lasting("結ぶ"), ["結んでいる", "結んでる", "結んでいた"]);
    }

    #[test]
    fn verbs_are_put_into_the_forms_that_headers_have() {
        for (verb, expected) in [
            ("しまう", &["しまう", "しまい", "しまった", "しまって", "しまわれ", "しまわれた", "しまわれて"][..]),
            ("やめ.る", &["やめる", "やめた", "やめて", "やめられ", "やめられた", "やめられて"]),
            ("出.る", &["出る", "出た", "出て", "出られ", "出られた", "出られて"]),
            (
                "亡くなる",
                &["亡くなる", "亡くなり", "亡くなった", "亡くなって", "亡くなられ", "亡くなられた", "亡くなられて"],
            ),
            ("招く", &["招く", "招き", "招いた", "招いて", "招かれ", "招かれた", "招かれて"]),
            ("呼ぶ", &["呼ぶ", "呼び", "呼んだ", "呼んで", "呼ばれ", "呼ばれた", "呼ばれて"]),
            ("かす", &["かした", "かして", "かされ", "かされた", "かされて"]),
        ] {
            let passing = forms(verb).into_iter().filter(|form| !is_lasting(form));
            assert_eq!(passing.collect::<Vec<_>>(), expected, "{verb}");
        }
    }
}
