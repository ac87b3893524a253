//! The commands of the program, as its users write them.

pub(crate) const COMMANDS: [&str; 16] = [
    "attest",
    "check",
    "report",
    "diff",
    "trend",
    "waive",
    "correct",
    "verify",
    "inputs",
    "rules",
    "explain",
    "init",
    "sample",
    "schema",
    "completions",
    "man",
];
