//! The directory: people and learning objects by id, in a table that is filled from ALM's API and
//! reports and read through a cache in memory.
//!
//! [`Directory::look_up`] answers from memory, then from the table, then from ALM, and asks for
//! ids together. Without credentials, or with ALM in trouble, it answers with what it has: names
//! are never worth holding up an event for.
#![warn(missing_docs)]

mod answer;
pub mod api;
mod ask;
mod budget;
pub mod credentials;
mod directory;
mod freshness;
pub mod item;
mod managers;
pub mod marks;
mod memory;
pub mod report;
mod table;
mod time_zones;
mod wanted;

pub use budget::{SharedBudget, Spent};
pub use credentials::SecretsManager;
pub use directory::{Directory, Effort, LookedUp};
pub use item::{Content, Item, Source};
pub use managers::Managers;
pub use table::DirectoryTable;
pub use wanted::{Known, Wanted};
