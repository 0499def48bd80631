//! Requests for people and learning objects.

use jiff::Timestamp;
use milepost_domain::directory::{Instance, LearningObject, Person};
use milepost_domain::{LoId, UserId};

use crate::{AlmError, Endpoint};

/// Ids in one request for people: a page without `include` (ALM rate limits).
pub const USERS_PER_REQUEST: usize = 100;
/// Ids in one request for learning objects with their instances: a page with `include`.
pub const LEARNING_OBJECTS_PER_REQUEST: usize = 10;

/// Instances that came with learning objects.
pub type Instances = Vec<Instance>;

/// An answer about learning objects.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct LearningObjects {
    /// The learning objects.
    pub objects: Vec<LearningObject>,
    /// Their instances.
    pub instances: Instances,
}

/// Talks to one ALM. `S` keeps the credentials, `B` the budget.
#[derive(Debug)]
pub struct Client<S, B> {
    endpoint: Endpoint,
    store: S,
    budget: B,
    clock: fn() -> Timestamp,
}

impl<S, B> Client<S, B> {
    /// The people with these ids, at most [`USERS_PER_REQUEST`]. Whom ALM does not know is not
    /// in the answer.
    ///
    /// # Errors
    /// [`AlmError`]; nothing of a broken answer is used.
    pub async fn users(&self, ids: &[UserId]) -> Result<Vec<Person>, AlmError> {
        let _ = (ids, &self.endpoint, &self.store, &self.budget, self.clock);
        Err(AlmError::NoCredentials)
    }

    /// The learning objects with these ids, at most [`LEARNING_OBJECTS_PER_REQUEST`], with their
    /// instances.
    ///
    /// # Errors
    /// [`AlmError`]; nothing of a broken answer is used.
    pub async fn learning_objects(&self, ids: &[LoId]) -> Result<LearningObjects, AlmError> {
        let _ = ids;
        Err(AlmError::NoCredentials)
    }
}
