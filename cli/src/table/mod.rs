//! Tables for a terminal.

mod cells;
mod columns;
mod enrollments;
mod history;

pub(crate) use cells::{KEY_LENGTH, NOTHING, differ, minute, second};
pub(crate) use columns::{Columns, each};
pub(crate) use enrollments::enrollments;
pub(crate) use history::history;
