use milepost_harness::store::Memory;
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
        news: News { trigger, about, cause, event_key: None, at: now, details },
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
    let client = aws_sdk_dynamodb::Client::new(&config);
    let notifications = Notifications::new(Table::dynamo(client, "notifications"));
    assert_eq!(notifications.write(&revised(0)).await, Ok(1));
    assert_eq!(notifications.write(&revised(3)).await, Ok(4));
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(requests.calls());
    });
}

fn notifications() -> (Memory, Notifications) {
    let memory = Memory::default();
    (memory.clone(), Notifications::new(memory.table("notifications")))
}

#[tokio::test]
async fn what_was_written_is_read_again() {
    let (_, notifications) = notifications();
    let id = revised(0).value.id;
    assert_eq!(notifications.read(id).await, Ok(None));
    assert_eq!(notifications.write(&revised(0)).await, Ok(1));
    assert_eq!(notifications.read(id).await, Ok(Some(revised(1))));
    assert_eq!(notifications.write(&revised(0)).await, Err(StoreError::Conflict));
    assert_eq!(notifications.write(&revised(2)).await, Err(StoreError::Conflict));
    assert_eq!(notifications.write(&revised(1)).await, Ok(2));
}

#[tokio::test]
async fn what_is_due_is_found_by_its_key_alone() {
    let (memory, notifications) = notifications();
    let id: NotificationId = "ab".repeat(32).parse().unwrap();
    let (pk, due_at) = (format!("notification#{id}"), "2026-11-24T08:00:00.000Z");
    let keys = json!({"pk": pk, "sk": "notification", "dueAt": due_at, "pendingShard": "a"});
    memory.seed("notifications", &keys).unwrap();
    let odd = json!({"pk": "odd", "sk": "odd", "dueAt": due_at, "pendingShard": "a"});
    memory.seed("notifications", &odd).unwrap();
    let of = |now: &str| notifications.due("a", now.parse().unwrap(), None);
    let page = of("2026-11-24T09:00:00Z").await.unwrap();
    assert_eq!(page.entities, [Due { id, at: due_at.parse().unwrap() }]);
    assert_eq!((page.unreadable, page.next), (1, None));
    assert_eq!(of("2026-11-24T07:59:59Z").await.unwrap().entities, []);
}

#[tokio::test]
async fn an_address_is_suppressed_by_its_hash() {
    let (memory, notifications) = notifications();
    notifications.suppress("Ana@Example.com ", &Reason::Bounced, at()).await.unwrap();
    assert_eq!(notifications.is_suppressed("ana@example.com").await, Ok(true));
    assert_eq!(notifications.is_suppressed("bea@example.com").await, Ok(false));
    let items: Vec<serde_json::Value> = memory.all("notifications", "suppressed#").unwrap();
    assert_eq!(items.len(), 1);
    assert!(!items[0].to_string().to_lowercase().contains("ana"), "{items:?}");
}

#[tokio::test]
async fn the_accepted_file_is_kept_as_it_is() {
    let (memory, notifications) = notifications();
    assert_eq!(notifications.accepted_policy().await, Ok(None));
    for text in ["version = 1", "version = 1 # again"] {
        notifications.keep_policy(text, at()).await.unwrap();
        assert_eq!(notifications.accepted_policy().await.unwrap().as_deref(), Some(text));
    }
    let items: Vec<serde_json::Value> = memory.all("notifications", "policy").unwrap();
    let item = json!({
        "pk": "policy", "sk": "accepted", "text": "version = 1 # again",
        "acceptedAt": "2026-11-20T08:00:00.000Z",
    });
    assert_eq!(items, [item]);
}
