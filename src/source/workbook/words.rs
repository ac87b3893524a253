//! What can stop the reading of a workbook, in both languages.

use crate::base::text::{Problem, problem};
use crate::source::workbook::{
    Limit, MAX_CELL, MAX_COLUMNS, MAX_DEPTH, MAX_FILE, MAX_INFLATED, MAX_MEMORY, MAX_PARTS, MAX_ROWS, MAX_SHEETS,
};

/// A file without a byte, where a workbook should be.
pub(crate) fn empty_workbook(file: &str) -> Problem {
    problem!(
        "{file} は空のファイルです(0 バイト)。元のファイルをもう一度コピーするか、Excel で保存し直してください。",
        "{file} is empty (0 bytes); copy the original again, or save it again in Excel"
    )
}

/// HTML or XML under the name of a workbook.
pub(crate) fn markup_workbook(file: &str) -> Problem {
    problem!(
        "{file} の中身は Excel のブックではなく、HTML または XML です。Excel で開き、「Excel ブック(*.xlsx)」として保存し直してください。",
        "{file} is no workbook inside, but HTML or XML; open it in Excel and save it as an Excel workbook (*.xlsx)"
    )
}

/// Text such as CSV under the name of a workbook.
pub(crate) fn text_workbook(file: &str) -> Problem {
    problem!(
        "{file} の中身は Excel のブックではなく、CSV などの文字だけのファイルです。拡張子を .csv に直すか、Excel で開いて「Excel ブック(*.xlsx)」として保存し直してください。",
        "{file} is no workbook inside, but plain text such as CSV; rename it to .csv, or open it in Excel and save it as an Excel workbook (*.xlsx)"
    )
}

/// Something else under the name of a workbook.
pub(crate) fn no_workbook(file: &str) -> Problem {
    problem!(
        "{file} は Excel や OpenDocument のブックではありません。表を「Excel ブック(*.xlsx)」として保存し直すか、フォルダーから外してください。",
        "{file} is neither an Excel nor an OpenDocument workbook; save the table as an Excel workbook (*.xlsx), or move the file out of the folder"
    )
}

/// A workbook that needs a password.
pub(crate) fn encrypted_workbook(file: &str) -> Problem {
    problem!(
        "{file} はパスワードで保護(暗号化)されているので読めません。Excel で開き、「ファイル」→「情報」→「ブックの保護」でパスワードを外した写しを置いてください。",
        "{file} is protected by a password (encrypted) and cannot be read; open it in Excel, remove the password under File > Info > Protect Workbook, and put that copy here"
    )
}

/// A workbook from before Excel 97.
pub(crate) fn old_workbook(file: &str) -> Problem {
    problem!(
        "{file} は Excel 95 以前の形式です。Excel で開き、「Excel ブック(*.xlsx)」として保存し直してください。",
        "{file} is in the format of Excel 95 or older; open it in Excel and save it as an Excel workbook (*.xlsx)"
    )
}

/// A workbook in Excel's binary format.
pub(crate) fn binary_workbook(file: &str) -> Problem {
    problem!(
        "{file} は Excel バイナリ ブック(.xlsb)です。Excel で開き、「Excel ブック(*.xlsx)」として保存し直してください。",
        "{file} is an Excel binary workbook (.xlsb); open it in Excel and save it as an Excel workbook (*.xlsx)"
    )
}

/// A workbook that has no sheet with cells.
pub(crate) fn no_sheet(file: &str) -> Problem {
    problem!(
        "{file} にはセルのあるシートがありません(グラフやマクロのシートは読みません)。表のあるシートを入れてください。",
        "{file} has no sheet with cells (sheets of charts and macros are not read); it needs a sheet with a table"
    )
}

/// A workbook that is damaged: in a sheet, and at a cell or a part of the file, where these are known.
pub(crate) fn broken_workbook(file: &str, sheet: Option<&str>, place: &str) -> Problem {
    let sheet_ja = sheet.map_or_else(String::new, |sheet| format!(" のシート「{sheet}」"));
    let sheet_en = sheet.map_or_else(String::new, |sheet| format!(", sheet \"{sheet}\""));
    let (place_ja, place_en) = match place {
        "" => (String::new(), String::new()),
        place => (format!("(箇所: {place})"), format!(" (at {place})")),
    };
    problem!(
        "{file}{sheet_ja} は壊れているか、途中で切れています{place_ja}。元のファイルをもう一度コピーし、それでも読めなければ Excel で開いて保存し直してください。",
        "{file}{sheet_en} is damaged or cut off{place_en}; copy the original again, and if that does not help, open it in Excel and save it again"
    )
}

/// A workbook whose XML declares a document type.
pub(crate) fn doctype_in_workbook(file: &str, part: &str) -> Problem {
    problem!(
        "{file} の内部({part})に、ブックにはないはずの文書型宣言(DOCTYPE)があるので読みません。出どころを確かめ、信頼できるなら Excel で保存し直してください。",
        "{file} holds a document type declaration (DOCTYPE) in {part}, which no workbook has, and is not read; check where it comes from, and if you trust it, save it again in Excel"
    )
}

/// A workbook that is beyond a limit, in a sheet where that is known.
pub(crate) fn workbook_beyond(file: &str, sheet: Option<&str>, limit: Limit) -> Problem {
    let mb = |bytes: u64| bytes >> 20;
    let (ja, en) = match limit {
        Limit::Rows => (format!("{MAX_ROWS} 行"), format!("{MAX_ROWS} rows")),
        Limit::Columns => (format!("{MAX_COLUMNS} 列"), format!("{MAX_COLUMNS} columns")),
        Limit::File => {
            let mb = mb(MAX_FILE as u64);
            (format!("ファイルの大きさ {mb} MB"), format!("{mb} MB for a file"))
        }
        Limit::Inflated => {
            let mb = mb(MAX_INFLATED);
            (format!("展開後の大きさ {mb} MB"), format!("{mb} MB when unpacked"))
        }
        Limit::Memory => {
            let mb = mb(MAX_MEMORY as u64);
            (format!("ブック全体でセルの内容 {mb} MB 分"), format!("{mb} MB for the cells of a workbook"))
        }
        Limit::Cell => {
            let mb = mb(MAX_CELL as u64);
            (format!("一つのセルの文字 {mb} MB"), format!("{mb} MB for a cell"))
        }
        Limit::Depth => (format!("要素の入れ子 {MAX_DEPTH} 段"), format!("{MAX_DEPTH} elements inside each other")),
        Limit::Parts => (format!("内部のファイル {MAX_PARTS} 個"), format!("{MAX_PARTS} files inside it")),
        Limit::Sheets => (format!("シート {MAX_SHEETS} 枚"), format!("{MAX_SHEETS} sheets")),
    };
    let sheet_ja = sheet.map_or_else(String::new, |sheet| format!(" のシート「{sheet}」"));
    let sheet_en = sheet.map_or_else(String::new, |sheet| format!(", sheet \"{sheet}\""));
    problem!(
        "{file}{sheet_ja} が上限({ja})を超えています。使っていない行・列・シートを消すか、表を分けて CSV で保存してください。心当たりのないファイルなら開かないでください。",
        "{file}{sheet_en} is beyond the limit ({en}); delete the rows, columns and sheets that are not used, or save its tables as CSV; if you do not know the file, do not open it"
    )
}
