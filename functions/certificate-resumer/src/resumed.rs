//! The messages to the queue of certificates.

use milepost_certificate::{CERTIFICATE_REMINDER_DUE, CERTIFICATE_RESUMED, CertificateId, Request};
use milepost_domain::{Digits, Time};
use milepost_messaging::Message;
use sha2::{Digest as _, Sha256};

use crate::{Wake, WakeError};

/// The `source` of messages about names and titles.
const SOURCE: &str = "/milepost/names";
/// The `source` of messages about ends.
const SOURCE_OF_REMINDERS: &str = "/milepost/reminders";

/// The message to the queue of certificates that wakes this one. Messages about a certificate are
/// in order. The same record makes the same message, so that the queue drops a repeat within five
/// minutes; a later record makes another.
///
/// # Errors
/// [`WakeError::NotWritten`], though nothing in it could be the cause.
pub fn resumed(wake: &Wake, certificate_id: CertificateId) -> Result<Message, WakeError> {
    asked(CERTIFICATE_RESUMED, SOURCE, certificate_id, &wake.event_id, wake.as_of)
}

/// The message that says that this certificate is about to expire. That of a day is the same, so
/// that the queue drops a repeat within five minutes.
///
/// # Errors
/// As [`resumed`].
pub fn reminder(certificate_id: CertificateId, now: Time) -> Result<Message, WakeError> {
    let cause = format!("expires#{}", now.day());
    asked(CERTIFICATE_REMINDER_DUE, SOURCE_OF_REMINDERS, certificate_id, &cause, now)
}

fn asked(
    kind: &str,
    source: &str,
    certificate_id: CertificateId,
    cause: &str,
    time: Time,
) -> Result<Message, WakeError> {
    // A hash: an id of any length fits, and the two ends of it cannot run into one another.
    let hash = Sha256::digest(format!("{certificate_id}#{cause}"));
    let id = Digits::of(&hash.into()).as_str().to_owned();
    let event = Request::of(certificate_id).into_cloud_event(kind, source, id.clone(), time);
    let body = event.to_body().map_err(|error| WakeError::NotWritten(error.to_string()))?;
    Ok(Message::fifo(body, certificate_id.to_string(), id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Awaited;

    fn wake(event_id: &str) -> Wake {
        Wake {
            awaited: Awaited::Person("4711".parse().unwrap()),
            sequence_number: "1".to_owned(),
            event_id: event_id.to_owned(),
            as_of: "2026-11-23T08:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn the_body_names_the_certificate_and_nobody() {
        let message = resumed(&wake("e-1"), CertificateId::from_bytes([7; 16])).unwrap();
        insta::assert_debug_snapshot!(message.place.unwrap(), @r#"
        Place {
            group: "07070707-0707-4707-8707-070707070707",
            deduplication_id: "d70d57acfe9cde23a1dd056ee003548cdc11c9deece6f974be1d82040db1eaef",
        }
        "#);
        insta::assert_snapshot!(message.body, @r#"{"specversion":"1.0","id":"d70d57acfe9cde23a1dd056ee003548cdc11c9deece6f974be1d82040db1eaef","source":"/milepost/names","type":"milepost.certificate.resumed.v1","subject":"07070707-0707-4707-8707-070707070707","time":"2026-11-23T08:00:00.000Z","datacontenttype":"application/json","data":{"certificateId":"07070707-0707-4707-8707-070707070707"}}"#);
    }

    #[test]
    fn each_record_and_each_certificate_has_an_id_of_its_own() {
        let [one, other] = [1, 2].map(|byte| CertificateId::from_bytes([byte; 16]));
        let id = |event: &str, certificate| {
            resumed(&wake(event), certificate).unwrap().place.unwrap().deduplication_id
        };
        assert_eq!(id("e-1", one), id("e-1", one), "the queue drops the repeat");
        assert_ne!(id("e-1", one), id("e-2", one), "a later name is told");
        assert_ne!(id("e-1", one), id("e-1", other));
    }

    #[test]
    fn a_reminder_has_an_id_of_its_own_each_day() {
        let id = CertificateId::from_bytes([1; 16]);
        let reminder = |at: &str| reminder(id, at.parse().unwrap()).unwrap();
        let [one, other] = ["2026-12-01T05:00:00Z", "2026-12-01T06:00:00Z"].map(reminder);
        assert_eq!(one.place, other.place);
        assert_ne!(one.place, reminder("2026-12-02T05:00:00Z").place);
        insta::assert_snapshot!(one.body, @r#"{"specversion":"1.0","id":"01a7d5cd0d27bcbe2d3dd9791f2535c54aa3ec70539845a5e768e4bc603675f7","source":"/milepost/reminders","type":"milepost.certificate.reminder_due.v1","subject":"01010101-0101-4101-8101-010101010101","time":"2026-12-01T05:00:00.000Z","datacontenttype":"application/json","data":{"certificateId":"01010101-0101-4101-8101-010101010101"}}"#);
    }
}
