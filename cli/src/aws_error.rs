//! What AWS, or its absence, says, in one line that says what to do.

use std::error::Error as StdError;
use std::fmt;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::causes::chain;

/// Where calls go.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    region: String,
    endpoint: Option<String>,
}

impl Place {
    /// Without a region there is no place.
    pub(crate) fn of(config: &SdkConfig) -> Option<Self> {
        let region = config.region()?.to_string();
        Some(Self { region, endpoint: config.endpoint_url().map(str::to_owned) })
    }

    fn is_local(&self) -> bool {
        let hosts = ["http://127.", "http://localhost", "http://[::1]"];
        self.endpoint.as_ref().is_some_and(|url| hosts.iter().any(|host| url.starts_with(host)))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.endpoint {
            Some(endpoint) => write!(f, "{endpoint} (region {})", self.region),
            None => write!(f, "AWS region {}", self.region),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum AwsError {
    #[error("no AWS region: set AWS_REGION (for the local stack: source .local/env)")]
    NoRegion,
    #[error(
        "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE \
         (for the local stack: source .local/env)"
    )]
    NoCredentials,
    #[error(
        "no stack `{stack}` at {place}: run `make up` or `sam deploy`, or name another with --stack"
    )]
    NoStack { stack: String, place: Place },
    #[error("stack `{stack}` has no output {key}: is it a Milepost stack, fully deployed?")]
    NoOutput { stack: String, key: &'static str },
    #[error("cannot reach {place}: {cause}: is the local stack running? try `make up`")]
    LocalStackDown { place: Place, cause: String },
    #[error("cannot reach {place}: {cause}")]
    Unreachable { place: Place, cause: String },
    #[error("{place} refused the call: {code}: {message}")]
    Refused { place: Place, code: String, message: String },
}

impl AwsError {
    /// Of any call, as to a table or a queue.
    pub(crate) fn of<E>(error: &SdkError<E>, place: &Place) -> Self
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        let place = place.clone();
        match error {
            SdkError::ServiceError(refusal) => {
                let meta = refusal.err().meta();
                let code = meta.code().unwrap_or("no code").to_owned();
                let message = meta.message().unwrap_or("no message").to_owned();
                Self::Refused { place, code, message }
            }
            _ => Self::of_failure(error, place),
        }
    }

    /// Of a call to find the stack.
    pub(crate) fn of_stack<E>(stack: &str, error: &SdkError<E>, place: &Place) -> Self
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        match Self::of(error, place) {
            Self::Refused { message, place, .. } if message.contains("does not exist") => {
                Self::NoStack { stack: stack.to_owned(), place }
            }
            other => other,
        }
    }

    /// Of a call without an answer.
    fn of_failure(error: &(dyn StdError + 'static), place: Place) -> Self {
        let mut causes: Vec<String> = chain(error).map(ToString::to_string).collect();
        if causes.iter().any(|cause| cause.contains("credential")) {
            return Self::NoCredentials;
        }
        let cause = causes.pop().unwrap_or_default();
        if place.is_local() {
            Self::LocalStackDown { place, cause }
        } else {
            Self::Unreachable { place, cause }
        }
    }
}
