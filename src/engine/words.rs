//! The words of findings: cells, notes of evidence, what a rule lacks, what is wrong with a waiver.

use std::borrow::Borrow;

use super::redact::Pseudonym;
use crate::base::text::{Lang, list};
use crate::model::issue::{Fault, Loss, Stale};
use crate::model::place::MatchKind;
use crate::model::schema::{Kind, TableId, known};
use crate::policy::condition::Source;
use crate::policy::needs::Need;
use crate::policy::{Edition, Slot};
use crate::table::Tables;

/// What a rule needs.
pub(crate) fn need(lang: Lang, need: Need) -> String {
    let column = |(table, column): (TableId, crate::model::schema::ColumnId)| {
        let def = table.def();
        format!("{}.{} ({})", def.name, def.def(column).name, def.def(column).label.get(lang))
    };
    match (need, lang) {
        (Need::Table(table), _) => {
            format!("{} ({})", table.def().name, table.def().label.get(lang))
        }
        (Need::Column(t, c), _) => column((t, c)),
        (Need::Either(a, b), Lang::Ja) => format!("{} または {}", column(a), column(b)),
        (Need::Either(a, b), Lang::En) => format!("{} or {}", column(a), column(b)),
        (Need::Unless(a, b), Lang::Ja) => format!("{}（どのグループにも {} があれば不要）", column(a), column(b)),
        (Need::Unless(a, b), Lang::En) => format!("{}, unless every group has {}", column(a), column(b)),
        (Need::Strangers(table), Lang::Ja) => {
            format!(
                "{} ({})（スタッフ一覧にない人が連携リーダーのとき）",
                table.def().name,
                table.def().label.get(lang)
            )
        }
        (Need::Strangers(table), Lang::En) => format!("{}, if a leader is not in staff", table.def().name),
        (Need::Filled(t, c), Lang::Ja) => format!("{} に記入があること", column((t, c))),
        (Need::Filled(t, c), Lang::En) => format!("{} filled in somewhere", column((t, c))),
    }
}

/// What is said of an empty cell.
pub(crate) fn not_on_record(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "（記載なし）",
        Lang::En => "(not on record)",
    }
}

/// What a damaged text was before, as far as that can be told.
pub(crate) fn likely(lang: Lang, was: &[String]) -> String {
    match (was, lang) {
        ([], _) => String::new(),
        (was, Lang::Ja) => format!("(元は「{}」と思われる)", was.join("」か「")),
        (was, Lang::En) => format!(" (it was probably “{}”)", was.join("” or “")),
    }
}

/// What is said where nobody is called nearly so.
pub(crate) fn nobody(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "なし",
        Lang::En => "none",
    }
}

/// What is said of a name that fits several.
pub(crate) fn ambiguous(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "（特定できない）",
        Lang::En => "(ambiguous)",
    }
}

/// Something on record or not.
pub(crate) fn mark(lang: Lang, there: bool) -> &'static str {
    match (lang, there) {
        (Lang::Ja, true) => "記載あり",
        (Lang::En, true) => "on record",
        (_, false) => "",
    }
}

/// A truth.
pub(crate) fn truth(lang: Lang, holds: bool) -> &'static str {
    match (lang, holds) {
        (Lang::Ja, true) => "はい",
        (Lang::Ja, false) => "いいえ",
        (Lang::En, true) => "yes",
        (Lang::En, false) => "no",
    }
}

/// A row in evidence: its table and what stands in it.
pub(crate) fn note(lang: Lang, table: &str, cells: &[String]) -> String {
    let colon = match lang {
        Lang::Ja => "：",
        Lang::En => ": ",
    };
    [table, colon, &list(lang, cells)].concat()
}

/// How a row was found that a cell names other than by id.
pub fn matched(lang: Lang, column: &str, how: MatchKind) -> String {
    let by = match (lang, how) {
        (_, MatchKind::Id) => "ID",
        (Lang::Ja, MatchKind::Zeros) => "先頭の0を除いたID",
        (Lang::Ja, MatchKind::Spelling) => "書き方の違うID",
        (Lang::Ja, MatchKind::Email) => "メールアドレス",
        (Lang::Ja, MatchKind::Name) => "名前",
        (Lang::Ja, MatchKind::NameInOffice) => "事業所と名前",
        (Lang::Ja, MatchKind::NameAndReading) => "名前とふりがな",
        (Lang::En, MatchKind::Zeros) => "id without its leading zeros",
        (Lang::En, MatchKind::Spelling) => "id in another spelling",
        (Lang::En, MatchKind::Email) => "e-mail",
        (Lang::En, MatchKind::Name) => "name",
        (Lang::En, MatchKind::NameInOffice) => "name within the office",
        (Lang::En, MatchKind::NameAndReading) => "name and reading",
    };
    match lang {
        Lang::Ja => format!("{}は{by}で照合", column.trim_end_matches("ID")),
        Lang::En => format!("{column} matched by {by}"),
    }
}

