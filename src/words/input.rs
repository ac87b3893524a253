//! What can stop the reading of the tables, in both languages.

use super::{Problem, problem};
use crate::config::nearest;
use crate::fold;
use crate::text::{Lang, Text};

/// A folder that cannot be read.
pub fn unreadable_folder(folder: &str, error: &std::io::Error) -> Problem {
    problem!(
        "フォルダー {folder} を読めません({error})。場所と権限を確かめてください。",
        "cannot read the folder {folder} ({error}); check the path and its permissions"
    )
}

/// A file that cannot be read.
pub fn unreadable_file(file: &str, error: &std::io::Error) -> Problem {
    problem!(
        "{file} を読めません({error})。ほかのソフトで開いていないか、権限があるかを確かめてください。",
        "cannot read {file} ({error}); check that no other program holds it and that you may read it"
    )
}

/// A file that another program wrote to while it was read.
pub fn changed_while_read(file: &str) -> Problem {
    problem!(
        "{file} が、読んでいる間に書き換えられました。書き換えているソフトを閉じて、もう一度実行してください。",
        "{file} changed while it was read; close the program that writes it, and run again"
    )
}

/// A quotation mark that nothing closes.
pub fn open_quote(file: &str, line: u32) -> Problem {
    problem!(
        "{file} の {line} 行目で始まる引用符(\")が閉じていません。余分な \" を消すか、\"\" と二つ重ねてください。",
        "{file}, line {line}: a quotation mark (\") opens here and nothing closes it; remove it, or write it twice (\"\")"
    )
}

/// A quotation mark that closes in the middle of a cell.
pub fn stray_quote(file: &str, line: u32, close: u32) -> Problem {
    problem!(
        "{file} の {line} 行目で始まる引用符(\")が {close} 行目のセルの途中で閉じています。その間の行が一つのセルに取り込まれるので、余分な \" を消すか、\"\" と二つ重ねてください。",
        "{file}, line {line}: a quotation mark (\") opens here and closes in the middle of a cell on line {close}; what lies between would be swallowed: remove it, or write it twice (\"\")"
    )
}

/// JSON that is not well formed.
pub fn json_syntax(file: &str, line: usize, column: usize) -> Problem {
    problem!(
        "{file} の {line} 行目({column} 文字目付近)が JSON の書き方になっていません。",
        "{file}, line {line}, near column {column}: this is not JSON"
    )
}

/// TOML that is not well formed.
pub fn toml_syntax(file: &str, line: u32) -> Problem {
    problem!(
        "{file} の {line} 行目が TOML の書き方になっていません。文字列は引用符で囲んでください。",
        "{file}, line {line}: this is not TOML; put texts into quotation marks"
    )
}

/// TOML with a table in a table.
pub fn toml_shape(file: &str, line: u32) -> Problem {
    problem!(
        "{file} の {line} 行目に、項目の中の項目があります。値は文字列、数、日付か、その一覧にしてください。",
        "{file}, line {line}: a value must be a text, a number, a date, or a list of these"
    )
}

/// JSON that breaks off.
pub fn json_end(file: &str, line: usize) -> Problem {
    problem!(
        "{file} が {line} 行目で途中で終わっています。書き出しをやり直してください。",
        "{file} breaks off on line {line}; export it again"
    )
}

/// JSON that is no array of objects.
pub fn json_shape(file: &str, line: usize) -> Problem {
    problem!(
        "{file} の {line} 行目は表の形になっていません。表はオブジェクトの配列で書いてください。",
        "{file}, line {line}: this is no table; a table is an array of objects"
    )
}

/// A name that stands twice in an object.
pub fn member_twice(file: &str, line: u32, member: &str) -> Problem {
    problem!(
        "{file} の {line} 行目から始まるオブジェクトに「{member}」が二つあります。どちらかを消してください。",
        "{file}, line {line}: the object that begins here has \"{member}\" twice; remove one of them"
    )
}

/// A file named after a table that holds it under two names.
pub fn table_twice(file: &str, [one, other]: [&str; 2]) -> Problem {
    problem!(
        "{file} に同じ表が「{one}」と「{other}」の二つの名前で書かれています。どちらかの名前にそろえてください。",
        "{file} holds its table twice, as \"{one}\" and as \"{other}\"; use one of the names for all of it"
    )
}

/// A JSON file named after a table that does not hold it.
pub fn no_rows(file: &str) -> Problem {
    problem!(
        "{file} にこの表の行がありません。表はオブジェクトの配列で書いてください。",
        "{file} does not hold the rows of its table; a table is an array of objects"
    )
}

/// Rows of which none is a header of the table; the first that holds something is named.
pub fn no_known_header(place: &str, line: u32, table: (&str, &Text), columns: &[(&str, &str)]) -> Problem {
    let (name, Text { ja, en }) = table;
    let known_ja = columns.iter().map(|(_, ja)| *ja).collect::<Vec<_>>().join("、");
    let known_en = columns.iter().map(|(en, _)| *en).collect::<Vec<_>>().join(", ");
    problem!(
        "{place} の {line} 行目から下に、表「{ja}」の見出しが見つかりません。見出しの名前を直すか、どの見出しが何かを mcs-audit.toml の [tables.{name}.columns] に書いてください。使える見出し: {known_ja} など",
        "{place}: from line {line} on there is no header of the table {en}; rename its headers, or say under [tables.{name}.columns] in mcs-audit.toml which is which; the columns are {known_en}"
    )
}

