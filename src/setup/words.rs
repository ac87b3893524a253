//! What is said when samples and settings are written.

use crate::base::text::{Lang, Problem, problem};

/// A sample of a day far from today.
pub(crate) fn sample_year(day: &str) -> Problem {
    problem!(
        "基準日 {day} は1900年から9000年までの間にありません。",
        "the as-of date {day} is outside the years 1900 to 9000"
    )
}

/// A sample whose size is given twice.
pub(crate) fn sample_of_fixed_size() -> Problem {
    problem!(
        "office の大きさは決まっています。--memberships は --size ward か nation と一緒に使ってください。",
        "an office has a fixed size; --memberships goes with --size ward or nation"
    )
}

/// A sample in which some table would have no rows.
pub(crate) fn sample_too_small(fewest: u64, memberships: u64) -> Problem {
    problem!(
        "--memberships は {fewest} 以上にしてください(指定は {memberships})。",
        "--memberships must be at least {fewest}, not {memberships}"
    )
}

/// A file where a sample would be written.
pub(crate) fn sample_is_there(file: &str) -> Problem {
    problem!(
        "{file} がすでにあります。上書きはしないので、別のフォルダーを指定してください。",
        "{file} is there already and is not overwritten; give another folder"
    )
}

/// The head of settings that say what was found.
pub(crate) fn found_head(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Ja => &[
            "見つけた表と見出しの対応です。違うところを直してください。",
            "書かない項目は、これまでどおりファイル名・シート名・見出しから探します。",
            "毎月ファイル名が変わる表は、file の行を消してください。",
            "書ける項目の一覧: mcs-audit schema config",
        ],
        Lang::En => &[
            "The tables and headers that were found: correct what is wrong.",
            "What is not set is looked for by the names of files, sheets and headers, as before.",
            "Delete the line `file` of a table whose file has another name every month.",
            "All that can be set: mcs-audit schema config",
        ],
    }
}

/// Settings where others would be written.
pub(crate) fn is_there(file: &str) -> Problem {
    problem!(
        "{file} がすでにあります。上書きはしないので、--write-config FILE で別の名前を指定し、要る行をいまの設定に書き写してください(別の名前の設定は --config FILE を付けたときだけ使われます)。",
        "{file} is there already and is not overwritten; give another name with --write-config FILE and copy what you need into your settings (settings under another name count only with --config FILE)"
    )
}

/// Above the lines that would settle which column a header stands for.
pub(crate) fn questions(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "どの項目か決められない列です。正しい行の先頭の「#」を消してください。",
        Lang::En => "It is not clear what these columns are: delete the \"# \" before the lines that are right.",
    }
}

/// Above the lines that would settle which table a file or sheet holds.
pub(crate) fn question_of_file(lang: Lang, place: &str) -> String {
    match lang {
        Lang::Ja => format!("{place} は読んでいません。次のどれかであれば、先頭の「#」を消してください。"),
        Lang::En => format!("{place} is not read. If it is one of these, delete the \"# \" before its lines."),
    }
}

/// Settings into which no answer can be put.
pub(crate) fn no_settings_to_edit() -> Problem {
    problem!(
        "設定ファイルに書き込めません。[tables] の下の書き方を確かめてください(mcs-audit schema config に一覧があります)。",
        "the answers cannot be put into the settings file; check what stands under [tables] (mcs-audit schema config lists what can)"
    )
}
