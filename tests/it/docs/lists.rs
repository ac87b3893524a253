//! The lists of the pages are complete, and the JSON Schema describes the JSON report.

use std::collections::BTreeSet;
use std::fs;

use clap::ValueEnum;
use mcs_audit::config::Config;
use mcs_audit::engine::words;
use mcs_audit::model::finding::{Confidence, Duty, PolicyDifferenceKind, Status, Verdict};
use mcs_audit::model::options::Format;
use mcs_audit::model::place::MatchKind;
use mcs_audit::model::schema::schema;
use mcs_audit::policy::{Demand, Policy};
use serde_json::Value;
use tempfile::TempDir;

use super::{INPUTS, LANGS, READMES, WORDS, page, program};
use crate::support::folder::root;

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
    for line in output.out.lines() {
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
    known.extend(PolicyDifferenceKind::value_variants().iter().map(|v| v.word()));
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
            let report: Value = program(&arguments, root()).json();
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
        let match_kinds = [
            MatchKind::Zeros,
            MatchKind::Spelling,
            MatchKind::Email,
            MatchKind::Name,
            MatchKind::NameInOffice,
            MatchKind::NameAndReading,
        ];
        let said = match_kinds.map(|how| words::matched(lang, "", how).trim().trim_start_matches('は').to_owned());
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
