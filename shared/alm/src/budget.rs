//! How many requests may be made, by all functions together.

use jiff::Timestamp;

/// What ALM counts requests of (ALM usage guide: 500 per hour, of `GET /users` and of
/// `GET /learningObjects`).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Resource {
    /// `/users`
    Users,
    /// `/learningObjects`
    LearningObjects,
}

impl Resource {
    /// The name in ALM's paths.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::LearningObjects => "learningObjects",
        }
    }
}

/// Why a request may not be made.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BudgetError {
    /// It is spent, or ALM asked for a pause.
    #[error("no request to {} is left until {until}", resource.as_str())]
    Spent {
        /// Of what.
        resource: Resource,
        /// When to ask again.
        until: Timestamp,
    },
    /// It cannot be read or written. Without it no request is made.
    #[error("the request budget cannot be used: {0}")]
    Unavailable(String),
}

/// Port: takes one request from the budget.
pub trait TakeRequest {
    /// Takes one request to this resource at this time.
    ///
    /// # Errors
    /// If none is left, or nobody can tell.
    fn take(
        &self,
        resource: Resource,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), BudgetError>> + Send;
}

/// Port: keeps all functions from asking for a while.
pub trait PauseRequests {
    /// Remembers that ALM wants no request to this resource before that time. What fails is only
    /// logged: ALM would say so again.
    fn pause(&self, resource: Resource, until: Timestamp) -> impl Future<Output = ()> + Send;
}
