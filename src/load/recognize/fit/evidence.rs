//! What the cells below a header add for a column, or take from it.

use super::{AGAINST, Heading, Slot};
use crate::load::recognize::cells::{Cells, Others};
use crate::load::recognize::vocabulary::vocabulary;
use crate::model::schema::{Kind, Part, TableId, known};

/// What the cells add to a slot, or take from it.
pub(super) fn cells(table: TableId, slot: Slot, kind: Kind, heading: Heading<'_>, folder: Others<'_>) -> i32 {
    let cells = heading.cells;
    if cells.count() == 0 {
        return 0;
    }
    let is_kana = slot.part == Part::Kana || table.def().def(slot.column).name == "kana";
    if is_kana && cells.kanji() >= 50 {
        return AGAINST;
    }
    let k = known();
    // below カルテNo, 40112 is a number, and not the day that a spreadsheet counts so
    let forms = &vocabulary().forms;
    let is_number = heading.words.says.has(forms.id) && !heading.words.says.has(forms.date);
    let days = if is_number { cells.written_days() } else { cells.days() };
    let is_not_text = days >= 50 || cells.phones() >= 50 || cells.marks() >= 50 && cells.numbers() < 50;
    match kind {
        Kind::Date => match cells.days() {
            60.. => 8,
            20.. => 0,
            _ if cells.marks() >= 50 => -30,
            _ => -35,
        },
        Kind::Email => emails(cells),
        Kind::Code(codes) => match cells.codes(codes) {
            _ if cells.days() >= 50 || cells.emails() >= 50 => AGAINST,
            70.. => 25,
            40.. => 10,
            20.. => 0,
            // whether there is one, below which stands what it is
            0 if codes.def().name == "flag" => AGAINST,
            _ if cells.marks() >= 60 => -5,
            _ => -15,
        },
        Kind::Id => {
            let is_of = |of: &TableId| cells.among_ids(folder, *of) >= 60;
            let known = is_of(&table);
            let of_others = || [k.staff, k.patients, k.groups, k.offices].iter().filter(|of| **of != table).any(is_of);
            match cells.distinct() {
                // what was taken for its ids before may be those of others all the same
                _ if !cells.is_running && of_others() => {
                    if known {
                        -10
                    } else {
                        -45
                    }
                }
                _ if days >= 50 || cells.emails() >= 50 || cells.phones() >= 50 => AGAINST,
                90.. if known => 15,
                _ if cells.is_running => -15,
                90.. => 3,
                _ => -30,
            }
        }
        Kind::Name => {
            let known = if table == k.staff { k.staff } else { table };
            let others = if table == k.staff { k.patients } else { k.staff };
            match cells.among_names(folder, known) {
                ..30 if table != k.groups && cells.among_names(folder, others) >= 60 => -45,
                _ if is_not_text || cells.emails() >= 50 || cells.numbers() >= 80 => AGAINST,
                // 使用中, 停止中: what is said of the rows, not how they are called
                ..30 if cells.may_be_codes() && cells.distinct() < 50 && are_codes(table, cells) => AGAINST,
                50.. => 15,
                _ => 0,
            }
        }
        Kind::Row(target) if target == k.offices => {
            if is_not_text || cells.emails() >= 50 {
                AGAINST
            } else if cells.among_names(folder, target) >= 80 {
                25
            } else if cells.offices() >= 50 || cells.among_names(folder, target) >= 50 {
                12
            } else if cells.is_constant() && cells.numbers() > 0 {
                // the number of the company stands in every row, and says nothing of whom
                AGAINST
            } else if !folder.known.has_names(target) {
                0
            } else {
                // the offices of the folder are called otherwise: a department, a place
                -30
            }
        }
        Kind::Row(_) if numbers_rows(table, slot, heading) => -10,
        Kind::Row(target) => named(target, slot.part, cells, folder, is_not_text),
        Kind::Patients => named(k.patients, slot.part, cells, folder, is_not_text),
        Kind::Text if table.def().def(slot.column).name == "profession" => match cells.professions() {
            80.. => 25,
            50.. => 12,
            _ if is_not_text => AGAINST,
            _ => 0,
        },
        Kind::Text | Kind::Mark if cells.days() >= 60 => -40,
        Kind::Text if cells.marks() >= 60 => -30,
        Kind::Points if cells.points() >= 60 => 20,
        Kind::Text | Kind::Mark | Kind::Points | Kind::Truth => 0,
    }
}

/// So many rows, none of which names what another does, are numbered.
const FEWEST_NUMBERED: u32 = 8;

/// Whether a column that is called an id, and by no word of what, holds the rows' own: where a row says who is in what, the same
/// group and the same person stand in several.
fn numbers_rows(table: TableId, slot: Slot, heading: Heading<'_>) -> bool {
    let (classes, cells) = (&vocabulary().classes, heading.cells);
    let is_bare = heading.words.says.has(vocabulary().forms.id) && !heading.words.says.has(classes.telling());
    let is_main = slot.part == Part::Main && table.def().key.len() > 1;
    is_main && is_bare && cells.distinct() == 100 && cells.count() >= FEWEST_NUMBERED
}

/// Whether most cells are words of a code list of the table.
fn are_codes(table: TableId, cells: &Cells) -> bool {
    let mut kinds = table.def().columns().map(|(_, column)| column.kind);
    kinds.any(|kind| matches!(kind, Kind::Code(codes) if cells.codes(codes) >= 70))
}

/// Addresses are told by their cells as nothing else is.
fn emails(cells: &Cells) -> i32 {
    match cells.emails() {
        80.. => 25,
        50.. => 12,
        _ => AGAINST,
    }
}

fn named(target: TableId, part: Part, cells: &Cells, folder: Others<'_>, is_not_text: bool) -> i32 {
    let names = cells.among_names(folder, target);
    let ids = cells.among_ids(folder, target);
    let k = known();
    // the names of staff are no patients, nor those of patients staff
    let others = if target == k.staff { k.patients } else { k.staff };
    let are_names = names < 30 && cells.among_names(folder, others) >= 60;
    let are_ids = ids < 30 && !cells.is_running && cells.among_ids(folder, others) >= 60;
    let are_others = target != k.groups && (are_names || are_ids);
    match part {
        Part::Main | Part::Name if are_others => -45,
        Part::Email => emails(cells),
        _ if is_not_text => AGAINST,
        Part::Main if names >= 50 || ids >= 50 && !cells.is_running => 15,
        Part::Main if cells.is_running => -10,
        Part::Name if names >= 50 => 15,
        Part::Name if cells.numbers() >= 80 || cells.emails() >= 50 => AGAINST,
        Part::Main | Part::Name | Part::Kana => 0,
    }
}
