//! The texts around the program say what is true of it: the commands of the READMEs and of the guide to inputs run and
//! end as they say, their lists are complete, their examples are read as they say, and the JSON Schema describes the
//! JSON report.

mod commands;
mod guide;
mod lists;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mcs_audit::base::text::Lang;
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use crate::support::folder::{copy, root};
use crate::support::program::{self, Ran};

const READMES: [&str; 2] = ["README.md", "README.ja.md"];

/// What is read, and how.
const INPUTS: [&str; 2] = ["docs/inputs.md", "docs/inputs.ja.md"];

/// The languages of a pair of pages.
const LANGS: [Lang; 2] = [Lang::En, Lang::Ja];

/// Words in backquotes that read like the id of a rule, and are words of the rule language, of the settings or of JSON.
const WORDS: [&str; 24] = [
    "setting-difference",
    "policy-difference",
    "staff-ckhkvf-bqbvmd",
    "csv-encoding",
    "out-dir",
    "redact-key",
    "utf-8-bom",
    "escalate-after",
    "group-by",
    "fail-on",
    "header-row",
    "exported-on",
    "undetermined-limit",
    "not-every",
    "at-least",
    "at-most",
    "look-back",
    "after-latest",
    "only-with",
    "own-rules",
    "dated-documents",
    "attested-clauses",
    "pledge-points",
    "fail-no-roster",
];

/// A fenced block.
struct Block {
    /// What stands behind the fence.
    language: String,
    /// The html comment right above it, if there is one.
    comment: Option<String>,
    lines: Vec<String>,
}

impl Block {
    /// What a comment such as `<!-- exit 1 -->` says behind its first word.
    fn said(&self, word: &str) -> Option<&str> {
        self.comment.as_deref()?.strip_prefix(word)?.strip_prefix([' ', ':']).map(str::trim)
    }
}

/// A README taken apart.
struct Page {
    /// The levels of its headings.
    headings: Vec<usize>,
    blocks: Vec<Block>,
    /// All lines outside fences.
    prose: Vec<String>,
}

fn page(name: &str) -> Page {
    let text = fs::read_to_string(root().join(name)).expect("a README");
    let mut page = Page { headings: Vec::new(), blocks: Vec::new(), prose: Vec::new() };
    let (mut open, mut comment) = (None::<(Block, usize)>, None);
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some((block, indent)) = &mut open {
            if trimmed == "```" {
                page.blocks.extend(open.take().map(|(block, _)| block));
            } else {
                let own = line.char_indices().take_while(|(i, c)| i < indent && *c == ' ').count();
                block.lines.push(line[own..].to_owned());
            }
        } else if let Some(language) = trimmed.strip_prefix("```") {
            let indent = line.len() - line.trim_start().len();
            let block = Block { language: language.to_owned(), comment: comment.take(), lines: Vec::new() };
            open = Some((block, indent));
        } else if let Some(said) = trimmed.strip_prefix("<!--").and_then(|c| c.strip_suffix("-->")) {
            comment = Some(said.trim().to_owned());
        } else {
            comment = None;
            if line.starts_with('#') {
                page.headings.push(line.chars().take_while(|c| *c == '#').count());
            }
            page.prose.push(line.to_owned());
        }
    }
    assert!(open.is_none(), "{name}: a fence is not closed");
    page
}

impl Page {
    /// The lines of the blocks in a language.
    fn lines(&self, language: &str) -> Vec<&str> {
        self.blocks.iter().filter(|b| b.language == language).flat_map(|b| &b.lines).map(String::as_str).collect()
    }

    /// The cells of the rows of the table whose header starts so.
    fn cells(&self, header: &str) -> Vec<Vec<&str>> {
        let mut rows =
            self.prose.iter().skip_while(|l| !l.starts_with(header)).skip(2).take_while(|l| l.starts_with('|'));
        let mut cells = Vec::new();
        for row in rows.by_ref() {
            cells.push(row.trim_matches('|').split('|').map(|c| c.trim().trim_matches('`')).collect());
        }
        assert!(!cells.is_empty(), "there is no table with the header {header}");
        cells
    }

    /// What stands in backquotes in the first cells of the tables whose headers start so, each with its row's cells.
    fn quoted_in(&self, header: &str) -> Vec<(String, Vec<&str>)> {
        let rows = self.prose.iter().skip_while(|l| !l.starts_with(header)).skip(2).take_while(|l| l.starts_with('|'));
        let mut quoted = Vec::new();
        for row in rows {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            quoted.extend(cells[0].split('`').skip(1).step_by(2).map(|text| (text.to_owned(), cells.clone())));
        }
        assert!(!quoted.is_empty(), "there is no table with the header {header}");
        quoted
    }

    /// What stands in backquotes outside fences.
    fn quoted(&self) -> BTreeSet<&str> {
        self.prose.iter().flat_map(|l| l.split('`').skip(1).step_by(2)).collect()
    }
}

fn program(arguments: &[&str], folder: &Path) -> Ran {
    Ran::once(program::program().env("LANG", "C").current_dir(folder).args(arguments))
}

/// A folder to work in that looks like the repository, with the files and sheets that a page shows.
fn workplace(page: &Page) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for part in ["fixtures/sample-office", "fixtures/twelve-months", "fixtures/well-kept", "rules"] {
        copy(&root().join(part), &folder.path().join(part));
    }
    for block in &page.blocks {
        if let Some(file) = block.said("file") {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, block.lines.join("\n") + "\n").expect("written");
        } else if let Some((file, name)) = block.said("sheet").and_then(|said| said.split_once(' ')) {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet().set_name(name).expect("a name");
            for (row, line) in (0..).zip(&block.lines) {
                for (column, cell) in (0..).zip(line.split(',')) {
                    sheet.write_string(row, column, cell).expect("a cell");
                }
            }
            book.save(folder.path().join(file)).expect("saved");
        }
    }
    folder
}

fn arguments(line: &str) -> Option<Vec<&str>> {
    let line = line.strip_prefix("cargo run --release -- ").or_else(|| line.strip_prefix("mcs-audit "))?;
    assert!(!line.contains(['"', '\'', '|', '>', '\\', '*', '$', '(']), "keep it plain: {line}");
    Some(line.split_whitespace().collect())
}
