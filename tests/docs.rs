//! The texts around the program say what is true of it: the commands of the READMEs and of the guide to inputs run and
//! end as they say, their lists are complete, their examples are read as they say, and the JSON Schema describes the
//! JSON report.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::ValueEnum;
use mcs_audit::base::date::{DateError, Day};
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine::words;
use mcs_audit::model::finding::{Confidence, Duty, Status, Verdict};
use mcs_audit::model::options::Format;
use mcs_audit::model::place::How;
use mcs_audit::model::schema::schema;
use mcs_audit::policy::{Demand, Policy};
use mcs_audit::source::{Entry, workbook};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use tempfile::TempDir;

const READMES: [&str; 2] = ["README.md", "README.ja.md"];

/// What is read, and how.
const INPUTS: [&str; 2] = ["docs/inputs.md", "docs/inputs.ja.md"];

/// The languages of a pair of pages.
const LANGS: [Lang; 2] = [Lang::En, Lang::Ja];

/// Words in backquotes that read like the id of a rule, and are words of the rule language, of the settings or of JSON.
const WORDS: [&str; 19] = [
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
    "not-every",
    "at-least",
    "at-most",
    "look-back",
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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
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

fn program(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mcs-audit"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("COLUMNS")
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .output()
        .expect("the program runs")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let (path, name) = entry.map(|e| (e.path(), e.file_name())).expect("an entry");
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
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

#[test]
fn commands_run_and_end_as_the_pages_say() {
    for (name, fewest) in [(READMES[0], 15), (READMES[1], 15), (INPUTS[0], 2), (INPUTS[1], 2)] {
        let page = page(name);
        let folder = workplace(&page);
        let mut run = 0;
        for block in &page.blocks {
            if block.language != "sh" {
                continue;
            }
            let code: i32 = block.said("exit").map_or(0, |c| c.parse().unwrap());
            for line in &block.lines {
                if let Some(rest) = line.strip_prefix("cp -r ") {
                    let (from, to) = rest.split_once(' ').unwrap();
                    copy(&folder.path().join(from), &folder.path().join(to));
                } else if let Some(arguments) = arguments(line) {
                    let output = program(&arguments, folder.path());
                    let told = String::from_utf8_lossy(&output.stderr);
                    assert_eq!(output.status.code(), Some(code), "{name}: {line}\n{told}");
                    run += 1;
                } else {
                    assert_eq!(line, "cargo test", "{name}: a command that nothing tests");
                }
            }
        }
        assert!(run >= fewest, "{name}: only {run} commands were found");
    }
}

#[test]
fn both_languages_have_the_same_headings_and_commands() {
    for names in [READMES, INPUTS] {
        let [en, ja] = names.map(page);
        assert_eq!(en.headings, ja.headings, "{names:?}");
        assert!(!en.lines("sh").is_empty());
        for language in ["sh", "csv"] {
            assert_eq!(en.lines(language), ja.lines(language), "{names:?}");
        }
        // settings say the same, but for their comments
        let settings = |page: &Page| -> Vec<toml::Table> {
            let blocks = page.blocks.iter().filter(|b| b.language == "toml");
            blocks.map(|b| b.lines.join("\n").parse().expect("TOML")).collect()
        };
        assert!(!settings(&en).is_empty());
        assert_eq!(settings(&en), settings(&ja), "{names:?}");
        let comments = |page: &Page| -> Vec<Option<String>> {
            page.blocks.iter().filter(|b| b.language != "text").map(|b| b.comment.clone()).collect()
        };
        assert_eq!(comments(&en), comments(&ja), "{names:?}");
        let tables =
            |page: &Page| page.prose.iter().map(|l| l.matches('|').count()).filter(|n| *n > 0).collect::<Vec<_>>();
        assert_eq!(tables(&en), tables(&ja), "{names:?}: the tables have other rows or cells");
    }
}

#[test]
fn the_excerpts_are_of_real_reports() {
    for (name, count) in [(READMES[0], 1), (READMES[1], 1), (INPUTS[0], 2), (INPUTS[1], 2)] {
        let page = page(name);
        let folder = workplace(&page);
        let excerpts: Vec<&Block> = page.blocks.iter().filter(|b| b.said("excerpt").is_some()).collect();
        assert_eq!(excerpts.len(), count, "{name}");
        for excerpt in excerpts {
            let arguments: Vec<&str> = excerpt.said("excerpt").unwrap().split_whitespace().collect();
            let output = program(&arguments, folder.path());
            let report = String::from_utf8(output.stdout).unwrap();
            let mut rest = report.lines().map(str::trim_end).filter(|l| !l.is_empty());
            let mut skip = false;
            for line in excerpt.lines.iter().map(|l| l.trim_end()).filter(|l| !l.is_empty()) {
                if line == "…" {
                    skip = true;
                    continue;
                }
                let there = if skip { rest.any(|l| l == line) } else { rest.next() == Some(line) };
                assert!(there, "{name}: the report has no such line there:\n{line}");
                skip = false;
            }
        }
    }
}

#[test]
fn the_lists_of_tables_and_formats_are_complete() {
    let known: Vec<_> = schema().tables.iter().filter(|t| !t.derived).collect();
    let formats: Vec<String> = Format::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .map(|v| v.get_name().to_owned())
        .collect();
    for (name, tables, format) in [
        (READMES[0], "| table | Japanese |", "| format | for |"),
        (READMES[1], "| 表 | 日本語名 |", "| 形式 | 使いみち |"),
    ] {
        let page = page(name);
        let told: Vec<(&str, &str)> = page.cells(tables).iter().map(|cells| (cells[0], cells[1])).collect();
        let known: Vec<(&str, &str)> = known.iter().map(|t| (t.name, t.label.ja.as_str())).collect();
        assert_eq!(told, known, "{name}");
        let told: Vec<String> = page.cells(format).iter().map(|cells| cells[0].to_owned()).collect();
        assert_eq!(told, formats, "{name}");
    }
}

#[test]
fn the_members_of_jsonl_are_told() {
    let arguments = ["check", "fixtures/sample-office", "--as-of", "2026-10-31", "--format", "jsonl"];
    let output = program(&arguments, root());
    let mut lines: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let Value::Object(mut members) = serde_json::from_str(line).unwrap() else { panic!("no object: {line}") };
        let kind = members.remove("type").unwrap().as_str().unwrap().to_owned();
        let mut found: BTreeSet<String> = members.keys().cloned().collect();
        for value in members.values() {
            let part = value.get(0).unwrap_or(value);
            found.extend(part.as_object().into_iter().flatten().map(|(name, _)| name.clone()));
        }
        match lines.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, members)) => members.extend(found),
            None => lines.push((kind, found)),
        }
    }
    for (name, header) in [(READMES[0], "| `type` | members |"), (READMES[1], "| `type` | メンバー |")] {
        let page = page(name);
        let rows: Vec<&String> = page.prose.iter().skip_while(|l| *l != header).skip(2).take(lines.len()).collect();
        let mut words: BTreeSet<&str> = Duty::value_variants().iter().map(|d| d.word()).collect();
        words.extend(Confidence::value_variants().iter().map(|c| c.word()));
        words.extend(Status::value_variants().iter().map(|s| s.word()));
        for ((kind, found), row) in lines.iter().zip(rows) {
            let told: BTreeSet<&str> = row.split('`').skip(1).step_by(2).collect();
            let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
            let untold: Vec<&&str> = found.difference(&told).collect();
            assert!(untold.is_empty(), "{name}, {kind}: not told: {untold:?}");
            let unfound: Vec<&&str> = told.difference(&found).filter(|t| **t != kind && !words.contains(**t)).collect();
            assert!(unfound.is_empty(), "{name}, {kind}: no such member: {unfound:?}");
        }
    }
}

