//! What can be wrong with the files that reports are written to, in both languages.

use super::{Problem, problem};

/// A file that this program did not write.
pub fn not_ours(file: &str) -> Problem {
    problem!(
        "{file} はこの形式の mcs-audit の報告ではないので、上書きしません。別の名前にするか、上書きしてよければ --force を付けてください。",
        "{file} is no report of mcs-audit in this format and is not overwritten; give another name, or add --force to overwrite it"
    )
}

/// Two reports for one file.
pub fn two_in_a_file(file: &str) -> Problem {
    problem!(
        "{file} に報告を二つは書けません。別々のファイル名にしてください。",
        "two reports cannot go to the same file, {file}; give each its own"
    )
}

/// A file whose folder is not there.
pub fn no_folder(file: &str, folder: &str) -> Problem {
    problem!(
        "{file} に書き込めません。フォルダー {folder} がありません。先に作るか、--out-dir を使ってください(なければ作ります)。",
        "cannot write {file}: there is no folder {folder}; make it first, or use --out-dir, which makes it"
    )
}

/// A folder where a file should be.
pub fn is_folder(file: &str) -> Problem {
    problem!(
        "{file} はフォルダーなので書き込めません。ファイル名を付けてください。",
        "cannot write {file}: it is a folder; name a file"
    )
}

/// A symbolic link to a file that is not there.
pub fn link_to_nothing(file: &str) -> Problem {
    problem!(
        "{file} に書き込めません。リンク先のファイルがありません。リンクを消すか直してください。",
        "cannot write {file}: it is a link to a file that is not there; delete the link or correct it"
    )
}
