//! Which event a message goes back to. The event's key leads through the logs, from the webhook to
//! every function that worked at what became of the event.

use std::borrow::Cow;

use serde::Deserialize;

/// Who publishes messages that are called by the key of their event.
const CALLED_BY_ITS_EVENT: &str = "/milepost/progress";

/// What of a message names its event. Every message of every function is read for it, so the rest
/// is skipped.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow, default)]
    source: Cow<'a, str>,
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    data: Data<'a>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    #[serde(borrow, default)]
    event_key: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    completion: Option<Cow<'a, str>>,
}

/// The key of the event that a message goes back to, if it says so: a change by its id, a
/// notification and a certificate's outcome in their data. Other ids may be personal.
pub fn event_key(body: &str) -> Option<String> {
    let Named { source, id, data } = serde_json::from_str(body).ok()?;
    let key = if source == CALLED_BY_ITS_EVENT { id } else { data.event_key.or(data.completion) };
    key.map(Cow::into_owned)
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
