//! The rules of the policy and about the input: what holds for each, what they ask, and whom their findings concern.

mod attestations;
mod concern;
mod contracts;
mod growth;
mod properties;
