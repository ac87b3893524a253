//! Tables as an office might have written them: notations, Japanese words, and what stands around a table.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};

use super::Table;

/// What stands in a cell, as the form can hold it.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Text(String),
    Number(i64),
    Truth(bool),
    Day(NaiveDate),
}

/// What a form can hold beside text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    Json,
    Book,
}

/// The words that people write for a code; all of them can be written in CP932.
pub(crate) const WORDS: [(&str, &str, &[&str]); 44] = [
    ("staff-role", "admin", &["管理者", "MCS管理者", "○", "管理者権限"]),
    ("staff-role", "user", &["一般", "スタッフ", "一般職員"]),
    ("staff-status", "active", &["利用中", "有効", "使用中", "○"]),
    ("staff-status", "suspended", &["停止", "利用停止"]),
    ("staff-status", "released", &["スタッフ解除", "解除"]),
    ("staff-status", "closed", &["退会", "退会済み"]),
    ("two-factor", "yes", &["有", "○", "済", "設定済み"]),
    ("two-factor", "no", &["無", "×", "未", "なし"]),
    ("two-factor", "unknown", &["不明", "未確認"]),
    ("group-kind", "patient", &["患者", "患者グループ"]),
    ("group-kind", "free", &["自由", "自由グループ"]),
    ("group-status", "active", &["利用中", "有効"]),
    ("group-status", "archived", &["保管", "アーカイブ"]),
    ("member-role", "leader", &["リーダー", "連携リーダー", "連携ホスト", "ﾘｰﾀﾞｰ"]),
    ("member-role", "member", &["メンバー", "一般", "ﾒﾝﾊﾞｰ"]),
    ("member-status", "active", &["参加中", "利用中", "有効"]),
    ("member-status", "invited", &["招待中", "承認待ち"]),
    ("member-status", "removed", &["解除", "サポーター解除", "退出"]),
    ("patient-status", "active", &["利用中", "在宅"]),
    ("patient-status", "ended", &["終了", "利用終了"]),
    ("patient-status", "deceased", &["死亡", "逝去"]),
    ("pledge-form", "form1", &["様式第1号", "第１号様式", "様式1"]),
    ("pledge-form", "existing", &["既存", "既存の誓約書"]),
    ("consent-form", "form2", &["様式第2号", "第２号様式", "様式2"]),
    ("consent-form", "existing", &["既存", "既存の同意書"]),
    ("signer", "patient", &["本人", "ご本人"]),
    ("signer", "family", &["家族", "代理人"]),
    ("device-status", "in-use", &["使用中", "貸与中"]),
    ("device-status", "returned", &["返却", "返却済み"]),
    ("device-status", "lost", &["紛失"]),
    ("device-status", "stolen", &["盗難"]),
    ("device-status", "disposed", &["廃棄", "処分"]),
    ("incident-kind", "loss", &["紛失", "盗難"]),
    ("incident-kind", "leak", &["漏えい", "漏洩"]),
    ("incident-kind", "intrusion", &["不正アクセス"]),
    ("incident-kind", "fault", &["障害", "システム障害"]),
    ("incident-kind", "misuse", &["不正利用", "目的外利用"]),
    ("flag", "yes", &["有", "あり", "○", "◯", "〇", "済", "レ", "はい", "１", "TRUE"]),
    ("flag", "no", &["無", "なし", "×", "未", "いいえ", "０", "FALSE"]),
    ("answer", "yes", &["はい", "○", "済"]),
    ("answer", "no", &["いいえ", "×", "未"]),
    ("points", "1;2;3;4;5", &["1,2,3,4,5", "①②③④⑤", "１～５", "1、2、3、4、5"]),
    ("points", "1;2;3;5", &["1,2,3,5", "①②③⑤", "1～3、5"]),
    ("points", "1;2;3;4", &["1-4", "①②③④"]),
];