#[test]
fn every_rule_and_clause_that_is_named_exists() {
    let policy = Policy::embedded("chuo").unwrap().unwrap();
    let mut known: BTreeSet<&str> = WORDS.into_iter().collect();
    known.extend(policy.rules.iter().map(|r| r.id.as_str()));
    known.extend(policy.terms.iter().map(|t| t.name.as_str()));
    known.extend(Verdict::value_variants().iter().map(|v| v.word()));
    known.extend(Confidence::value_variants().iter().map(|v| v.word()));
    known.extend(Status::value_variants().iter().map(|v| v.word()));
    for name in READMES.into_iter().chain(INPUTS) {
        let page = page(name);
        let in_blocks = page.blocks.iter().filter(|b| b.language != "text").flat_map(|b| &b.lines);
        let listed =
            in_blocks.filter_map(|l| l.strip_prefix("clauses = [")).flat_map(|l| l.split('"').skip(1).step_by(2));
        let mut clauses: BTreeSet<&str> = listed.collect();
        let mut rules = 0;
        for word in page.quoted() {
            let is_kebab = word.contains('-')
                && word.split('-').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase()));
            if is_kebab && word != "mcs-audit" {
                assert!(known.contains(word), "{name}: there is no `{word}`");
                rules += usize::from(policy.rule(word).is_some());
            }
            let head = word.trim_start_matches('A').split('-').next().unwrap_or_default();
            let reads_like_clause = word.starts_with('A') || word.contains('-');
            if reads_like_clause && !head.is_empty() && head.len() < 3 && head.bytes().all(|b| b.is_ascii_digit()) {
                clauses.insert(word);
            }
        }
        let few = if READMES.contains(&name) { 3 } else { 0 };
        assert!(rules > 0 && clauses.len() >= few, "{name}: {rules} rules, clauses {clauses:?}");
        for clause in clauses {
            assert!(policy.clauses.iter().any(|c| c.id == clause), "{name}: there is no clause {clause}");
        }
    }
}

