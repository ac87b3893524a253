//! What is counted as known because something else says it: own offices, whose group a group is, who leads it, and ids that are
//! written otherwise.

use super::{Reader, words};
use crate::config::{Config, quoted};
use crate::engine::redact::Redactor;
use crate::load::listed_offices::ListedOffices;
use crate::model::finding::ReadingKind;
use crate::model::place::MatchKind;
use crate::model::report::Reading;
use crate::model::schema::{TableId, known, schema};
use crate::table::{CellState, is_row};

pub(super) fn of(reader: Reader<'_>, config: &Config) -> Vec<Reading> {
    let mut all = Vec::new();
    all.extend(own_offices(reader, config));
    all.extend(
        super::nobody_is_own(reader.data, config, reader.lang)
            .map(|said| inferred(known().staff, said.to_owned(), Vec::new())),
    );
    all.extend(kinds(reader));
    all.extend(leaders(reader));
    all.extend(spellings(reader));
    all
}

fn inferred(table: TableId, said: String, settings: Vec<String>) -> Reading {
    let table = Some(table.def().name.to_owned());
    Reading { kind: ReadingKind::Inferred, file: None, sheet: None, table, said, settings }
}

/// The offices that are own because the tables name no other; where they are listed nothing is inferred, and where that is not
/// known there is a finding.
fn own_offices(reader: Reader<'_>, config: &Config) -> Option<Reading> {
    let (tables, id) = (&reader.data.tables, known().offices);
    let offices = &tables[id];
    if !config.own.is_empty() || ListedOffices::of(tables).says_which_are_own() {
        return None;
    }
    let redactor = reader.redaction.map(|redaction| Redactor::new(redaction, tables, reader.lang));
    let name = |office: u32| match &redactor {
        Some(redactor) => redactor.name(id, office),
        None => offices.names.get(&office).cloned().unwrap_or_else(|| offices.keys.text(office).to_owned()),
    };
    let own = offices.filled_rows(offices.column("is_own"));
    let mut names: Vec<String> = own.ones().map(|office| name(office as u32)).collect();
    names.sort();
    let quoted: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let setting = format!("own = [{}]", quoted.join(", "));
    (!names.is_empty()).then(|| inferred(id, words::own_offices(reader.lang, &names), vec![setting]))
}

/// The groups whose kind is seen from whether they have a patient.
fn kinds(reader: Reader<'_>) -> Option<Reading> {
    let id = known().groups;
    let groups = &reader.data.tables[id];
    let [kind, patient, of_patient] = ["kind", "patient_id", "of_patient"].map(|name| groups.column(name));
    let is_inferred = |group: &u32| {
        groups.state(kind, *group) == CellState::Empty && groups.state(patient, *group) != CellState::Unknown
    };
    let (with, without): (Vec<u32>, Vec<u32>) =
        (0..groups.len as u32).filter(is_inferred).partition(|group| groups.bit(of_patient, *group));
    let count = (with.len(), without.len());
    (count != (0, 0)).then(|| inferred(id, words::kinds(reader.lang, count.0, count.1), Vec::new()))
}

/// The groups that whoever has the role of a leader leads, because no cell names one.
fn leaders(reader: Reader<'_>) -> Option<Reading> {
    let id = known().groups;
    let groups = &reader.data.tables[id];
    let [leader, stated] = ["leader_id", "leader_stated"].map(|name| groups.column(name));
    let is_inferred = |group: &u32| is_row(groups.reference(leader, *group)) && !groups.bit(stated, *group);
    let count = (0..groups.len as u32).filter(is_inferred).count();
    (count > 0).then(|| inferred(id, words::leaders(reader.lang, count), Vec::new()))
}

/// The cells whose ids are those of a row but for how they are written, by table and column.
fn spellings(reader: Reader<'_>) -> Vec<Reading> {
    let mut all = Vec::new();
    for (id, def) in schema().tables() {
        let table = &reader.data.tables[id];
        for (column, of) in def.columns() {
            let is_other = |kind: &&MatchKind| matches!(kind, MatchKind::Zeros | MatchKind::Spelling);
            let count = table.match_kinds(column).iter().filter(is_other).count();
            if count > 0 {
                // the pairs of group and patient are in no file
                let of_file = if def.derived { known().groups } else { id };
                let (label, column) = (of_file.def().label.get(reader.lang), of.label.get(reader.lang));
                all.push(inferred(of_file, words::spellings(reader.lang, label, column, count), Vec::new()));
            }
        }
    }
    all
}