/// A row of more than four thousand million bytes.
pub fn too_long_row(file: &str, line: u32) -> Problem {
    problem!(
        "{file} の {line} 行目のあたりに、4GBを超える行があります。表ではないようです。改行の抜けた CSV でないかを確かめてください。",
        "{file}, about line {line}: a row of more than 4 GB; that is hardly a table: see whether the line ends are missing"
    )
}

/// More rows than can be numbered.
pub fn too_many_rows(file: &str) -> Problem {
    problem!(
        "{file} の行が多すぎます(上限は約42億行)。",
        "{file} has too many rows (the limit is about 4.2 thousand million)"
    )
}

/// A byte that its encoding does not have, in a file with the mark of UTF-8.
pub fn broken_utf8(file: &str, line: u32, column: usize) -> Problem {
    problem!(
        "{file} は UTF-8 の印で始まりますが、{line} 行目 {column} 文字目が UTF-8 ではありません。元のソフトで「CSV UTF-8」として保存し直してください。",
        "{file} begins with the mark of UTF-8, but line {line}, column {column} is not UTF-8; save it again as \"CSV UTF-8\""
    )
}

/// Half a character in a file with the mark of UTF-16.
pub fn broken_utf16(file: &str, line: u32, column: usize) -> Problem {
    problem!(
        "{file} は UTF-16 の印で始まりますが、{line} 行目 {column} 文字目が UTF-16 ではありません。元のソフトで「CSV UTF-8」として保存し直してください。",
        "{file} begins with the mark of UTF-16, but line {line}, column {column} is not UTF-16; save it again as \"CSV UTF-8\""
    )
}

/// A byte that neither encoding has.
pub fn no_encoding(file: &str, line: u32, column: usize) -> Problem {
    problem!(
        "{file} は UTF-8 でも CP932(Shift_JIS)でもありません({line} 行目 {column} 文字目)。元のソフトで「CSV UTF-8」として保存し直してください。",
        "{file} is neither UTF-8 nor CP932 (Shift_JIS): see line {line}, column {column}; save it again as \"CSV UTF-8\""
    )
}

/// A large file whose first rows are UTF-8, and whose later ones are not.
pub fn mixed_encodings(file: &str, line: u32, column: usize) -> Problem {
    problem!(
        "{file} は途中まで UTF-8 ですが、{line} 行目 {column} 文字目は UTF-8 ではありません。元のソフトで「CSV UTF-8」として保存し直してください。",
        "{file} is UTF-8 at first, but line {line}, column {column} is not; save it again as \"CSV UTF-8\""
    )
}

/// Characters that no text has.
pub fn no_text(file: &str, line: u32) -> Problem {
    problem!(
        "{file} の {line} 行目に、文字ではないデータがあります。表計算ソフトのファイルか UTF-16 であれば、「CSV UTF-8」で保存し直してください。",
        "{file}, line {line}: this is no text; if it is a spreadsheet or UTF-16, save it again as \"CSV UTF-8\""
    )
}

/// A sheet of few cells far apart.
pub fn spread_sheet(file: &str, sheet: &str) -> Problem {
    problem!(
        "{file} のシート「{sheet}」は、離れた行と列に値が散らばっているため読めません。表の外にある値を消してください。",
        "{file}, sheet \"{sheet}\": its cells are spread over too many rows and columns; delete what stands outside the table"
    )
}

/// Between a file and the sheet in it.
pub const PLACE_SEPARATOR: &str = " › ";

/// A file, and the sheet in it.
pub fn place_of(file: &str, sheet: Option<&str>) -> String {
    sheet.map_or_else(|| file.to_owned(), |sheet| format!("{file}{PLACE_SEPARATOR}{sheet}"))
}

