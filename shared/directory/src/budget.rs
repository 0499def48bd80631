//! The request budget that all functions share, in the directory's table: one item for each
//! resource, written with a version check.

mod window;

use jiff::Timestamp;
use milepost_alm::budget::{BudgetError, RequestBudget, Resource};
use milepost_contracts::ItemKey;
use milepost_domain::Time;
use milepost_store::{Condition, StoreError, Table, Tries};
use serde::{Deserialize, Serialize};

use self::window::Window;

pub use self::window::Spent;

/// The budget in the directory's table.
#[derive(Clone, Debug)]
pub struct SharedBudget {
    table: Table,
    requests_per_hour: u32,
}

#[derive(Debug, Deserialize, Serialize)]
struct Item {
    pk: String,
    sk: String,
    version: u64,
    window: Window,
}

/// What a change of a window comes to: the new one, or when to ask again.
type Change = Result<Window, Time>;

impl SharedBudget {
    /// So many requests per hour, to each resource.
    pub const fn new(table: Table, requests_per_hour: u32) -> Self {
        Self { table, requests_per_hour }
    }

    /// What the last hour has seen of it.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub async fn spent(&self, resource: Resource, now: Timestamp) -> Result<Spent, StoreError> {
        Ok(self.read(resource).await?.window.spent(now.into()))
    }

    async fn update(
        &self,
        resource: Resource,
        change: impl Fn(&Window) -> Change + Send,
    ) -> Result<(), BudgetError> {
        let mut tries = Tries::default();
        loop {
            let item = self.read(resource).await.map_err(unavailable)?;
            let window = change(&item.window)
                .map_err(|until| BudgetError::Spent { resource, until: until.into() })?;
            match self.replace(&item, window).await {
                Err(error) if tries.again(&error).await => {}
                done => return done.map_err(unavailable),
            }
        }
    }

    async fn read(&self, resource: Resource) -> Result<Item, StoreError> {
        let (pk, sk) = (format!("budget#{}", resource.as_str()), "requests".to_owned());
        let key = ItemKey { pk, sk };
        let item = self.table.get(&key).await?;
        let ItemKey { pk, sk } = key;
        Ok(item.unwrap_or_else(|| Item { pk, sk, version: 0, window: Window::default() }))
    }

    async fn replace(&self, old: &Item, window: Window) -> Result<(), StoreError> {
        let (pk, sk) = (old.pk.clone(), old.sk.clone());
        let new = Item { pk, sk, version: old.version + 1, window };
        let is_as_read = Condition::absent().or(Condition::equal("version", old.version));
        self.table.write(self.table.put(&new)?.only_if(is_as_read)).await
    }
}

#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
fn unavailable(error: StoreError) -> BudgetError {
    BudgetError::Unavailable(error.to_string())
}

impl RequestBudget for SharedBudget {
    async fn take(&self, resource: Resource, now: Timestamp) -> Result<(), BudgetError> {
        let limit = self.requests_per_hour;
        self.update(resource, |window| window.take(limit, now.into())).await
    }

    async fn pause(&self, resource: Resource, until: Timestamp) {
        let paused = self.update(resource, |window| Ok(window.pause(until.into()))).await;
        if let Err(error) = paused {
            tracing::warn!(resource = resource.as_str(), %error, "alm.pause.not_kept");
        }
    }
}

#[cfg(test)]
mod tests;
