//! What is said of tables and headers that cannot be settled.

mod found;

use crate::base::near::nearest;
use crate::base::text::{Lang, Problem, Text, problem};
use crate::config::quoted;
use crate::model::place::place_of;

pub(crate) use found::LoadWords;

/// A file named after a table that holds it under two names.
pub(crate) fn table_twice(file: &str, [one, other]: [&str; 2]) -> Problem {
    problem!(
        "{file} に同じ表が「{one}」と「{other}」の二つの名前で書かれています。どちらかの名前にそろえてください。",
        "{file} holds its table twice, as \"{one}\" and as \"{other}\"; use one of the names for all of it"
    )
}

/// Rows of which none is a header of the table; the first that holds something is named.
pub(crate) fn no_known_header(place: &str, line: u32, table: (&str, &Text), columns: &[(&str, &str)]) -> Problem {
    let (name, Text { ja, en }) = table;
    let known_ja = columns.iter().map(|(_, ja)| *ja).collect::<Vec<_>>().join("、");
    let known_en = columns.iter().map(|(en, _)| *en).collect::<Vec<_>>().join(", ");
    problem!(
        "{place} の {line} 行目から下に、表「{ja}」の見出しが見つかりません。見出しの名前を直すか、どの見出しが何かを mcs-audit.toml の [tables.{name}.columns] に書いてください。使える見出し: {known_ja} など",
        "{place}: from line {line} on there is no header of the table {en}; rename its headers, or say under [tables.{name}.columns] in mcs-audit.toml which is which; the columns are {known_en}"
    )
}

/// More rows than can be numbered.
pub(crate) fn too_many_rows(file: &str) -> Problem {
    problem!(
        "{file} の行が多すぎます(上限は約42億行)。",
        "{file} has too many rows (the limit is about 4.2 thousand million)"
    )
}

/// Several places for one table: files, and the sheets in them.
pub(crate) fn several_places(name: &str, table: &Text, places: &[(&str, Option<String>)]) -> Problem {
    let (ja, en) = (&table.ja, &table.en);
    let said: Vec<String> = places.iter().map(|(file, sheet)| place_of(file, sheet.as_deref())).collect();
    let (said_ja, said_en) = (said.join("、"), said.join(", "));
    let list = |mut items: Vec<String>| {
        items.dedup();
        let quoted: Vec<String> = items.iter().map(|item| quoted(item)).collect();
        if let [one] = quoted.as_slice() { one.clone() } else { format!("[{}]", quoted.join(", ")) }
    };
    let files = list(places.iter().map(|(file, _)| (*file).to_owned()).collect());
    // without a sheet in one of the files, each file's own sheet is found by its name
    let sheets: Option<Vec<String>> = places.iter().map(|(_, sheet)| sheet.clone()).collect();
    let sheets = sheets.map_or_else(String::new, |sheets| format!("\nsheet = {}", list(sheets)));
    let settings = format!("[tables.{name}]\nfile = {files}{sheets}");
    problem!(
        "表「{ja}」とみられるものがいくつもあります: {said_ja}。一つだけ使うときは、ほかを別のフォルダーに移してください。続けて全部読むときは、mcs-audit.toml に次のように書いてください(使わないものは消す)。\n{settings}",
        "several things look like the table {en}: {said_en}; move what is not to be used to another folder, or write this into mcs-audit.toml to read them one behind the other (delete what is not to be read):\n{settings}"
    )
}

/// A folder without any table, and what may be told of the files in it.
pub(crate) fn no_table(folder: &str, told: &[Text]) -> Problem {
    let lines = |lang: Lang| told.iter().fold(String::new(), |all, text| all + "\n" + text.get(lang));
    let (ja, en) = (lines(Lang::Ja), lines(Lang::En));
    problem!(
        "{folder} に監査できる表がありません。スタッフ.xlsx や 参加者.csv のような名前のファイルを置いてください。空の台帳は mcs-audit init で作れます。{ja}",
        "no table found in {folder}; it needs files such as staff.csv or memberships.xlsx (mcs-audit init writes blank ones){en}"
    )
}

/// A file named after a table, or its sheet, that holds nothing.
pub(crate) fn empty_file(place: &str) -> Problem {
    problem!("{place} は空です。見出しの行を書いてください。", "{place} is empty; it needs a header, at least")
}

