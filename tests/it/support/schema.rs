//! The schema of the tables as it is written down, which the program reads too.

use std::sync::LazyLock;

pub(crate) static SCHEMA: LazyLock<toml::Table> =
    LazyLock::new(|| include_str!("../../../src/model/schema.toml").parse().expect("TOML"));
