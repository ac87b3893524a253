//! From month to month: how an audit stands to the one before, what became of the tables, and the chain in which reports are
//! kept.

pub mod chain;
pub mod compare;
pub mod differences;
pub mod drift;
pub mod stored;
pub(crate) mod words;
