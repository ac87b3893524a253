//! A policy as an OSCAL catalog: a control for each clause, in the order of the policy, and its rules as resources that
//! the controls link to. It says everything in one language, and in parts of our own in the other.

use std::io;

use serde::Serialize;
use uuid::Uuid;

use super::{
    BackMatter, Metadata, NAMESPACE, Prop, Resource, control_id, markdown, numbered, prop, statement_id, token,
};
use crate::engine;
use crate::policy::{Clause, Policy, Rule};
use crate::text::Lang;
use crate::words::ReportWords;

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

/// Writes the catalog.
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

/// The property that is a title in the other language.
fn titled(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "title-ja",
        Lang::En => "title-en",
    }
}

/// The clauses that share the first part of their ids (`A2` of `A2-1`), in order. What their citations have in common
/// is the title.
fn groups(policy: &Policy, lang: Lang) -> Vec<Group> {
    let article = |clause: &Clause| clause.id.split('-').next().unwrap_or_default().to_owned();
    let of_article = policy.clauses.chunk_by(|a, b| article(a) == article(b));
    let group = |clauses: &[Clause]| {
        let (first, others) = (&clauses[0], &clauses[1..]);
        let shared = |text: &str, other: &str| {
            text.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect::<String>()
        };
        let title = others.iter().fold(first.cited.clone(), |title, other| shared(&title, &other.cited));
        let title = if title.trim().is_empty() { article(first) } else { title };
        Group {
            id: token("article-", &article(first)),
            title: markdown(&title),
            controls: clauses.iter().map(|clause| control(policy, clause, lang)).collect(),
        }
    };
    of_article.map(group).collect()
}

fn control(policy: &Policy, clause: &Clause, lang: Lang) -> Control {
    let place = policy.clauses.iter().position(|c| c.id == clause.id);
    let id = control_id(&clause.id);
    let label = prop("clause", &clause.id);
    let cited = Prop { name: "label", ns: OSCAL_NAMESPACE, value: clause.cited.clone() };
    let yes = |holds: bool, name| if holds { prop(name, "yes") } else { None };
    let others = [
        label,
        prop("duty", clause.duty.word()),
        yes(clause.question.is_some(), "attested"),
        yes(clause.own_rules, "own-rules"),
    ];
    let rules = policy.rules.iter().filter(|rule| rule.clauses.iter().any(|c| Some(*c) == place));
    let rules = rules.map(|rule| Link {
        href: format!("#{}", rule_uuid(policy, rule)),
        rel: "reference",
        text: markdown(&rule.words(lang).title),
    });
    let included = clause.includes.iter().map(|place| {
        let clause = &policy.clauses[*place];
        Link { href: format!("#{}", control_id(&clause.id)), rel: "related", text: markdown(&clause.cited) }
    });
    let part = |suffix: &str, name, prose: &str| Part {
        id: format!("{id}_{suffix}"),
        name,
        ns: None,
        class: None,
        title: None,
        prose: markdown(prose),
    };
    let mut parts = vec![part("smt", "statement", clause.text.get(lang))];
    debug_assert_eq!(parts[0].id, statement_id(&clause.id));
    parts.extend(clause.question.as_ref().map(|q| part("obj", "assessment-objective", q.get(lang))));
    parts.push(Part {
        ns: Some(NAMESPACE),
        class: Some(lang.other().word()),
        title: Some(markdown(clause.label.get(lang.other()))),
        ..part("translation", "translation", clause.text.get(lang.other()))
    });
    Control {
        class: "clause",
        title: markdown(&format!("{} {}", clause.cited, clause.label.get(lang))),
        props: [cited].into_iter().chain(others.into_iter().flatten()).collect(),
        links: rules.chain(included).collect(),
        parts,
        id,
    }
}

fn rule_uuid(policy: &Policy, rule: &Rule) -> Uuid {
    super::uuid(&format!("rule/{}/{}", policy.name, rule.id))
}

/// A rule: what it requires, why and what to do.
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
