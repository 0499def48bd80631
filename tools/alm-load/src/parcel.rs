//! Requests: bodies, and what the events in them are called.

use milepost_domain::webhook;
use milepost_domain::{AccountId, Event, EventKey, Origin};
use sha2::{Digest as _, Sha256};

/// One request.
#[derive(Debug)]
pub(crate) struct Parcel {
    pub(crate) body: Vec<u8>,
    pub(crate) contents: Vec<Content>,
}

/// One event of a request, as the ledger names it.
#[derive(Debug, PartialEq)]
pub(crate) enum Content {
    /// An event that Milepost can read.
    Event { key: EventKey, account: AccountId, name: String },
    /// An event that it cannot; `None` if the whole body is to blame.
    Unreadable { sha256: Option<String> },
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Reads one event. The account is part of its key; an envelope without one is not taken apart.
pub(crate) fn content(raw: &str, account: Option<&AccountId>) -> Content {
    let Some(account) = account else { return Content::Unreadable { sha256: None } };
    match Event::parse(raw, account, Origin::Webhook) {
        Ok(event) => Content::Event { key: event.key(), account: event.account, name: event.name },
        Err(_) => Content::Unreadable { sha256: Some(sha256(raw.as_bytes())) },
    }
}

impl Parcel {
    /// A body as it stands, byte for byte.
    pub(crate) fn whole(body: Vec<u8>, flat_account: &AccountId) -> Self {
        let contents = match webhook::read(&body) {
            Err(_) => vec![Content::Unreadable { sha256: None }],
            Ok(webhook) => {
                let account = webhook.dialect.account(webhook.account.as_ref(), flat_account);
                webhook.events.iter().map(|raw| content(raw.get(), account)).collect()
            }
        };
        Self { body, contents }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const TWO: &str = r#"{"accountId":7,"events":[
        {"eventId":"a","eventName":"COURSE_ENROLLMENT","timestamp":"2026-09-01T08:00:00.000Z",
         "data":{"userId":1,"loId":"course:1","loInstanceId":"course:1_2"}},
        {"eventName": "COURSE_ENROLLMENT", "data": {}}]}"#;
    pub(crate) const FLAT: &str =
        r#"{"eventName":"COURSE_PROGRESS","userId":1,"courseId":"course:9"}"#;

    pub(crate) fn default() -> AccountId {
        "default".parse().unwrap()
    }

    #[test]
    fn a_whole_body_is_not_touched() {
        let parcel = Parcel::whole(TWO.into(), &default());
        assert_eq!(parcel.body, TWO.as_bytes());
        assert!(matches!(
            parcel.contents.as_slice(),
            [Content::Event { .. }, Content::Unreadable { sha256: Some(_) }]
        ));
        let broken = Parcel::whole(b"{\xff".into(), &default());
        assert_eq!(broken.contents, [Content::Unreadable { sha256: None }]);
    }

    #[test]
    fn the_flat_have_a_default_account_and_an_envelope_has_none() {
        let flat = Parcel::whole(FLAT.into(), &default());
        assert!(
            matches!(&flat.contents[0], Content::Event { account, .. } if *account == default())
        );
        let envelope = FLAT.replace("{\"event", "{\"events\":[{},{}],\"event");
        let envelope = Parcel::whole(envelope.into(), &default());
        let unreadable = || Content::Unreadable { sha256: None };
        assert_eq!(envelope.contents, [unreadable(), unreadable()]);
    }
}
