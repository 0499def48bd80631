//! What the log says of what came back, and what it does not. Alone in its process: what tests
//! beside it log would decide what is logged here.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use milepost_domain::Time;
use milepost_notification::item::NotificationItem;
use milepost_notification::table::Notifications;
use milepost_runtime::batch::{Delivery, WorkMessages as _};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;
use milepost_runtime::telemetry;
use milepost_store::{Memory, Table};
use serde_json::json;
use ses_events::worker::Worker;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

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
    Notifications::new(Table::memory(&memory, "notifications"))
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
    let deliveries = [event.to_string(), broken].map(|body| {
        let message_id = "m".to_owned();
        Delivery { message_id, group: None, receive_count: 1, body }
    });
    let log_key = LogKey::new(&Secret::new("key"));
    let worker = Worker { notifications: notifications(&id), log_key, clock: now };

    let log = Log::default();
    let writer = log.clone();
    let subscriber = telemetry::subscriber(tracing::Level::TRACE, move || writer.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    worker.work(&deliveries).await;
    drop(guard);

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for said in ["notification.came_back", "bounced", "ses_event.failed"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    for secret in ["@example.com", "30411001", "course:1_2", &id] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}
