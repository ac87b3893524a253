//! Reports in every format, and what is left out of them.

mod groups;
mod html;
mod machine;
mod markdown;
mod reading;
mod redact;
mod stored;
mod tampered;
mod text;
mod xlsx;
