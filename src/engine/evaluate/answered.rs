//! What an office has answered to what was found: waivers, corrections, and the share that its settings let pass.

use std::collections::BTreeMap;

use super::judge_input;
use crate::engine::answers::{self, BySubject, Known};
use crate::engine::correction::Correctable;
use crate::engine::eval::Eval;
use crate::engine::findings::FindingBuilder;
use crate::engine::outcome::Outcome;
use crate::engine::waiver::Coverable;
use crate::engine::{correction, waiver};
use crate::model::finding::Verdict;
use crate::model::issue::InputRule;
use crate::model::schema::known;
use crate::policy::check::Check;
use crate::policy::{Demand, Policy, Rule};
use crate::table::Table;

/// Lets a rule pass of whose population no larger share is undetermined than the settings allow.
pub(super) fn let_pass(rule: &Rule, outcomes: &mut [Outcome]) {
    let population: u64 = outcomes.iter().map(|outcome| outcome.population).sum();
    let unclear: u64 = outcomes.iter().map(Outcome::unclear).sum();
    let number = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if unclear == 0 || number(unclear) / number(population) > rule.undetermined_limit {
        return;
    }
    for outcome in outcomes.iter_mut().filter(|outcome| outcome.verdict == Verdict::Undetermined) {
        outcome.is_lenient = true;
        outcome.verdict = outcome.settled();
    }
}

/// Applies the waivers and the corrections, and judges them.
pub(super) fn answer(builder: &FindingBuilder<'_>, mut outcomes: Vec<Vec<Outcome>>) -> Vec<Vec<Outcome>> {
    let Eval { tables, policy, as_of, .. } = builder.describer.eval;
    let k = known();
    let (has_waivers, has_corrections) = (tables[k.waivers].len > 0, tables[k.corrections].len > 0);
    if !has_waivers && !has_corrections {
        return outcomes;
    }
    let about_answers = |place: usize| matches!(policy.rules[place].demand, Demand::Input(i) if i.is_about_answers());
    let judged: Vec<bool> = outcomes
        .iter()
        .map(|of_rule| !of_rule.iter().all(|o| matches!(o.verdict, Verdict::Off | Verdict::NotAssessed)))
        .collect();
    let known = |id: &str| match policy.rule(id) {
        None => Known::Unknown,
        Some(place) if about_answers(place) => Known::AboutAnswers,
        Some(place) if !judged[place] => Known::NotJudged,
        Some(_) => Known::Judged,
    };
    let most_days = policy.number(InputRule::ImproperWaiver.id(), "days").unwrap_or(i32::MAX);
    let mut coverable: BTreeMap<&str, BySubject<Coverable<'_>>> = named_in(&tables[k.waivers], policy, &mut outcomes)
        .map(|(rule, of_rule)| {
            let coverable = of_rule.iter_mut().flat_map(|outcome| {
                let findings = outcome.findings.iter_mut().flatten().map(Coverable::Finding);
                findings.chain(outcome.undetermined.iter_mut().map(Coverable::Undetermined))
            });
            (rule, BySubject::new(coverable.collect(), Coverable::subject))
        })
        .collect();
    let of_waivers = waiver::apply(tables, *as_of, most_days, known, &mut coverable);
    drop(coverable);
    let has_over = |id: &str| policy.rule(id).is_some_and(|place| can_be_over(&policy.rules[place]));
    let known = |id: &str| (known(id), has_over(id));
    let mut correctable: BTreeMap<&str, Correctable<'_>> = named_in(&tables[k.corrections], policy, &mut outcomes)
        .map(|(rule, of_rule)| {
            let (mut findings, mut over) = (Vec::new(), BTreeMap::new());
            for outcome in of_rule {
                findings.extend(outcome.findings.iter_mut().flatten());
                over.append(&mut outcome.over);
            }
            (rule, (BySubject::new(findings, |finding| &finding.subject), over))
        })
        .collect();
    let of_corrections = correction::apply(tables, *as_of, known, &mut correctable);
    drop(correctable);
    if let Some(redactor) = &builder.describer.redactor {
        for outcome in outcomes.iter_mut().flatten() {
            for finding in outcome.findings.iter_mut().flatten() {
                finding.waived.iter_mut().for_each(|waived| redactor.waived(waived));
                finding.corrected.iter_mut().for_each(|corrected| redactor.corrected(corrected));
            }
            let undetermined = outcome.undetermined.iter_mut().filter_map(|member| member.waived.as_mut());
            undetermined.for_each(|waived| redactor.waived(waived));
        }
    }
    for (place, of_rule) in outcomes.iter_mut().enumerate() {
        if let Demand::Input(input) = policy.rules[place].demand {
            let issues = match input {
                input if input.is_about_waivers() && has_waivers => Some(&of_waivers),
                input if input.is_about_corrections() && has_corrections => Some(&of_corrections),
                _ => None,
            };
            if let Some(issues) = issues {
                *of_rule = vec![judge_input(builder, issues, &policy.rules[place], input)];
            }
        }
        let is_settled = |outcome: &&mut Outcome| matches!(outcome.verdict, Verdict::Fail | Verdict::Undetermined);
        of_rule.iter_mut().filter(is_settled).for_each(|outcome| outcome.verdict = outcome.settled());
    }
    outcomes
}

/// The outcomes of the rules that a register of answers names.
fn named_in<'p, 'o>(
    register: &Table,
    policy: &'p Policy,
    outcomes: &'o mut [Vec<Outcome>],
) -> impl Iterator<Item = (&'p str, &'o mut Vec<Outcome>)> {
    let named = answers::rules(register);
    let of_rules = policy.rules.iter().map(|rule| rule.id.as_str()).zip(outcomes);
    of_rules.filter(move |(rule, _)| named.contains(rule))
}

/// Whether something that a rule finds can be over, so that only a correction answers for it.
pub(super) fn can_be_over(rule: &Rule) -> bool {
    matches!(&rule.demand, Demand::Of(of) if matches!(&of.check, Check::Deadline(deadline) if deadline.over))
}
