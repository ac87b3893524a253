//! `rules` and `explain`: the catalogue, offline and in full, with examples from the rules' own fixtures.

use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use serde::Serialize;

use super::args::{ExplainArgs, RulesArgs};
use super::stop::Stop;
use super::terminal::style;
use crate::audit;
use crate::base::date::Day;
use crate::base::embedded;
use crate::base::progress::Progress;
use crate::base::safe::shown_on_a_line;
use crate::base::text::{Lang, Problem};
use crate::base::wrap::wrap;
use crate::config::{Config, Setting};
use crate::engine::{self, words};
use crate::load;
use crate::model::finding::{Confidence, Duty, Severity};
use crate::model::report::ChangedSetting;
use crate::policy::needs;
use crate::policy::{Clause, Demand, Policy, Rule};
use crate::report::oscal::catalog;
use crate::report::words::ReportWords;
use crate::source::{Entry, Listing};

/// The as-of date of a fixture that names none.
const FIXTURE_DAY: &str = "2026-09-30";

/// A format of the list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// A table.
    Text,
    /// A JSON array.
    Json,
    /// The clauses as an OSCAL catalog, with the rules.
    Oscal,
}

/// A rule in the JSON list.
#[derive(Serialize)]
struct Listed<'a> {
    rule: &'a str,
    clauses: Vec<&'a str>,
    severity: Severity,
    confidence: Confidence,
    duty: Duty,
    title: &'a str,
    population: &'a str,
    requirement: &'a str,
    why: &'a str,
    steps: Vec<String>,
    needs: Vec<String>,
    parameters: serde_json::Map<String, serde_json::Value>,
    policy: AsInPolicy,
}

/// What a policy has for a rule, whatever the office has set.
#[derive(Serialize)]
struct AsInPolicy {
    severity: Severity,
    parameters: serde_json::Map<String, serde_json::Value>,
}

/// Parameters as the JSON list has them.
fn in_json(parameters: &[(String, Setting)]) -> serde_json::Map<String, serde_json::Value> {
    parameters.iter().map(|(name, value)| (name.clone(), value.to_string().into())).collect()
}

/// The policy that is asked for, as the settings have its rules if a settings file is given, and those settings.
fn policy_as_set(name: Option<&str>, settings: Option<&Path>) -> Result<(Policy, Config), Problem> {
    let config = settings.map(Config::read).transpose()?.unwrap_or_default();
    Ok((audit::policy_of(name, &config)?, config))
}

/// What an office has set for a rule otherwise than the policy has it.
fn changed(rule: &Rule, config: &Config) -> Vec<ChangedSetting> {
    config.rules.get(&rule.id).map(|settings| audit::changed(rule, settings)).unwrap_or_default()
}

pub(super) fn rules(args: &RulesArgs, lang: Lang) -> Result<u8, Stop> {
    let (policy, config) = policy_as_set(args.policy.as_deref(), args.config.as_deref())?;
    let mut out = io::stdout().lock();
    if args.format == ListFormat::Json {
        let listed: Vec<Listed<'_>> = policy.rules.iter().map(|rule| listed(&policy, rule, lang)).collect();
        serde_json::to_writer_pretty(&mut out, &listed).map_err(io::Error::from)?;
        writeln!(out)?;
        return Ok(0);
    }
    if args.format == ListFormat::Oscal {
        catalog::write(&policy, lang, &mut out)?;
        return Ok(0);
    }
    let words = ReportWords(lang);
    let mut table = style().table(UTF8_FULL_CONDENSED);
    table.set_header([words.rule(), words.severity(), words.clause(), words.bad_state()]);
    for rule in &policy.rules {
        let clauses: Vec<&str> = rule.clauses.iter().map(|c| policy.clauses[*c].id.as_str()).collect();
        let sure = if rule.confidence == Confidence::Possible {
            format!(" ({})", rule.confidence.say(lang))
        } else {
            String::new()
        };
        // a severity that is set stands in its own column
        let changed = changed(rule, &config).into_iter().filter(|setting| setting.setting != "severity");
        let title = std::iter::once(format!("{}{sure}", rule.words(lang).title));
        let lines: Vec<String> = title.chain(changed.map(|setting| shown_on_a_line(&setting.say(lang)))).collect();
        table.add_row([rule.id.clone(), severity(rule, lang), clauses.join(" "), lines.join("\n")]);
    }
    writeln!(out, "{}", table.trim_fmt())?;
    Ok(0)
}

