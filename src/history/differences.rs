//! What is set, and what the policy has, otherwise than in the audit before: numbers of two audits compare only where both were judged
//! alike. It works on the two reports alone, and says so where they do not hold what has changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::finding::{PolicyChangeKind, PolicyDifferenceKind, Severity};
use crate::model::report::{
    ChangedSetting, ClauseVerdict, PolicyDifference, Report, RuleText, RuleVerdict, Run, SettingDifference,
};

/// Returns what is set otherwise: for the whole audit, then rule by rule.
pub fn settings(earlier: &Report, report: &Report) -> Vec<SettingDifference> {
    let (was, is) = (&earlier.run, &report.run);
    let listed = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
    let file = |run: &Run| run.config.as_ref().map(|file| file.sha256.clone());
    let of_audit = [
        ("file", file(was), file(is)),
        ("fail-on", Some(String::from(was.fail_on)), Some(String::from(is.fail_on))),
        ("only", listed(&was.only), listed(&is.only)),
        ("skip", listed(&was.skip), listed(&is.skip)),
    ];
    let of_audit = of_audit.into_iter().filter(|(_, before, after)| before != after);
    let mut differences: Vec<SettingDifference> = of_audit
        .map(|(setting, before, after)| SettingDifference { rule: None, setting: setting.to_owned(), before, after })
        .collect();
    let (was, is) = (by_name(was), by_name(is));
    for name in both(&was, &is) {
        // where an office sets nothing, what the policy has holds
        let value = |own: Option<&&ChangedSetting>, other: Option<&&ChangedSetting>| {
            own.map(|set| set.office.clone()).or_else(|| other.map(|set| set.policy.clone()))
        };
        let (before, after) = (value(was.get(name), is.get(name)), value(is.get(name), was.get(name)));
        if before != after {
            differences.push(SettingDifference {
                rule: Some(name.0.to_owned()),
                setting: name.1.to_owned(),
                before: before.filter(|text| !text.is_empty()),
                after: after.filter(|text| !text.is_empty()),
            });
        }
    }
    differences
}

/// Returns what the policy has otherwise.
pub fn policy(earlier: &Report, report: &Report) -> Vec<PolicyDifference> {
    let (was, is) = (&earlier.run, &report.run);
    if was.policy_sha256 == is.policy_sha256 {
        return Vec::new();
    }
    let mut differences = Vec::new();
    let mut add = |kind, name: &str, before: Option<String>, after: Option<String>| {
        differences.push(PolicyDifference { kind, name: name.to_owned(), before, after });
    };
    let named = |run: &Run| format!("{} {}", run.policy, run.policy_version);
    if named(was) != named(is) {
        add(PolicyDifferenceKind::Policy, &is.policy, Some(named(was)), Some(named(is)));
    }
    let (clauses_before, clauses_now) = (clauses(earlier), clauses(report));
    for id in both(&clauses_before, &clauses_now) {
        let (before, after) = (clauses_before.get(id), clauses_now.get(id));
        let says = |clause: &ClauseVerdict, of: &Report| {
            let text =
                if of.run.lang == was.lang { clause.obligation.clone() } else { clause.translation.obligation.clone() };
            (text, clause.duty, clause.attested)
        };
        if before.map(|clause| says(clause, earlier)) != after.map(|clause| says(clause, report)) {
            let cited = |clause: Option<&&ClauseVerdict>| clause.map(|clause| clause.cited.clone());
            let (before, after) = (cited(before), cited(after));
            let (before, after) = if before == after { (None, None) } else { (before, after) };
            add(PolicyDifferenceKind::ClauseChanged, id, before, after);
        }
    }
    let (rules_before, rules_now) = (rules(earlier), rules(report));
    for id in both(&rules_before, &rules_now) {
        match (rules_before.get(id), rules_now.get(id)) {
            (None, _) => add(PolicyDifferenceKind::RuleAdded, id, None, None),
            (_, None) => add(PolicyDifferenceKind::RuleRemoved, id, None, None),
            (Some(before), Some(after)) => {
                let grave = |of: &Report, verdict: &RuleVerdict| severity(&of.run, verdict);
                let (grave_before, grave_now) = (grave(earlier, before), grave(report, after));
                if grave_before != grave_now {
                    add(PolicyDifferenceKind::SeverityChanged, id, Some(grave_before), Some(grave_now));
                }
                if says_otherwise((earlier, before), (report, after)) {
                    add(PolicyDifferenceKind::RuleChanged, id, None, None);
                }
            }
        }
    }
    // each report tells which terms are not those of the program
    let terms = |run: &Run| -> BTreeSet<String> {
        let changes = run.policy_changes.iter().filter(|change| change.kind == PolicyChangeKind::TermChanged);
        changes.map(|change| change.name.clone()).collect()
    };
    for term in terms(was).symmetric_difference(&terms(is)) {
        add(PolicyDifferenceKind::TermChanged, term, None, None);
    }
    let is_told = |difference: &PolicyDifference| difference.kind != PolicyDifferenceKind::Policy;
    if !differences.iter().any(is_told) {
        let name = is.policy.clone();
        differences.push(PolicyDifference { kind: PolicyDifferenceKind::Other, name, before: None, after: None });
    }
    differences
}

/// The names that one of two has.
fn both<'a, K: Ord, T>(one: &'a BTreeMap<K, T>, other: &'a BTreeMap<K, T>) -> BTreeSet<&'a K> {
    one.keys().chain(other.keys()).collect()
}

/// What is set, by rule and setting.
fn by_name(run: &Run) -> BTreeMap<(&str, &str), &ChangedSetting> {
    run.settings.iter().map(|set| ((set.rule.as_str(), set.setting.as_str()), set)).collect()
}

fn clauses(report: &Report) -> BTreeMap<&str, &ClauseVerdict> {
    report.clauses.iter().map(|clause| (clause.clause.as_str(), clause)).collect()
}

/// The rules of the policy; those about the input are the program's.
fn rules(report: &Report) -> BTreeMap<&str, &RuleVerdict> {
    let of_policy = report.verdicts.iter().filter(|verdict| !verdict.clauses.is_empty());
    of_policy.map(|verdict| (verdict.rule.as_str(), verdict)).collect()
}

/// How grave the policy has the findings of a rule, whatever the office has set.
fn severity(run: &Run, verdict: &RuleVerdict) -> String {
    let mut set = run.settings.iter().filter(|set| set.rule == verdict.rule && set.setting == "severity");
    set.next().map_or_else(|| Severity::word(verdict.severity).to_owned(), |set| set.policy.clone())
}

/// Whether a rule says something else of itself. What an office has set for it stands in its texts, and is told already.
fn says_otherwise((earlier, before): (&Report, &RuleVerdict), (report, after): (&Report, &RuleVerdict)) -> bool {
    let lang = earlier.run.lang;
    let own = |verdict: &RuleVerdict| RuleText {
        title: verdict.title.clone(),
        requirement: verdict.requirement.clone(),
        why: verdict.why.clone(),
        steps: verdict.steps.clone(),
    };
    let text = |of: &Report, verdict: &RuleVerdict| {
        if of.run.lang == lang { own(verdict) } else { verdict.translation.clone() }
    };
    let rest = |verdict: &RuleVerdict| (verdict.clauses.clone(), verdict.confidence, verdict.duty);
    let is_set = |of: &Report| of.run.settings.iter().any(|set| set.rule == before.rule);
    let is_another = || text(earlier, before) != text(report, after);
    rest(before) != rest(after) || !is_set(earlier) && !is_set(report) && is_another()
}

#[cfg(test)]
mod tests;
