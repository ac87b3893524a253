//! Whom and what a finding concerns, and who has to put it right: read off the row that breaks the rule, along the
//! references of the schema, so that every rule has it and none states it.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use crate::engine::evidence::{Describer, MOST_RELATED};
use crate::engine::identity::sort_by_identity;
use crate::load::derive::code_of;
use crate::model::finding::{Concerns, Duty, Named};
use crate::model::schema::{self, ColumnId, Kind, TableId, known, schema};
use crate::table::{CellState, Table, is_row};

/// Finds whom rows concern. What many rows need, such as the administrators of each office, is found once.
#[derive(Debug)]
pub struct Stakeholders<'a> {
    describer: &'a Describer<'a>,
    admins: OnceLock<BTreeMap<u32, Vec<u32>>>,
    only_office: Option<u32>,
}

/// By table, the column in which a row of it names one of another.
static NAMING: LazyLock<Vec<FxHashMap<TableId, ColumnId>>> =
    LazyLock::new(|| schema().tables().map(|(_, def)| naming(def)).collect());

/// The columns in which a row of a table names one of another: the first for each.
fn naming(def: &schema::Table) -> FxHashMap<TableId, ColumnId> {
    let mut columns = FxHashMap::default();
    for (column, c) in def.columns().filter(|(_, c)| c.step.is_some()) {
        if let Kind::Row(target) = c.kind
            // where something is kept does not tell whose business it is
            && (target != known().offices || c.name == "office_id")
        {
            columns.entry(target).or_insert(column);
        }
    }
    columns
}

/// The column in which a row names the person whom it is about. A group is not about its leader.
pub(super) fn person_column(table: TableId) -> Option<ColumnId> {
    let k = known();
    NAMING[table.index()].get(&k.staff).copied().filter(|_| table != k.groups)
}

/// Whom and what a row concerns, and who has to act.
pub type Involved = (Concerns, Vec<Named>);

/// The same by their rows.
struct Concerned {
    office: Option<u32>,
    group: Option<u32>,
    patient: Option<u32>,
    person: Option<u32>,
    acting: Vec<u32>,
}

impl<'a> Stakeholders<'a> {
    /// Of the tables that a describer tells of.
    pub fn new(describer: &'a Describer<'a>) -> Self {
        let offices = &describer.eval.tables[known().offices];
        let own = offices.column("is_own");
        let mut own = (0..offices.len as u32).filter(|office| offices.bit(own, *office));
        let only_office = match (own.next(), own.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        };
        Self { describer, admins: OnceLock::new(), only_office }
    }

    /// Whom and what each of some rows concerns, and who has to act, given whose duty it is. Names are looked up kind by kind,
    /// so that the memory is waited for once and not for every row.
    pub fn of(&self, table: TableId, rows: impl Iterator<Item = u32>, duty: Duty) -> Vec<Involved> {
        let k = known();
        let concerned: Vec<Concerned> = rows.map(|row| self.concerned(table, row, duty)).collect();
        let named = |target: TableId, of: fn(&Concerned) -> Option<u32>| -> Vec<Option<Named>> {
            concerned.iter().map(|concerned| of(concerned).map(|row| self.named(target, row))).collect()
        };
        let mut offices = named(k.offices, |concerned| concerned.office).into_iter();
        let mut groups = named(k.groups, |concerned| concerned.group).into_iter();
        let mut patients = named(k.patients, |concerned| concerned.patient).into_iter();
        let mut people = named(k.staff, |concerned| concerned.person).into_iter();
        let mut next = || Concerns {
            office: offices.next().flatten(),
            group: groups.next().flatten(),
            patient: patients.next().flatten(),
            person: people.next().flatten(),
        };
        concerned.iter().map(|concerned| (next(), self.assignees(&concerned.acting))).collect()
    }

    /// The rows that a row concerns, and those of the people who have to act.
    fn concerned(&self, table: TableId, row: u32, duty: Duty) -> Concerned {
        let k = known();
        // a group is not about its leader
        let person = if table == k.groups { None } else { self.named_by(table, row, k.staff) };
        let mut group = self.named_by(table, row, k.groups);
        let mut patient = self.named_by(table, row, k.patients);
        let groups = match (group, patient) {
            (Some(group), _) => vec![group],
            (None, Some(patient)) => self.live_groups(patient),
            (None, None) => Vec::new(),
        };
        if let ([one], None) = (groups.as_slice(), group) {
            group = Some(*one);
        }
        if let (Some(group), None) = (group, patient) {
            patient = self.only_patient(group);
        }
        let leader_office = || groups.iter().find_map(|g| self.leader_office(*g));
        let candidates = [
            person.and_then(|p| self.named_by(k.staff, p, k.offices)),
            self.named_by(table, row, k.offices),
            patient.and_then(|p| self.named_by(k.patients, p, k.offices)),
            leader_office(),
            self.only_office,
        ];
        let mut candidates = candidates.into_iter().flatten();
        let office = match duty {
            Duty::Leader => leader_office().or(candidates.next()),
            // a person of another office may be the business of the own one, as when it invited them
            _ => candidates.clone().find(|o| self.is_own(*o)).or(candidates.next()),
        };
        let who = match duty {
            Duty::Manager | Duty::Admin => Vec::new(),
            Duty::User => person.into_iter().collect(),
            Duty::Leader => groups.iter().filter_map(|g| self.leader(*g)).collect(),
        };
        Concerned { office, group, patient, person, acting: self.acting(who, duty, office) }
    }

