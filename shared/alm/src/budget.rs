//! How many requests may be made, by all functions together.

use jiff::Timestamp;
use strum::IntoStaticStr;

/// What ALM counts requests of (ALM usage guide: 500 per hour, of `GET /users` and of
/// `GET /learningObjects`).
#[derive(Clone, Copy, Debug, Eq, Hash, IntoStaticStr, Ord, PartialEq, PartialOrd)]
#[strum(serialize_all = "camelCase")]
pub enum Resource {
    /// `/users`
    Users,
    /// `/learningObjects`
    LearningObjects,
    /// `/account`, asked once a day.
    Account,
}

impl Resource {
    /// The name in ALM's paths.
    pub fn as_str(self) -> &'static str {
        self.into()
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

/// Port: the request budget.
pub trait RequestBudget {
    /// Takes one request to this resource at this time.
    ///
    /// # Errors
    /// If none is left, or nobody can tell.
    fn take(
        &self,
        resource: Resource,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), BudgetError>> + Send;

    /// Keeps all functions from asking for a while: remembers that ALM wants no request to this resource before that time. What fails is only
    /// logged: ALM would say so again.
    fn pause(&self, resource: Resource, until: Timestamp) -> impl Future<Output = ()> + Send;
}
