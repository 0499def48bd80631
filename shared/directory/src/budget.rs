//! The request budget that all functions share, in the directory's table.

mod dynamo;
mod window;

pub use dynamo::DynamoBudget;
