//! What is said of pseudonyms and of the key that they are made with, in both languages.

use super::{Problem, problem};
use crate::redact::{Pseudonym, SHORTEST_KEY};
use crate::text::Lang;

/// A pseudonym: what it stands for, and the letters that tell it from others.
pub fn pseudonym(lang: Lang, of: Pseudonym, letters: &str) -> String {
    let word = match (lang, of) {
        (Lang::Ja, Pseudonym::Staff) => "職員",
        (Lang::Ja, Pseudonym::Patient) => "患者",
        (Lang::Ja, Pseudonym::Group) => "グループ",
        (Lang::Ja, Pseudonym::Office) => "事業所",
        (Lang::Ja, Pseudonym::Device) => "端末",
        (Lang::Ja, Pseudonym::Incident) => "事故",
        (Lang::Ja, Pseudonym::Post) => "投稿",
        (Lang::Ja, Pseudonym::Row) => "行",
        (Lang::Ja, Pseudonym::Name) => "名前",
        (Lang::Ja, Pseudonym::Email) => "メール",
        (Lang::Ja, Pseudonym::Text) => "文",
        (Lang::Ja, Pseudonym::File) => "ファイル",
        (Lang::Ja, Pseudonym::Sheet) => "シート",
        (Lang::Ja, Pseudonym::Header) => "見出し",
        (Lang::En, Pseudonym::Staff) => "staff",
        (Lang::En, Pseudonym::Patient) => "patient",
        (Lang::En, Pseudonym::Group) => "group",
        (Lang::En, Pseudonym::Office) => "office",
        (Lang::En, Pseudonym::Device) => "device",
        (Lang::En, Pseudonym::Incident) => "incident",
        (Lang::En, Pseudonym::Post) => "post",
        (Lang::En, Pseudonym::Row) => "row",
        (Lang::En, Pseudonym::Name) => "name",
        (Lang::En, Pseudonym::Email) => "mail",
        (Lang::En, Pseudonym::Text) => "text",
        (Lang::En, Pseudonym::File) => "file",
        (Lang::En, Pseudonym::Sheet) => "sheet",
        (Lang::En, Pseudonym::Header) => "header",
    };
    format!("{word}-{letters}")
}

/// A key file that is named and not there.
pub fn no_key(file: &str) -> Problem {
    problem!(
        "仮名のかぎファイル {file} がありません。場所を確かめてください。新しく作るときは、--redact-key(設定の redact-key)を付けずに実行すると、表のフォルダーに mcs-audit.key を作ります。",
        "there is no key file {file}; check its path, or leave --redact-key (redact-key in the settings) out to have mcs-audit.key made in the folder of the tables"
    )
}

/// A key file that is empty, too short, or no random text.
pub fn weak_key(file: &str) -> Problem {
    problem!(
        "仮名のかぎファイル {file} の中身が短すぎるか、単純すぎます({SHORTEST_KEY}バイト以上の、でたらめな文字が要ります)。ファイルを消し、--redact-key(設定の redact-key)を付けずに実行すると、新しいかぎを作ります。",
        "the key in {file} is too short or too plain (it takes {SHORTEST_KEY} bytes or more, drawn at random); delete the file and leave --redact-key (redact-key in the settings) out to have a new one made"
    )
}

/// A key for nothing.
pub fn key_without_redact() -> Problem {
    problem!(
        "--redact-key だけでは仮名に置き換えません。--redact names か --redact all も付けてください。",
        "--redact-key alone redacts nothing; add --redact names or --redact all"
    )
}

/// A key that was made, once.
pub fn key_made(lang: Lang, file: &str) -> String {
    match lang {
        Lang::Ja => format!(
            "仮名のかぎを {file} に作りました。次からも同じ人が同じ仮名になるように、このファイルを残してください。報告と一緒に人に渡さないでください。"
        ),
        Lang::En => format!(
            "made a key for the pseudonyms in {file}; keep it, so that the same people have the same pseudonyms next time, and never hand it on with a report"
        ),
    }
}

/// No random bytes are to be had.
pub fn no_random(error: &str) -> Problem {
    problem!("かぎを作るための乱数を得られません({error})。", "the system gives no random bytes for a key ({error})")
}
