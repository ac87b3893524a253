//! What was assumed, inferred or left out when the files were read: a verdict rests on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schema::{Filled, ReadTable};
use crate::model::finding::ReadingKind;

/// Something of the files that was assumed, inferred or left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "reading", deny_unknown_fields)]
pub struct Reading {
    /// What was done with it.
    pub kind: ReadingKind,
    /// The name of the file; null where several tables together say it.
    #[schemars(with = "Option<Filled>")]
    pub file: Option<String>,
    /// The sheet of a workbook, or the member of a JSON file that holds several tables; null otherwise.
    pub sheet: Option<String>,
    /// The table that it is about; null where it is none.
    #[schemars(with = "Option<ReadTable>")]
    pub table: Option<String>,
    /// What it is.
    #[schemars(with = "Filled")]
    pub said: String,
    /// The lines of the settings that would confirm it; none where nothing is to be confirmed.
    #[schemars(with = "Vec<Filled>")]
    pub settings: Vec<String>,
}
