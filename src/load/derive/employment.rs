//! The last day of people's employment, from the rows of the roster.

use super::code_of;
use crate::base::date::Day;
use crate::model::schema::known;
use crate::table::{CellState, Column, States, Tables, is_row};

/// What the rows of the roster about someone's employment say together.
#[derive(Clone, Copy, Default)]
struct Employment {
    /// One of them is open: it has neither a last day nor a status that says that they left.
    is_open: bool,
    /// One of them has no last day, though they left.
    is_without_day: bool,
    /// Of one of them the last day is not known, or whether it is theirs.
    is_unknown: bool,
    last: Day,
}

/// The last day of people's employment: the latest of the rows whose office is unknown or the account's; no day while one of
/// them is open. Where one of them leaves it open, that is noted, and the day is the latest that is known.
pub(super) fn employment(tables: &mut Tables, as_of: Day) {
    let k = known();
    let (staff, roster) = (&tables[k.staff], &tables[k.roster]);
    let (person, office, left) = (roster.column("staff"), roster.column("office_id"), roster.column("left_on"));
    let (account_office, status) = (staff.column("office_id"), roster.column("status"));
    let left_code = code_of(roster, status, "left");
    let mut employments = vec![Employment::default(); staff.extent()];
    for row in 0..roster.len as u32 {
        for perhaps in roster.candidates(person, row) {
            employments[*perhaps as usize].is_unknown = true;
        }
        let who = roster.reference(person, row);
        let at = roster.reference(office, row);
        if !is_row(who) || !is_employment(staff.reference(account_office, who), at) {
            continue;
        }
        let employment = &mut employments[who as usize];
        if is_row(at) && staff.state(account_office, who) == CellState::Unknown {
            employment.is_unknown = true;
            continue;
        }
        let (day, has_left) = (roster.day(left, row), roster.code(status, row) == left_code);
        // without a day the status says whether they left
        let is_told = !day.is_empty() || roster.state(status, row) != CellState::Unknown;
        if roster.state(left, row) == CellState::Unknown || !is_told {
            employment.is_unknown = true;
            continue;
        }
        employment.is_open |= day.is_empty() && !has_left;
        employment.is_without_day |= day.is_empty() && has_left;
        employment.last = employment.last.max(day);
    }
    let (mut last, mut states) = (vec![Day::EMPTY; staff.extent()], States::default());
    for (who, employment) in employments.iter().enumerate().filter(|(_, employment)| !employment.is_open) {
        last[who] = employment.last;
        if employment.is_unknown {
            states.note(who as u32, CellState::Unknown);
        } else if employment.is_without_day && employment.last <= as_of {
            states.note(who as u32, CellState::Done);
        }
    }
    let staff = &mut tables[k.staff];
    let column = staff.column("last_day");
    staff.set(column, Column::Date(last));
    staff.set_states(column, states);
}

/// Whether a row of the roster is about the employment that an account belongs to, by the offices of both.
pub fn is_employment(account_office: u32, roster_office: u32) -> bool {
    !is_row(roster_office) || !is_row(account_office) || roster_office == account_office
}
