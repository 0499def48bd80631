//! How things are said, in whatever place.

mod text;
mod units;

pub(crate) use text::{counted, one_line, plain};
pub(crate) use units::{age, lasting, size};
