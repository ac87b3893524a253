//! What is said when a person is asked what a sheet or a header is.

use crate::base::text::{Lang, Problem, problem};

/// Questions where nobody can answer.
pub(in crate::cli) fn no_terminal() -> Problem {
    problem!(
        "--ask は、端末で質問に答えるときに使います。端末がないときは --write-config で質問を注釈として書き出してください。",
        "--ask needs a terminal at which somebody answers; without one, --write-config writes the questions as comments"
    )
}

/// The question of a sheet or a header, with some of its cells.
pub(in crate::cli) fn question(lang: Lang, place: &str, header: Option<&str>, cells: &[String]) -> String {
    let cells = match (lang, cells) {
        (_, []) => String::new(),
        (Lang::Ja, cells) => format!("(例: {})", cells.join("、")),
        (Lang::En, cells) => format!(" (such as {})", cells.join(", ")),
    };
    match (lang, header) {
        (Lang::Ja, Some(header)) => format!("{place} の列「{header}」{cells}は何ですか"),
        (Lang::Ja, None) => format!("{place}{cells} は何の表ですか"),
        (Lang::En, Some(header)) => format!("{place}: what is the column {header}{cells}?"),
        (Lang::En, None) => format!("{place}{cells}: which table is it?"),
    }
}

/// Not to answer now.
pub(in crate::cli) fn later(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "このままにする(設定に書かない)",
        Lang::En => "leave it as it is (nothing is written)",
    }
}

/// There is no question.
pub(in crate::cli) fn nothing_to_ask(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "推定したものも、確かめたいものもありません。",
        Lang::En => "nothing was assumed, and nothing is to be settled.",
    }
}

/// No question was answered.
pub(in crate::cli) fn nothing_answered(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "答えがないので、設定は変えていません。",
        Lang::En => "nothing was answered; the settings are as they were.",
    }
}

/// Answers that were written; those about tables bring new questions.
pub(in crate::cli) fn answers_written(lang: Lang, file: &str, answers: usize, is_about_tables: bool) -> String {
    match (lang, is_about_tables) {
        (Lang::Ja, false) => format!("{answers} 件の答えを {file} に書きました。"),
        (Lang::Ja, true) => {
            format!("{answers} 件の答えを {file} に書きました。表の列を確かめるには、もう一度 --ask を使ってください。")
        }
        (Lang::En, false) => format!("wrote {answers} of the answers to {file}."),
        (Lang::En, true) => {
            format!("wrote {answers} of the answers to {file}; use --ask again for the columns of these tables.")
        }
    }
}