    /// What concerns no row in particular, such as a table as a whole, is the business of the office that is audited.
    pub fn of_all(&self, duty: Duty) -> Involved {
        let office = self.only_office.map(|o| self.named(known().offices, o));
        let acting = self.acting(Vec::new(), duty, self.only_office);
        (Concerns { office, ..Concerns::default() }, self.assignees(&acting))
    }

    /// Those of `who` who are still there. If nobody is, it falls to the administrators of the office; managers are
    /// in no table.
    fn acting(&self, mut who: Vec<u32>, duty: Duty, office: Option<u32>) -> Vec<u32> {
        who.retain(|person| !self.has_left(*person));
        if let (true, Some(office)) = (who.is_empty() && duty != Duty::Manager, office) {
            who = self.admins(office);
        }
        who
    }

    /// People by their names, each once. Where very many could act, some of them are enough.
    fn assignees(&self, acting: &[u32]) -> Vec<Named> {
        let mut assignees: Vec<Named> = acting.iter().map(|person| self.named(known().staff, *person)).collect();
        assignees.sort();
        assignees.dedup();
        assignees.truncate(MOST_RELATED);
        assignees
    }

    /// The row of `target` that a row names; the row itself, if it is one.
    fn named_by(&self, table: TableId, row: u32, target: TableId) -> Option<u32> {
        if table == target {
            return Some(row);
        }
        let column = NAMING[table.index()].get(&target)?;
        Some(self.table(table).reference(*column, row)).filter(|named| is_row(*named))
    }

    fn table(&self, table: TableId) -> &'a Table {
        &self.describer.eval.tables[table]
    }

    fn only_patient(&self, group: u32) -> Option<u32> {
        let pairs = known().group_patients;
        let mut of_group = self.describer.eval.index(pairs, self.table(pairs).column("group_id")).get(group);
        let only = of_group.next().filter(|_| of_group.len() == 0)?;
        self.named_by(pairs, only, known().patients)
    }

    fn live_groups(&self, patient: u32) -> Vec<u32> {
        let (pairs, groups) = (known().group_patients, self.table(known().groups));
        let (status, active) = (groups.column("status"), code_of(groups, groups.column("status"), "active"));
        let index = self.describer.eval.index(pairs, self.table(pairs).column("patient_id"));
        let named = index.get(patient).filter_map(|pair| self.named_by(pairs, pair, known().groups));
        named.filter(|group| groups.code(status, *group) == active).collect()
    }

    fn leader(&self, group: u32) -> Option<u32> {
        self.named_by(known().groups, group, known().staff)
    }

    /// The office of a group's leader: that of the account, else that of the leader's membership.
    fn leader_office(&self, group: u32) -> Option<u32> {
        let k = known();
        let of_account = self.named_by(k.staff, self.leader(group)?, k.offices);
        of_account.or_else(|| self.named_by(k.memberships, self.named_by(k.groups, group, k.memberships)?, k.offices))
    }

    fn is_own(&self, office: u32) -> bool {
        let offices = self.table(known().offices);
        offices.bit(offices.column("is_own"), office)
    }

    fn has_left(&self, person: u32) -> bool {
        let staff = self.table(known().staff);
        let column = staff.column("last_day");
        let last = staff.day(column, person);
        staff.state(column, person) == CellState::Filled && last < self.describer.eval.as_of
    }

    /// The administrators of an office who are in post.
    fn admins(&self, office: u32) -> Vec<u32> {
        let all = self.admins.get_or_init(|| {
            let staff = self.table(known().staff);
            let (status, role) = (staff.column("status"), staff.column("role"));
            let (active, admin) = (code_of(staff, status, "active"), code_of(staff, role, "admin"));
            let in_post = |row: &u32| {
                staff.code(status, *row) == active && staff.code(role, *row) == admin && !self.has_left(*row)
            };
            let mut admins: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for row in (0..staff.len as u32).filter(in_post) {
                // without a column of offices all accounts are the audited office's
                if let Some(office) = self.named_by(known().staff, row, known().offices).or(self.only_office) {
                    admins.entry(office).or_default().push(row);
                }
            }
            admins.values_mut().for_each(|admins| {
                sort_by_identity(self.describer.eval.tables, known().staff, admins);
                admins.truncate(MOST_RELATED);
            });
            admins
        });
        all.get(&office).cloned().unwrap_or_default()
    }

    fn named(&self, table: TableId, row: u32) -> Named {
        Named { key: self.describer.key(table, row).into(), label: self.describer.name(table, row).into() }
    }
}
