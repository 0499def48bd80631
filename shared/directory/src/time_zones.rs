//! What ALM's codes of time zones mean, asked once a day.

use std::collections::BTreeSet;

use milepost_alm::AlmError;
use milepost_domain::directory::{Person, TimeZones};
use milepost_domain::{Time, Zone};
use milepost_store::StoreError;

use crate::api::AlmApi;
use crate::directory::{Directory, Effort};
use crate::freshness::is_fresh;
use crate::item::time_zones_key;
use crate::{Content, Item, Source};

impl<A: AlmApi + Sync> Directory<A> {
    /// Asks ALM what its codes mean if one of these people has one and it was not asked within
    /// a day. An account that does not tell is asked again the next day; what was known stays.
    ///
    /// # Errors
    /// If the table cannot be used.
    pub async fn learn_time_zones<'a>(
        &self,
        people: impl IntoIterator<Item = &'a Person>,
    ) -> Result<Effort, StoreError> {
        let key = time_zones_key();
        if !people.into_iter().any(has_code) {
            return Ok(Effort::default());
        }
        let known = self.read(BTreeSet::from([key.clone()])).await?.remove(&key);
        let now = self.now();
        if known.as_ref().is_some_and(|item| is_fresh(item, None, now)) {
            return Ok(Effort::default());
        }
        let mut effort = Effort::default();
        let zones = match self.ask_time_zones(now, &mut effort).await {
            Some(zones) if zones.is_empty() => former(known),
            Some(zones) => zones,
            None => return Ok(effort),
        };
        let content = Content::TimeZones { zones };
        let item = Item::new(key, content, now, Some(Source::Api), now);
        self.table.write(std::slice::from_ref(&item)).await?;
        self.remember(vec![item]);
        Ok(effort)
    }

    /// ALM's answer, an empty one if it fails; nothing if it was not asked.
    async fn ask_time_zones(&self, now: Time, effort: &mut Effort) -> Option<TimeZones> {
        if !self.account_rest.is_over(now) {
            return None;
        }
        match self.api.time_zones().await {
            Ok(zones) => {
                effort.requests = 1;
                Some(zones)
            }
            Err(error) => {
                self.account_rest.begin(&error, now);
                let was_asked = !matches!(
                    error,
                    AlmError::NoCredentials | AlmError::Store(_) | AlmError::Budget(_)
                );
                effort.failures.push(error);
                was_asked.then(TimeZones::default)
            }
        }
    }
}

/// Whether a time zone is said by a code that is no IANA name.
fn has_code(person: &Person) -> bool {
    let code = person.time_zone.as_deref().filter(|code| !code.trim().is_empty());
    code.is_some_and(|code| code.parse::<Zone>().is_err())
}

fn former(known: Option<Item>) -> TimeZones {
    match known.map(|item| item.content) {
        Some(Content::TimeZones { zones }) => zones,
        _ => TimeZones::default(),
    }
}
