//! Any text on the events queue, as somebody with the right to send there may write it.
#![no_main]

#[path = "../../shared/domain/tests/support/invariants.rs"]
#[expect(dead_code, reason = "one event is all that a message holds")]
mod invariants;

use libfuzzer_sys::fuzz_target;
use milepost_contracts::{EventMessage, MAX_MESSAGE_BYTES, deduplication_id, group_id};

fuzz_target!(|body: &str| {
    let Ok(message) = EventMessage::from_body(body) else { return };
    let Ok(event) = message.event() else { return };
    invariants::check_event(message.event.get(), &message.account_id, &event);

    for id in [group_id(&event), deduplication_id(&event)] {
        assert!(id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
    let Ok(body) = message.to_body() else { return };
    assert!(body.is_ascii() && body.len() <= MAX_MESSAGE_BYTES);
    let again = EventMessage::from_body(&body).unwrap();
    assert_eq!(again.event().unwrap(), event);
    assert_eq!(again.received_at, message.received_at);
    assert_eq!(again.to_body().unwrap(), body);
});
