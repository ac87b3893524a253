//! The program and the library as a whole, by subject; what all subjects share is in `support`.

mod support;

mod cli;
mod docs;
mod forgotten;
mod inputs;
mod monthly;
mod reports;
mod rules;
