//! What the log says of deliveries, and what it does not. Alone in its process: what tests beside
//! it log would decide what is logged here.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use milepost_domain::Time;
use milepost_harness::store::Memory;
use milepost_harness::{Log, deliver, delivery};
use milepost_notification::delivery::{Courier, Deliver, Outcome};
use milepost_notification::item::NotificationItem;
use milepost_notification::table::Notifications;
use milepost_notification::{
    Channel, Content, Notification, NotificationMessage, Reason, Recipient,
};
use milepost_runtime::batch::Delivery;
use milepost_runtime::consumer::Each;
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;
use serde_json::json;

const TABLE: &str = "notifications";
const KEY: &str = "00000000000000000000000000000000000000000000000000000000000000aa";

/// A table, and a provider that treats addresses by their first letter.
#[derive(Default)]
struct World(Memory);

impl Deliver for &World {
    async fn deliver(&self, message: &NotificationMessage) -> Outcome {
        let code = || "MessageRejected".to_owned();
        match message.recipient.address.as_bytes()[0] {
            b'b' => Outcome::Refused(Reason::Rejected { code: code() }),
            b's' => Outcome::NotTaken("timed out".to_owned()),
            _ => Outcome::Delivered("provider-1".to_owned()),
        }
    }
}

fn now() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

fn notification(number: u8) -> Notification {
    let at = now();
    let notification = json!({
        "id": format!("{number:064}"), "accountId": "1", "userId": "30411001",
        "loInstanceId": "course:1_2", "rule": "congratulate", "trigger": "milestone",
        "cause": "key", "eventKey": KEY, "occurredAt": at, "audience": "learner", "channel": "email",
        "severity": "info", "template": "t", "details": {}, "status": "published",
        "createdAt": at,
    });
    serde_json::from_value(notification).unwrap()
}

impl World {
    /// A message about a notification that is in the table.
    fn delivery(&self, number: u8, address: &str) -> Delivery {
        let value = notification(number);
        let recipient = Recipient { user_id: None, address: address.to_owned() };
        let text = || "A conspicuous text".to_owned();
        let locale = "en".to_owned();
        let content = Content { locale, subject: Some(text()), text: text(), html: Some(text()) };
        let message = NotificationMessage::of(&value, recipient, content);
        self.0.seed(TABLE, &NotificationItem::new(value, 1)).unwrap();
        let body = message.into_cloud_event(now()).to_body().unwrap();
        delivery(format!("m-{number}"), body)
    }
}

#[tokio::test]
async fn a_line_names_nobody_and_nothing_of_the_message() {
    let world = World::default();
    let mut deliveries: Vec<Delivery> = [1, 2, 3, 4]
        .into_iter()
        .zip(["ana@example.com", "bad@example.com", "slow@example.com", "never@example.com"])
        .map(|(number, address)| world.delivery(number, address))
        .collect();
    let mut broken = deliveries[0].clone();
    broken.body = broken.body.replace("channel", "chanel");
    deliveries.push(broken);
    let notifications = Notifications::new(world.0.table(TABLE));
    notifications.suppress("never@example.com", &Reason::Bounced, now()).await.unwrap();
    let courier = Courier {
        channel: Channel::Email,
        notifications,
        provider: &world,
        log_key: LogKey::new(&Secret::new("key")),
    };

    let (log, guard) = Log::start();
    deliver(&Each(&courier), &deliveries, || now().into()).await;
    drop(guard);

    let text = log.text();
    for said in [
        "notification.sent",
        "notification.failed",
        "notification.not_taken",
        "message.failed",
        "rejected: MessageRejected",
        "the address is suppressed",
        "timed out",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // Of each message the lines about it, but for the one that is none.
    assert!(text.matches(&format!("\"event_key\":\"{KEY}\"")).count() >= 5, "{text}");
    let id = notification(1).id.to_string();
    for secret in ["@example.com", "conspicuous", "course:1_2", "30411001", &id] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}
