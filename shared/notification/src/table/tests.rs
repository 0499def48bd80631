use milepost_scripted_aws::json_aws;
use serde_json::json;

use super::*;
use crate::news::Details;
use crate::{About, Audience, Channel, News, Notice, Severity, Trigger};

/// A notification to the learner, decided on at this time.
pub(crate) fn notification(now: Time) -> Notification {
    let about = json!({"accountId": "1", "userId": "17", "loInstanceId": "course:1_2"});
    let about: About = serde_json::from_value(about).unwrap();
    let details = Details { percent: Some(25), ..Details::default() };
    let (trigger, cause) = (Trigger::Milestone, "key".to_owned());
    let notice = Notice {
        rule: "encourage-at-25".to_owned(),
        audience: Audience::Learner,
        channel: Channel::Email,
        template: "encouragement".to_owned(),
        severity: Severity::Info,
        news: News { trigger, about, cause, at: now, details },
    };
    Notification::new(&notice, None, now)
}

fn at() -> Time {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

fn revised(revision: u64) -> Revised {
    Revised { value: notification(at()).begun(at()), revision }
}

#[tokio::test]
async fn a_new_one_must_not_exist_and_an_old_one_must_be_as_it_was_read() {
    let (config, requests) = json_aws([(200, json!({})), (200, json!({}))]);
    let table = DynamoNotifications::new(aws_sdk_dynamodb::Client::new(&config), "notifications");
    assert_eq!(table.write(&revised(0)).await, Ok(1));
    assert_eq!(table.write(&revised(3)).await, Ok(4));
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(requests.calls());
    });
}

#[tokio::test]
async fn a_faster_writer_is_told_from_a_failed_call() {
    let faster =
        json!({"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"});
    let failed = json!({"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException"});
    let (config, _) = json_aws([(400, faster), (400, failed)]);
    let table = DynamoNotifications::new(aws_sdk_dynamodb::Client::new(&config), "notifications");
    assert_eq!(table.write(&revised(0)).await, Err(TableError::Conflict));
    assert!(matches!(table.write(&revised(0)).await, Err(TableError::Call(_))));
}

#[tokio::test]
async fn what_was_written_is_read_again() {
    let item = crate::item::NotificationItem::new(revised(0).value, 1);
    let item: serde_dynamo::Item = serde_dynamo::to_item(&item).unwrap();
    let (config, requests) = json_aws([(200, json!({"Item": item})), (200, json!({}))]);
    let table = DynamoNotifications::new(aws_sdk_dynamodb::Client::new(&config), "notifications");
    let id = revised(0).value.id;
    assert_eq!(table.read(id).await, Ok(Some(revised(1))));
    assert_eq!(table.read(id).await, Ok(None));
    let (call, body) = &requests.calls()[0];
    assert_eq!(call, "DynamoDB_20120810.GetItem");
    assert_eq!(body["ConsistentRead"], true);
}

#[tokio::test]
async fn an_address_is_suppressed_by_its_hash() {
    let (config, requests) = json_aws([
        (200, json!({})),
        (200, json!({"Item": {"pk": {"S": "suppressed#"}}})),
        (200, json!({})),
    ]);
    let list = DynamoSuppressions::new(aws_sdk_dynamodb::Client::new(&config), "notifications");
    list.suppress("Ana@Example.com ", &Reason::Bounced, at()).await.unwrap();
    assert_eq!(list.is_suppressed("ana@example.com").await, Ok(true));
    assert_eq!(list.is_suppressed("bea@example.com").await, Ok(false));
    let calls = requests.calls();
    assert_eq!(calls[0].1["Item"]["pk"], calls[1].1["Key"]["pk"]);
    assert_ne!(calls[0].1["Item"]["pk"], calls[2].1["Key"]["pk"]);
    assert!(!requests.all().iter().any(|it| it.to_string().to_lowercase().contains("ana@")));
}
