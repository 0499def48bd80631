//! What `progress` and `certificate-resumer` send, and SQS delivers until the function is done with
//! it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use milepost_certificate::{CERTIFICATE_RESUMED, CertificateId, Request};
use milepost_domain::EventKey;
use milepost_faults::aws::Message;
use milepost_faults::lambda::{Function, InvokeError};
use milepost_faults::world::invocation::{self, Completed, published};
use serde_json::{Value, json};

use crate::stage::Case;

pub(crate) const OBJECT: &str = "course:7542090";
const INSTANCE: &str = "course:7542090_11834582";
/// More often than any case needs.
const MAX_DELIVERIES: u32 = 10;

impl Case {
    /// The completion is announced.
    pub(crate) fn completed(&self, version: u64) -> String {
        let at = "2026-11-20T12:00:00.000Z";
        let change = json!({"type": "completed", "completion": completion(), "completedAt": at});
        self.changed(version, &change)
    }

    /// The announcement is taken back.
    pub(crate) fn rolled_back(&self, version: u64) -> String {
        let change = json!({
            "type": "completion_revoked", "completion": completion(), "reason": "rolled_back",
        });
        self.changed(version, &change)
    }

    /// A message of `progress`.
    fn changed(&self, version: u64, change: &Value) -> String {
        let id = EventKey::from_bytes([u8::try_from(version).unwrap(); 32]);
        let of = Completed { user: &self.user, object: OBJECT, instance: INSTANCE };
        published(of, id, version, change).to_string()
    }

    /// Delivers these one after the other, each until it is done.
    pub(crate) async fn deliver(&self, bodies: &[String]) {
        for body in bodies {
            deliver(&self.functions[0], body).await;
        }
    }
}

/// What the directory's stream leads to when it learns a name.
pub(crate) fn resumed(certificate_id: CertificateId) -> String {
    let request = Request::of(certificate_id);
    let time = "2026-11-24T08:00:00Z".parse().unwrap();
    let id = "resumed-1".to_owned();
    request.into_cloud_event(CERTIFICATE_RESUMED, "/milepost/names", id, time).to_body().unwrap()
}

/// Delivers a message until it does not fail. A process that died is started anew.
pub(crate) async fn deliver(function: &Function, body: &str) {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let message = Message {
        message_id: format!("message-{number}"),
        group: "record".to_owned(),
        deduplication_id: number.to_string(),
        body: body.to_owned(),
    };
    for count in 1..=MAX_DELIVERIES {
        let answer = function.invoke(&invocation::of_batch([(&message, count)])).await;
        match answer.map(|answer| failures(&answer)) {
            Ok(failed) if failed.is_empty() => return,
            Ok(failed) => assert_eq!(failed, [message.message_id.clone()].into()),
            Err(InvokeError::Died) => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("it is never done:\n{}", function.lines().join("\n"));
}

fn failures(answer: &Value) -> BTreeSet<String> {
    let failures = answer["batchItemFailures"].as_array().unwrap();
    failures.iter().map(|it| it["itemIdentifier"].as_str().unwrap().to_owned()).collect()
}

fn completion() -> EventKey {
    EventKey::from_bytes([7; 32])
}
