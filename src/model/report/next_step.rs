//! What would let more rules be judged.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schema::{Filled, ReadTable};

/// What would let the most more rules be judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "next-step", deny_unknown_fields)]
pub struct NextStep {
    /// What is to be added: one thing, but where no rule lacks only one.
    #[schemars(length(min = 1))]
    pub inputs: Vec<NextInput>,
    /// The rules that could then be judged.
    #[schemars(with = "Vec<Filled>", length(min = 1), extend("uniqueItems" = true))]
    pub rules: Vec<String>,
}

/// A table that is missing, or a column of one that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "next-input", deny_unknown_fields)]
pub struct NextInput {
    /// The table.
    #[schemars(with = "ReadTable")]
    pub table: String,
    /// What the table is called.
    #[schemars(with = "Filled")]
    pub label: String,
    /// The column; null where the table itself is missing or has no rows.
    #[schemars(with = "Option<Filled>")]
    pub column: Option<String>,
    /// What the column is called; null where there is none.
    #[schemars(with = "Option<Filled>")]
    pub column_label: Option<String>,
}
