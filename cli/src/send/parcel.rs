//! Requests: bodies, and what the events in them are called.

use milepost_domain::webhook::{self, Dialect};
use milepost_domain::{AccountId, Event, EventKey, Origin};
use sha2::{Digest as _, Sha256};

use super::copies::Copier;
use super::plan::Pick;
use super::source::Template;

/// One request.
#[derive(Debug)]
pub(super) struct Parcel {
    pub(super) body: Vec<u8>,
    pub(super) contents: Vec<Content>,
}

/// One event of a request, as the ledger names it.
#[derive(Debug, PartialEq)]
pub(super) enum Content {
    /// An event that Milepost can read.
    Event { key: EventKey, account: AccountId, name: String },
    /// An event that it cannot; `None` if the whole body is to blame.
    Unreadable { sha256: Option<String> },
}

/// SHA-256 in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Reads one event. The account is part of its key; an envelope without one is not taken apart.
fn content(raw: &str, account: Option<&AccountId>) -> Content {
    let Some(account) = account else { return Content::Unreadable { sha256: None } };
    match Event::parse(raw, account, Origin::Webhook) {
        Ok(event) => Content::Event { key: event.key(), account: event.account, name: event.name },
        Err(_) => Content::Unreadable { sha256: Some(sha256(raw.as_bytes())) },
    }
}

impl Parcel {
    /// A body as it stands, byte for byte.
    pub(super) fn whole(body: Vec<u8>, flat_account: &AccountId) -> Self {
        let contents = match webhook::read(&body) {
            Err(_) => vec![Content::Unreadable { sha256: None }],
            Ok(webhook) => {
                let flat = (webhook.dialect == Dialect::Flat).then_some(flat_account);
                let account = webhook.account.as_ref().or(flat);
                webhook.events.iter().map(|raw| content(raw.get(), account)).collect()
            }
        };
        Self { body, contents }
    }
}

/// Packs picked events into requests, one at a time, so that a large load needs little memory.
pub(super) struct Packer {
    pub(super) templates: Vec<Template>,
    pub(super) copier: Copier,
    pub(super) picks: std::iter::Peekable<std::vec::IntoIter<Pick>>,
    /// Events in one envelope, at most.
    pub(super) batch: usize,
    /// The account of flat events that name none.
    pub(super) flat_account: AccountId,
}

impl Packer {
    fn raw(&self, template: &Template, pick: Pick) -> String {
        match pick.round {
            0 => template.raw.clone(),
            round => self.copier.copy(&template.raw, pick.template, round),
        }
    }

    /// Whether an event of the second template can join one of the first in an envelope.
    fn can_join(&self, first: Pick, next: Pick) -> bool {
        match (self.templates.get(first.template), self.templates.get(next.template)) {
            (Some(a), Some(b)) => a.in_envelope && b.in_envelope && a.account == b.account,
            _ => false,
        }
    }

    fn next_group(&mut self) -> Option<Vec<Pick>> {
        let first = self.picks.next()?;
        let mut group = vec![first];
        while group.len() < self.batch {
            match self.picks.peek().copied() {
                Some(next) if self.can_join(first, next) => group.push(next),
                _ => break,
            }
            self.picks.next();
        }
        Some(group)
    }
}

impl Iterator for Packer {
    type Item = Parcel;

    fn next(&mut self) -> Option<Parcel> {
        let group = self.next_group()?;
        let template = self.templates.get(group.first()?.template)?;
        let events: Vec<String> = group
            .iter()
            .filter_map(|pick| Some(self.raw(self.templates.get(pick.template)?, *pick)))
            .collect();
        let account = template.account.as_ref();
        let flat = (!template.in_envelope).then_some(&self.flat_account);
        let named = account.or(flat);
        let contents = events.iter().map(|raw| content(raw, named)).collect();
        let body = match events.as_slice() {
            [event] if !template.in_envelope => event.clone(),
            events => envelope(account, events),
        };
        Some(Parcel { body: body.into_bytes(), contents })
    }
}

/// ALM's envelope around events, each kept as it was written.
fn envelope(account: Option<&AccountId>, events: &[String]) -> String {
    let events = events.join(",");
    match account {
        Some(account) => format!(r#"{{"accountId":{},"events":[{events}]}}"#, id(account)),
        None => format!(r#"{{"events":[{events}]}}"#),
    }
}

/// A number, as ALM writes it, or else a text.
fn id(account: &AccountId) -> String {
    let text = account.as_str();
    match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => text.to_owned(),
        _ => serde_json::Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::Recipe;
    use super::super::source::{templates, tests::source};
    use super::*;

    const TWO: &str = r#"{"accountId":7,"events":[
        {"eventId":"a","eventName":"COURSE_ENROLLMENT","timestamp":"2026-09-01T08:00:00.000Z",
         "data":{"userId":1,"loId":"course:1","loInstanceId":"course:1_2"}},
        {"eventName": "COURSE_ENROLLMENT", "data": {}}]}"#;
    const FLAT: &str = r#"{"eventName":"COURSE_PROGRESS","userId":1,"courseId":"course:9"}"#;

    fn default() -> AccountId {
        "default".parse().unwrap()
    }

    fn packed(bodies: &[&str], count: usize, batch: usize) -> Vec<Parcel> {
        let sources: Vec<_> = bodies.iter().map(|body| source(body)).collect();
        let templates = templates(&sources).unwrap();
        let copier = Copier::new(&templates, 1);
        let recipe = Recipe { count: Some(count), ..Recipe::default() };
        let picks = recipe.picks(templates.len()).into_iter().peekable();
        Packer { templates, copier, picks, batch, flat_account: default() }.collect()
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
    fn repacking_keeps_the_key() {
        let whole = Parcel::whole(TWO.into(), &default());
        let packed = packed(&[TWO], 2, 1);
        assert_eq!(packed.len(), 2);
        assert_eq!(packed[0].contents[0], whole.contents[0]);
        let again = Parcel::whole(packed[0].body.clone(), &default());
        assert_eq!(again.contents, packed[0].contents);
    }

    #[test]
    fn flat_events_travel_alone() {
        let parcels = packed(&[TWO, FLAT], 7, 10);
        let sizes: Vec<usize> = parcels.iter().map(|parcel| parcel.contents.len()).collect();
        assert_eq!(sizes, [2, 1, 2, 1, 1]);
        assert_eq!(parcels[1].body, FLAT.as_bytes());
        assert!(matches!(parcels[1].contents[0], Content::Event { .. }));
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

    #[test]
    fn account_ids_are_numbers_where_they_can_be() {
        let of = |text: &str| envelope(Some(&text.parse().unwrap()), &["{}".to_owned()]);
        assert_eq!(of("1234"), r#"{"accountId":1234,"events":[{}]}"#);
        assert_eq!(of("007"), r#"{"accountId":"007","events":[{}]}"#);
        assert_eq!(of("a\"b"), r#"{"accountId":"a\"b","events":[{}]}"#);
        assert_eq!(envelope(None, &[]), r#"{"events":[]}"#);
    }
}
