//! The texts around the program say what is true of it: the READMEs' commands run and end as they say, their lists are
//! complete, their own rule works, and the JSON Schema describes the JSON report.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::ValueEnum;
use mcs_audit::finding::{Confidence, Duty, Status, Verdict};
use mcs_audit::policy::Policy;
use mcs_audit::report::Format;
use mcs_audit::schema::schema;
use serde_json::Value;
use tempfile::TempDir;

const READMES: [&str; 2] = ["README.md", "README.ja.md"];

/// Words in backquotes that read like the id of a rule, and are words of the rule language or of JSON.
const WORDS: [&str; 9] = [
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

    /// The first cells of the rows of the table whose header starts so.
    fn first_cells(&self, header: &str) -> Vec<Vec<&str>> {
        let mut rows =
            self.prose.iter().skip_while(|l| !l.starts_with(header)).skip(2).take_while(|l| l.starts_with('|'));
        let mut cells = Vec::new();
        for row in rows.by_ref() {
            cells.push(row.trim_matches('|').split('|').map(|c| c.trim().trim_matches('`')).collect());
        }
        assert!(!cells.is_empty(), "there is no table with the header {header}");
        cells
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

/// A folder to work in that looks like the repository.
fn workplace() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for part in ["fixtures/sample-office", "fixtures/well-kept", "rules"] {
        copy(&root().join(part), &folder.path().join(part));
    }
    folder
}

fn arguments(line: &str) -> Option<Vec<&str>> {
    let line = line.strip_prefix("cargo run --release -- ").or_else(|| line.strip_prefix("mcs-audit "))?;
    assert!(!line.contains(['"', '\'', '|', '>', '\\', '*', '$', '(']), "keep it plain: {line}");
    Some(line.split_whitespace().collect())
}

#[test]
fn commands_run_and_end_as_the_readmes_say() {
    for name in READMES {
        let (page, folder) = (page(name), workplace());
        let mut run = 0;
        for block in &page.blocks {
            if let Some(file) = block.said("file") {
                let file = folder.path().join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, block.lines.join("\n") + "\n").unwrap();
            }
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
        assert!(run >= 10, "{name}: only {run} commands were found");
    }
}

#[test]
fn both_languages_have_the_same_headings_and_commands() {
    let [en, ja] = READMES.map(page);
    assert_eq!(en.headings, ja.headings);
    for language in ["sh", "toml"] {
        assert!(!en.lines(language).is_empty());
        assert_eq!(en.lines(language), ja.lines(language));
    }
    let comments = |page: &Page| -> Vec<Option<String>> {
        page.blocks.iter().filter(|b| b.language != "text").map(|b| b.comment.clone()).collect()
    };
    assert_eq!(comments(&en), comments(&ja));
}

#[test]
fn the_excerpts_are_of_real_reports() {
    for name in READMES {
        let page = page(name);
        let excerpts: Vec<&Block> = page.blocks.iter().filter(|b| b.said("excerpt").is_some()).collect();
        assert_eq!(excerpts.len(), 1, "{name}");
        for excerpt in excerpts {
            let arguments: Vec<&str> = excerpt.said("excerpt").unwrap().split_whitespace().collect();
            let output = program(&arguments, root());
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
        let told: Vec<(&str, &str)> = page.first_cells(tables).iter().map(|cells| (cells[0], cells[1])).collect();
        let known: Vec<(&str, &str)> = known.iter().map(|t| (t.name, t.label.ja.as_str())).collect();
        assert_eq!(told, known, "{name}");
        let told: Vec<String> = page.first_cells(format).iter().map(|cells| cells[0].to_owned()).collect();
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
    for name in READMES {
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
        assert!(rules > 0 && clauses.len() > 2, "{name}: {rules} rules, clauses {clauses:?}");
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
