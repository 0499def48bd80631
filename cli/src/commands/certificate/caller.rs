//! Who runs this command, as AWS knows them.

use aws_config::SdkConfig;
use aws_sdk_sts::Client;

use crate::aws_error::{AwsError, Place};

/// Whose credentials the calls are signed with.
pub(super) struct Caller {
    client: Client,
    place: Place,
}

impl Caller {
    pub(super) fn of(config: &SdkConfig, place: Place) -> Self {
        Self { client: Client::new(config), place }
    }

    /// Their ARN. Needs no permission. (AWS STS API reference, `GetCallerIdentity`.)
    pub(super) async fn caller(&self) -> Result<String, AwsError> {
        let answer = self.client.get_caller_identity().send().await;
        let answer = answer.map_err(|error| AwsError::of(&error, &self.place))?;
        Ok(answer.arn.unwrap_or_default())
    }
}
