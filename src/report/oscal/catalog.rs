//! A policy as an OSCAL catalog: a control for each clause, in the order of the policy, and its rules as resources that
//! the controls link to. It says everything in one language, and in parts of our own in the other.

use std::io;

use indexmap::IndexMap;
use serde::Serialize;
use uuid::Uuid;

use super::{
    BackMatter, Metadata, NAMESPACE, Prop, Resource, control_id, markdown, numbered, prop, statement_id, string, token,
};
use crate::base::text::Lang;
use crate::engine;
use crate::policy::{Clause, Policy, Rule};
use crate::report::words::ReportWords;

#[derive(Serialize)]
struct Document {
    catalog: Catalog,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Catalog {
    uuid: Uuid,
    metadata: Metadata,
    groups: Vec<Group>,
    back_matter: BackMatter,
}

#[derive(Serialize)]
struct Group {
    id: String,
    title: String,
    controls: Vec<Control>,
}

#[derive(Serialize)]
struct Control {
    id: String,
    class: &'static str,
    title: String,
    props: Vec<Prop>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Link {
    href: String,
    rel: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Part {
    id: String,
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ns: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    prose: String,
}

/// Writes a policy as an OSCAL catalog: its clauses as controls, its rules as their resources.
///
/// # Errors
///
/// If `out` fails.
pub fn write(policy: &Policy, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let hash = [prop("sha256", &policy.sha256), prop(titled(lang.other()), policy.title.get(lang.other()))];
    let day = policy.in_force.to_string();
    let resources = policy.rules.iter().map(|rule| resource(policy, rule, lang)).collect();
    let catalog = Catalog {
        uuid: super::uuid(&format!("catalog/{}/{}/{}", policy.name, policy.sha256, lang.word())),
        metadata: Metadata::new(policy.title.get(lang), &day, &policy.version, hash.into_iter().flatten().collect()),
        groups: groups(policy, lang),
        back_matter: BackMatter { resources },
    };
    serde_json::to_writer_pretty(&mut *out, &Document { catalog })?;
    out.write_all(b"\n")
}

/// Makes the property that is a title in the other language.
fn titled(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "title-ja",
        Lang::En => "title-en",
    }
}

/// Groups the clauses that share the first part of their ids (`A2` of `A2-1`), in order.
///
/// What their citations have in common is the title.
fn groups(policy: &Policy, lang: Lang) -> Vec<Group> {
    let mut by_article: IndexMap<&str, Vec<&Clause>> = IndexMap::new();
    for clause in &policy.clauses {
        by_article.entry(clause.id.split('-').next().unwrap_or_default()).or_default().push(clause);
    }
    let shared = |title: String, other: &&Clause| {
        let same = title.chars().zip(other.cited.chars()).take_while(|(a, b)| a == b);
        same.map(|(a, _)| a).collect::<String>()
    };
    let group = |(article, clauses): (&str, Vec<&Clause>)| {
        let title = clauses.iter().fold(clauses[0].cited.clone(), shared);
        let title = if title.trim().is_empty() { article } else { &title };
        Group {
            id: token("article-", article),
            title: markdown(title),
            controls: clauses.iter().map(|clause| control(policy, clause, lang)).collect(),
        }
    };
    by_article.into_iter().map(group).collect()
}

fn control(policy: &Policy, clause: &Clause, lang: Lang) -> Control {
    let place = policy.clauses.iter().position(|c| c.id == clause.id);
    let id = control_id(&clause.id);
    let label = prop("clause", &clause.id);
    let cited = string(&clause.cited).map(|value| Prop { name: "label", ns: OSCAL_NAMESPACE, value });
    let yes = |holds: bool, name| if holds { prop(name, "yes") } else { None };
    let others = [
        label,
        prop("duty", clause.duty.word()),
        yes(clause.question.is_some(), "attested"),
        yes(clause.own_rules, "own-rules"),
    ];
    let rules = policy.rules.iter().filter(|rule| place.is_some_and(|place| policy.is_judged_by(place, rule)));
    let rules = rules.map(|rule| Link {
        href: format!("#{}", rule_uuid(policy, rule)),
        rel: "reference",
        text: markdown(&rule.words(lang).title),
    });
    let included = clause.includes.iter().map(|place| {
        let clause = &policy.clauses[*place];
        Link { href: format!("#{}", control_id(&clause.id)), rel: "related", text: markdown(&clause.cited) }
    });
    let part =
        |id: String, name, prose: &str| Part { id, name, ns: None, class: None, title: None, prose: markdown(prose) };
    let mut parts = vec![part(statement_id(&clause.id), "statement", clause.text.get(lang))];
    parts.extend(clause.question.as_ref().map(|q| part(format!("{id}_obj"), "assessment-objective", q.get(lang))));
    parts.push(Part {
        ns: Some(NAMESPACE),
        class: Some(lang.other().word()),
        title: Some(markdown(clause.label.get(lang.other()))),
        ..part(format!("{id}_translation"), "translation", clause.text.get(lang.other()))
    });
    Control {
        class: "clause",
        title: markdown(&format!("{} {}", clause.cited, clause.label.get(lang))),
        props: cited.into_iter().chain(others.into_iter().flatten()).collect(),
        links: rules.chain(included).collect(),
        parts,
        id,
    }
}

fn rule_uuid(policy: &Policy, rule: &Rule) -> Uuid {
    super::uuid(&format!("rule/{}/{}", policy.name, rule.id))
}

/// Describes a rule: what it requires, why and what to do.
fn resource(policy: &Policy, rule: &Rule, lang: Lang) -> Resource {
    let (words, other) = (rule.words(lang), rule.words(lang.other()));
    let said = ReportWords(lang);
    let steps: Vec<String> = words.fix.iter().map(|step| engine::in_general(step, lang)).collect();
    let paragraphs = [
        format!("{}: {}", said.examined(), markdown(&words.population)),
        format!("{}: {}", said.requirement(), markdown(&words.requirement)),
        format!("{}: {}", said.why(), markdown(&words.why)),
        format!("{}:", said.steps()),
        numbered(&steps),
    ];
    let props = [
        prop("rule", &rule.id),
        prop("severity", rule.severity.word()),
        prop("confidence", rule.confidence.word()),
        prop("duty", rule.duty.word()),
        prop(titled(lang.other()), &other.title),
    ];
    Resource {
        uuid: rule_uuid(policy, rule),
        title: markdown(&words.title),
        description: paragraphs.join("\n\n"),
        props: props.into_iter().flatten().collect(),
        remarks: Some(markdown(&format!("{} / {} / {}", other.population, other.requirement, other.why))),
    }
}

/// The namespace of the names that OSCAL gives itself.
const OSCAL_NAMESPACE: &str = "http://csrc.nist.gov/ns/oscal";
