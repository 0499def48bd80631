//! Who runs this command, as AWS knows them.

use aws_sdk_sts::Client;

use super::port::IdentifyCaller;
use crate::aws_error::{AwsError, Place};
use crate::stack::Stack;

/// Whose credentials the calls are signed with.
pub(super) struct Caller {
    client: Client,
    place: Place,
}

impl Caller {
    pub(super) fn of(stack: &Stack) -> Self {
        Self { client: Client::new(&stack.config), place: stack.place.clone() }
    }
}

impl IdentifyCaller for Caller {
    /// Needs no permission. (AWS STS API reference, `GetCallerIdentity`.)
    async fn caller(&self) -> Result<String, AwsError> {
        let answer = self.client.get_caller_identity().send().await;
        let answer = answer.map_err(|error| AwsError::of(&error, &self.place))?;
        Ok(answer.arn.unwrap_or_default())
    }
}
