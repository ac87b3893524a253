//! What is said of the files that were found: as which table each was read, and what was left out.

use std::collections::BTreeMap;

use super::super::{InputFile, InputSheet, NotRead, Notice, Reason};
use super::several_places;
use crate::base::text::{Lang, list};
use crate::model::place::place_of;
use crate::model::schema::{ColumnId, Kind, TableId};
use crate::source::{Delimiter, Unread};

/// The words of what was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoadWords(pub Lang);

/// So many names of what lies in a folder or an archive are said.
const SHOWN_NAMES: usize = 3;

/// So many lines are listed of rows that were passed over for the same reason.
const SHOWN_LINES: usize = 10;

impl LoadWords {
    /// A file that is no table.
    pub(crate) fn no_table(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file}: 監査する表ではないので読んでいません"),
            Lang::En => format!("{file}: not a table of the audit, not read"),
        }
    }

    /// A file that holds nothing for the audit, or nothing that can be read.
    pub(crate) fn not_read(self, file: &InputFile) -> String {
        match file.not_read {
            NotRead::Format => self.other_format(&file.name),
            NotRead::Unreadable => self.unreadable(&file.name),
            NotRead::Unnamed | NotRead::Other | NotRead::Hinted => self.no_table(&file.name),
        }
    }

    /// A file in a format that is not read.
    fn other_format(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file}: この形式は読めません。.xlsx か .csv で保存し直してください"),
            Lang::En => format!("{file}: this format is not read; save it as .xlsx or .csv"),
        }
    }

    /// A file that cannot be opened, and whose name is not that of a table.
    fn unreadable(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file}: 開けないので読んでいません(名前は監査する表のものではありません)"),
            Lang::En => format!("{file}: cannot be opened, not read (its name is not that of a table)"),
        }
    }

    /// Something about the folder.
    pub(crate) fn notice(self, notice: &Notice) -> String {
        match (self.0, notice) {
            (Lang::Ja, Notice::Blank { place, table }) => {
                format!("{place}: 行がないので読みません(表「{}」はほかにあるものを使います)", table.def().label.ja)
            }
            (Lang::En, Notice::Blank { place, table }) => {
                format!("{place}: has no rows and is not read (the table {} is filled in elsewhere)", table.def().name)
            }
            (_, Notice::Inside { folders }) => self.inside(folders),
            (_, Notice::HollowSheet { place }) => self.hollow(place),
            (lang, Notice::Inferred { place, table, column, date, words }) => {
                let label = |column: &ColumnId| table.def().def(*column).label.get(lang);
                let codes = match table.def().def(*column).kind {
                    Kind::Code(codes) => Some(codes.def()),
                    _ => None,
                };
                let said = |code: &str| {
                    codes.and_then(|codes| Some(codes.say(codes.code(code)?, lang))).unwrap_or_default().to_owned()
                };
                let (column, date) = (label(column), label(date));
                let word = |(word, code): &(String, String)| match lang {
                    Lang::Ja => format!("「{word}」は「{}」", said(code)),
                    Lang::En => format!("\"{word}\" as {}", said(code)),
                };
                let words = list(lang, &words.iter().map(word).collect::<Vec<_>>());
                match lang {
                    Lang::Ja => {
                        format!("{place}: {column}の書き方を、{date}の有無から次のとおりとみなしました: {words}")
                    }
                    Lang::En => {
                        format!("{place}: words of the {column} were read by whether there is a day in {date}: {words}")
                    }
                }
            }
            (_, Notice::Unread { file, what, names, tables }) => self.unread(file, what, names, tables),
            (lang, Notice::Lacks { place, table, columns }) => {
                let label = |c: &ColumnId| table.def().def(*c).label.get(lang).to_owned();
                let columns = list(lang, &columns.iter().map(label).collect::<Vec<_>>());
                match lang {
                    Lang::Ja => format!(
                        "{place}: ほかのシート(ファイル)にある列がありません。その行では空欄とみなします: {columns}"
                    ),
                    Lang::En => format!(
                        "{place}: lacks columns that the other sheets have; they count as empty in its rows: {columns}"
                    ),
                }
            }
            (Lang::Ja, Notice::OpenElsewhere(file)) => {
                format!("{file}: ほかのソフトで開いています。保存していない変更は監査に入りません")
            }
            (Lang::En, Notice::OpenElsewhere(file)) => {
                format!("{file}: another program has it open; changes that are not saved are not audited")
            }
            (lang, Notice::Several { table, places }) => {
                let places: Vec<(&str, Option<String>)> =
                    places.iter().map(|(file, sheet)| (file.as_str(), sheet.clone())).collect();
                several_places(table.def().name, &table.def().label, &places).say(lang).to_owned()
            }
            (lang, Notice::Assumed { place, table, is_table, settings }) => {
                let (name, label) = (table.def().name, table.def().label.get(lang));
                let settings = settings.join(" / ");
                match (lang, is_table, settings.is_empty()) {
                    (Lang::Ja, true, true) => format!("{place}: 表「{label}」とみなして読みました"),
                    (Lang::Ja, true, false) => format!(
                        "{place}: 表「{label}」とみなして読み、列も次のとおりとみなしました。違うときは mcs-audit.toml の [tables.{name}.columns] で直してください: {settings}"
                    ),
                    (Lang::Ja, false, _) => format!(
                        "{place}: 列を次のとおりとみなしました。違うときは mcs-audit.toml の [tables.{name}.columns] で直してください: {settings}"
                    ),
                    (Lang::En, true, true) => format!("{place}: assumed to be the table {label}"),
                    (Lang::En, true, false) => format!(
                        "{place}: assumed to be the table {label}, with these columns; if that is wrong, correct it under [tables.{name}.columns] in mcs-audit.toml: {settings}"
                    ),
                    (Lang::En, false, _) => format!(
                        "{place}: these columns are assumed; if that is wrong, correct it under [tables.{name}.columns] in mcs-audit.toml: {settings}"
                    ),
                }
            }
            (lang, Notice::LooksLike { file, sheet, table }) => {
                let (name, label) = (table.def().name, &table.def().label.ja);
                let place = place_of(file, sheet.as_deref());
                match (lang, sheet.is_some()) {
                    (Lang::Ja, in_sheet) => {
                        let set = if in_sheet { "file と sheet" } else { "file" };
                        format!(
                            "{place}: 表「{label}」に見えますが、確かではないので読んでいません。読むには、mcs-audit.toml の [tables.{name}] に {set} を書いてください"
                        )
                    }
                    (Lang::En, in_sheet) => {
                        let set = if in_sheet { "file and sheet" } else { "file" };
                        format!(
                            "{place}: looks like the table {name}, but that is not sure, so it is not read; to read it, set {set} under [tables.{name}] in mcs-audit.toml"
                        )
                    }
                }
            }
        }
    }

    /// A sheet of which a workbook has the name alone.
    fn hollow(self, place: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{place}: ブックに名前だけがあり中身がないシートなので、読んでいません"),
            Lang::En => format!("{place}: the workbook names this sheet and does not hold it; it is not read"),
        }
    }

    /// The folders in which tables were found that the one above them lacks.
    fn inside(self, folders: &[String]) -> String {
        let folders = list(self.0, folders);
        match self.0 {
            Lang::Ja => format!("このフォルダーにない表は、中のフォルダー({folders})のものを読みました"),
            Lang::En => format!("tables that this folder lacks were read from the folders in it: {folders}"),
        }
    }

    /// Something that may hold a table, and that no reader here reads.
    fn unread(self, file: &str, what: &Unread, names: &[String], tables: &[TableId]) -> String {
        let labels: Vec<String> = tables.iter().map(|table| table.def().label.get(self.0).to_owned()).collect();
        let shown = names.iter().take(SHOWN_NAMES).map(String::as_str).collect::<Vec<_>>();
        let more = if names.len() > shown.len() { " …" } else { "" };
        match self.0 {
            Lang::Ja => {
                let inside =
                    if shown.is_empty() { String::new() } else { format!("(中に {}{more})", shown.join("、")) };
                let of = if labels.is_empty() {
                    String::new()
                } else {
                    format!("。ない表「{}」が入っているかもしれません", labels.join("」「"))
                };
                let why = match what {
                    Unread::Folder(_) => {
                        "このフォルダーの中は読んでいません。監査する表があれば、一つ上に出してください"
                    }
                    Unread::Archive(_) => "圧縮ファイルの中は読みません。展開(解凍)して、中の表を入れてください",
                    Unread::Document => "文書や画像の中の表は読めません。元の表を .xlsx か .csv で入れてください",
                    Unread::Database => {
                        "データベースのファイルは読めません。表を .csv か .xlsx に書き出して入れてください"
                    }
                    Unread::Other => "読めない形式です",
                };
                format!("{file}{inside}: {why}{of}")
            }
            Lang::En => {
                let inside =
                    if shown.is_empty() { String::new() } else { format!(" (with {}{more})", shown.join(", ")) };
                let of = if labels.is_empty() {
                    String::new()
                } else {
                    format!("; it may hold what is missing: {}", labels.join(", "))
                };
                let why = match what {
                    Unread::Folder(_) => {
                        "this folder was not looked into; if tables to audit are in it, put them beside the others"
                    }
                    Unread::Archive(_) => {
                        "an archive is not looked into; unpack it, and put its tables beside the others"
                    }
                    Unread::Document => {
                        "a table in a document or a picture is not read; put the table itself there, as .xlsx or .csv"
                    }
                    Unread::Database => "the file of a database is not read; export its tables as .csv or .xlsx",
                    Unread::Other => "this format is not read",
                };
                format!("{file}{inside}: {why}{of}")
            }
        }
    }

    /// Columns that nothing is known of.
    pub(crate) fn unknown_columns(self, file: &str, columns: &[&str]) -> String {
        match self.0 {
            Lang::Ja => format!("{file}: 使わない列 {}", columns.join("、")),
            Lang::En => format!("{file}: columns not used: {}", columns.join(", ")),
        }
    }

    /// What was read of a table.
    pub(crate) fn read(self, sheet: &InputSheet) -> String {
        let InputSheet { header_lines: (first, last), rows, blank, left_out, without_row, .. } = sheet;
        match (self.0, first == last) {
            (Lang::Ja, one) => {
                let header = if one { format!("{first}行目") } else { format!("{first}〜{last}行目") };
                format!(
                    "見出し {header} / データ {rows}行 / 空行 {blank} / 対象外の行(キーの欠け・重複) {left_out} / 台帳にない人・患者・グループを指す行 {without_row}"
                )
            }
            (Lang::En, one) => {
                let header = if one { format!("line {first}") } else { format!("lines {first} and {last}") };
                format!(
                    "header on {header} / {rows} rows / {blank} blank / {left_out} left out (no key, or repeated) / {without_row} name someone or something without a row of its own"
                )
            }
        }
    }

    /// How a file is written.
    pub(crate) fn written_as(self, encoding: Option<&str>, delimiter: Option<Delimiter>) -> Option<String> {
        let between = delimiter.map(|delimiter| match (self.0, delimiter) {
            (Lang::Ja, Delimiter::Comma) => "カンマ区切り",
            (Lang::Ja, Delimiter::Tab) => "タブ区切り",
            (Lang::Ja, Delimiter::Semicolon) => "セミコロン区切り",
            (Lang::En, Delimiter::Comma) => "separated by commas",
            (Lang::En, Delimiter::Tab) => "separated by tabs",
            (Lang::En, Delimiter::Semicolon) => "separated by semicolons",
        });
        let said: Vec<&str> = encoding.into_iter().chain(between).collect();
        (!said.is_empty()).then(|| said.join(" / "))
    }

    /// What a person who looks at the sheet does not see, or sees otherwise.
    pub(crate) fn state(self, sheet: &InputSheet) -> Option<String> {
        let state = sheet.state;
        let mut said: Vec<String> = Vec::new();
        let mut count = |number: u32, ja: &str, en: &str| match self.0 {
            _ if number == 0 => {}
            Lang::Ja => said.push(format!("{ja} {number}")),
            Lang::En => said.push(format!("{en}: {number}")),
        };
        count(state.hidden_rows, "非表示の行(読んだ)", "hidden rows (read)");
        count(state.hidden_columns, "非表示の列(読んだ)", "hidden columns (read)");
        count(state.filled_down, "結合セルから補った値", "cells filled from merged cells");
        count(
            state.without_format,
            "書式が失われている数値(日付や先頭の0が数字のままになる)",
            "numbers that have lost their format (a day or a leading zero shows as a bare number)",
        );
        if state.from_1904 {
            said.push(if self.0 == Lang::Ja {
                "日付を1904年から数えるブック(日付の書式がない数字は日付とみなさない)".to_owned()
            } else {
                "days count from 1904 (a number without a date format is no date)".to_owned()
            });
        }
        if state.hidden {
            let hidden = if self.0 == Lang::Ja { "非表示のシート(読んだ)" } else { "hidden sheet (read)" };
            said.insert(0, hidden.to_owned());
        }
        (!said.is_empty()).then(|| said.join(" / "))
    }

    /// The rows of a table that are no data, for these reasons.
    pub(crate) fn skipped(self, sheet: &InputSheet, reasons: &[Reason]) -> Option<String> {
        let mut by_reason: BTreeMap<Reason, Vec<String>> = BTreeMap::new();
        for (line, reason) in sheet.skipped.iter().filter(|(_, reason)| reasons.contains(reason)) {
            by_reason.entry(*reason).or_default().push(line.to_string());
        }
        let said = |(reason, lines): (Reason, Vec<String>)| {
            let reason = match (self.0, reason) {
                (Lang::Ja, Reason::Sample) => "記入例",
                (Lang::Ja, Reason::Header) => "見出しの繰り返し",
                (Lang::Ja, Reason::Total) => "合計",
                (Lang::Ja, Reason::Note) => "注記",
                (Lang::Ja, Reason::Default) => "FALSE や 0 だけの行(空行とみなす)",
                (Lang::En, Reason::Sample) => "example",
                (Lang::En, Reason::Header) => "header again",
                (Lang::En, Reason::Total) => "total",
                (Lang::En, Reason::Note) => "note",
                (Lang::En, Reason::Default) => "nothing but FALSE or 0 (taken as blank)",
            };
            let shown: Vec<&str> = lines.iter().take(SHOWN_LINES).map(String::as_str).collect();
            let more = if lines.len() > shown.len() { " …" } else { "" };
            match self.0 {
                Lang::Ja => format!("{reason} {}行目{more}", shown.join("・")),
                Lang::En => format!("{reason} on line {}{more}", shown.join(", ")),
            }
        };
        let said: Vec<String> = by_reason.into_iter().map(said).collect();
        match self.0 {
            _ if said.is_empty() => None,
            Lang::Ja => Some(format!("データでないとみて読み飛ばした行: {}", said.join(" / "))),
            Lang::En => Some(format!("rows passed over as no data: {}", said.join(" / "))),
        }
    }

    /// What stands above the header.
    pub(crate) fn above_header(self, lines: &[u32]) -> Option<String> {
        let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
        match self.0 {
            _ if lines.is_empty() => None,
            Lang::Ja => Some(format!("見出しより上の行(読み飛ばした): {}行目", lines.join("・"))),
            Lang::En => Some(format!("above the header (passed over): line {}", lines.join(", "))),
        }
    }

    /// When a table was made.
    pub(crate) fn exported(self, sheet: &InputSheet) -> Option<String> {
        let exported = sheet.exported?;
        Some(match (self.0, exported.line) {
            (Lang::Ja, Some(line)) => format!("いつの時点の表か: {} ({line}行目の記載による)", exported.day),
            (Lang::Ja, None) => format!("いつの時点の表か: {}", exported.day),
            (Lang::En, Some(line)) => format!("made on {} (as line {line} says)", exported.day),
            (Lang::En, None) => format!("made on {}", exported.day),
        })
    }
}
