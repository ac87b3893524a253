//! Makes findings. One function puts each of them together, so that identity, severity and due day are settled in one
//! place.

use sha2::{Digest, Sha256};
use smol_str::{SmolStr, ToSmolStr};

use crate::base::hex::hex;
use crate::engine::evaluate::Violations;
use crate::engine::evidence::Describer;
use crate::engine::message::fill;
use crate::engine::stakeholders::{Involved, Stakeholders};
use crate::model::finding::{DueDays, Evidence, Finding, Status, Subject};
use crate::policy::{Item, Part, Rule, Template};

/// What a finding is put together with.
pub(super) struct FindingBuilder<'a> {
    pub(super) describer: &'a Describer<'a>,
    pub(super) stakeholders: Stakeholders<'a>,
    pub(super) due: DueDays,
}

/// What the findings of a rule, or of an item of its list, have in common.
pub(super) struct FindingTemplate<'a> {
    rule: &'a Rule,
    id: SmolStr,
    clauses: Vec<SmolStr>,
    due: SmolStr,
    message: &'a Template,
    fix: Vec<Step<'a>>,
}

/// A step of what is to be done.
enum Step<'a> {
    /// The same for all.
    Same(SmolStr),
    /// To be filled in for each.
    Filled(&'a Template),
}

impl<'a> Step<'a> {
    fn new(template: &'a Template) -> Self {
        match template.0.as_slice() {
            [Part::Text(step)] => Self::Same(step.to_smolstr()),
            _ => Self::Filled(template),
        }
    }
}

/// Most texts of findings have no more bytes.
const USUAL_TEXT: usize = 512;

impl<'a> FindingTemplate<'a> {
    pub(super) fn new(builder: &FindingBuilder<'a>, rule: &'a Rule, item: Option<Item>) -> Self {
        let eval = builder.describer.eval;
        let policy = eval.policy;
        let words = rule.words(builder.describer.lang);
        let clauses = match item {
            Some(item) => vec![policy.item_clause(item)],
            None => rule.clauses.clone(),
        };
        Self {
            rule,
            id: rule.id.to_smolstr(),
            clauses: clauses.into_iter().map(|c| policy.clauses[c].id.to_smolstr()).collect(),
            due: eval.as_of.plus(i32::from(builder.due.of(rule.severity))).to_smolstr(),
            message: &words.message,
            fix: words.fix.iter().map(Step::new).collect(),
        }
    }

    /// The one place where a finding is put together. `fill` fills in a template behind a text.
    pub(super) fn finding(
        &self,
        subject: Subject,
        (concerns, assignees): Involved,
        evidence: Vec<Evidence>,
        fill: impl Fn(&Template, &mut String),
    ) -> Finding {
        let hash = Sha256::new().chain_update(&self.id).chain_update(b"\0").chain_update(&subject.key).finalize();
        let mut text = String::with_capacity(USUAL_TEXT);
        let mut filled = |template: &Template| {
            text.clear();
            fill(template, &mut text);
            text.clone()
        };
        Finding {
            id: hex(&hash[..8]).into(),
            rule: self.id.clone(),
            clauses: self.clauses.clone(),
            severity: self.rule.severity,
            confidence: self.rule.confidence,
            duty: self.rule.duty,
            assignees,
            due: self.due.clone(),
            status: Status::Open,
            waived: None,
            corrected: None,
            change: None,
            raised_from: None,
            subject,
            concerns: Box::new(concerns),
            message: filled(self.message),
            fix: self
                .fix
                .iter()
                .map(|step| match step {
                    Step::Same(step) => step.clone(),
                    Step::Filled(template) => filled(template).into(),
                })
                .collect(),
            evidence,
        }
    }
}

impl Violations<'_> {
    /// The findings about some of the members.
    pub(super) fn findings(&self, builder: &FindingBuilder<'_>, members: &[(SmolStr, u32)]) -> Vec<Finding> {
        let stakeholders = builder.stakeholders.of(
            self.population.each,
            members.iter().map(|(_, row)| *row),
            self.finding_template.rule.duty,
        );
        let finding =
            |((key, row), stakeholders): (&(SmolStr, u32), Involved)| self.finding(builder, key, *row, stakeholders);
        members.iter().zip(stakeholders).map(finding).collect()
    }

    /// The finding about a member of that subject key.
    fn finding(&self, builder: &FindingBuilder<'_>, key: &SmolStr, row: u32, stakeholders: Involved) -> Finding {
        let (describer, population) = (builder.describer, self.population);
        let detail = (self.explain)(row);
        let (each, own) = (population.each, population.check.own_conditions());
        let rows = describer.rows(each, row, &population.conditions, own, &detail);
        let evidence = describer.evidence(&rows);
        let subject = describer.subject_of(each, row, self.item, key.clone());
        let mut finding = self.finding_template.finding(subject, stakeholders, evidence, |template, text| {
            fill(describer, population, row, self.item, &detail, template, text);
        });
        if population.together {
            let policy = describer.eval.policy;
            let mut clauses: Vec<usize> = detail.items.iter().map(|item| policy.item_clause(*item)).collect();
            clauses.dedup();
            finding.clauses = clauses.into_iter().map(|clause| policy.clauses[clause].id.to_smolstr()).collect();
        }
        finding
    }
}

/// Leaves one finding for each identity, of findings in the order of their keys: rows without a key that are alike are
/// one subject.
pub(super) fn merge_alike(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.dedup_by(|next, kept| {
        let same = next.id == kept.id;
        if same {
            kept.evidence.append(&mut next.evidence);
        }
        same
    });
    findings
}
