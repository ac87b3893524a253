//! What is said of files that cannot be read.

use crate::base::text::{Problem, problem};
pub(crate) use crate::base::words::unreadable_file;
use crate::source::text_file::LONGEST_ROW;

/// A folder that cannot be read.
pub(crate) fn unreadable_folder(folder: &str, error: &std::io::Error) -> Problem {
    problem!(
        "フォルダー {folder} を読めません({error})。場所と権限を確かめてください。",
        "cannot read the folder {folder} ({error}); check the path and its permissions"
    )
}

/// A file that another program wrote to while it was read.
pub(crate) fn changed_while_read(file: &str) -> Problem {
    problem!(
        "{file} が、読んでいる間に書き換えられました。書き換えているソフトを閉じて、もう一度実行してください。",
        "{file} changed while it was read; close the program that writes it, and run again"
    )
}

/// A quotation mark that nothing closes.
pub(crate) fn open_quote(file: &str, line: u32) -> Problem {
    problem!(
        "{file} の {line} 行目で始まる引用符(\")が閉じていません。余分な \" を消すか、\"\" と二つ重ねてください。",
        "{file}, line {line}: a quotation mark (\") opens here and nothing closes it; remove it, or write it twice (\"\")"
    )
}

/// A quotation mark that closes in the middle of a cell.
pub(crate) fn stray_quote(file: &str, line: u32, close: u32) -> Problem {
    problem!(
        "{file} の {line} 行目で始まる引用符(\")が {close} 行目のセルの途中で閉じています。その間の行が一つのセルに取り込まれるので、余分な \" を消すか、\"\" と二つ重ねてください。",
        "{file}, line {line}: a quotation mark (\") opens here and closes in the middle of a cell on line {close}; what lies between would be swallowed: remove it, or write it twice (\"\")"
    )
}

/// JSON that is not well formed.
pub(crate) fn json_syntax(file: &str, line: usize, column: usize) -> Problem {
    problem!(
        "{file} の {line} 行目({column} 文字目付近)が JSON の書き方になっていません。",
        "{file}, line {line}, near column {column}: this is not JSON"
    )
}

/// TOML that is not well formed.
pub(crate) fn toml_syntax(file: &str, line: u32) -> Problem {
    problem!(
        "{file} の {line} 行目が TOML の書き方になっていません。文字列は引用符で囲んでください。",
        "{file}, line {line}: this is not TOML; put texts into quotation marks"
    )
}

/// TOML with a table in a table.
pub(crate) fn toml_shape(file: &str, line: u32) -> Problem {
    problem!(
        "{file} の {line} 行目に、項目の中の項目があります。値は文字列、数、日付か、その一覧にしてください。",
        "{file}, line {line}: a value must be a text, a number, a date, or a list of these"
    )
}

/// JSON that breaks off.
pub(crate) fn json_end(file: &str, line: usize) -> Problem {
    problem!(
        "{file} が {line} 行目で途中で終わっています。書き出しをやり直してください。",
        "{file} breaks off on line {line}; export it again"
    )
}

/// JSON that is no array of objects.
pub(crate) fn json_shape(file: &str, line: usize) -> Problem {
    problem!(
        "{file} の {line} 行目は表の形になっていません。表はオブジェクトの配列で書いてください。",
        "{file}, line {line}: this is no table; a table is an array of objects"
    )
}

/// A name that stands twice in an object.
pub(crate) fn member_twice(file: &str, line: u32, member: &str) -> Problem {
    problem!(
        "{file} の {line} 行目から始まるオブジェクトに「{member}」が二つあります。どちらかを消してください。",
        "{file}, line {line}: the object that begins here has \"{member}\" twice; remove one of them"
    )
}

/// A row of more bytes than a table has.
pub(crate) fn too_long_row(file: &str, line: u32) -> Problem {
    let mb = LONGEST_ROW >> 20;
    problem!(
        "{file} の {line} 行目のあたりに、{mb} MB を超える行があります。表ではないようです。改行の抜けた CSV でないかを確かめてください。",
        "{file}, about line {line}: a row of more than {mb} MB; that is hardly a table: see whether the line ends are missing"
    )
}

/// A text that is filled up with zeros.
pub(crate) fn holds_zeros(file: &str) -> Problem {
    problem!(
        "{file} に、文字でないバイト(0)が続いています。書き出しかコピーが途中で止まったようです。もう一度書き出してください。",
        "{file} holds a long run of zero bytes, which are no text: an export or a copy of it stopped on the way; export it again"
    )
}

/// A byte that its encoding does not have, in a file with the mark of UTF-8.
pub(crate) fn broken_utf8(file: &str, line: u32, column: usize) -> Problem {
    problem!(
        "{file} は UTF-8 の印で始まりますが、{line} 行目 {column} 文字目が UTF-8 ではありません。元のソフトで「CSV UTF-8」として保存し直してください。",
        "{file} begins with the mark of UTF-8, but line {line}, column {column} is not UTF-8; save it again as \"CSV UTF-8\""
    )
}

/// Half a character in a file with the mark of UTF-16.
pub(crate) fn broken_utf16(file: &str, line: u32, column: usize) -> Problem {
    problem!(
        "{file} は UTF-16 の印で始まりますが、{line} 行目 {column} 文字目が UTF-16 ではありません。元のソフトで「CSV UTF-8」として保存し直してください。",
        "{file} begins with the mark of UTF-16, but line {line}, column {column} is not UTF-16; save it again as \"CSV UTF-8\""
    )
}

/// A byte that neither encoding has.
pub(crate) fn no_encoding(file: &str, line: u32, column: usize) -> Problem {
    problem!(
        "{file} は UTF-8 でも CP932(Shift_JIS)でもありません({line} 行目 {column} 文字目)。元のソフトで「CSV UTF-8」として保存し直してください。",
        "{file} is neither UTF-8 nor CP932 (Shift_JIS): see line {line}, column {column}; save it again as \"CSV UTF-8\""
    )
}

/// A large file whose first rows are UTF-8, and whose later ones are not.
pub(crate) fn mixed_encodings(file: &str, line: u32, column: usize) -> Problem {
    problem!(
        "{file} は途中まで UTF-8 ですが、{line} 行目 {column} 文字目は UTF-8 ではありません。元のソフトで「CSV UTF-8」として保存し直してください。",
        "{file} is UTF-8 at first, but line {line}, column {column} is not; save it again as \"CSV UTF-8\""
    )
}

/// Characters that no text has.
pub(crate) fn no_text(file: &str, line: u32) -> Problem {
    problem!(
        "{file} の {line} 行目に、文字ではないデータがあります。表計算ソフトのファイルか UTF-16 であれば、「CSV UTF-8」で保存し直してください。",
        "{file}, line {line}: this is no text; if it is a spreadsheet or UTF-16, save it again as \"CSV UTF-8\""
    )
}

/// A sheet of few cells far apart.
pub(crate) fn spread_sheet(file: &str, sheet: &str) -> Problem {
    problem!(
        "{file} のシート「{sheet}」は、離れた行と列に値が散らばっているため読めません。表の外にある値を消してください。",
        "{file}, sheet \"{sheet}\": its cells are spread over too many rows and columns; delete what stands outside the table"
    )
}

/// A JSON file named after a table that does not hold it.
pub(crate) fn no_rows(file: &str) -> Problem {
    problem!(
        "{file} にこの表の行がありません。表はオブジェクトの配列で書いてください。",
        "{file} does not hold the rows of its table; a table is an array of objects"
    )
}
