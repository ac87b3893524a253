//! What is written for an office: blank registers, made-up data to try with, settings and their schema.

pub mod config_schema;
pub mod init;
pub mod questions;
pub mod sample;
pub mod settings;
pub(crate) mod words;
