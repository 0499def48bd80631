//! The port to ALM's API, one request each, and the client behind it.

use milepost_alm::budget::RequestBudget;
use milepost_alm::credentials::CredentialStore;
use milepost_alm::{AlmError, Client, LearningObjects};
use milepost_domain::directory::{Person, TimeZones};
use milepost_domain::{LoId, UserId};

/// Port: asks ALM.
pub trait AlmApi {
    /// Those of at most [`milepost_alm::USERS_PER_REQUEST`] people that ALM knows.
    ///
    /// # Errors
    /// If there is no whole answer.
    fn people(&self, ids: &[UserId]) -> impl Future<Output = Result<Vec<Person>, AlmError>> + Send;

    /// Those of at most [`milepost_alm::LEARNING_OBJECTS_PER_REQUEST`] objects that ALM knows,
    /// with their instances.
    ///
    /// # Errors
    /// If there is no whole answer.
    fn learning_objects(
        &self,
        ids: &[LoId],
    ) -> impl Future<Output = Result<LearningObjects, AlmError>> + Send;

    /// What the codes of time zones mean.
    ///
    /// # Errors
    /// If there is no answer.
    fn time_zones(&self) -> impl Future<Output = Result<TimeZones, AlmError>> + Send;
}

impl<S, B> AlmApi for Client<S, B>
where
    S: CredentialStore + Send + Sync,
    B: RequestBudget + Send + Sync,
{
    async fn people(&self, ids: &[UserId]) -> Result<Vec<Person>, AlmError> {
        self.users(ids).await
    }

    async fn learning_objects(&self, ids: &[LoId]) -> Result<LearningObjects, AlmError> {
        Client::learning_objects(self, ids).await
    }

    async fn time_zones(&self) -> Result<TimeZones, AlmError> {
        Client::time_zones(self).await
    }
}
