//! Looks ahead: what becomes a finding within some days if nothing is done, and on which day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::engine::eval::Eval;
use crate::engine::evaluate::{AlreadyReported, outcomes};
use crate::engine::evidence::Describer;
use crate::engine::redact::Redactor;
use crate::engine::{Options, answers};
use crate::load::Data;
use crate::model::finding::{Finding, Status};
use crate::model::issue::InputRule;
use crate::model::report::{Report, Upcoming, UpcomingFinding};
use crate::model::schema::known;
use crate::policy::needs::depends_on_day;
use crate::policy::{Demand, Policy, Rule};

/// What will be a finding in so many days if nothing is done, and is none today; and from which day on. What is wrong with
/// the input comes with new tables, and is left out; waivers that lapse are not.
pub fn upcoming(data: &Data, policy: &Policy, options: &Options, report: &Report, days: u16) -> Upcoming {
    let waived = answers::rules(&data.tables[known().waivers]);
    let may_change = |place: usize| match &policy.rules[place] {
        Rule { demand: Demand::Input(input), .. } => *input == InputRule::ExpiredWaiver,
        Rule { demand: Demand::Of(of), id, .. } => waived.contains(id.as_str()) || depends_on_day(policy, of),
    };
    let open = || report.findings.iter().filter(|f| f.status == Status::Open);
    let known: BTreeSet<&str> = open().map(|f| f.id.as_str()).collect();
    // a waiver is of use as long as there is what it covers
    let of_others = open().filter(|f| !waived.contains(f.rule.as_str()));
    let told: AlreadyReported<'_> = of_others.map(|f| (f.rule.as_str(), f.subject.key.as_str())).collect();
    // what is a finding on a day of these rules, and none yet
    let ahead = |days: u16, rules: &dyn Fn(usize) -> bool| -> BTreeMap<SmolStr, Finding> {
        let on = Options { as_of: options.as_of.plus(i32::from(days)), ..options.clone() };
        let eval = Eval::new(&data.tables, policy, on.as_of);
        let redactor = on.redaction.as_ref().map(|redaction| Redactor::new(redaction, &data.tables, on.lang));
        let describer = Describer::new(&eval, &data.files, on.lang, redactor);
        let outcomes = outcomes(&describer, data, &on, rules, &told).into_iter().flatten();
        let open = outcomes
            .flat_map(|o| o.findings)
            .flatten()
            .filter(|f| f.status == Status::Open && !known.contains(f.id.as_str()));
        open.map(|f| (f.id.clone(), f)).collect()
    };
    let mut found: Vec<(u16, Finding)> = Vec::new();
    let mut spans = vec![(0, days, ahead(days, &may_change))];
    // each span of days is halved until the first day of all that begins in it is known
    while let Some((before, on, findings)) = spans.pop() {
        if findings.is_empty() {
            continue;
        }
        if on - before <= 1 {
            found.extend(findings.into_values().map(|f| (on, f)));
            continue;
        }
        let middle = before + (on - before) / 2;
        let rules: BTreeSet<usize> = findings.values().filter_map(|f| policy.rule(&f.rule)).collect();
        let mut earlier = ahead(middle, &|rule| rules.contains(&rule));
        earlier.retain(|id, _| findings.contains_key(id));
        let later = findings.into_iter().filter(|(id, _)| !earlier.contains_key(id)).collect();
        spans.push((before, middle, earlier));
        spans.push((middle, on, later));
    }
    let mut findings: Vec<UpcomingFinding> = found
        .into_iter()
        .map(|(day, f)| UpcomingFinding {
            on: options.as_of.plus(i32::from(day)).to_string(),
            id: f.id,
            rule: f.rule,
            severity: f.severity,
            duty: f.duty,
            assignees: f.assignees,
            subject: f.subject,
            message: f.message,
        })
        .collect();
    findings.sort_by(|a, b| {
        (&a.on, Reverse(a.severity), &a.rule, &a.subject).cmp(&(&b.on, Reverse(b.severity), &b.rule, &b.subject))
    });
    Upcoming { days, findings }
}
