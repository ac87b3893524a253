//! What people write in the sample: made-up posts and topics, in Japanese as in a ledger of the office.

/// What training is about.
pub(super) const TOPICS: [&str; 4] = ["個人情報の取扱い", "MCSの使い方", "情報セキュリティ", "守秘義務と端末の管理"];

/// What is posted of a patient; `{}` stands for the name.
pub(super) const TEXTS: [&str; 8] = [
    "{}様、訪問しました。血圧118/70、体温36.4、お変わりありません。",
    "本日より内服が変わります。{}様への説明は済んでいます。",
    "{}様のご家族から、夜間の咳が気になるとのお話がありました。",
    "体温36.8,脈拍72,SpO2 97%でした。",
    "次回の訪問は水曜日の午後です。\n時間が変わるときは、またお知らせします。",
    "ご本人は\"よく眠れた\"とのことです。",
    "足のむくみは軽くなっています。経過をみます。",
    "薬をお届けしました。残りは7日分です。",
];

/// What is posted among colleagues.
pub(super) const NOTICES: [&str; 3] =
    ["次回の勉強会は第2木曜日の18時からです。", "資料を共有しました。ご覧ください。", "出欠のご返事をお願いします。"];

/// What follows where a post mentions another patient.
pub(super) fn same_for(other: &str) -> String {
    format!("{other}様の件も同じです。")
}

/// The title of a group that is about no patient.
pub(super) fn meeting(number: u64) -> String {
    format!("多職種連携の会 第{number}回")
}
