//! What happens to a learner, as ALM sends it.

use jiff::{Timestamp, ToSpan as _};
use milepost_e2e::webhook::Sender;
use serde_json::{Value, json};

/// The account of the stand-in's company.
pub(crate) const ACCOUNT: &str = "1234";
/// The course that everybody takes.
pub(crate) const COURSE: &str = "course:7542090";
pub(crate) const INSTANCE: &str = "course:7542090_10423047";

/// So many days ago, to the minute.
pub(crate) fn days_ago(days: i64) -> Timestamp {
    let now = Timestamp::now();
    now.checked_sub((days * 24).hours()).unwrap()
}

/// A learner.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Learner(pub(crate) &'static str);

impl Learner {
    pub(crate) fn enrolled(self, at: Timestamp) -> Value {
        self.event("COURSE_ENROLLMENT", at, &json!({"enrollmentSource": "ADMIN_ENROLL"}))
    }

    pub(crate) fn progressed(self, at: Timestamp, percent: u8) -> Value {
        let more = json!({"progressPercent": percent, "dateStarted": at.to_string()});
        self.event("LEARNER_PROGRESS", at, &more)
    }

    pub(crate) fn completed(self, at: Timestamp) -> Value {
        self.event("COURSE_COMPLETED", at, &json!({"hasPassed": true}))
    }

    fn event(self, name: &str, at: Timestamp, more: &Value) -> Value {
        let mut data = json!({
            "userId": self.0, "loId": COURSE, "loInstanceId": INSTANCE, "loType": "course",
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            data[name] = value.clone();
        }
        let id = format!("{name}-{}-{at}", self.0);
        json!({"eventId": id, "eventName": name, "timestamp": at.to_string(), "data": data})
    }
}

/// Posts these, one request for all.
pub(crate) async fn post(sender: &Sender, events: &[Value]) {
    sender.post_events(ACCOUNT, events).await;
}
