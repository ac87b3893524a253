//! The commands of the pages run and end as they say, and what they quote is so.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::{Block, INPUTS, Page, READMES, arguments, page, program, workplace};
use crate::support::folder::{copy, root};

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
                    let told = output.err;
                    assert_eq!(output.code, code, "{name}: {line}\n{told}");
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
            let report = output.out;
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
        assert_eq!(output.code, 1, "{}", output.err);
        let lines: Vec<Value> = output.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
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
        assert_eq!(output.code, 2);
        let told = output.err;
        assert!(page.lines("text").contains(&told.trim_end()), "{name}: {told}");
    }
}

#[test]
fn the_commands_and_options_are_all_told() {
    let help = program(&["--help", "--lang", "en"], root()).out;
    let section = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| !l.is_empty());
    let commands: BTreeSet<&str> = section.filter_map(|l| l.split_whitespace().next()).collect();
    let help = program(&["check", "--help", "--lang", "en"], root()).out;
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

/// The report on the folder of the guide's example.
fn report_on_the_example(folder: &Path) -> Value {
    let arguments = ["check", "old", "--as-of", "2026-10-31", "--format", "json", "--lang", "ja"];
    program(&arguments, folder).json()
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
    // the word of the office's own, and what it calls nothing that anybody would know
    assert_eq!(unreadable(&with), [file("書類管理.xlsx", "C5")]);
    assert_eq!(unreadable(&without), [file("書類管理.xlsx", "C5"), file("スタッフ一覧_20261031.csv", "")]);
    assert!(!lacks(&with, "departed-member", "状態") && lacks(&without, "departed-member", "状態"));
    // a list of points is one by its cells, whatever stands above it
    assert!(!lacks(&with, "incomplete-pledge", "含む項目") && !lacks(&without, "incomplete-pledge", "含む項目"));
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
