//! What a policy in a folder has otherwise than the one of its name in the program, and which files of the folder are not read:
//! whoever reads a report must see that it was not made by the policy as published.

use std::collections::BTreeMap;

use super::files::file_name;
use super::read::File;
use crate::model::finding::PolicyChangeKind;
use crate::model::report::PolicyChange;

/// Returns what the files of a policy have otherwise than those in the program. Comments and the order of keys do not matter.
pub(super) fn differences(own: &[(String, String)], published: &[File<'_>]) -> Vec<PolicyChange> {
    let own: BTreeMap<&str, toml::Table> = own.iter().map(|(path, text)| (file_name(path), parsed(text))).collect();
    let published: BTreeMap<&str, toml::Table> =
        published.iter().map(|f| (file_name(f.path), parsed(f.text))).collect();
    let mut changes = Vec::new();
    let mut differs = |kind, name: &str| changes.push(PolicyChange { kind, name: name.to_owned() });
    for (file, was) in &published {
        let stem = file.trim_end_matches(".toml");
        match own.get(file) {
            None if *file == "terms.toml" || *file == "policy.toml" => differs(PolicyChangeKind::PolicyChanged, file),
            None => differs(PolicyChangeKind::RuleRemoved, stem),
            Some(is) if is == was => {}
            Some(is) if *file == "terms.toml" => {
                changed_terms(is, was).iter().for_each(|term| differs(PolicyChangeKind::TermChanged, term));
            }
            Some(_) if *file == "policy.toml" => differs(PolicyChangeKind::PolicyChanged, file),
            Some(is) => {
                let rest = |table: &toml::Table| {
                    let mut rest = table.clone();
                    rest.remove("severity");
                    rest
                };
                if is.get("severity") != was.get("severity") {
                    differs(PolicyChangeKind::SeverityChanged, stem);
                }
                if rest(is) != rest(was) {
                    differs(PolicyChangeKind::RuleChanged, stem);
                }
            }
        }
    }
    for file in own.keys().filter(|file| !published.contains_key(*file)) {
        differs(PolicyChangeKind::RuleAdded, file.trim_end_matches(".toml"));
    }
    changes.sort();
    changes
}

/// The terms that are not the same, as `table.term`.
fn changed_terms(is: &toml::Table, was: &toml::Table) -> Vec<String> {
    let terms = |tables: &toml::Table| -> BTreeMap<String, toml::Value> {
        let of_table = |(table, terms): (&String, &toml::Value)| {
            let terms = terms.as_table().cloned().unwrap_or_default();
            let named = |(name, term): (String, toml::Value)| (format!("{table}.{name}"), term);
            terms.into_iter().map(named).collect::<Vec<_>>()
        };
        tables.iter().flat_map(of_table).collect()
    };
    let (is, was) = (terms(is), terms(was));
    let mut changed: Vec<String> =
        is.keys().chain(was.keys()).filter(|term| is.get(*term) != was.get(*term)).cloned().collect();
    changed.sort();
    changed.dedup();
    changed
}

fn parsed(text: &str) -> toml::Table {
    text.parse().unwrap_or_default()
}
