//! What the function is invoked with: a completion each, as `progress` announces it.

use hyper::body::Bytes;
use milepost_domain::EventKey;
use milepost_faults::aws::Message;
use milepost_faults::world::invocation::{self, Completed, published};
use serde_json::json;

use super::Language;

/// The learning object.
pub(super) const OBJECT: &str = "course:7542090";
const AT: &str = "2026-11-20T12:00:00.000Z";

/// The learner.
pub(super) const fn user(language: Language) -> &'static str {
    match language {
        Language::English => "20411006",
        Language::Japanese => "20411007",
    }
}

/// A batch with the completion of this number.
pub(super) fn completed(language: Language, number: usize) -> Bytes {
    let mut key = [7; 32];
    key[..8].copy_from_slice(&(number as u64).to_be_bytes());
    let key = EventKey::from_bytes(key);
    let (user, instance) = (user(language), format!("{OBJECT}_{number}"));
    let change = json!({"type": "completed", "completion": key, "completedAt": AT, "score": 92});
    let of = Completed { user, object: OBJECT, instance: &instance };
    let body = published(of, key, 3, &change).to_string();
    let message = Message {
        message_id: format!("message-{number}"),
        group: instance,
        deduplication_id: number.to_string(),
        body,
    };
    invocation::of_batch([(&message, 1)]).to_string().into()
}
