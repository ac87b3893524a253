//! The commands of the program, as its users write them.

pub(crate) const COMMANDS: [&str; 15] = [
    "attest",
    "check",
    "report",
    "diff",
    "trend",
    "waive",
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
