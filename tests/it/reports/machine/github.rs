//! Annotations of GitHub, as its runner reads them.

use std::collections::{BTreeMap, BTreeSet};

use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::{Finding, Severity, Status};
use mcs_audit::model::options::Format;

use super::{by_id, first_place, reports, shown, text};
use crate::support::golden::{golden, hostile};

/// An annotation as the runner of a workflow reads its line.
pub(crate) struct Annotation {
    pub(crate) level: String,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) message: String,
}

pub(crate) fn annotations(text: &str) -> Vec<Annotation> {
    let unescaped = |text: &str| {
        text.replace("%0A", "\n").replace("%0D", "\r").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    let read = |line: &str| {
        let (command, data) = line.strip_prefix("::").and_then(|l| l.split_once("::")).expect("a command");
        let (level, properties) = command.split_once(' ').expect("properties");
        let property = |property: &str| {
            let (name, value) = property.split_once('=').expect("name=value");
            (name.to_owned(), unescaped(value))
        };
        Annotation {
            level: level.to_owned(),
            properties: properties.split(',').map(property).collect(),
            message: unescaped(data),
        }
    };
    text.lines().map(read).collect()
}

#[test]
fn github_shows_the_gravest_and_counts_the_others() {
    for report in reports() {
        let text = text(&report, Format::Github);
        assert!(!text.contains('\r') && text.ends_with('\n'));
        let annotations = annotations(&text);
        let by_id = by_id(&report);
        let mut written: BTreeSet<&str> = BTreeSet::new();
        let mut counted: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
        for annotation in &annotations {
            let level = annotation.level.as_str();
            let last = annotation.message.lines().last().expect("a line");
            let id = last.rsplit(' ').next().expect("a word");
            if let Some(finding) = by_id.get(id) {
                assert!(written.insert(&finding.id), "{id} is there twice");
                let expected = match (finding.status, finding.severity) {
                    (Status::Waived, _) | (_, Severity::Low) => "notice",
                    (_, Severity::Medium) => "warning",
                    _ => "error",
                };
                assert_eq!(level, expected);
                let message = shown(&finding.message.replace("\r\n", "\n"));
                assert!(annotation.message.starts_with(&message), "{message}");
                let (file, line) = first_place(finding);
                assert_eq!(annotation.properties["file"], shown(&file.replace("\r\n", "\n")));
                assert_eq!(annotation.properties.get("line").cloned(), line.map(|l| l.to_string()));
            } else if let Some(comparison) =
                report.comparison.as_ref().filter(|c| annotation.properties["title"].contains(&c.as_of))
            {
                assert_eq!(level, "notice");
                let lines: Vec<&str> = annotation.message.lines().collect();
                assert!(lines.len() > 1, "something ended: {lines:?}");
                // first how they stand to each other, and what settings and the policy have otherwise
                let ended = 1 + comparison.settings.len() + comparison.policy.len();
                let ids: Vec<&str> = lines[ended..].iter().filter_map(|l| l.rsplit(' ').next()).collect();
                let ended: Vec<&str> = comparison.ended.iter().map(|e| e.id.as_str()).take(ids.len()).collect();
                assert_eq!(ids, ended);
            } else if annotation.message.starts_with("overdue-training: ") {
                assert_eq!(level, "warning");
                let reason =
                    report.verdicts.iter().find(|v| v.rule == "overdue-training").and_then(|v| v.reason.clone());
                // what is not assessed comes first, then of whom it is not known
                let first = annotation.message.lines().next().expect("a line");
                assert_eq!(first, format!("overdue-training: {}", reason.expect("a reason")));
            } else if ["How the files were read", "表の読み方"]
                .iter()
                .any(|title| annotation.properties["title"].starts_with(title))
            {
                assert_eq!(level, "notice");
                assert_eq!(annotation.message.lines().count(), report.run.reading.len());
            } else {
                let list = annotation.message.split_once(": ").expect("a list").1;
                let rules = list.split(['、', ',']).map(|r| r.trim().rsplit_once(' ').expect("rule and number"));
                counted.insert(level, rules.map(|(rule, n)| (rule, n.parse().expect("a number"))).collect());
            }
            assert!(!annotation.properties["title"].is_empty());
        }
        for level in ["error", "warning", "notice"] {
            let here = annotations.iter().filter(|a| a.level == level).count();
            assert!(here <= 10, "GitHub shows ten of a level");
            assert!(here == 10 || !counted.contains_key(level), "nothing is left out where there is room");
        }
        let left: usize = counted.values().flatten().map(|(_, n)| n).sum();
        assert_eq!(written.len() + left, report.findings.len());
        for (rule, number) in counted.values().flatten() {
            let missing = report.findings.iter().filter(|f| f.rule == *rule && !written.contains(f.id.as_str()));
            let all: usize = counted.values().flatten().filter(|(r, _)| r == rule).map(|(_, n)| n).sum();
            assert!(*number > 0);
            assert_eq!(missing.count(), all, "{rule}");
        }
        // the gravest come first: none of those left out is graver than one that is written
        for level in ["error", "warning", "notice"] {
            let severity = |id: &&str| (by_id[*id].status == Status::Open, by_id[*id].severity);
            let of = |f: &Finding| match (f.status, f.severity) {
                (Status::Waived, _) | (_, Severity::Low) => "notice",
                (_, Severity::Medium) => "warning",
                _ => "error",
            };
            let shown = written.iter().filter(|id| of(by_id[**id]) == level).map(severity).min();
            let left =
                by_id.keys().filter(|id| !written.contains(**id) && of(by_id[**id]) == level).map(severity).max();
            assert!(left.is_none() || left <= shown);
        }
    }
}

/// Each hostile text by itself, so that none of them is among those left out.
#[test]
fn github_reads_every_text_back() {
    let mut report = hostile(Lang::En);
    for finding in std::mem::take(&mut report.findings) {
        report.findings = vec![finding.clone()];
        let annotations = annotations(&text(&report, Format::Github));
        let [annotation] = &annotations.iter().filter(|a| a.properties.contains_key("file")).collect::<Vec<_>>()[..]
        else {
            panic!("one annotation is about a file");
        };
        assert_eq!(
            annotations.len(),
            4,
            "and one each of what was not assessed, the audit before, how files were read"
        );
        let names: Vec<&str> = annotation.properties.keys().map(String::as_str).collect();
        assert_eq!(names, ["file", "line", "title"]);
        let one_kind_of_line = |text: &str| shown(&text.replace("\r\n", "\n"));
        assert_eq!(annotation.properties["file"], one_kind_of_line(&finding.evidence[0].file));
        assert!(annotation.message.starts_with(&one_kind_of_line(&finding.message)));
        assert!(annotation.message.ends_with(finding.id.as_str()));
    }
}

#[test]
fn messages_for_build_servers_say_what_is_new() {
    let report = golden(Lang::Ja);
    let github = text(&report, Format::Github);
    let of_level = |level: &str| -> Vec<bool> {
        let lines = github.lines().filter(|l| l.starts_with(level) && l.contains("継続(") | l.contains("%0A新規%0A"));
        lines.map(|l| l.contains("%0A新規%0A")).collect()
    };
    let errors = of_level("::error");
    assert_eq!(errors.iter().filter(|is_new| **is_new).count(), 3);
    assert!(errors.is_sorted_by(|a, b| a >= b), "the new ones first: {errors:?}");
    let junit = text(&report, Format::Junit);
    for said in
        ["\n新規\n", "\n再発\n", "\n継続(3回、61日)\n", "重大度 中→高(長く残っているため)", "例外承認(2027-03-31 まで)"]
    {
        assert!(junit.contains(said), "{said}");
    }
}
