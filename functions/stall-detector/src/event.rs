//! The event that says that a learner has stalled.

use milepost_contracts::route;
use milepost_domain::{AccountId, Event, EventError, Origin, Time};
use milepost_messaging::Message;
use serde_json::json;
use serde_json::value::to_raw_value;

use crate::Active;

/// The name of our own event.
const NAME: &str = "MILEPOST_STALLED";

/// The event for an enrollment without activity for so many days, as a message to the events
/// queue: ordered by the enrollment, known by the event's key. Nothing if its ids are none.
///
/// It occurred when the days were over, and says what activity was seen: two sweeps that see the
/// same make the same event.
pub fn stalled(active: &Active, days: u16, now: Time) -> Option<Message> {
    let data = json!({
        "userId": active.user_id,
        "loId": active.lo_id,
        "loInstanceId": active.lo_instance_id,
        "loType": active.lo_type,
        "lastActivityAt": active.last_activity_at,
    });
    let occurred_at = active.last_activity_at.plus_minutes(i64::from(days) * 24 * 60);
    let raw = json!({"eventName": NAME, "timestamp": occurred_at, "data": data});
    let raw = to_raw_value(&raw).ok()?;
    let routed = route(of_sweep, &raw, &active.account_id, now).ok()?;
    Some(Message::fifo(routed.body, routed.group_id, routed.key.to_string()))
}

fn of_sweep(raw: &str, account: &AccountId) -> Result<Event, EventError> {
    Event::parse(raw, account, Origin::Sweep)
}

#[cfg(test)]
mod tests {
    use milepost_contracts::EventMessage;
    use milepost_domain::EventKind;

    use super::*;

    fn active(lo_id: Option<&str>) -> Active {
        Active {
            account_id: "1".parse().unwrap(),
            user_id: "17".parse().unwrap(),
            lo_id: lo_id.map(|it| it.parse().unwrap()),
            lo_instance_id: "course:1_2".parse().unwrap(),
            lo_type: None,
            last_activity_at: "2026-11-01T08:00:00Z".parse().unwrap(),
        }
    }

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[test]
    fn progress_reads_it_as_a_stall_that_saw_this_activity() {
        for lo_id in [None, Some("course:1")] {
            let sent = stalled(&active(lo_id), 14, at("2026-11-20T05:00:00Z")).unwrap();
            let event = EventMessage::from_body(&sent.body).unwrap().event().unwrap();
            assert_eq!(event.kind, EventKind::Stalled);
            assert_eq!(event.record_key().unwrap().to_string(), "1#17#course:1_2");
            assert_eq!(event.details.last_activity_at, Some(at("2026-11-01T08:00:00Z")));
            assert_eq!(event.occurred_at, Some(at("2026-11-15T08:00:00Z")));
            assert_eq!(event.key().to_string(), sent.place.unwrap().deduplication_id);
        }
    }

    #[test]
    fn two_sweeps_that_see_the_same_make_the_same_event() {
        let first = stalled(&active(None), 14, at("2026-11-20T05:00:00Z")).unwrap();
        let second = stalled(&active(None), 14, at("2026-11-21T05:00:00Z")).unwrap();
        assert_eq!(first.place, second.place);
        let mut resumed = active(None);
        resumed.last_activity_at = at("2026-11-02T08:00:00Z");
        let again = stalled(&resumed, 14, at("2026-11-21T05:00:00Z")).unwrap();
        assert_ne!(first.place, again.place);
    }

    #[test]
    fn the_body_is_stable() {
        let sent = stalled(&active(None), 14, at("2026-11-20T05:00:00Z")).unwrap();
        let message: serde_json::Value = serde_json::from_str(&sent.body).unwrap();
        insta::with_settings!({sort_maps => true}, {
            insta::assert_json_snapshot!(message);
        });
        insta::assert_debug_snapshot!(sent.place.unwrap(), @r#"
        Place {
            group: "100f3a195f7bba4a15f2fa92859f9fb324d40afc7d68e395fbf8395ffb548628",
            deduplication_id: "b95aa9a0ef6d8b0f92c45aa559d7baf8a8373f5b8227db32c25ce2a011e11916",
        }
        "#);
    }
}