/// How grave a rule's findings are, with what the policy has where the office has set it otherwise.
fn severity(rule: &Rule, lang: Lang) -> String {
    let (office, policy) = (rule.severity.say(lang), rule.policy.severity.say(lang));
    if rule.severity == rule.policy.severity { office.to_owned() } else { ReportWords(lang).policy_has(office, policy) }
}

fn listed<'a>(policy: &'a Policy, rule: &'a Rule, lang: Lang) -> Listed<'a> {
    let words = rule.words(lang);
    Listed {
        rule: &rule.id,
        clauses: rule.clauses.iter().map(|c| policy.clauses[*c].id.as_str()).collect(),
        severity: rule.severity,
        confidence: rule.confidence,
        duty: rule.duty,
        title: &words.title,
        population: &words.population,
        requirement: &words.requirement,
        why: &words.why,
        steps: words.fix.iter().map(|t| engine::in_general(t, lang)).collect(),
        needs: needed(policy, rule, lang),
        parameters: in_json(&rule.parameters),
        policy: AsInPolicy { severity: rule.policy.severity, parameters: in_json(&rule.policy.parameters) },
    }
}

fn needed(policy: &Policy, rule: &Rule, lang: Lang) -> Vec<String> {
    match &rule.demand {
        Demand::Input(_) => Vec::new(),
        Demand::Of(population) => {
            needs::needs(policy, population).into_iter().map(|need| words::need(lang, need)).collect()
        }
    }
}

pub(super) fn explain(args: &ExplainArgs, lang: Lang) -> Result<u8, Stop> {
    let (policy, config) = policy_as_set(args.policy.as_deref(), args.config.as_deref())?;
    let mut out = io::stdout().lock();
    let name = args.name.trim();
    if let Some(rule) = policy.rule(name) {
        explain_rule(&policy, &policy.rules[rule], &config, lang, &mut out)?;
        return Ok(0);
    }
    let clauses = policy.clauses_named(name);
    if clauses.is_empty() {
        return Err(audit::unknown(&policy, name).into());
    }
    for (place, clause) in clauses.into_iter().enumerate() {
        if place > 0 {
            writeln!(out, "\n")?;
        }
        explain_clause(&policy, clause, lang, &mut out)?;
    }
    Ok(0)
}

