//! The notifications table: records, addresses that get no mail, and the accepted rules.

use milepost_domain::Time;
use milepost_store::{Page, Position, Query, StoreError, Table};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::item::{
    NotificationItem, PENDING_INDEX, PolicyItem, SuppressedItem, notification_key, policy_key,
    suppressed_key,
};
use crate::{Notification, NotificationId, Reason};

/// A notification with the number of its last write, from 1; 0 if it is not written yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Revised {
    /// The notification.
    pub value: Notification,
    /// The write that it stems from.
    pub revision: u64,
}

/// A pending notification that is due.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "DueItem")]
pub struct Due {
    /// Which one.
    pub id: NotificationId,
    /// Since when.
    pub at: Time,
}

/// The index holds keys only.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DueItem {
    pk: String,
    due_at: Time,
}

impl TryFrom<DueItem> for Due {
    type Error = &'static str;

    fn try_from(item: DueItem) -> Result<Self, Self::Error> {
        let id = item.pk.strip_prefix("notification#").and_then(|id| id.parse().ok());
        Ok(Self { id: id.ok_or("not the key of a notification")?, at: item.due_at })
    }
}

/// The table.
#[derive(Clone, Debug)]
pub struct Notifications {
    table: Table,
}

impl Notifications {
    /// Notifications in this table.
    pub const fn new(table: Table) -> Self {
        Self { table }
    }

    /// A notification as it is now, if there is one.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn read(&self, id: NotificationId) -> Result<Option<Revised>, StoreError> {
        let item: Option<NotificationItem> = self.table.get(&notification_key(id)).await?;
        Ok(item.map(|item| Revised { value: item.notification, revision: item.revision }))
    }

    /// Writes a notification in the place of the revision that it names, and returns its new one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if it is no longer of that revision, or exists and should not.
    pub async fn write(&self, notification: &Revised) -> Result<u64, StoreError> {
        let Revised { value, revision } = notification;
        let item = NotificationItem::new(value.clone(), revision + 1);
        self.table.write(self.table.put(&item)?.replacing(*revision)).await?;
        Ok(revision + 1)
    }

    /// A page of a shard's pending notifications that are due, the longest due first.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn due(
        &self,
        shard: &str,
        now: Time,
        from: Option<Position>,
    ) -> Result<Page<Due>, StoreError> {
        let query = Query::index(PENDING_INDEX, "pendingShard", shard);
        self.table.query(&query.at_most("dueAt", now.to_string()).from(from)).await
    }

    /// The rules file that was accepted last, if one ever was.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn accepted_policy(&self) -> Result<Option<String>, StoreError> {
        let item: Option<PolicyItem> = self.table.get(&policy_key()).await?;
        Ok(item.map(|item| item.text))
    }

    /// Keeps a rules file, accepted now, in the place of the last one.
    ///
    /// # Errors
    /// If the table could not be written.
    pub async fn keep_policy(&self, text: &str, now: Time) -> Result<(), StoreError> {
        self.table.write(self.table.put(&PolicyItem::new(text, now))?).await
    }

    /// Whether no mail may go to an address.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn is_suppressed(&self, address: &str) -> Result<bool, StoreError> {
        let item: Option<IgnoredAny> = self.table.get(&suppressed_key(address)).await?;
        Ok(item.is_some())
    }

    /// No mail goes to this address any more.
    ///
    /// # Errors
    /// If the table could not be written.
    pub async fn suppress(
        &self,
        address: &str,
        reason: &Reason,
        since: Time,
    ) -> Result<(), StoreError> {
        let item = SuppressedItem::new(address, reason.clone(), since);
        self.table.write(self.table.put(&item)?).await
    }
}

#[cfg(test)]
pub(crate) mod tests;
