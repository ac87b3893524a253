//! Month after month: audits that are kept, compared, counted, and looked ahead from.

mod at_once;
mod compare;
mod corrections;
mod differences;
mod drift;
mod history;
mod months;
mod registers;
mod trend;
mod upcoming;
mod year;