/// Several places for one table: files, and the sheets in them.
pub fn several_places(name: &str, table: &Text, places: &[(&str, Option<String>)]) -> Problem {
    let (ja, en) = (&table.ja, &table.en);
    let said: Vec<String> = places.iter().map(|(file, sheet)| place_of(file, sheet.as_deref())).collect();
    let (said_ja, said_en) = (said.join("、"), said.join(", "));
    let list = |mut items: Vec<String>| {
        items.dedup();
        let quoted: Vec<String> = items.into_iter().map(|i| toml::Value::String(i).to_string()).collect();
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
pub fn no_table(folder: &str, told: &[Text]) -> Problem {
    let lines = |lang: Lang| told.iter().fold(String::new(), |all, text| all + "\n" + text.get(lang));
    let (ja, en) = (lines(Lang::Ja), lines(Lang::En));
    problem!(
        "{folder} に監査できる表がありません。スタッフ.xlsx や 参加者.csv のような名前のファイルを置いてください。空の台帳は mcs-audit init で作れます。{ja}",
        "no table found in {folder}; it needs files such as staff.csv or memberships.xlsx (mcs-audit init writes blank ones){en}"
    )
}

/// A file named after a table, or its sheet, that holds nothing.
pub fn empty_file(place: &str) -> Problem {
    problem!("{place} は空です。見出しの行を書いてください。", "{place} is empty; it needs a header, at least")
}

/// A file that cannot be read because of its kind.
pub fn no_format_of(file: &str) -> Problem {
    problem!(
        "{file} は読めない種類のファイルです。.xlsx か .csv で保存し直してください。",
        "{file} is of a kind that is not read; save it as .xlsx or .csv"
    )
}

/// Two headers of one column, with their places from 1. Both are known words, so they are no names of people.
pub fn duplicate_header(
    file: &str,
    line: u32,
    [first, second]: [(&str, usize); 2],
    table: &str,
    column: (&str, &Text),
) -> Problem {
    let ((first, at), (second, also_at), (key, label)) = (first, second, column);
    let (ja, en) = (&label.ja, &label.en);
    let used = if fold::header(first) == fold::header(second) { format!("#{at}") } else { first.to_owned() };
    let settings = format!("[tables.{table}.columns]\n{key} = {}", toml::Value::String(used));
    problem!(
        "{file} の {line} 行目で、{at} 列目の見出し「{first}」と {also_at} 列目の「{second}」が同じ項目「{ja}」を指しています。どちらかの名前を変えるか、使う方を mcs-audit.toml に次のように書いてください。\n{settings}",
        "{file}, line {line}: the headers \"{first}\" (column {at}) and \"{second}\" (column {also_at}) stand for the same column, {en}; rename one of them, or say in mcs-audit.toml which one to use:\n{settings}"
    )
}

/// The settings name a header that the file does not have.
pub fn header_not_found(config: &str, at: u32, header: &str, file: &str, line: u32, near: &[&str]) -> Problem {
    let (ja, en) = suggestion(header, near);
    problem!(
        "{config}:{at}: {file} の {line} 行目に見出し「{header}」がありません。{ja}",
        "{config}:{at}: {file} has no header \"{header}\" on line {line}{en}"
    )
}

/// The settings name a column by a number that the file does not reach.
pub fn column_not_there(config: &str, at: u32, number: &str, file: &str) -> Problem {
    problem!("{config}:{at}: {file} には {number} 列目がありません。", "{config}:{at}: {file} has no column {number}")
}

/// The settings name a header that the file has twice.
pub fn header_twice(config: &str, at: u32, header: &str, file: &str, [first, second]: [usize; 2]) -> Problem {
    problem!(
        "{config}:{at}: {file} には見出し「{header}」が {first} 列目と {second} 列目にあります。\"#{first}\" のように列の番号で指定してください。",
        "{config}:{at}: {file} has the header \"{header}\" in columns {first} and {second}; name the column by its number, as \"#{first}\""
    )
}

/// The settings give one header to two columns.
pub fn header_set_twice(config: &str, at: u32, header: &str) -> Problem {
    problem!(
        "{config}:{at}: 見出し「{header}」を二つの項目に指定しています。どちらかを消してください。",
        "{config}:{at}: the header \"{header}\" is given to two columns; delete one of them"
    )
}

/// The settings name a header row in which no header stands.
pub fn no_header_there(config: &str, at: u32, row: u32, file: &str) -> Problem {
    problem!(
        "{config}:{at}: {file} の {row} 行目には、この表の見出しがありません。header-row を直すか消してください(消せば自動で探します)。",
        "{config}:{at}: line {row} of {file} has no header of this table; correct header-row, or delete it to have the header found"
    )
}

/// The settings name a file that is not there.
pub fn file_not_found(config: &str, at: u32, file: &str, names: &[&str]) -> Problem {
    let (ja, en) = suggestion(file, names);
    problem!("{config}:{at}: ファイル「{file}」がありません。{ja}", "{config}:{at}: there is no file \"{file}\"{en}")
}

/// The settings name a sheet that is not there.
pub fn sheet_not_found(config: &str, at: u32, sheet: &str, names: &[&str]) -> Problem {
    let (ja, en) = suggestion(sheet, names);
    problem!("{config}:{at}: シート「{sheet}」がありません。{ja}", "{config}:{at}: there is no sheet \"{sheet}\"{en}")
}

/// The settings name a sheet without its file, and several files have it.
pub fn sheet_in_several(config: &str, at: u32, sheet: &str) -> Problem {
    problem!(
        "{config}:{at}: シート「{sheet}」は複数のファイルにあります。file でファイルを指定してください。",
        "{config}:{at}: several files have a sheet \"{sheet}\"; say which with file"
    )
}

/// The settings name a file without its sheet, and several sheets may be meant.
pub fn which_sheet(config: &str, at: u32, file: &str, sheets: &[&str]) -> Problem {
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
