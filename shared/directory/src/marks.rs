//! What events say, written to the directory's table: one operation each, and their `DynamoDB` side.
//!
//! An item replaces what is stored only if it outranks it, and the table decides that. So messages
//! may come in any order and any number: the same items stand in the end.

mod dynamo;

use milepost_domain::directory::Seats;
use milepost_domain::{LoId, LoInstanceId, Time};

use crate::item::{changed_key, seats_key};
use crate::table::TableError;
use crate::{Content, Item};

pub use dynamo::DynamoMarks;

/// That a learning object changed. A deletion outranks every other change, since ALM uses no id
/// again; of two of a kind the later outranks the earlier.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChangedMark {
    /// The learning object.
    pub lo_id: LoId,
    /// ALM deleted it.
    pub deleted: bool,
    /// What was fetched before may be old: when the change was taken note of.
    pub as_of: Time,
}

/// The seats of an instance. Of two in the same moment those that come later stand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SeatsMark {
    /// The instance.
    pub lo_instance_id: LoInstanceId,
    /// Its seats.
    pub seats: Seats,
    /// When ALM counted them.
    pub as_of: Time,
}

/// What became of an item.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kept {
    /// It stands in the table.
    Written,
    /// What is stored outranks it.
    Outranked,
}

/// Port: takes note that a learning object changed.
pub trait MarkChanged {
    /// Writes this mark unless a stored one outranks it.
    ///
    /// # Errors
    /// If the table cannot be reached. The mark may be written: writing it again is harmless.
    fn mark(&self, mark: &ChangedMark) -> impl Future<Output = Result<Kept, TableError>> + Send;
}

/// Port: keeps the seats of an instance.
pub trait KeepSeats {
    /// Writes these seats unless newer ones are stored.
    ///
    /// # Errors
    /// If the table cannot be reached. The seats may be written: writing them again is harmless.
    fn keep(&self, seats: &SeatsMark) -> impl Future<Output = Result<Kept, TableError>> + Send;
}

impl ChangedMark {
    /// The item, written now.
    pub fn item(&self, now: Time) -> Item {
        let content = Content::Changed { deleted: self.deleted };
        Item::new(changed_key(&self.lo_id), content, self.as_of, None, now)
    }

    /// Whether this one stands if both are written.
    pub fn outranks(&self, other: &Self) -> bool {
        (self.deleted, self.as_of) > (other.deleted, other.as_of)
    }
}

impl SeatsMark {
    /// The item, written now.
    pub fn item(&self, now: Time) -> Item {
        let content = Content::Seats(self.seats);
        Item::new(seats_key(&self.lo_instance_id), content, self.as_of, None, now)
    }
}

#[cfg(test)]
mod tests;
