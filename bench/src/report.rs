//! What is said of the runs: figures, tables, a bill.

mod bill;
mod figures;
pub mod pages;
mod tables;

pub use bill::bill_table;
pub use figures::{Figures, Summary};
pub use tables::{calls, functions, ratios};
