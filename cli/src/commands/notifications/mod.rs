//! `milepost notifications`: what was told, to whom, why, and what became of it.

mod table;

use std::collections::BTreeMap;

use futures::future::try_join_all;
use milepost_contracts::ItemKey;
use milepost_domain::{UserId, escape};
use milepost_notification::item::{
    ABOUT_INDEX, NotificationItem, PENDING_INDEX, PENDING_SHARDS, TO_INDEX,
};
use milepost_notification::{Notification, NotificationId};
use milepost_store::{Query, Table};

use crate::args::notifications::NotificationsArgs;
use crate::error::Error;
use crate::format::counted;
use crate::names::{Names, Shown};
use crate::output::{print, print_json};
use crate::stack::Stack;
use crate::store;

/// The output with the table's name.
const TABLE: &str = "NotificationsTable";

pub(crate) async fn run(args: NotificationsArgs) -> Result<(), Error> {
    let NotificationsArgs { user, status, ids, read } = args;
    let stack = Stack::find(&read.stack).await?;
    let notifications = stack.table(stack.output(TABLE)?);
    let mut found = match &user {
        Some(user) => about_and_to(&notifications, user).await?,
        None => pending(&notifications).await?,
    };
    found.retain(|it| status.as_deref().is_none_or(|status| it.status.as_str() == status));
    if read.json {
        return print_json(&found);
    }
    if found.is_empty() {
        return print(&if user.is_some() { "No notifications." } else { "Nothing waits." });
    }
    let names = if ids { Names::default() } else { Names::load(&stack, &shown(&found)).await };
    print(&table::notifications(&found, &names).fit())?;
    print(&format!("{}, times in UTC", counted(found.len(), "notification")))
}

/// What was told about somebody and to them, each once, in the order in which it happened.
async fn about_and_to(table: &Table, user: &UserId) -> Result<Vec<Notification>, Error> {
    let mut found: BTreeMap<NotificationId, Notification> = BTreeMap::new();
    for (index, key) in [(ABOUT_INDEX, "aboutId"), (TO_INDEX, "toId")] {
        let query = Query::index(index, key, escape(user.as_str()));
        let items: Vec<NotificationItem> = store::all(table, query).await?;
        found.extend(items.into_iter().map(|it| (it.notification.id, it.notification)));
    }
    let mut found: Vec<Notification> = found.into_values().collect();
    found.sort_by_key(|it| (it.occurred_at, it.created_at, it.id));
    Ok(found)
}

/// What waits, the longest due first. The index holds keys only.
async fn pending(table: &Table) -> Result<Vec<Notification>, Error> {
    let shard = |shard| Query::index(PENDING_INDEX, "pendingShard", shard);
    let shards = PENDING_SHARDS.map(|it| store::all::<ItemKey>(table, shard(it)));
    let mut found = Vec::new();
    for key in try_join_all(shards).await?.into_iter().flatten() {
        let item: Option<NotificationItem> = store::one(table, &key).await?;
        found.extend(item.map(|item| item.notification));
    }
    found.sort_by_key(|it| (it.due_at, it.id));
    Ok(found)
}

fn shown(notifications: &[Notification]) -> Shown {
    let mut shown = Shown::default();
    for it in notifications {
        shown.add_person(&it.about.user_id);
        shown.add_object(&it.about.lo_instance_id, it.about.lo_id.as_ref());
        if let Some(recipient) = &it.recipient_id {
            shown.add_person(recipient);
        }
    }
    shown
}

#[cfg(test)]
mod tests;
