//! One report for the tests of all formats: every verdict, severity and duty, files and sheets, what is certain and
//! possible, open and waived. And the same with text in it that means to break them.

use std::fs;
use std::path::Path;

use mcs_audit::base::text::Lang;
use mcs_audit::history::stored;
use mcs_audit::model::finding::Named;
use mcs_audit::model::options::Answer;
use mcs_audit::model::report::{Attestation, ChangedSetting, PolicyDifference, Reading, Report, SettingDifference};

/// The golden report, `tests/golden/report.<lang>.json`.
pub(crate) fn golden(lang: Lang) -> Report {
    let name = match lang {
        Lang::Ja => "tests/golden/report.ja.json",
        Lang::En => "tests/golden/report.en.json",
    };
    let text = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the golden report");
    stored::parse(name, &text).expect("it is a report")
}

/// Text that means something to one format or another: markup, quotation marks, formulas, control characters, escapes
/// of terminals, overrides of direction, separators of lines, emoji, and much of it.
pub(crate) fn hostile_texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "<script>alert(1)</script>",
        "</script><img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>'`--!>]]>",
        "&amp;&lt;&#x3C;&nbsp;",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+1+1",
        "-2-3",
        "@SUM(A1)",
        "\t=1+1",
        "a\"b'c,d;e\nf\r\ng\th",
        "%0A%25::error file=a::b",
        "|*_`[x](javascript:alert(1))~~#\n# h\n- [x] y",
        "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J",
        "nul\u{0}bell\u{7}back\u{8}del\u{7f}\u{85}\u{b}\u{c}",
        "\u{202e}gnp.exe\u{2066}x\u{2069}\u{200f}",
        "line\u{2028}separator\u{2029}\u{feff}\u{fffe}\u{ffff}",
        "👩‍⚕️🏥𠮷野家㍿①髙﨑〓",
        "{{7*7}}${7*7}<%= 7*7 %>",
        "../../etc/passwd",
        "CON",
    ]
    .map(str::to_owned)
    .into();
    texts.push("長い名前".repeat(10_000));
    texts.push("W".repeat(40_000));
    texts
}

/// The golden report with a hostile text in every field that holds text of the office's, a copy for each text.
pub(crate) fn hostile(lang: Lang) -> Report {
    let mut report = golden(lang);
    let findings = std::mem::take(&mut report.findings);
    for (place, text) in hostile_texts().iter().enumerate() {
        let mut finding = findings[place % findings.len()].clone();
        finding.id = format!("{place:016x}").into();
        finding.subject.key = text.into();
        finding.subject.label = text.into();
        finding.message = format!("{text} {}", finding.message);
        finding.fix.iter_mut().for_each(|step| *step = format!("{step}{text}").into());
        let named = Named { key: text.into(), label: text.into() };
        let concerns = &mut finding.concerns;
        for concern in [&mut concerns.office, &mut concerns.group, &mut concerns.patient, &mut concerns.person] {
            *concern = Some(named.clone());
        }
        let clauses = report.clauses.len();
        report.clauses[place % clauses].attestations = vec![Attestation {
            office: named.clone(),
            answer: Some(Answer::Yes),
            on: "2026-04-01".to_owned(),
            by: Some(text.clone()),
            until: Some("2027-04-01".to_owned()),
        }];
        finding.assignees = vec![named];
        for evidence in &mut finding.evidence {
            evidence.file = text.into();
            evidence.sheet = Some(text.into());
            evidence.column = Some(text.into());
            evidence.note.clone_from(text);
        }
        if let Some(waived) = &mut finding.waived {
            let fields = [&mut waived.reason, &mut waived.requested_by, &mut waived.approved_by];
            fields.into_iter().for_each(|field| field.clone_from(text));
        }
        report.findings.push(finding);
        let input = place % report.run.inputs.len();
        report.run.inputs[input].file.clone_from(text);
        report.run.inputs[input].sheet = Some(text.clone());
    }
    if let (Some(comparison), Some(upcoming)) = (&mut report.comparison, &mut report.upcoming) {
        let (ended, coming) = (comparison.ended.clone(), upcoming.findings.clone());
        (comparison.ended, upcoming.findings) = (Vec::new(), Vec::new());
        for (place, text) in hostile_texts().iter().enumerate() {
            let mut ended = ended[place % ended.len()].clone();
            ended.id = format!("e{place:015x}").into();
            let mut coming = coming[place % coming.len()].clone();
            coming.id = format!("c{place:015x}").into();
            for (subject, message) in
                [(&mut ended.subject, &mut ended.message), (&mut coming.subject, &mut coming.message)]
            {
                subject.key = text.into();
                subject.label = text.into();
                *message = format!("{text} {message}");
            }
            coming.assignees = vec![Named { key: text.into(), label: text.into() }];
            comparison.ended.push(ended);
            upcoming.findings.push(coming);
        }
    }
    if let Some(comparison) = &mut report.comparison {
        let (setting, policy) = (comparison.settings[1].clone(), comparison.policy[1].clone());
        for text in hostile_texts() {
            comparison.settings.push(SettingDifference { after: Some(text.clone()), ..setting.clone() });
            comparison.policy.push(PolicyDifference { name: text, ..policy.clone() });
        }
    }
    report.run.office = Some(hostile_texts()[1].clone());
    let setting = report.run.settings[0].clone();
    report.run.settings.extend(hostile_texts().into_iter().map(|text| ChangedSetting {
        reason: Some(text.clone()),
        office: text,
        ..setting.clone()
    }));
    let reading = report.run.reading[0].clone();
    report.run.reading.extend(hostile_texts().into_iter().map(|text| Reading {
        file: Some(text.clone()),
        sheet: Some(text.clone()),
        said: format!("{text} {}", reading.said),
        settings: vec![text],
        ..reading.clone()
    }));
    let verdicts = &mut report.verdicts;
    for verdict in verdicts.iter_mut() {
        let of = report.findings.iter().filter(|f| f.rule == verdict.rule);
        (verdict.findings, verdict.waived) = of.fold((0, 0), |(all, waived), f| {
            (all + 1, waived + u64::from(f.status == mcs_audit::model::finding::Status::Waived))
        });
        if let Some(reason) = &mut verdict.reason {
            reason.push_str(&hostile_texts()[2]);
        }
    }
    report
}