/// A note with how the rows were found that it names.
pub(crate) fn with_matches(lang: Lang, note: String, matches: &[String]) -> String {
    match (lang, matches) {
        (_, []) => note,
        (Lang::Ja, _) => format!("{note}（{}）", matches.join("、")),
        (Lang::En, _) => format!("{note} ({})", matches.join(", ")),
    }
}

/// The first of many, and how many more there are: people, or other things.
pub(crate) fn and_more<S: Borrow<str>>(lang: Lang, said: &[S], more: usize, of: Option<TableId>) -> String {
    let are_people = of.is_some_and(|table| table == known().staff || table == known().patients);
    let more = match (lang, are_people) {
        (Lang::Ja, true) => format!("ほか{more}人"),
        (Lang::Ja, false) => format!("ほか{more}件"),
        (Lang::En, _) => format!("{more} more"),
    };
    let joint = match lang {
        _ if said.is_empty() => "",
        Lang::Ja => "、",
        Lang::En => " and ",
    };
    [&list(lang, said), joint, &more].concat()
}

/// Rows of a table that are not told one by one.
pub(crate) fn more_rows(lang: Lang, table: &str, more: usize) -> String {
    match lang {
        Lang::Ja => format!("{table}：ほか{more}行"),
        Lang::En => format!("{table}: {more} more rows"),
    }
}

/// A register that was searched for something that is not there.
pub(crate) fn searched(lang: Lang, table: &str, rows: u32) -> String {
    match lang {
        Lang::Ja => format!("{table}{rows}行を調べたが、該当する行がない"),
        Lang::En => format!("{table}: searched {rows} rows, none fits"),
    }
}

/// Why a rule was not assessed.
pub(crate) fn unmet(lang: Lang, needs: &[Need], tables: &Tables) -> String {
    let column = |table: TableId, column| {
        let def = table.def();
        match lang {
            Lang::Ja => format!("「{}」の列「{}」", def.label.ja, def.def(column).label.ja),
            Lang::En => format!("the column {} of {}", def.def(column).name, def.name),
        }
    };
    let absent_tables: Vec<_> =
        needs.iter().filter_map(|n| if let Need::Table(t) = n { Some(*t) } else { None }).collect();
    let mut said: Vec<String> = Vec::new();
    for need in needs {
        match *need {
            Need::Column(table, _) | Need::Filled(table, _) | Need::Unless((table, _), _) | Need::Strangers(table)
                if absent_tables.contains(&table) => {}
            Need::Table(table) | Need::Strangers(table) => {
                let def = table.def();
                let given = tables[table].origin.is_some();
                let has_rows = tables[table].origin.as_ref().is_some_and(|origin| origin.read > 0);
                said.push(match (lang, given) {
                    (Lang::Ja, false) => format!("表「{}」({})がない", def.label.ja, def.name),
                    (Lang::Ja, true) if has_rows => {
                        format!("表「{}」({})に監査に使える行がない", def.label.ja, def.name)
                    }
                    (Lang::Ja, true) => format!("表「{}」({})に行がない", def.label.ja, def.name),
                    (Lang::En, false) => format!("there is no table {}", def.name),
                    (Lang::En, true) if has_rows => format!("no row of the table {} takes part", def.name),
                    (Lang::En, true) => format!("the table {} has no rows", def.name),
                });
            }
            Need::Column(table, c) | Need::Unless((table, c), _) => said.push(match lang {
                Lang::Ja => format!("{}がない", column(table, c)),
                Lang::En => format!("{} is missing", column(table, c)),
            }),
            Need::Filled(table, c) => said.push(match lang {
                Lang::Ja => format!("{}が一つも記入されていない", column(table, c)),
                Lang::En => format!("{} is not filled in anywhere", column(table, c)),
            }),
            Need::Either((t1, c1), (t2, c2)) => {
                if !absent_tables.contains(&t1) {
                    said.push(match lang {
                        Lang::Ja => format!("{}も{}もない", column(t1, c1), column(t2, c2)),
                        Lang::En => {
                            format!("{} and {} are both missing", column(t1, c1), column(t2, c2))
                        }
                    });
                }
            }
        }
    }
    list(lang, &said)
}

