//! Any body at the webhook's door: every event of it is sent or quarantined.
#![no_main]

use std::collections::HashSet;

use ingest::plan::{Decision, MAX_SPECIMENS, Plan, Planner};
use ingest::queue::Message;
use libfuzzer_sys::fuzz_target;
use milepost_contracts::{EventMessage, MAX_MESSAGE_BYTES};

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn check_message(message: &Message) {
    assert!(is_sha256(&message.group_id) && is_sha256(&message.deduplication_id));
    assert!(message.body.is_ascii() && message.body.len() <= MAX_MESSAGE_BYTES);
    let event = EventMessage::from_body(&message.body).unwrap().event().unwrap();
    assert_eq!(event.key().to_string(), message.deduplication_id);
}

fn check_plan(plan: Plan) {
    plan.messages.iter().for_each(check_message);
    let ids: HashSet<_> = plan.messages.iter().map(|it| &it.deduplication_id).collect();
    assert_eq!(ids.len(), plan.messages.len());
    assert!(plan.accepted >= plan.messages.len());
    if plan.refused_whole.is_some() {
        assert_eq!((plan.accepted, plan.refused.len()), (0, 0));
        assert!(plan.quarantined() > 0);
    } else {
        assert_eq!(plan.accepted + plan.quarantined(), plan.events.len());
    }
    let is_expected = plan.quarantined() > 0;
    let specimens = plan.into_specimens();
    assert_eq!(!specimens.is_empty(), is_expected);
    assert!(specimens.len() <= MAX_SPECIMENS);
    for specimen in &specimens {
        let key = specimen.key();
        let (reason, name) = key.split_once('/').unwrap();
        assert!(reason.bytes().all(|byte| byte.is_ascii_lowercase() || b"_8".contains(&byte)));
        assert!(is_sha256(name));
    }
}

// A panic that the planner catches ends the run all the same: libFuzzer's hook comes first.
fuzz_target!(|body: &[u8]| {
    let planner = Planner::new(None);
    if let Decision::Store(plan) = planner.decide(body.to_vec(), jiff::Timestamp::UNIX_EPOCH) {
        check_plan(*plan);
    }
});
