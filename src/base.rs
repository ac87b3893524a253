//! What everything else rests on and what knows nothing of audits: texts in two languages, days, names made comparable,
//! work on several threads, measured time.

pub mod date;
pub(crate) mod garbled;
pub mod hex;
pub(crate) mod leftovers;
pub mod lock;
pub(crate) mod near;
pub mod normalize;
pub(crate) mod parallel;
pub mod position;
pub mod progress;
pub(crate) mod safe;
pub mod text;
pub mod timings;
pub(crate) mod whole_file;
pub(crate) mod words;
pub(crate) mod wrap;

pub(crate) mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}
