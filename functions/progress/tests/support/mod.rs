//! How the clients reach an AWS of the tests, and what that answers.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, HttpClient, SharedCredentialsProvider};

/// The configuration of clients whose calls end here.
pub(crate) fn config(http: impl HttpClient + 'static) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .http_client(http)
        .build()
}

/// What SNS answers when it takes all of ten messages.
pub(crate) fn published() -> String {
    let entry = |id| format!("<member><Id>{id}</Id><MessageId>m</MessageId></member>");
    let entries: String = (0..10).map(entry).collect();
    format!(
        "<PublishBatchResponse><PublishBatchResult><Failed/><Successful>{entries}</Successful>\
         </PublishBatchResult></PublishBatchResponse>"
    )
}
