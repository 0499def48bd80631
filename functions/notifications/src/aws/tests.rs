use milepost_domain::{RecordKey, State, Time};
use milepost_scripted_aws::{aws, json_aws};
use serde_json::json;

use super::*;
use crate::ports::{KeepAccepted as _, ReadAccepted as _, ReadPolicyFile as _, ReadStanding as _};
use crate::standing::Standing;

fn clock() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

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

#[tokio::test]
async fn the_accepted_file_is_kept_as_it_is() {
    let kept = json!({"Item": {
        "pk": {"S": "policy"}, "sk": {"S": "accepted"}, "text": {"S": "version = 1"},
        "acceptedAt": {"S": "2026-11-24T08:00:00.000Z"},
    }});
    let (config, requests) = json_aws([(200, json!({})), (200, kept.clone()), (200, json!({}))]);
    let client = aws_sdk_dynamodb::Client::new(&config);
    let accepted = DynamoAccepted::new(client, "notifications", clock);
    accepted.keep("version = 1").await.unwrap();
    assert_eq!(accepted.accepted().await, Ok(Some("version = 1".to_owned())));
    assert_eq!(accepted.accepted().await, Ok(None));
    assert_eq!(requests.calls()[0].1["Item"], kept["Item"]);
}

#[tokio::test]
async fn how_an_enrollment_stands_is_one_consistent_read() {
    let saw = "2026-11-08T07:00:00.000Z";
    let item = json!({"Item": {"state": {"S": "stalled"}, "lastActivityAt": {"S": saw}}});
    let odd = json!({"Item": {"state": {"S": "asleep"}}});
    let refusal = json!({"__type": "AccessDeniedException", "message": "not you"});
    let (config, requests) = json_aws([(200, item), (200, json!({})), (200, odd), (400, refusal)]);
    let table = DynamoStandings::new(aws_sdk_dynamodb::Client::new(&config), "enrollments");
    let record: RecordKey = serde_json::from_value(
        json!({"accountId": "1", "userId": "7", "loInstanceId": "course:1_2"}),
    )
    .unwrap();
    let standing = Standing { state: State::Stalled, last_activity_at: saw.parse().ok() };
    assert_eq!(table.standing(&record).await, Ok(Some(standing)));
    assert_eq!(table.standing(&record).await, Ok(None));
    assert!(table.standing(&record).await.is_err(), "an unknown state");
    assert!(table.standing(&record).await.is_err(), "refused");
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(requests.calls()[0]);
    });
}
