//! What all checks need.

use std::error::Error as StdError;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use jiff::{SignedDuration, Timestamp};
use reqwest::Url;

use super::finding::{Facts, Finding};
use crate::aws_error::AwsError;
use crate::stack::Stack;

/// The stack that is looked at.
pub(super) struct Context {
    pub(super) stack: Stack,
    pub(super) now: Timestamp,
    /// How far back it is looked.
    pub(super) days: u32,
    /// Instead of the stack's own URL.
    pub(super) url: Option<Url>,
}

impl Context {
    /// The time up to now that is looked at.
    pub(super) fn span(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.days))
    }

    pub(super) fn output(&self, key: &'static str) -> Facts<&str> {
        let output = self.stack.output(key);
        output.map_err(|error| Finding::unchecked("cloudformation:DescribeStacks", &error))
    }

    /// The answer to a call that needs this right.
    pub(super) fn answer<T, E>(
        &self,
        right: &'static str,
        answer: Result<T, SdkError<E>>,
    ) -> Facts<T>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        answer.map_err(|error| Finding::unchecked(right, &AwsError::of(&error, &self.stack.place)))
    }
}
