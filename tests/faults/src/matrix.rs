//! The matrix: what can go wrong, in every place, alone and twice.

mod announced;
pub mod case;
pub mod cases;
pub mod compare;
pub mod run;
pub mod script;
pub mod table;
mod totals;

pub use case::{Case, OPERATIONS, Pace, Place, Reach, Strike};
pub use cases::{Breadth, cases};
pub use compare::Verdict;
pub use run::{Report, Runner};
pub use script::Script;
pub use totals::Totals;