/// A day in every notation that domain knowledge names, one after the other.
pub(crate) fn notation(day: NaiveDate, number: usize) -> String {
    let (y, m, d) = (day.year(), day.month(), day.day());
    let reiwa = NaiveDate::from_ymd_opt(2019, 5, 1).expect("a day");
    let (era, letter, year) = if day >= reiwa { ("令和", "R", y - 2018) } else { ("平成", "H", y - 1988) };
    let of_era = if year == 1 { "元".to_owned() } else { year.to_string() };
    let serial = (day - NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day")).num_days();
    match number % 14 {
        0 => format!("{era}{of_era}年{m}月{d}日"),
        1 => format!("{letter}{year}.{m}.{d}"),
        2 => format!("{y}/{m}/{d}"),
        3 => format!("{y}年{m}月{d}日"),
        4 => format!("{y}.{m}.{d}"),
        5 => format!("{letter}{year:02}.{m:02}.{d:02}"),
        6 => format!("{y}{m:02}{d:02}"),
        7 => wide(&format!("{y}/{m}/{d}")),
        8 => format!("{era}{of_era}年({y}年){m}月{d}日"),
        9 => format!("{y}/{m:02}/{d:02} 0:00:00"),
        10 => format!("{}{of_era}.{m}.{d}", era.chars().next().expect("a letter")),
        11 => format!("{era} {of_era} 年 {m} 月 {d} 日"),
        12 => serial.to_string(),
        _ => format!("{letter}{year}/{m}/{d}"),
    }
}

/// ASCII in full width.
pub(crate) fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c })
        .collect()
}

