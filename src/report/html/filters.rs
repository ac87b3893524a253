//! The filters of the findings: what can be chosen, and how many findings each choice leaves.

use std::collections::BTreeMap;

use clap::ValueEnum as _;

use super::brief;
use super::findings::{Item, Places};
use crate::model::finding::{Duty, Severity, State, Status};
use crate::model::report::{ClauseVerdict, RuleVerdict};
use crate::report::words::ReportWords;

/// A list to choose from: what is chosen, as it is called, and how many findings each choice leaves.
pub(super) struct Filter {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) options: Vec<(String, String, usize)>,
}

impl<'a> Places<'a> {
    /// Returns the filters, with the choices that leave something.
    pub(super) fn filters(&self, items: &[Item<'a>], words: ReportWords) -> Vec<Filter> {
        let (lang, report) = (words.0, self.report);
        let mut left: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for item in items {
            let finding = item.finding;
            let single = [
                ("severity", finding.severity.word()),
                ("duty", finding.duty.word()),
                ("office", &item.of_office),
                ("rule", &finding.rule),
                ("status", finding.status.word()),
                ("change", finding.change.as_ref().map_or("", |c| c.state.word())),
            ];
            let people = item.of_people.split_terminator(' ').map(|person| ("person", person));
            let clauses = self.counts_for(finding).into_iter().map(|clause| ("clause", clause));
            single.into_iter().chain(people).chain(clauses).for_each(|value| *left.entry(value).or_default() += 1);
        }
        let filter = |name, label, options: Vec<(String, String)>| {
            let left = |value: &str| left.get(&(name, value)).copied();
            let option = |(value, said): (String, String)| left(&value).map(|left| (value, said, left));
            Filter { name, label, options: options.into_iter().filter_map(option).collect() }
        };
        let clause = |c: &ClauseVerdict| (c.clause.clone(), brief(&format!("{} {}", c.cited, c.label)).into_owned());
        let rule = |v: &RuleVerdict| (v.rule.clone(), brief(&v.title).into_owned());
        let severities = Severity::ALL.map(|s| (s.word().to_owned(), s.say(lang).to_owned()));
        let duties = Duty::value_variants().iter().map(|d| (d.word().to_owned(), d.say(lang).to_owned()));
        let statuses = Status::value_variants().iter().map(|s| (s.word().to_owned(), s.say(lang).to_owned()));
        let states = State::value_variants().iter().map(|s| (s.word().to_owned(), s.say(lang).to_owned()));
        let change = report.comparison.is_some().then(|| filter("change", words.state_of_change(), states.collect()));
        let filters = vec![
            filter("severity", words.severity(), severities.into()),
            filter("clause", words.clause(), report.clauses.iter().map(clause).collect()),
            filter("rule", words.rule(), report.verdicts.iter().map(rule).collect()),
            filter("duty", words.filter_duty(), duties.collect()),
            filter("person", words.filter_person(), options(&self.people)),
            filter("office", words.office(), options(&self.offices)),
            filter("status", words.filter_status(), statuses.collect()),
        ];
        filters.into_iter().chain(change).collect()
    }
}

/// Returns names to choose from, told apart by their keys where several are called alike.
fn options(names: &BTreeMap<(&str, &str), usize>) -> Vec<(String, String)> {
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    names.keys().for_each(|(label, _)| *alike.entry(label).or_default() += 1);
    let option = |((label, key), number): (&(&str, &str), &usize)| {
        let key = if alike[label] > 1 { format!(" [{}]", brief(key)) } else { String::new() };
        (number.to_string(), format!("{}{key}", brief(label)))
    };
    names.iter().map(option).collect()
}
