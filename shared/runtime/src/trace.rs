//! Which event a message goes back to. The event's key leads through the logs, from the webhook to
//! every function that worked at what became of the event.

use serde_json::Value;

/// Who publishes messages that are called by the key of their event.
const CALLED_BY_ITS_EVENT: &str = "/milepost/progress";

/// The key of the event that a message goes back to, if it says so: a change by its id, a
/// notification and a certificate's outcome in their data. Other ids may be personal.
pub fn event_key(body: &str) -> Option<String> {
    let message: Value = serde_json::from_str(body).ok()?;
    let key = match &message["source"] {
        source if source == CALLED_BY_ITS_EVENT => message["id"].as_str(),
        _ => ["eventKey", "completion"].iter().find_map(|name| message["data"][name].as_str()),
    };
    key.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_called_by_its_event_and_the_others_say_it() {
        for (body, key) in [
            (r#"{"id": "k", "source": "/milepost/progress", "data": {"changes": []}}"#, Some("k")),
            (r#"{"id": "c", "source": "/milepost/x", "data": {"completion": "k"}}"#, Some("k")),
            (r#"{"id": "n", "source": "/milepost/x", "data": {"eventKey": "k"}}"#, Some("k")),
            (r#"{"id": "n", "source": "/milepost/x", "data": {"notificationId": "n"}}"#, None),
            (r#"{"version": 1, "event": {"id": "e"}}"#, None),
            ("[]", None),
            ("not JSON", None),
        ] {
            assert_eq!(event_key(body).as_deref(), key, "{body}");
        }
    }
}