/// What is wrong with a waiver.
pub(crate) fn waiver_fault(lang: Lang, fault: &Fault) -> String {
    match (lang, fault) {
        (_, Fault::Missing(table, columns)) => {
            let columns: Vec<String> = columns.iter().map(|c| table.def().def(*c).label.get(lang).to_owned()).collect();
            let columns = list(lang, &columns);
            match lang {
                Lang::Ja => format!("{columns}が空欄か不明である"),
                Lang::En => format!("empty or not known: {columns}"),
            }
        }
        (_, Fault::Nobody(table, column, text)) => {
            let column = table.def().def(*column).label.get(lang);
            match lang {
                Lang::Ja => format!("{column}「{text}」が、スタッフの誰でもなく、姓名でもない"),
                Lang::En => format!("{column} “{text}” is nobody in the accounts, and no full name"),
            }
        }
        (Lang::Ja, Fault::NotOver) => "今からでも直せる指摘である".to_owned(),
        (Lang::En, Fault::NotOver) => "the finding can still be put right".to_owned(),
        (Lang::Ja, Fault::NotYetCorrected) => "是正日が基準日より後である".to_owned(),
        (Lang::En, Fault::NotYetCorrected) => "it was corrected after the as-of date".to_owned(),
        (Lang::Ja, Fault::BeforeFinding(day)) => format!("是正日が、指摘の生じた{day}より前である"),
        (Lang::En, Fault::BeforeFinding(day)) => format!("it was corrected before {day}, when the finding came about"),
        (Lang::Ja, Fault::UnknownRule) => "その名前の規則がない".to_owned(),
        (Lang::En, Fault::UnknownRule) => "there is no such rule".to_owned(),
        (Lang::Ja, Fault::NotWaivable) => "例外にできない規則である".to_owned(),
        (Lang::En, Fault::NotWaivable) => "findings of this rule cannot be waived".to_owned(),
        (Lang::Ja, Fault::SelfApproved) => "申請や是正をした人と承認者が同じ人である".to_owned(),
        (Lang::En, Fault::SelfApproved) => "the same person approved it".to_owned(),
        (Lang::Ja, Fault::NotYetValid) => "承認日が基準日より後である".to_owned(),
        (Lang::En, Fault::NotYetValid) => "it was approved after the as-of date".to_owned(),
        (Lang::Ja, Fault::EndsBeforeItBegins) => "期限が承認日より前である".to_owned(),
        (Lang::En, Fault::EndsBeforeItBegins) => "it ends before it was approved".to_owned(),
        (Lang::Ja, Fault::TooLong(days)) => format!("期限が承認日から{days}日を超えている"),
        (Lang::En, Fault::TooLong(days)) => format!("it ends more than {days} days after it was approved"),
    }
}

/// What a cell may hold.
pub(crate) fn expected(lang: Lang, kind: Kind) -> String {
    match (lang, kind) {
        (Lang::Ja, Kind::Date) => "日付(例 2026-03-31、令和8年3月31日)".to_owned(),
        (Lang::En, Kind::Date) => "a date such as 2026-03-31".to_owned(),
        (_, Kind::Code(codes)) => {
            let codes = codes.def();
            let words: Vec<String> = (1..=codes.words.len() as u8).map(|c| codes.say(c, lang).to_owned()).collect();
            list(lang, &words)
        }
        (Lang::Ja, Kind::Points) => "1から5までの番号(例 1,2,3)".to_owned(),
        (Lang::En, Kind::Points) => "numbers from 1 to 5, such as 1,2,3".to_owned(),
        (Lang::Ja, Kind::Id | Kind::Row(_) | Kind::Text | Kind::Name | Kind::Email | Kind::Patients) => {
            "計算式のエラーでない値".to_owned()
        }
        (Lang::En, Kind::Id | Kind::Row(_) | Kind::Text | Kind::Name | Kind::Email | Kind::Patients) => {
            "a value instead of the error of a formula".to_owned()
        }
        (Lang::Ja, _) => "空欄(この欄には見出しがない)".to_owned(),
        (Lang::En, _) => "nothing (there is no header above this cell)".to_owned(),
    }
}

/// What a cell with several days in it should hold.
pub(crate) fn one_day(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "日付を一つだけ(例 2026-03-31)",
        Lang::En => "one day only, such as 2026-03-31",
    }
}

/// One row of a table, or all of them, at the head of a sentence.
pub(crate) fn which_rows(lang: Lang, all: bool) -> &'static str {
    match (lang, all) {
        (Lang::Ja, false) => "1行に",
        (Lang::Ja, true) => "どの行にも",
        (Lang::En, false) => "A row",
        (Lang::En, true) => "Every row",
    }
}

/// A day on which something happened, and which nobody wrote down.
pub(crate) fn unknown_day(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "日付不明の日",
        Lang::En => "a day that is not on record",
    }
}