/// A heading and a text under it.
fn paragraph(out: &mut dyn Write, heading: &str, text: &str) -> io::Result<()> {
    let style = style();
    writeln!(out, "\n{}", style.bold(heading))?;
    for line in text.lines().flat_map(|l| wrap(l, usize::from(style.width).saturating_sub(2))) {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

fn explain_rule(policy: &Policy, rule: &Rule, config: &Config, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let (said, words) = (ReportWords(lang), rule.words(lang));
    writeln!(out, "{}", style().bold(&format!("{} — {}", rule.id, words.title)))?;
    writeln!(
        out,
        "{}: {}  {}: {}  {}: {}",
        said.severity(),
        severity(rule, lang),
        said.certainty(),
        rule.confidence.say(lang),
        said.duty(),
        rule.duty.say(lang)
    )?;
    let clauses: Vec<String> = rule.clauses.iter().map(|c| cite(&policy.clauses[*c], lang)).collect();
    if !clauses.is_empty() {
        paragraph(out, said.clause(), &clauses.join("\n"))?;
    }
    paragraph(out, said.examined(), &words.population)?;
    paragraph(out, said.requirement(), &words.requirement)?;
    paragraph(out, said.why(), &words.why)?;
    let steps: Vec<String> =
        words.fix.iter().enumerate().map(|(i, t)| format!("{}. {}", i + 1, engine::in_general(t, lang))).collect();
    paragraph(out, said.steps(), &steps.join("\n"))?;
    let needed = needed(policy, rule, lang);
    if !needed.is_empty() {
        paragraph(out, said.needs(), &needed.join("\n"))?;
    }
    if !rule.parameters.is_empty() {
        let changes = rule.changes();
        let parameter = |(name, value): &(String, Setting)| match changes.iter().find(|change| change.key == *name) {
            Some(change) => said.set_otherwise(name, &change.office, &change.policy),
            None => format!("{name} = {value}"),
        };
        let parameters: Vec<String> = rule.parameters.iter().map(parameter).collect();
        paragraph(out, said.parameters(), &parameters.join("\n"))?;
    }
    let changed: Vec<String> = changed(rule, config).iter().map(|c| shown_on_a_line(&said.setting(c))).collect();
    if !changed.is_empty() {
        paragraph(out, said.office_settings(), &changed.join("\n"))?;
    }
    if let Some(text) = example(policy, rule, "fail", lang) {
        paragraph(out, said.failing(), &text)?;
    }
    if let Some(text) = example(policy, rule, "pass", lang) {
        paragraph(out, said.passing(), &text)?;
    }
    writeln!(out, "\n{} ({})", style().bold(said.definition()), rule.file)?;
    for line in rule.logic.lines() {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

fn cite(clause: &Clause, lang: Lang) -> String {
    format!("{} {} — {}", clause.id, clause.cited, clause.label.get(lang))
}

fn explain_clause(policy: &Policy, place: usize, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let (said, clause) = (ReportWords(lang), &policy.clauses[place]);
    writeln!(out, "{}", style().bold(&cite(clause, lang)))?;
    writeln!(out, "{} ({})  {}: {}", policy.title.get(lang), policy.version, said.duty(), clause.duty.say(lang))?;
    paragraph(out, said.obligation(), clause.text.get(lang))?;
    if let Some(question) = &clause.question {
        paragraph(out, said.attestation(), question.get(lang))?;
    }
    let rules: Vec<String> = policy
        .rules
        .iter()
        .filter(|rule| policy.is_judged_by(place, rule))
        .map(|r| format!("{} [{}] {}", r.id, r.severity.say(lang), r.words(lang).title))
        .collect();
    if !rules.is_empty() {
        paragraph(out, said.rules(), &rules.join("\n"))?;
    }
    if let Some(judged) = clause.judged {
        paragraph(out, said.examined(), policy.terms[judged.who.0].label.get(lang))?;
    }
    if !clause.includes.is_empty() {
        let included: Vec<String> = clause.includes.iter().map(|c| cite(&policy.clauses[*c], lang)).collect();
        paragraph(out, said.includes(), &included.join("\n"))?;
    }
    if clause.own_rules {
        paragraph(out, said.rules(), said.own_rules())?;
    }
    Ok(())
}

/// A case of the rule's own fixture: what it finds there, or a row that it does not find; and the row itself.
fn example(policy: &Policy, rule: &Rule, case: &str, lang: Lang) -> Option<String> {
    let folder = format!("{}/{case}/", rule.id);
    let files: Vec<(&str, &'static str)> = embedded::FIXTURES
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(folder.as_str())?, *text)))
        .collect();
    let entries: Vec<Entry> =
        files.iter().filter(|(n, _)| *n != "case.toml").map(|(n, t)| Entry::embedded(n, t)).collect();
    let settings = files.iter().find(|(name, _)| *name == "case.toml").map_or("", |(_, text)| *text);
    let settings: toml::Table = settings.parse().ok()?;
    let as_of = settings.get("as-of").and_then(toml::Value::as_str).unwrap_or(FIXTURE_DAY);
    let own = settings.get("own").and_then(toml::Value::as_array).into_iter().flatten();
    let own: Vec<String> = own.filter_map(|office| office.as_str().map(str::to_owned)).collect();
    let config = Config { own, ..Config::default() };
    let options = load::Options { as_of: Day::parse(as_of).ok()?, config: &config, wanted: &needs::wanted(policy) };
    let listing = Listing { entries, open_elsewhere: Vec::new() };
    let looked = load::look(Path::new(&folder), listing, &config).ok()?;
    let data = looked.load(&options, &Progress::default()).ok()?;
    let words = ReportWords(lang);
    let (file, line, mut text) = if case == "fail" {
        let report = engine::audit(&data, policy, &engine::Options::new(options.as_of, lang));
        let finding = report.findings.into_iter().find(|f| f.rule == rule.id)?;
        let evidence = finding.evidence.into_iter().find(|e| e.line.is_some())?;
        (evidence.file.to_string(), evidence.line?, format!("{}: {}\n{}\n", words.as_of(), as_of, finding.message))
    } else {
        let (file, line) = engine::first_member(&data, policy, rule, options.as_of)?;
        (file, line, format!("{}: {}\n", words.as_of(), as_of))
    };
    let rows = files.iter().find(|(name, _)| *name == file)?.1;
    text.push_str(&row(rows, line)?);
    Some(text)
}

/// A row of a fixture as header and cell, the comments left out.
fn row(text: &str, line: u32) -> Option<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let before = text.lines().take(line as usize - 1).map(|l| l.len() + 1).sum::<usize>();
    let mut record = csv::StringRecord::new();
    let mut behind =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.get(before..)?.as_bytes());
    behind.read_record(&mut record).ok()?;
    let cells = header.iter().zip(&record).filter(|(name, cell)| !name.starts_with('_') && !cell.is_empty());
    Some(cells.map(|(name, cell)| format!("  {name}: {cell}")).collect::<Vec<_>>().join("\n"))
}
