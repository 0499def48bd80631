//! An object in quarantine: bytes that Milepost could not read, and what is known of them.

use milepost_contracts::specimen::Part;
use milepost_domain::webhook::{self, Dialect};
use milepost_domain::{AccountId, Time};
use serde::Serialize;

/// An object as the bucket lists it. Its key is `<reason>/<SHA-256 of the bytes>`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct Listed {
    pub(crate) key: String,
    pub(crate) bytes: u64,
    /// When it was kept; again, if the same bytes came again.
    #[serde(rename = "keptAt")]
    pub(crate) kept_at: Time,
}

impl Listed {
    pub(crate) fn reason(&self) -> &str {
        self.key.split_once('/').map_or(self.key.as_str(), |(reason, _)| reason)
    }

    pub(crate) fn sha256(&self) -> &str {
        self.key.split_once('/').map_or("", |(_, hash)| hash)
    }
}

/// What stands beside the bytes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Metadata {
    pub(crate) reason: Option<String>,
    pub(crate) received_at: Option<Time>,
    pub(crate) account: Option<AccountId>,
    /// Releases before this one did not say.
    pub(crate) part: Option<Part>,
}

/// An object with its bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Object {
    pub(crate) listed: Listed,
    pub(crate) metadata: Metadata,
    pub(crate) body: Vec<u8>,
}

impl Object {
    pub(crate) fn received_at(&self) -> Time {
        self.metadata.received_at.unwrap_or(self.listed.kept_at)
    }

    /// What the bytes are. Where nobody wrote it down: what reads as an envelope is a body; what
    /// reads as one flat event may be either, and comes out the same; and of what does not read,
    /// an event out of a body has an account.
    pub(crate) fn part(&self) -> Part {
        let guess = || match std::panic::catch_unwind(|| webhook::read(&self.body)) {
            Ok(Ok(webhook)) if webhook.dialect == Dialect::Flat => Part::Event,
            Ok(Ok(_)) => Part::Body,
            _ if self.metadata.account.is_some() => Part::Event,
            _ => Part::Body,
        };
        self.metadata.part.unwrap_or_else(guess)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An object of account 7 that was kept on one morning.
    pub(crate) fn object(reason: &str, part: Option<Part>, body: &str) -> Object {
        let hash = format!("{:0>64}", hex::encode(body.get(..4).unwrap_or_default()));
        let kept_at: Time = "2026-11-23T08:00:00Z".parse().unwrap();
        Object {
            listed: Listed { key: format!("{reason}/{hash}"), bytes: body.len() as u64, kept_at },
            metadata: Metadata {
                reason: Some(reason.to_owned()),
                received_at: "2026-11-22T08:00:00Z".parse().ok(),
                account: "7".parse().ok(),
                part,
            },
            body: body.into(),
        }
    }

    #[test]
    fn a_key_is_a_reason_and_a_hash() {
        let listed = |key: &str| Listed { key: key.to_owned(), ..object("x", None, "").listed };
        let one = listed("invalid_time/ab12");
        assert_eq!((one.reason(), one.sha256()), ("invalid_time", "ab12"));
        let other = listed("by-hand.json");
        assert_eq!((other.reason(), other.sha256()), ("by-hand.json", ""));
    }

    #[test]
    fn what_older_releases_kept_is_told_by_its_form() {
        let part = |body: &str| object("x", None, body).part();
        assert_eq!(part(r#"{"accountId":1,"events":[{"eventName":"A"}]}"#), Part::Body);
        assert_eq!(part(r#"{"eventName":"A","data":{}}"#), Part::Event);
        assert_eq!(part("17"), Part::Event);
        let mut anonymous = object("x", None, "{");
        anonymous.metadata.account = None;
        assert_eq!(anonymous.part(), Part::Body);
        assert_eq!(object("x", Some(Part::Body), "17").part(), Part::Body);
    }
}
