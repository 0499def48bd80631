//! Single events, packed into requests.

use milepost_domain::AccountId;
use milepost_domain::webhook::Dialect;

use crate::copies::Copier;
use crate::parcel::{Parcel, content};
use crate::plan::Pick;
use crate::source::Template;

/// Packs picked events into requests, one at a time, so that a large load needs little memory.
pub(crate) struct Packer {
    pub(crate) templates: Vec<Template>,
    pub(crate) copier: Copier,
    pub(crate) picks: std::iter::Peekable<std::vec::IntoIter<Pick>>,
    /// Events in one envelope, at most.
    pub(crate) batch: usize,
    /// The account of flat events that name none.
    pub(crate) flat_account: AccountId,
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
            (Some(a), Some(b)) => {
                a.dialect == Dialect::Envelope && a.dialect == b.dialect && a.account == b.account
            }
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
        let named = template.dialect.account(account, &self.flat_account);
        let contents = events.iter().map(|raw| content(raw, named)).collect();
        let body = match events.as_slice() {
            [event] if template.dialect == Dialect::Flat => event.clone(),
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
    use super::*;
    use crate::parcel::Content;
    use crate::parcel::tests::{FLAT, TWO, default};
    use crate::plan::Recipe;
    use crate::source::{templates, tests::source};

    fn packed(bodies: &[&str], count: usize, batch: usize) -> Vec<Parcel> {
        let sources: Vec<_> = bodies.iter().map(|body| source(body)).collect();
        let templates = templates(&sources).unwrap();
        let copier = Copier::new(&templates, 1);
        let recipe = Recipe { count: Some(count), ..Recipe::default() };
        let picks = recipe.picks(templates.len()).into_iter().peekable();
        Packer { templates, copier, picks, batch, flat_account: default() }.collect()
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
    fn account_ids_are_numbers_where_they_can_be() {
        let of = |text: &str| envelope(Some(&text.parse().unwrap()), &["{}".to_owned()]);
        assert_eq!(of("1234"), r#"{"accountId":1234,"events":[{}]}"#);
        assert_eq!(of("007"), r#"{"accountId":"007","events":[{}]}"#);
        assert_eq!(of("a\"b"), r#"{"accountId":"a\"b","events":[{}]}"#);
        assert_eq!(envelope(None, &[]), r#"{"events":[]}"#);
    }
}