/// What stands in a slot, in general.
pub(crate) fn slot(lang: Lang, slot: &Slot) -> String {
    let bracket = |text: &str| match lang {
        Lang::Ja => format!("〔{text}〕"),
        Lang::En => format!("[{text}]"),
    };
    let both = |ja: &str, en: &str| bracket(if lang == Lang::Ja { ja } else { en });
    match slot {
        Slot::Value(value, _) => match value.source {
            Source::Column(column) => {
                let step = value.path.last().and_then(|s| match s.by {
                    Source::Column(by) if value.table.def().def(column).name == "name" => Some(s.from.def().def(by)),
                    _ => None,
                });
                let label = step.map_or_else(|| value.table.def().def(column).label.get(lang), |c| c.label.get(lang));
                bracket(label.trim_end_matches("ID"))
            }
            Source::Term(_) => both("日付", "date"),
        },
        Slot::AsOf => both("基準日", "as-of date"),
        Slot::Effect => both("施行日", "day of effect"),
        Slot::Item => both("項目", "item"),
        Slot::Items => both("項目", "items"),
        Slot::ItemEdition => both("最新の版", "latest edition"),
        Slot::ItemIssued => both("発行日", "day of issue"),
        Slot::Related | Slot::Others => both("該当するもの", "those concerned"),
        Slot::RelatedColumn(_) | Slot::LatestColumn(_) => both("記録の内容", "what is on record"),
        Slot::Count => both("数", "number"),
        Slot::Done => both("行った日", "day it was done"),
        Slot::Due => both("期限", "due date"),
        Slot::Names => both("名前", "names"),
        Slot::Reasons => both("理由", "reason"),
        Slot::Input(name) => match *name {
            "table" => both("表", "table"),
            "column" => both("列", "column"),
            "value" => both("値", "value"),
            "row" | "key" => both("行", "row"),
            "id" => both("ID", "id"),
            "name" => both("名前", "name"),
            "candidates" => both("候補", "candidates"),
            "near" => both("似た名前", "similar names"),
            "likely" => both("元の文字", "what it was"),
            "target" => both("参照先の表", "table referred to"),
            "earlier" => both("先になるはずの日", "earlier date"),
            "exported" => both("作成日", "day it was made"),
            "expected" => both("使える値", "what it may hold"),
            "rule" => both("規則", "rule"),
            "expires" => both("期限", "end"),
            "faults" => both("理由", "what is wrong"),
            _ => both("数", "number"),
        },
    }
}

/// An edition of a document.
pub(crate) fn edition(lang: Lang, edition: &Edition) -> String {
    let Edition { number, issued } = edition;
    match (lang, number) {
        (Lang::Ja, Some(number)) => format!("{number}、{issued}公表"),
        (Lang::En, Some(number)) => format!("{number}, issued on {issued}"),
        (Lang::Ja, None) => format!("{issued}改正"),
        (Lang::En, None) => format!("as amended on {issued}"),
    }
}

/// Why a table does not show the state that is judged.
pub(crate) fn stale(lang: Lang, stale: &Stale) -> String {
    match (lang, stale) {
        (Lang::Ja, Stale::Old(days, most)) => {
            format!("{}時点のもので、基準日より{most}日を超えて古い", list(lang, days))
        }
        (Lang::En, Stale::Old(days, most)) => {
            format!("shows the state of {}, more than {most} days before the as-of date", list(lang, days))
        }
        (Lang::Ja, Stale::Unchanged(since, most)) => {
            format!("{since}の監査のときと同じファイルのままで、{most}日を超えて1バイトも変わっていない")
        }
        (Lang::En, Stale::Unchanged(since, most)) => {
            format!("is, byte for byte, the file of the audit of {since}, more than {most} days before the as-of date")
        }
        (Lang::Ja, Stale::Older(now, then)) => {
            format!("{now}時点のもので、前の監査のときのもの({then}時点)より古い")
        }
        (Lang::En, Stale::Older(now, then)) => {
            format!("shows the state of {now}, and that of the audit before showed a later one, of {then}")
        }
    }
}

/// What a table lacks that it had.
pub(crate) fn loss(lang: Lang, table: TableId, loss: &Loss) -> String {
    let label = |column| table.def().def(column).label.get(lang);
    match (lang, loss) {
        (Lang::Ja, Loss::Table) => "全体がなくなっている".to_owned(),
        (Lang::En, Loss::Table) => "is no longer there".to_owned(),
        (Lang::Ja, Loss::Rows(before, now)) => format!("{before}行から{now}行に減っている"),
        (Lang::En, Loss::Rows(before, now)) => format!("has {now} rows, and had {before}"),
        (Lang::Ja, Loss::Column(column)) => format!("「{}」の列がなくなっている", label(*column)),
        (Lang::En, Loss::Column(column)) => format!("no longer has the column “{}”", label(*column)),
    }
}

/// A pseudonym: what it stands for, and the letters that tell it from others.
pub(crate) fn pseudonym(lang: Lang, of: Pseudonym, letters: &str) -> String {
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
