//! What is said of what was assumed, inferred or left out.

use crate::base::text::{Lang, list, plural};

/// A sheet that was taken for a table, or headers that were taken for columns, without being sure.
pub(super) fn assumed(lang: Lang, place: &str, table: Option<&str>, columns: &[(&str, &str)]) -> String {
    let column = |(header, column): &(&str, &str)| match lang {
        Lang::Ja => format!("「{header}」を「{column}」"),
        Lang::En => format!("\"{header}\" as {column}"),
    };
    let columns = list(lang, &columns.iter().map(column).collect::<Vec<_>>());
    match (lang, table, columns.is_empty()) {
        (Lang::Ja, Some(table), true) => format!("{place}: 表「{table}」とみなしました"),
        (Lang::Ja, Some(table), false) => format!("{place}: 表「{table}」とみなし、列の{columns}とみなしました"),
        (Lang::Ja, None, _) => format!("{place}: 列の{columns}とみなしました"),
        (Lang::En, Some(table), true) => format!("{place}: taken for the table {table}"),
        (Lang::En, Some(table), false) => format!("{place}: taken for the table {table}, with {columns}"),
        (Lang::En, None, _) => format!("{place}: taken {columns}"),
    }
}

/// Sheets that are no tables of the audit.
pub(super) fn no_tables(lang: Lang, file: &str, sheets: &[&str]) -> String {
    let sheets = list(lang, sheets);
    match lang {
        Lang::Ja => format!("{file}: 監査する表ではないので読んでいないシート {sheets}"),
        Lang::En => format!("{file}: sheets that are no tables of the audit, not read: {sheets}"),
    }
}

/// A sheet that looks like a table that is read from elsewhere.
pub(super) fn not_read(lang: Lang, place: &str, tables: &[&str]) -> String {
    let tables = list(lang, tables);
    match lang {
        Lang::Ja => format!("{place}: 表「{tables}」に見えますが、ほかのものを使い、これは読んでいません"),
        Lang::En => format!("{place}: looks like {tables}, which is read from elsewhere; this is not read"),
    }
}

/// Offices that are own because no other is named.
pub(super) fn own_offices(lang: Lang, names: &[String]) -> String {
    let names = list(lang, names);
    match lang {
        Lang::Ja => {
            format!("自事業所は設定にも表「事業所」にもないので、スタッフなどの表にある{names}としました")
        }
        Lang::En => format!("neither the settings nor a table offices say which offices are own: taken to be {names}"),
    }
}

/// Own offices to which nobody belongs who has an account; whether the settings list them.
pub(super) fn nobody_own(lang: Lang, is_set: bool) -> &'static str {
    match (lang, is_set) {
        (Lang::Ja, false) => {
            "スタッフの事業所がどれも表「事業所」にないので、全員を他の事業所の人としました。多くの規則が「該当なし」になります。事業所IDの書き方が表どうしで合っているか確かめてください"
        }
        (Lang::En, false) => {
            "no account belongs to an office of the table offices, so that everybody is left to other offices and most rules are not applicable: check that the office ids of the tables agree"
        }
        (Lang::Ja, true) => {
            "スタッフの事業所がどれも設定の own にないので、全員を他の事業所の人としました。多くの規則が「該当なし」になります。事業所の書き方が合っているか確かめてください"
        }
        (Lang::En, true) => {
            "no account belongs to an office that the settings list as own, so that everybody is left to other offices and most rules are not applicable: check how the offices are written"
        }
    }
}

/// Groups without a kind, of which so many have a patient, and so many none.
pub(super) fn kinds(lang: Lang, with: usize, without: usize) -> String {
    match lang {
        Lang::Ja => format!(
            "種別の記入がないグループは、患者のいる{with}件を患者グループ、患者のいない{without}件をそうでないグループとしました"
        ),
        Lang::En => format!(
            "of the groups without a kind {with} with a patient are taken for patient groups, {without} without one for others"
        ),
    }
}

/// Groups whose leader is told by the role of a member.
pub(super) fn leaders(lang: Lang, groups: usize) -> String {
    match lang {
        Lang::Ja => format!(
            "連携リーダーの記入がないグループ{groups}件は、参加者一覧で役割がリーダーの人を連携リーダーとしました"
        ),
        Lang::En => format!(
            "{} without a leader on record: whoever has that role among the members is taken to lead",
            plural(groups, "group")
        ),
    }
}

/// Ids that are written otherwise than in the table that they refer to.
pub(super) fn spellings(lang: Lang, table: &str, column: &str, cells: usize) -> String {
    match lang {
        Lang::Ja => format!(
            "表「{table}」の「{column}」{cells}件は、大文字と小文字・ハイフン・先頭の0の違いを除いて一致するIDとしました"
        ),
        Lang::En => {
            format!("{table}, {column}: {} matched but for case, hyphens or leading zeros", plural(cells, "id"))
        }
    }
}
