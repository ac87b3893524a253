//! What the values of options are called in Japanese: each may be given so, as well as by its own word.

/// The Japanese words for a value; none for one that goes by the name of a format or a program.
pub(crate) fn in_japanese(value: &str) -> &'static [&'static str] {
    match value {
        "yes" => &["はい"],
        "no" => &["いいえ"],
        "low" => &["低"],
        "medium" => &["中"],
        "high" => &["高"],
        "critical" => &["重大"],
        "new:low" => &["新規:低"],
        "new:medium" => &["新規:中"],
        "new:high" => &["新規:高"],
        "new:critical" => &["新規:重大"],
        "clause" => &["条項"],
        "rule" => &["規則"],
        "duty" => &["役割"],
        "person" => &["人"],
        "office" => &["事業所"],
        "ward" => &["区"],
        "nation" => &["全国"],
        "names" => &["氏名", "名前"],
        "all" => &["すべて", "全て"],
        "ja" => &["日本語"],
        "en" => &["英語"],
        "utf-8-bom" => &["BOM付き", "BOM付きUTF-8"],
        "utf-8" => &["BOMなし", "BOMなしUTF-8"],
        "cp932" => &["シフトJIS", "Shift_JIS"],
        "text" => &["テキスト", "画面"],
        "html" => &["ページ", "ウェブページ"],
        "xlsx" => &["エクセル", "Excel"],
        "markdown" => &["マークダウン"],
        "config" => &["設定"],
        "report" => &["報告"],
        "inputs" => &["表の一覧", "読んだ表の一覧"],
        _ => &[],
    }
}

/// A value as a list of those that can be given has it: with its Japanese word, if it has one.
pub(crate) fn listed(value: &str) -> String {
    in_japanese(value).first().map_or_else(|| value.to_owned(), |ja| format!("{value}({ja})"))
}
