//! Who is of another office, and what is left to other offices because of it.

use crate::model::schema::known;
use crate::table::{AMBIGUOUS, CellState, NONE, RowSet, Tables, is_row};

/// The offices of the accounts, and which offices are own.
pub(super) struct Offices<'t> {
    of_accounts: &'t [u32],
    /// How many accounts there are; `None` without the table.
    accounts: Option<usize>,
    own: RowSet,
    /// Those of which it is not known.
    unknown: RowSet,
}

impl<'t> Offices<'t> {
    pub(super) fn new(tables: &'t Tables) -> Self {
        let (staff, offices) = (&tables[known().staff], &tables[known().offices]);
        let column = offices.column("is_own");
        let unknown = offices.rows_in_state(column, CellState::Unknown).cloned().unwrap_or_default();
        Self {
            of_accounts: staff.references(staff.column("office_id")),
            accounts: staff.origin.as_ref().map(|_| staff.len),
            own: offices.filled_rows(column),
            unknown,
        }
    }

    /// Whether someone's office is known, from their account or else from the row that names them, and surely not own.
    pub(super) fn are_outside(&self, person: u32, row_office: u32) -> bool {
        let account = self.of_accounts.get(person as usize).copied().unwrap_or(NONE);
        let office = if is_row(account) { account } else { row_office };
        let is_known = |office: u32| is_row(office) && !self.unknown.contains(office as usize);
        is_known(office) && !self.own.contains(office as usize)
    }

    /// Whether someone is of another office; `None` if that is not known.
    pub(super) fn is_outside(&self, tables: &Tables, person: u32, row_office: u32) -> Option<bool> {
        let staff = &tables[known().staff];
        let has_account = self.accounts.is_some_and(|accounts| (person as usize) < accounts);
        let account = self.of_accounts.get(person as usize).copied().unwrap_or(NONE);
        let office = if is_row(account) { account } else { row_office };
        let is_unclear = has_account && staff.state(staff.column("office_id"), person) == CellState::Unknown;
        match office {
            _ if is_unclear => None,
            AMBIGUOUS => None,
            office if is_row(office) => {
                let is_known = !self.unknown.contains(office as usize);
                is_known.then(|| !self.own.contains(office as usize))
            }
            _ if has_account || self.accounts.is_none() => Some(false),
            _ => None,
        }
    }
}

/// How many people belong to other offices, and how many groups are led by them: they are left to those offices.
pub fn left_to_others(tables: &Tables) -> (u64, u64) {
    let k = known();
    let (staff, members, groups) = (&tables[k.staff], &tables[k.memberships], &tables[k.groups]);
    let offices = Offices::new(tables);
    let mut outside = RowSet::with_capacity(staff.extent());
    for person in 0..staff.len as u32 {
        outside.set(person as usize, offices.are_outside(person, NONE));
    }
    let mut without_office = staff.filled_rows(staff.column("office_id"));
    without_office.toggle_range(..);
    let office = members.references(members.column("office_id"));
    let named_by = |row: u32| office.get(row as usize).copied().unwrap_or(NONE);
    for (row, person) in (0..).zip(members.references(members.column("staff_id"))) {
        // whoever has an office belongs to it, whatever stands beside them here; what names nobody is in no set
        if without_office.contains(*person as usize) && offices.are_outside(*person, named_by(row)) {
            outside.insert(*person as usize);
        }
    }
    let (leader, place) = (groups.column("leader_id"), groups.column("leader_place"));
    let foreign = (0..groups.len as u32).filter(|group| {
        let person = groups.reference(leader, *group);
        is_row(person) && offices.are_outside(person, named_by(groups.reference(place, *group)))
    });
    (outside.count_ones(..) as u64, foreign.count() as u64)
}

/// Whether there are accounts, and all of them belong to other offices: then the ids of offices hardly agree.
pub fn nobody_is_own(tables: &Tables) -> bool {
    let staff = &tables[known().staff];
    let (accounts, offices) = (staff.len as u32, Offices::new(tables));
    let column = staff.column("office_id");
    let is_outside = |person: u32| offices.are_outside(person, NONE);
    let is_said_of = |person: u32| staff.state(column, person) != CellState::Empty;
    (0..accounts).any(is_outside) && (0..accounts).filter(|person| is_said_of(*person)).all(is_outside)
}
