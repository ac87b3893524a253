//! What the table of offices says of whose they are: it may list the own ones alone, or partners beside them.

use crate::model::schema::{Kind, known};
use crate::table::{CellState, Table, Tables};

/// Whose an office is, as far as the table of offices says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// It is one of those that are audited.
    Own,
    /// It is a partner's.
    Other,
    /// The row does not say.
    Unknown,
}

/// Whose the offices of the table are, row by row.
#[derive(Debug, Default)]
pub struct ListedOffices {
    rows: Vec<Whose>,
}

impl ListedOffices {
    /// Reads the table of offices. A row that does not say whose it is is an own one's where no other row says so of its own; where
    /// only own ones are marked, another's; and where both are, nobody knows.
    pub fn of(tables: &Tables) -> Self {
        let offices = &tables[known().offices];
        let said: Vec<Option<Whose>> = (0..offices.len as u32).map(|row| said(offices, row)).collect();
        let is_said = |whose: Whose| said.contains(&Some(whose));
        let unsaid = match (is_said(Whose::Own), is_said(Whose::Other)) {
            (false, _) => Whose::Own,
            (true, false) => Whose::Other,
            (true, true) => Whose::Unknown,
        };
        Self { rows: said.into_iter().map(|whose| whose.unwrap_or(unsaid)).collect() }
    }

    /// Returns whether any office is, or may be, own: a table of partners alone does not say which are.
    pub fn says_which_are_own(&self) -> bool {
        self.rows.iter().any(|whose| *whose != Whose::Other)
    }

    /// Returns whose an office is; one that the table does not list is another's.
    pub fn whose(&self, office: u32) -> Whose {
        self.rows.get(office as usize).copied().unwrap_or(Whose::Other)
    }

    /// Returns whether the table says of an office that it is another's.
    pub fn is_said_to_be_other(&self, office: u32) -> bool {
        self.rows.get(office as usize) == Some(&Whose::Other)
    }
}

/// What the row of an office says itself.
fn said(offices: &Table, row: u32) -> Option<Whose> {
    let column = offices.column("own");
    let Kind::Code(codes) = offices.id.def().def(column).kind else { return None };
    match offices.code(column, row) {
        0 => (offices.state(column, row) == CellState::Unknown).then_some(Whose::Unknown),
        code if codes.def().code("own") == Some(code) => Some(Whose::Own),
        _ => Some(Whose::Other),
    }
}
