//! What tests of every subject share: the program, folders of tables, audits within this process, reports and their JSON.

pub(crate) mod audit;
pub(crate) mod commands;
pub(crate) mod comparison;
pub(crate) mod folder;
pub(crate) mod golden;
pub(crate) mod hashes;
pub(crate) mod json;
pub(crate) mod package;
pub(crate) mod program;
pub(crate) mod schema;
