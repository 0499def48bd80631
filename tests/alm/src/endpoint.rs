//! The endpoints, as they are counted, limited and made to fail.

use serde::{Deserialize, Serialize};

/// An endpoint of ALM's API.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Endpoint {
    /// `/oauth/token/refresh`
    Token,
    /// `/oauth/token/check`
    TokenCheck,
    /// `/users`
    Users,
    /// `/users/{id}`
    User,
    /// `/users/{id}/enrollments`
    Enrollments,
    /// `/learningObjects`
    LearningObjects,
    /// `/learningObjects/{id}`
    LearningObject,
    /// `/account`
    Account,
    /// `/jobs`
    Jobs,
    /// `/jobs/{id}`
    Job,
    /// The files of finished jobs.
    Files,
}

/// What rate limits count together.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Resource {
    /// Everything under `/users`, and `/account`.
    Users,
    /// Everything under `/learningObjects`.
    LearningObjects,
    /// Everything under `/jobs`.
    Jobs,
}

/// Below it lies the API.
pub(crate) const API: &str = "/primeapi/v2";

impl Endpoint {
    /// The endpoint that a path belongs to.
    pub fn of(path: &str) -> Option<Self> {
        let Some(path) = path.strip_prefix(API) else {
            return Self::outside_the_api(path);
        };
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match parts.as_slice() {
            ["users"] => Some(Self::Users),
            ["users", _] => Some(Self::User),
            ["users", _, "enrollments"] => Some(Self::Enrollments),
            ["learningObjects"] => Some(Self::LearningObjects),
            ["learningObjects", _] => Some(Self::LearningObject),
            ["account"] => Some(Self::Account),
            ["jobs"] => Some(Self::Jobs),
            ["jobs", _] => Some(Self::Job),
            _ => None,
        }
    }

    fn outside_the_api(path: &str) -> Option<Self> {
        match path {
            "/oauth/token/refresh" => Some(Self::Token),
            "/oauth/token/check" => Some(Self::TokenCheck),
            _ => path.starts_with("/files/").then_some(Self::Files),
        }
    }

    /// What its requests count for; tokens and files are not limited.
    pub fn resource(self) -> Option<Resource> {
        match self {
            Self::Users | Self::User | Self::Enrollments | Self::Account => Some(Resource::Users),
            Self::LearningObjects | Self::LearningObject => Some(Resource::LearningObjects),
            Self::Jobs | Self::Job => Some(Resource::Jobs),
            Self::Token | Self::TokenCheck | Self::Files => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_one_endpoint() {
        for (path, endpoint) in [
            ("/oauth/token/refresh", Some(Endpoint::Token)),
            ("/oauth/token/check", Some(Endpoint::TokenCheck)),
            ("/files/1.csv", Some(Endpoint::Files)),
            ("/primeapi/v2/users", Some(Endpoint::Users)),
            ("/primeapi/v2/users/17", Some(Endpoint::User)),
            ("/primeapi/v2/users/17/enrollments", Some(Endpoint::Enrollments)),
            ("/primeapi/v2/learningObjects", Some(Endpoint::LearningObjects)),
            ("/primeapi/v2/learningObjects/course%3A1", Some(Endpoint::LearningObject)),
            ("/primeapi/v2/account", Some(Endpoint::Account)),
            ("/primeapi/v2/jobs", Some(Endpoint::Jobs)),
            ("/primeapi/v2/jobs/1", Some(Endpoint::Job)),
            ("/primeapi/v2/badges", None),
            ("/users", None),
            ("/", None),
        ] {
            assert_eq!(Endpoint::of(path), endpoint, "{path}");
        }
    }
}
