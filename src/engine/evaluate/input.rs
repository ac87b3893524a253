//! What is wrong with the input, as the findings of the rule about it.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::engine::evidence::issue_evidence;
use crate::engine::findings::{FindingBuilder, FindingTemplate};
use crate::engine::identity::joined;
use crate::engine::message::{fill_input, issue_label};
use crate::engine::outcome::Outcome;
use crate::model::finding::{Finding, Subject, Verdict};
use crate::model::issue::{InputRule, Issue, Issues};
use crate::policy::Rule;

/// The key of a finding of which there is one at most.
const NO_KEY: &str = "–";

/// What came of a rule about the input.
pub(super) fn judge_input(builder: &FindingBuilder<'_>, issues: &Issues, rule: &Rule, input: InputRule) -> Outcome {
    let describer = builder.describer;
    let finding_template = FindingTemplate::new(builder, rule, None);
    let findings: Vec<Finding> = issues
        .of(input)
        .map(|issue| {
            let key = |issue: &Issue| {
                // what was not read is no table yet, but a file
                let is_of_table = ![InputRule::UnreadFile, InputRule::LoosenedRule].contains(&issue.rule);
                let table = Some(issue.table.def().name).filter(|_| is_of_table);
                if issue.rule == InputRule::UndeclaredOffice {
                    // it is about all tables together
                    return SmolStr::new_static(NO_KEY);
                }
                joined(table.into_iter().chain(issue.key.iter().map(String::as_str)))
            };
            let veiled = describer.redactor.as_ref().map(|redactor| redactor.issue(issue));
            let plain = veiled.is_some().then(|| key(issue));
            let issue = veiled.as_ref().unwrap_or(issue);
            let subject = Subject {
                table: SmolStr::new_static(issue.table.def().name),
                key: key(issue),
                plain,
                label: issue_label(describer.lang, issue).into(),
            };
            let stakeholders = builder.stakeholders.of_all(rule.duty);
            finding_template.finding(subject, stakeholders, issue_evidence(describer, issue), |template, text| {
                fill_input(describer, issue, template, text);
            })
        })
        .collect();
    let population = issues.population(input).max(findings.len() as u64);
    let verdict = match (findings.len(), population) {
        (0, 0) => Verdict::NotApplicable,
        (0, _) => Verdict::Pass,
        _ => Verdict::Fail,
    };
    Outcome {
        item: None,
        verdict,
        population,
        undetermined: Vec::new(),
        reason: None,
        findings: vec![findings],
        is_lenient: false,
        over: BTreeMap::new(),
        shares: Vec::new(),
    }
}
