//! Tables of `DynamoDB` and buckets of S3: the one place where functions meet items, conditions and AWS's limits.
//!
//! An *entity* is a serde type that holds its key (`pk`, `sk`) beside its fields. A [`Table`]
//! reads entities by key, in batches and by page, and writes them under conditions, one or several
//! at a time. Behind it is `DynamoDB`, or another [`backend`].
//!
//! Every call is checked against AWS's limits before it is made, and every failure is one of the
//! few kinds of [`StoreError`]; [`Tries`] says whether to decide anew when another writer was faster.

#![warn(missing_docs)]

pub mod backend;
mod batch;
mod bucket;
mod condition;
mod dynamo;
mod error;
mod item;
mod query;
mod table;
mod tries;
mod write;

pub use bucket::{Bucket, Object, Upload};
pub use condition::{Condition, Operator, Value};
pub use error::StoreError;
pub use item::{Item, item_bytes};
pub use query::{Page, Position, Query};
pub use table::Table;
pub use tries::Tries;
pub use write::Write;
