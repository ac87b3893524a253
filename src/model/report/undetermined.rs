//! Members of whom it is not known whether they are findings, and what would have to be filled in to know it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::schema::{Cell, Filled};
use crate::model::finding::{Subject, Waived};

/// A member that one way of settling what is not known makes a finding, and another does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "undetermined", deny_unknown_fields)]
pub struct Undetermined {
    /// The rule.
    #[schemars(with = "Filled")]
    pub rule: SmolStr,
    /// Whom or what it is about.
    pub subject: Subject,
    /// The cells that would decide; none where the settings would.
    pub cells: Vec<DecidingCell>,
    /// The waiver that covers it; null if none does.
    pub waived: Option<Box<Waived>>,
}

/// A cell that has to be filled in, or to be made readable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "deciding-cell", deny_unknown_fields)]
pub struct DecidingCell {
    /// The name of the file.
    pub file: SmolStr,
    /// The sheet of a workbook, or the member of a JSON file that holds several tables; null otherwise.
    pub sheet: Option<SmolStr>,
    /// The line in the file, from 1.
    #[schemars(range(min = 1))]
    pub line: u32,
    /// The column, by its name in the schema.
    #[schemars(with = "Filled")]
    pub column: SmolStr,
    /// Its header in the file; null if the file does not have it.
    pub header: Option<SmolStr>,
    /// The name of the cell where the file is a spreadsheet, such as `B12`.
    #[schemars(with = "Option<Cell>")]
    pub cell: Option<SmolStr>,
}