#[test]
fn the_schema_describes_the_json_report() {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    let file: Value =
        serde_json::from_str(&fs::read_to_string(root().join("docs/report.schema.json")).unwrap()).unwrap();
    compiler.add_resource("report.json", file).unwrap();
    let schema = compiler.compile("report.json", &mut schemas).unwrap();

    for lang in ["ja", "en"] {
        for (folder, day) in [("fixtures/sample-office", "2026-10-31"), ("fixtures/well-kept", "2026-09-30")] {
            let arguments = ["check", folder, "--as-of", day, "--format", "json", "--lang", lang];
            let report: Value = serde_json::from_slice(&program(&arguments, root()).stdout).unwrap();
            if let Err(error) = schemas.validate(&report, schema) {
                panic!("{folder}: {error:#}");
            }
            // the schema is strict: no member may be lacking, and none added
            for place in [
                "",
                "/run",
                "/run/inputs/0",
                "/findings/0",
                "/findings/0/subject",
                "/findings/0/evidence/0",
                "/verdicts/0",
                "/clauses/0",
            ] {
                let Some(Value::Object(members)) = report.pointer(place) else { continue };
                for member in members.keys() {
                    let mut lacking = report.clone();
                    lacking.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(member);
                    assert!(schemas.validate(&lacking, schema).is_err(), "{place}/{member} may be lacking");
                }
                let mut more = report.clone();
                more.pointer_mut(place).unwrap()["more"] = Value::from(1);
                assert!(schemas.validate(&more, schema).is_err(), "{place} may have more members");
            }
        }
    }
}

#[test]
fn the_own_rule_of_the_readmes_finds_what_it_should() {
    for name in READMES {
        let page = page(name);
        let block = page.blocks.iter().find(|b| b.said("file").is_some()).unwrap();
        let file = PathBuf::from(block.said("file").unwrap());
        let rule = file.file_stem().unwrap().to_str().unwrap();
        let folder = TempDir::new().unwrap();
        copy(&root().join("rules/chuo"), &folder.path().join("policy"));
        fs::write(folder.path().join("policy").join(file.file_name().unwrap()), block.lines.join("\n")).unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        fs::write(
            folder.path().join("data/スタッフ.csv"),
            "スタッフID,氏名,状態,二要素認証\n\
             S1,見本 一郎,利用中,有\nS2,架空 花子,利用中,無\nS3,試験 太郎,退会,無\nS4,仮名 さくら,利用中,不明\nS5,例示 健,利用中,\n",
        )
        .unwrap();
        let arguments =
            ["check", "data", "--as-of", "2026-10-31", "--policy", "policy", "--only", rule, "--format", "jsonl"];
        let output = program(&arguments, folder.path());
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let lines: Vec<Value> =
            String::from_utf8(output.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let of = |kind: &str| lines.iter().filter(|l| l["type"] == kind && l["rule"] == rule).collect::<Vec<_>>();
        let findings = of("finding");
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0]["subject"]["key"], "S2");
        assert_eq!(findings[0]["clauses"][0], "11");
        assert_eq!(findings[0]["evidence"][0]["line"], 3);
        assert_eq!(of("verdict")[0]["population"], 4);

        // the mistake that the README shows is told as it says
        let broken = block.lines.join("\n").replace("two_factor is no\"", "two_factor is none\"");
        copy(&folder.path().join("policy"), &folder.path().join("my-rules"));
        fs::write(folder.path().join(&file), broken).unwrap();
        let lang = if name == READMES[0] { "en" } else { "ja" };
        let output = program(&["rules", "--policy", "my-rules", "--lang", lang], folder.path());
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(page.lines("text").contains(&told.trim_end()), "{name}: {told}");
    }
}

