use milepost_scripted_aws::aws;

use super::*;
use crate::ports::ReadPolicyFile as _;

#[tokio::test]
async fn the_rules_file_may_be_missing_or_empty() {
    let missing = "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>";
    let empty = "<Error><Code>InvalidRange</Code><Message>no</Message></Error>";
    let refused = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    let answers = [(200, "version = 1"), (404, missing), (416, empty), (403, refused)];
    let (config, requests) = aws(answers.map(|(status, body)| (status, body.to_owned())).into());
    let file = S3PolicyFile::new(aws_sdk_s3::Client::new(&config), "documents");
    assert_eq!(file.read().await, Ok(Some("version = 1".to_owned())));
    assert_eq!(file.read().await, Ok(None));
    assert_eq!(file.read().await, Ok(Some(String::new())));
    assert!(file.read().await.is_err());
    let target = requests.calls().remove(0).0;
    assert!(target.contains("/notifications/policy.toml"), "{target}");
}
