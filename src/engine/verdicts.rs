//! What follows from the findings for each rule and for each clause of the policy.

use crate::base::text::Lang;
use crate::engine::attestation::Standing;
use crate::engine::evidence::Describer;
use crate::engine::message::in_general;
use crate::engine::outcome::{Outcome, Tally};
use crate::engine::{Options, attestation};
use crate::model::finding::{Named, Verdict};
use crate::model::report::{Attestation, ClauseText, ClauseVerdict, RuleText, RuleVerdict};
use crate::model::schema::known;
use crate::policy::{Clause, Policy, Rule};

pub(super) fn rule_verdict(policy: &Policy, rule: &Rule, outcomes: &[Outcome], options: &Options) -> RuleVerdict {
    let lang = options.lang;
    let text = rule_text(rule, lang);
    RuleVerdict {
        rule: rule.id.clone(),
        clauses: rule.clauses.iter().map(|c| policy.clauses[*c].id.clone()).collect(),
        severity: rule.severity,
        confidence: rule.confidence,
        duty: rule.duty,
        verdict: together(outcomes.iter().map(|o| o.verdict)),
        population: outcomes.iter().map(|o| o.population).sum(),
        findings: outcomes.iter().map(|o| o.count() as u64).sum(),
        waived: outcomes.iter().map(Outcome::waived).sum(),
        corrected: outcomes.iter().map(Outcome::corrected).sum(),
        undetermined: outcomes.iter().map(Outcome::unclear).sum(),
        reason: outcomes.iter().find_map(|o| o.reason.clone()),
        title: text.title,
        requirement: text.requirement,
        why: text.why,
        steps: text.steps,
        translation: rule_text(rule, lang.other()),
    }
}

/// What a rule says of itself, in one language.
fn rule_text(rule: &Rule, lang: Lang) -> RuleText {
    let words = rule.words(lang);
    RuleText {
        title: words.title.clone(),
        requirement: words.requirement.clone(),
        why: words.why.clone(),
        steps: words.fix.iter().map(|t| in_general(t, lang)).collect(),
    }
}

pub(super) fn clause_verdicts(describer: &Describer<'_>, outcomes: &[Vec<Outcome>]) -> Vec<ClauseVerdict> {
    let (policy, lang) = (describer.eval.policy, describer.lang);
    let standing = attestation::standing(describer.eval);
    // the outcomes by which clauses are judged, each once, with its rule
    let of = |clauses: &[usize]| -> Vec<(&Rule, Tally)> {
        let mut found = Vec::new();
        for (rule, outcomes) in policy.rules.iter().zip(outcomes) {
            let here: Vec<usize> =
                clauses.iter().copied().filter(|clause| policy.is_judged_by(*clause, rule)).collect();
            // of a list, only the items that stand in these clauses
            let stands_here = |o: &&Outcome| {
                o.item.is_none_or(|item| here.contains(&policy.item_clause(item)))
                    || here.iter().any(|clause| !rule.clauses.contains(clause))
            };
            let outcomes = outcomes.iter().filter(|_| !here.is_empty()).filter(stands_here);
            found.extend(outcomes.map(|outcome| (rule, outcome.tally(&here))));
        }
        found
    };
    let verdict_of = |(place, clause): (usize, &Clause)| {
        let found = of(&policy.with_included(&[place]));
        let all = || found.iter().map(|(_, tally)| tally);
        let names = |wanted: fn(&Tally) -> bool| {
            let mut names: Vec<String> = Vec::new();
            for (rule, _) in found.iter().filter(|(_, tally)| wanted(tally)) {
                if names.last() != Some(&rule.id) {
                    names.push(rule.id.clone());
                }
            }
            names
        };
        ClauseVerdict {
            clause: clause.id.clone(),
            cited: clause.cited.clone(),
            duty: clause.duty,
            label: clause.label.get(lang).to_owned(),
            obligation: clause.text.get(lang).to_owned(),
            translation: clause_text(clause, lang.other()),
            verdict: together(all().map(|o| o.verdict)),
            attested: clause.question.is_some(),
            attestations: standing
                .iter()
                .filter(|s| s.clause == place)
                .filter_map(|s| Attestation::of(describer, s))
                .collect(),
            population: all().map(|o| o.population).sum(),
            findings: all().map(|o| o.findings).sum(),
            waived: all().map(|o| o.waived).sum(),
            corrected: all().map(|o| o.corrected).sum(),
            rules: names(|_| true),
            not_assessed: names(|o| o.verdict == Verdict::NotAssessed),
        }
    };
    policy.clauses.iter().enumerate().map(verdict_of).collect()
}

/// What a clause says in a language.
fn clause_text(clause: &Clause, lang: Lang) -> ClauseText {
    ClauseText { label: clause.label.get(lang).to_owned(), obligation: clause.text.get(lang).to_owned() }
}

impl Attestation {
    /// What an office stated last of a clause, if it did.
    pub(crate) fn of(describer: &Describer<'_>, standing: &Standing) -> Option<Self> {
        let last = standing.last.as_ref()?;
        let offices = known().offices;
        let def = known().attestations.def();
        let by = match (&describer.redactor, def.column("attested_by")) {
            (Some(redactor), Some(column)) => redactor.cell(def.def(column), &last.by),
            _ => last.by.clone(),
        };
        Some(Self {
            office: Named {
                key: describer.key(offices, standing.office).into(),
                label: describer.label(offices, standing.office).into(),
            },
            answer: last.answer,
            on: last.on.to_string(),
            by: Some(by).filter(|by| !by.is_empty()),
            until: last.until.map(|day| day.to_string()),
        })
    }
}

/// Fail if one fails; else not assessed, else undetermined, if one is; else pass if one passes; else not applicable; off if
/// all are.
pub(super) fn together(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let verdicts: Vec<Verdict> = verdicts.collect();
    let has = |wanted: Verdict| verdicts.contains(&wanted);
    [Verdict::Fail, Verdict::NotAssessed, Verdict::Undetermined, Verdict::Pass, Verdict::NotApplicable]
        .into_iter()
        .find(|v| has(*v))
        .unwrap_or(if has(Verdict::Off) { Verdict::Off } else { Verdict::NotApplicable })
}