#[test]
fn the_commands_and_options_are_all_told() {
    let help = String::from_utf8(program(&["--help", "--lang", "en"], root()).stdout).unwrap();
    let section = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| !l.is_empty());
    let commands: BTreeSet<&str> = section.filter_map(|l| l.split_whitespace().next()).collect();
    let help = String::from_utf8(program(&["check", "--help", "--lang", "en"], root()).stdout).unwrap();
    let is_option = |word: &&str| word.starts_with("--") && *word != "--help";
    let options: BTreeSet<&str> = help.lines().filter_map(|l| l.split_whitespace().next()).filter(is_option).collect();
    let headers = [["| command | does |", "| option | means |"], ["| コマンド | すること |", "| オプション | 意味 |"]];
    for (name, [command, option]) in READMES.into_iter().zip(headers) {
        let page = page(name);
        let first = |header| -> BTreeSet<String> {
            page.quoted_in(header).iter().map(|(q, _)| q.split([' ', '=']).next().unwrap().to_owned()).collect()
        };
        assert_eq!(first(command), commands.iter().map(|c| (*c).to_owned()).collect(), "{name}");
        assert_eq!(first(option), options.iter().map(|o| (*o).to_owned()).collect(), "{name}");
    }
}

#[test]
fn links_within_the_repository_lead_somewhere() {
    for name in READMES.into_iter().chain(INPUTS) {
        let page = page(name);
        let folder = root().join(name).parent().unwrap().to_owned();
        let links = page.prose.iter().flat_map(|l| l.split("](").skip(1)).filter_map(|l| l.split(')').next());
        let mut followed = 0;
        for link in links.filter(|l| !l.starts_with("http")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { root().join(name) } else { folder.join(path) };
            let bytes = fs::read(&target).unwrap_or_else(|e| panic!("{name}: {link}: {e}"));
            let text = String::from_utf8_lossy(&bytes);
            let anchor_of = |heading: &str| heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            let mut headings = text.lines().filter(|l| l.starts_with('#'));
            assert!(anchor.is_empty() || headings.any(|h| anchor_of(h) == anchor), "{name}: {link}");
            followed += 1;
        }
        assert!(followed > 2, "{name}");
    }
}

#[test]
fn days_are_read_and_refused_as_the_guide_says() {
    let headers = [
        ["| written | read as |", "| refused | is a finding |"],
        ["| 書き方 | 読み取り |", "| 読まない書き方 | 指摘 |"],
    ];
    for (name, [read, refused]) in INPUTS.into_iter().zip(headers) {
        let page = page(name);
        for (written, cells) in page.quoted_in(read) {
            let day = Day::parse(&written).map(|day| day.to_string());
            assert_eq!(day.as_deref(), Ok(cells[1]), "{name}: {written}");
        }
        for (written, cells) in page.quoted_in(refused) {
            let rule = match Day::parse(&written) {
                Ok(day) => panic!("{name}: {written} is read as {day}"),
                Err(DateError::Unreadable) => "`unreadable-value`",
                Err(DateError::Contradicting) => "`contradicting-date`",
            };
            assert_eq!(cells[1], rule, "{name}: {written}");
        }
    }
}

