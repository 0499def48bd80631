//! Looking up whom and what a batch of changes is about.

use milepost_alm::AlmError;
use milepost_directory::api::AlmApi;
use milepost_directory::{Directory, Effort, Wanted};
use milepost_runtime::batch::{Batch, Delivery, Failed, WorkMessages};
use milepost_store::StoreError;

use crate::wanted;

/// Levels of managers to look up along: notifications go to the manager, and to that person's.
const MANAGER_LEVELS: usize = 2;

/// Looks up what changes are about.
pub struct Worker<A> {
    /// Where.
    pub directory: Directory<A>,
}

/// What a batch came to.
#[derive(Debug, Default)]
struct Outcome {
    people: usize,
    objects: usize,
    effort: Effort,
}

impl<A: AlmApi + Send + Sync> WorkMessages for Worker<A> {
    fn name(&self) -> &'static str {
        "directory"
    }

    async fn work(&self, deliveries: &[Delivery], batch: &Batch) -> Failed {
        let (wanted, mut failed) = wanted::of(deliveries);
        let outcome = match self.look_up(&wanted).await {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::error!(%error, "directory.not_looked_up");
                failed = deliveries.iter().map(|it| it.message_id.clone()).collect();
                Outcome::default()
            }
        };
        for error in &outcome.effort.failures {
            // Said once at start.
            if *error != AlmError::NoCredentials {
                tracing::warn!(%error, "alm.not_answered");
            }
        }
        outcome.count(batch);
        failed
    }
}

impl<A: AlmApi + Sync> Worker<A> {
    async fn look_up(&self, wanted: &Wanted) -> Result<Outcome, StoreError> {
        let looked_up = self.directory.look_up(wanted).await?;
        let (people, objects) = (looked_up.known.people.len(), looked_up.known.objects.len());
        let managers = self.directory.managers(&wanted.people, MANAGER_LEVELS).await?;
        let zones = self.directory.learn_time_zones(looked_up.known.people.values()).await?;
        let effort = looked_up.effort.and(managers.effort).and(zones);
        Ok(Outcome { people, objects, effort })
    }
}

impl Outcome {
    fn count(&self, batch: &Batch) {
        let refused = |error: &&AlmError| {
            matches!(error, AlmError::RefreshTokenRefused { .. } | AlmError::AccessRefused { .. })
        };
        batch.count("PeopleKnown", self.people);
        batch.count("LearningObjectsKnown", self.objects);
        batch.count("AlmRequests", self.effort.requests);
        batch.count("IdsNotAskedFor", self.effort.unasked);
        batch.count("AlmCredentialsRefused", self.effort.failures.iter().filter(refused).count());
    }
}

#[cfg(test)]
mod tests;
