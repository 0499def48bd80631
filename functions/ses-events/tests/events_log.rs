//! What the log says of what came back, and what it does not. Alone in its process: what tests
//! beside it log would decide what is logged here.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use milepost_domain::Time;
use milepost_harness::store::Memory;
use milepost_harness::{Log, deliver, delivery};
use milepost_notification::item::NotificationItem;
use milepost_notification::table::Notifications;
use milepost_runtime::consumer::Each;
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;
use serde_json::json;
use ses_events::worker::Worker;

fn now() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

/// A table with this notification.
fn notifications(id: &str) -> Notifications {
    let at = now();
    let notification = json!({
        "id": id, "accountId": "1", "userId": "30411001", "loInstanceId": "course:1_2",
        "rule": "congratulate", "trigger": "milestone", "cause": "key", "occurredAt": at,
        "audience": "learner", "channel": "email", "severity": "info", "template": "t",
        "details": {}, "status": "sent", "createdAt": at,
    });
    let memory = Memory::default();
    let item = NotificationItem::new(serde_json::from_value(notification).unwrap(), 3);
    memory.seed("notifications", &item).unwrap();
    Notifications::new(memory.table("notifications"))
}

#[tokio::test]
async fn a_line_says_what_came_back_and_names_nobody() {
    let id = "ab".repeat(32);
    let event = json!({
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "ana@example.com"}]},
        "mail": {"destination": ["ana@example.com"], "tags": {"notification": [id]}},
    });
    let broken = event.to_string().replace("bounceType", "kind");
    let deliveries = [event.to_string(), broken].map(|body| delivery("m", body));
    let log_key = LogKey::new(&Secret::new("key"));
    let worker = Worker { notifications: notifications(&id), log_key };

    let (log, guard) = Log::start();
    deliver(&Each(&worker), &deliveries, || now().into()).await;
    drop(guard);

    let text = log.text();
    for said in ["notification.came_back", "bounced", "message.failed"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    for secret in ["@example.com", "30411001", "course:1_2", &id] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}