#[test]
fn extensions_and_limits_are_those_of_the_reader() {
    let read = ["csv", "tsv", "txt", "json", "jsonl", "ndjson", "toml", "xlsx", "xlsm", "xls", "ods"];
    for extension in read.iter().chain(&["xlsb", "numbers", "pdf"]) {
        let entry = Entry::on_disk(PathBuf::from(format!("t.{extension}")), format!("t.{extension}"));
        assert_eq!(entry.format.is_some(), read.contains(extension), "{extension}");
    }
    let mb = |bytes: u64| format!("{} MB", bytes >> 20);
    let thousands = |number: usize| {
        let digits = number.to_string();
        let groups = digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap());
        groups.collect::<Vec<_>>().join(",")
    };
    let limits = [
        mb(workbook::MAX_FILE as u64),
        mb(workbook::MAX_INFLATED),
        mb(workbook::MAX_MEMORY as u64),
        mb(workbook::MAX_CELL as u64),
        thousands(workbook::MAX_ROWS as usize),
        thousands(workbook::MAX_COLUMNS as usize),
        thousands(workbook::MAX_SHEETS),
        thousands(workbook::MAX_PARTS),
        thousands(workbook::MAX_DEPTH),
    ];
    let headers = [["| extension |", "| of a workbook |"], ["| 拡張子 |", "| ブックについて |"]];
    for (name, [extensions, figures]) in INPUTS.into_iter().zip(headers) {
        let page = page(name);
        let told: BTreeSet<String> = page.quoted_in(extensions).into_iter().map(|(text, _)| text).collect();
        assert_eq!(told, read.iter().map(|e| format!(".{e}")).collect(), "{name}");
        let told: Vec<&str> = page.cells(figures).iter().map(|cells| cells[1]).collect();
        assert_eq!(told, limits, "{name}");
    }
}

#[test]
fn names_of_files_mean_what_the_guide_says() {
    for (name, header) in INPUTS.into_iter().zip(["| name | says |", "| 名前 | 分かること |"]) {
        let page = page(name);
        for (file, cells) in page.quoted_in(header) {
            let folder = TempDir::new().unwrap();
            let header = match cells[2] {
                "`devices`" => "端末番号,使用者,状態\n",
                "`roster`" => "氏名,入職日,退職日\n",
                _ => "職員番号,氏名,権限,状態\n",
            };
            fs::write(folder.path().join(&file), header).unwrap();
            // a folder must hold one table at least
            fs::write(folder.path().join("posts.csv"), "post_id\n").unwrap();
            let told = String::from_utf8(program(&["inputs", "."], folder.path()).stdout).unwrap();
            let read: Vec<&str> = told.lines().filter_map(|l| l.strip_prefix(&format!("{file} → "))).collect();
            match cells[2] {
                "–" => assert!(read.is_empty() && told.contains(&file), "{name}: {file}: {told}"),
                table => {
                    assert!(read[0].ends_with(&format!("({})", table.trim_matches('`'))), "{name}: {file}: {told}");
                }
            }
        }
    }
}

#[test]
fn the_rules_about_the_input_and_the_words_of_a_match_are_all_told() {
    let policy = Policy::embedded("chuo").unwrap().unwrap();
    let rules: BTreeSet<String> =
        policy.rules.iter().filter(|r| !matches!(r.demand, Demand::Of(_))).map(|r| r.id.clone()).collect();
    for ((name, lang), headers) in INPUTS
        .into_iter()
        .zip(LANGS)
        .zip([["| rule | finds |", "| found | if |"], ["| 規則 | 見つけるもの |", "| 照合 | 条件 |"]])
    {
        let page = page(name);
        let told: BTreeSet<String> = page.quoted_in(headers[0]).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(told, rules, "{name}");
        let told: Vec<&str> = page.cells(headers[1]).iter().map(|cells| cells[2]).collect();
        let hows = [How::Zeros, How::Email, How::Name, How::NameInOffice, How::NameAndReading];
        let said = hows.map(|how| words::matched(lang, "", how).trim().trim_start_matches('は').to_owned());
        assert_eq!(told[0], "", "{name}: an id is nothing to tell");
        assert_eq!(&told[1..], said, "{name}");
    }
}

