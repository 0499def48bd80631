//! How the stand-in behaves.

use jiff::{SignedDuration, Timestamp};

use crate::endpoint::Resource;
use crate::jobs::JobShape;
use crate::rate::RateLimit;

/// How a stand-in behaves; the default is as ALM's pages say.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Requests for people.
    pub users: RateLimit,
    /// Requests for learning objects.
    pub learning_objects: RateLimit,
    /// Requests for jobs.
    pub jobs: RateLimit,
    /// How long a job takes.
    pub job_takes: SignedDuration,
    /// How jobs are answered.
    pub job_shape: JobShape,
    /// The time. [`StandIn::advance`](crate::StandIn::advance) adds to it.
    pub clock: fn() -> Timestamp,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            users: RateLimit::USAGE_GUIDE,
            learning_objects: RateLimit::USAGE_GUIDE,
            // ALM rate limits: admin GET.
            jobs: RateLimit { requests: 100, period: SignedDuration::from_mins(1) },
            job_takes: SignedDuration::from_secs(1),
            job_shape: JobShape::default(),
            clock: Timestamp::now,
        }
    }
}

impl Settings {
    pub(crate) fn limit(&self, resource: Resource) -> RateLimit {
        match resource {
            Resource::Users => self.users,
            Resource::LearningObjects => self.learning_objects,
            Resource::Jobs => self.jobs,
        }
    }
}