/// A table as an office would write it: headers in Japanese, and every cell in another notation than the one above.
pub(crate) struct Dressed {
    pub(crate) label: &'static str,
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// The rows whose key another row has too. Which of them counts rests on the text of their cells: they stay as they are.
pub(crate) fn shared(table: &Table) -> BTreeSet<usize> {
    let keys = table.def().get("key").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let places: Vec<usize> = keys.iter().filter_map(|k| table.place(k.as_str().expect("a column"))).collect();
    let mut rows: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for (number, row) in table.rows.iter().enumerate().filter(|_| !places.is_empty()) {
        rows.entry(places.iter().map(|p| row[*p].as_str()).collect()).or_default().push(number);
    }
    rows.into_values().filter(|rows| rows.len() > 1).flatten().collect()
}

/// `turn` chooses among the headers and notations, so that every form uses others.
pub(crate) fn dressed(table: &Table, holds: Holds, turn: usize) -> Dressed {
    let header = table.header.iter().enumerate().map(|(place, header)| japanese(table, header, place + turn)).collect();
    let shared = shared(table);
    let cell = |row: usize, place: usize, cell: &String| {
        let column = table.column(&table.header[place]);
        if shared.contains(&row) { Cell::Text(cell.clone()) } else { written(column, cell, holds, row + place + turn) }
    };
    let rows = table.rows.iter().enumerate();
    let rows =
        rows.map(|(row, cells)| cells.iter().enumerate().map(|(place, c)| cell(row, place, c)).collect()).collect();
    let mut dressed = Dressed { label: table.label(), header, rows };
    if table.name == "staff" && turn.is_multiple_of(2) {
        split_names(&mut dressed, table.place("name").expect("a name"));
    }
    dressed
}

/// One of the Japanese headers for a canonical one; a Japanese one stays.
pub(crate) fn japanese(table: &Table, header: &str, turn: usize) -> String {
    if !header.is_ascii() {
        return header.to_owned();
    }
    let words = |value: &toml::Value| -> Vec<String> {
        let words = value.as_array().into_iter().flatten().filter_map(toml::Value::as_str);
        words.filter(|word| !word.is_ascii()).map(str::to_owned).collect()
    };
    let known = if let Some(column) = table.column(header) {
        let label = column["ja"].as_str().map(str::to_owned);
        label.into_iter().chain(column.get("headers").map(words).unwrap_or_default()).collect()
    } else {
        let columns = table.def()["columns"].as_table().expect("columns").values();
        let mut parts = columns.flat_map(|c| ["email", "name", "kana"].into_iter().filter_map(|part| c.get(part)));
        let has = |part: &&toml::Value| part.as_array().is_some_and(|w| w.iter().any(|w| w.as_str() == Some(header)));
        parts.find(has).map(words).unwrap_or_default()
    };
    known[turn % known.len()].clone()
}

/// A cell as somebody might write it; what is no value of its column stays as it is.
pub(crate) fn written(column: Option<&toml::Value>, cell: &str, holds: Holds, number: usize) -> Cell {
    let text = |text: &str| Cell::Text(text.to_owned());
    let of = |member: &str| column.and_then(|c| c.get(member)).and_then(toml::Value::as_str);
    let codes = match of("type") {
        Some("code") => of("codes"),
        kind => kind,
    };
    if let Some((_, _, words)) = WORDS.iter().find(|(c, word, _)| Some(*c) == codes && *word == cell) {
        return match (holds, codes, number % 3) {
            (Holds::Json | Holds::Book, Some("flag"), 0) => Cell::Truth(cell == "yes"),
            _ => text(words[number % words.len()]),
        };
    }
    match codes {
        Some("date") => match (cell.parse::<NaiveDate>(), holds, number % 4) {
            (Ok(day), Holds::Book, 0 | 1) => Cell::Day(day),
            (Ok(day), Holds::Book, 2) => {
                let serial = day - NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");
                Cell::Number(serial.num_days())
            }
            (Ok(day), _, _) => Cell::Text(notation(day, number)),
            _ => text(cell),
        },
        Some("id" | "patient" | "patients")
            if holds != Holds::Text && !cell.starts_with('0') && !number.is_multiple_of(4) =>
        {
            cell.parse().map_or_else(|_| text(cell), Cell::Number)
        }
        Some("id" | "office" | "person" | "group" | "patient" | "patients")
            if cell.is_ascii() && number.is_multiple_of(5) =>
        {
            Cell::Text(wide(cell).replace('；', ";"))
        }
        _ => text(cell),
    }
}

/// Family and given name in columns of their own.
pub(crate) fn split_names(table: &mut Dressed, place: usize) {
    table.header.splice(place..=place, ["姓".to_owned(), "名".to_owned()]);
    for row in &mut table.rows {
        let Cell::Text(name) = &row[place] else { continue };
        let (family, given) = name.split_once(' ').unwrap_or((name, ""));
        let halves = [Cell::Text(family.to_owned()), Cell::Text(given.to_owned())];
        row.splice(place..=place, halves);
    }
}

/// A table with what people write around it: a blank first column, a title, a header over two rows, an example, blank
/// rows, the header once more, totals and notes.
pub(crate) fn surrounded(table: &Dressed, name: &str) -> Vec<Vec<Cell>> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let line = |cells: Vec<Cell>| [vec![text("")], cells].concat();
    let mut lines = vec![line(vec![text(&format!("{}(MCS監査用)", table.label))]), Vec::new()];
    let header: Vec<Cell> = table.header.iter().map(|h| text(h)).collect();
    if name == "groups" {
        // 作成 above 日 and so on; the other headers take both rows
        let parts =
            |h: &String| h.strip_suffix('日').map_or((h.clone(), String::new()), |rest| (rest.into(), "日".into()));
        let (upper, lower): (Vec<_>, Vec<_>) = table.header.iter().map(parts).unzip();
        lines.push(line(upper.into_iter().map(Cell::Text).collect()));
        lines.push(line(lower.into_iter().map(Cell::Text).collect()));
    } else {
        lines.push(line(header.clone()));
    }
    lines.push(line(vec![text("記入例"), text("(消さないこと)")]));
    for (number, row) in table.rows.iter().enumerate() {
        lines.push(line(row.clone()));
        if number % 7 == 3 {
            lines.push(Vec::new());
        }
        if name == "memberships" && number == 20 {
            lines.push(line(header.clone()));
        }
    }
    lines.push(Vec::new());
    if ["staff", "memberships"].contains(&name) {
        lines.push(line(vec![text("合計"), text(&format!("{}名", table.rows.len()))]));
    }
    lines.push(line(vec![text("※ 辞めた人の行も消さずに残すこと")]));
    lines
}

/// Rows as text with a delimiter.
pub(crate) fn separated(lines: &[Vec<Cell>], between: char, end: &str) -> String {
    let width = lines.iter().map(Vec::len).max().unwrap_or_default();
    let cell = |cell: Option<&Cell>| match cell {
        Some(Cell::Text(text)) if text.contains(['"', '\n', '\r', between]) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(Cell::Text(text)) => text.clone(),
        Some(other) => panic!("{other:?} in a text"),
        None => String::new(),
    };
    let mut out = String::new();
    for line in lines {
        let cells: Vec<String> = (0..width).map(|place| cell(line.get(place))).collect();
        out.push_str(&(cells.join(&between.to_string()) + end));
    }
    out
}