#[test]
fn all_that_can_be_set_is_told_and_can_be_read() {
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(root().join("docs/config.schema.json")).unwrap()).unwrap();
    let keys = |place: &str| -> BTreeSet<String> {
        schema.pointer(place).unwrap().as_object().unwrap().keys().cloned().collect()
    };
    for (name, header) in INPUTS.into_iter().zip(["| key | means |", "| キー | 意味 |"]) {
        let page = page(name);
        let told: BTreeSet<String> = page.quoted_in(header).into_iter().map(|(key, _)| key).collect();
        assert_eq!(told, keys("/properties"), "{name}");
        let start = page.prose.iter().rposition(|l| l == header).unwrap();
        let rows = page.prose[start + 2..].iter().take_while(|l| l.starts_with('|'));
        let told: BTreeSet<String> = rows.filter_map(|l| l.split('`').nth(1)).map(str::to_owned).collect();
        assert_eq!(told, keys("/$defs/table-pledges/properties"), "{name}");
        // the example sets everything but pseudonyms, with which its report could not be read
        let example = page.blocks.iter().find(|b| b.language == "toml").unwrap().lines.join("\n");
        let example: toml::Table = example.parse().unwrap();
        let set: BTreeSet<String> =
            example.keys().cloned().chain(["redact".to_owned(), "redact-key".to_owned()]).collect();
        assert_eq!(set, keys("/properties"), "{name}");
        let tables = example["tables"].as_table().unwrap().values();
        let set: BTreeSet<String> = tables.flat_map(|t| t.as_table().unwrap().keys().cloned()).collect();
        assert_eq!(set, keys("/$defs/table-pledges/properties"), "{name}");
    }
    for name in READMES {
        let page = page(name);
        let folder = TempDir::new().unwrap();
        let block = page.blocks.iter().find(|b| b.comment.as_deref() == Some("settings")).unwrap();
        let file = folder.path().join("mcs-audit.toml");
        fs::write(&file, block.lines.join("\n")).unwrap();
        let config = Config::read(&file).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((config.own.len(), config.tables.len(), config.rules.len()), (1, 2, 2), "{name}");
        Policy::embedded_with("chuo", &config.rules).unwrap().unwrap_or_else(|e| panic!("{name}: {e:?}"));
    }
}

/// The report on the folder of the guide's example.
fn report_on_the_example(folder: &Path) -> Value {
    let arguments = ["check", "old", "--as-of", "2026-10-31", "--format", "json", "--lang", "ja"];
    let output = program(&arguments, folder);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn the_settings_of_the_example_do_what_their_comments_say() {
    let page = page(INPUTS[0]);
    let folder = workplace(&page);
    let with = report_on_the_example(folder.path());
    fs::remove_file(folder.path().join("old/mcs-audit.toml")).unwrap();
    let without = report_on_the_example(folder.path());

    let verdict = |report: &Value, rule: &str| -> Value {
        report["verdicts"].as_array().unwrap().iter().find(|v| v["rule"] == rule).unwrap().clone()
    };
    let lacks = |report: &Value, rule: &str, column: &str| {
        verdict(report, rule)["reason"].as_str().unwrap_or_default().contains(column)
    };
    let unreadable = |report: &Value| -> Vec<(String, String)> {
        let findings = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "unreadable-value");
        let place = |f: &Value, member: &str| f["evidence"][0][member].as_str().unwrap_or_default().to_owned();
        findings.map(|f| (place(f, "file"), place(f, "cell"))).collect()
    };
    let file = |name: &str, cell: &str| (name.to_owned(), cell.to_owned());
    assert_eq!(with["run"]["office"], "見本訪問看護ステーション");
    assert!(without["run"]["office"].is_null());
    // the word of the office's own, and the header of its own
    assert_eq!(unreadable(&with), [file("書類管理.xlsx", "C5")]);
    assert_eq!(unreadable(&without), [file("スタッフ一覧_20261031.csv", "")]);
    for (rule, column) in [("missing-pledge", "誓約日"), ("incomplete-pledge", "含む項目"), ("departed-member", "状態")]
    {
        assert!(!lacks(&with, rule, column) && lacks(&without, rule, column), "{rule} {column}");
    }
    let off = verdict(&with, "dormant-group");
    assert_eq!(
        (&off["verdict"], &off["reason"]),
        (&"off".into(), &"the day of the last post cannot be seen on the screen".into())
    );
    assert_eq!(
        (
            verdict(&with, "dormant-account")["severity"].as_str(),
            verdict(&without, "dormant-account")["severity"].as_str()
        ),
        (Some("high"), Some("medium"))
    );
    let made = |report: &Value| {
        let inputs = report["run"]["inputs"].as_array().unwrap().iter();
        inputs.filter_map(|i| i["exported_on"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(made(&with), ["2026-10-31", "2026-09-30"]);
    assert_eq!(made(&without), ["2026-09-30"]);
    let stale = |report: &Value| verdict(report, "stale-input")["findings"].as_u64();
    assert_eq!((stale(&with), stale(&without)), (Some(1), Some(0)));
}
