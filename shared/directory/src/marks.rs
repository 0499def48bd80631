//! What events say, written to the directory's table.
//!
//! An item replaces what is stored only if it outranks it, and the table decides that. So messages
//! may come in any order and any number: the same items stand in the end.

use milepost_domain::directory::Seats;
use milepost_domain::{LoId, LoInstanceId, Time};
use milepost_store::{Condition, StoreError};

use crate::item::{changed_key, seats_key};
use crate::table::DirectoryTable;
use crate::{Content, Item};

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

impl DirectoryTable {
    /// Writes this mark, unless a stored one outranks it.
    ///
    /// # Errors
    /// If the table could not be written. The mark may be: writing it again is harmless.
    pub async fn mark(&self, mark: &ChangedMark, now: Time) -> Result<Kept, StoreError> {
        self.keep_item(&mark.item(now), mark.stands_over()).await
    }

    /// Writes these seats, unless newer ones are stored.
    ///
    /// # Errors
    /// If the table could not be written. The seats may be: writing them again is harmless.
    pub async fn keep(&self, seats: &SeatsMark, now: Time) -> Result<Kept, StoreError> {
        let is_older = Condition::at_most("asOf", seats.as_of.to_string());
        self.keep_item(&seats.item(now), is_older).await
    }

    async fn keep_item(&self, item: &Item, stands_over: Condition) -> Result<Kept, StoreError> {
        let write = self.table.put(item)?.only_if(Condition::absent().or(stands_over));
        match self.table.write(write).await {
            Ok(()) => Ok(Kept::Written),
            Err(StoreError::Conflict) => Ok(Kept::Outranked),
            Err(error) => Err(error),
        }
    }
}

impl ChangedMark {
    /// The item, written now.
    pub fn item(&self, now: Time) -> Item {
        let content = Content::Changed { deleted: self.deleted };
        Item::new(changed_key(&self.lo_id), content, self.as_of, None, now)
    }

    /// Which stored ones it outranks.
    fn stands_over(&self) -> Condition {
        let is_earlier = Condition::less("asOf", self.as_of.to_string());
        if self.deleted {
            Condition::unequal("content.deleted", true).or(is_earlier)
        } else {
            Condition::equal("content.deleted", false).and(is_earlier)
        }
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
