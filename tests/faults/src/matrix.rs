//! The matrix: what can go wrong, in every place, alone and twice.

pub mod case;
pub mod script;

pub use case::{Case, Pace, Place, Reach, Strike};
pub use script::Script;
