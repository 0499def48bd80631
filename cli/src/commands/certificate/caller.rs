//! Who runs this command, as AWS knows them.

use aws_config::SdkConfig;
use aws_sdk_sts::Client;

use crate::aws_error::{AwsError, Place};

/// The ARN of whose credentials the calls are signed with. Needs no permission. (AWS STS API
/// reference, `GetCallerIdentity`.)
pub(super) async fn caller(config: &SdkConfig, place: &Place) -> Result<String, AwsError> {
    let answer = Client::new(config).get_caller_identity().send().await;
    Ok(answer.map_err(|error| AwsError::of(&error, place))?.arn.unwrap_or_default())
}
