//! An AWS of one's own, and the SDK's configuration to reach it.

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sqs::config::{Credentials, SharedCredentialsProvider};
use milepost_faults::aws::{Names, StandIn};
use milepost_faults::server::serve;

pub(crate) async fn aws() -> (StandIn, SdkConfig) {
    let aws = StandIn::new(Names::default());
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(serve(aws.clone()).await)
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .retry_config(RetryConfig::disabled())
        .load()
        .await;
    (aws, config)
}

/// Nothing was asked for that AWS would refuse or that is not known here.
#[track_caller]
pub(crate) fn assert_clean(aws: &StandIn) {
    assert_eq!(aws.violations(), Vec::<String>::new());
    assert_eq!(aws.unexpected(), Vec::<String>::new());
}