/// A file that cannot be read because of its kind.
pub(crate) fn no_format_of(file: &str) -> Problem {
    problem!(
        "{file} は読めない種類のファイルです。.xlsx か .csv で保存し直してください。",
        "{file} is of a kind that is not read; save it as .xlsx or .csv"
    )
}

/// The settings name a header that the file does not have.
pub(crate) fn header_not_found(config: &str, at: u32, header: &str, file: &str, line: u32, near: &[&str]) -> Problem {
    let (ja, en) = suggestion(header, near);
    problem!(
        "{config}:{at}: {file} の {line} 行目に見出し「{header}」がありません。{ja}",
        "{config}:{at}: {file} has no header \"{header}\" on line {line}{en}"
    )
}

/// The settings name a column by a number that the file does not reach.
pub(crate) fn column_not_there(config: &str, at: u32, number: &str, file: &str) -> Problem {
    problem!("{config}:{at}: {file} には {number} 列目がありません。", "{config}:{at}: {file} has no column {number}")
}

/// The settings name a header that the file has twice.
pub(crate) fn header_twice(config: &str, at: u32, header: &str, file: &str, [first, second]: [usize; 2]) -> Problem {
    problem!(
        "{config}:{at}: {file} には見出し「{header}」が {first} 列目と {second} 列目にあります。\"#{first}\" のように列の番号で指定してください。",
        "{config}:{at}: {file} has the header \"{header}\" in columns {first} and {second}; name the column by its number, as \"#{first}\""
    )
}

/// The settings give one header to two columns.
pub(crate) fn header_set_twice(config: &str, at: u32, header: &str) -> Problem {
    problem!(
        "{config}:{at}: 見出し「{header}」を二つの項目に指定しています。どちらかを消してください。",
        "{config}:{at}: the header \"{header}\" is given to two columns; delete one of them"
    )
}

/// The settings name a header row in which no header stands.
pub(crate) fn no_header_there(config: &str, at: u32, row: u32, file: &str) -> Problem {
    problem!(
        "{config}:{at}: {file} の {row} 行目には、この表の見出しがありません。header-row を直すか消してください(消せば自動で探します)。",
        "{config}:{at}: line {row} of {file} has no header of this table; correct header-row, or delete it to have the header found"
    )
}

/// The settings name a file that is not there.
pub(crate) fn file_not_found(config: &str, at: u32, file: &str, names: &[&str]) -> Problem {
    let (ja, en) = suggestion(file, names);
    problem!("{config}:{at}: ファイル「{file}」がありません。{ja}", "{config}:{at}: there is no file \"{file}\"{en}")
}

/// The settings name a sheet that is not there.
pub(crate) fn sheet_not_found(config: &str, at: u32, sheet: &str, names: &[&str]) -> Problem {
    let (ja, en) = suggestion(sheet, names);
    problem!("{config}:{at}: シート「{sheet}」がありません。{ja}", "{config}:{at}: there is no sheet \"{sheet}\"{en}")
}

/// The settings name a sheet without its file, and several files have it.
pub(crate) fn sheet_in_several(config: &str, at: u32, sheet: &str) -> Problem {
    problem!(
        "{config}:{at}: シート「{sheet}」は複数のファイルにあります。file でファイルを指定してください。",
        "{config}:{at}: several files have a sheet \"{sheet}\"; say which with file"
    )
}

/// The settings name a file without its sheet, and several sheets may be meant.
pub(crate) fn which_sheet(config: &str, at: u32, file: &str, sheets: &[&str]) -> Problem {
    let (ja, en) = (sheets.join("、"), sheets.join(", "));
    problem!(
        "{config}:{at}: {file} のどのシートを読むのか決められません。sheet で指定してください(シート: {ja})。",
        "{config}:{at}: it is not clear which sheet of {file} is meant; say so with sheet (its sheets: {en})"
    )
}

/// What may have been meant, or else what there is.
fn suggestion(name: &str, names: &[&str]) -> (String, String) {
    let near = nearest(name, names.iter().copied());
    match (near, names) {
        (Some(near), _) => (format!("「{near}」ではありませんか。"), format!("; did you mean \"{near}\"?")),
        (None, []) => (String::new(), String::new()),
        (None, _) => (format!("あるもの: {}", names.join("、")), format!("; there are {}", names.join(", "))),
    }
}
