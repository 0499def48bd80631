//! The directory: people and learning objects by id, in a table that is filled from ALM's API and
//! reports and read through a cache in memory.
#![warn(missing_docs)]

pub mod item;
pub mod marks;
pub mod report;
pub mod table;

pub use item::{Content, Item, Source};
