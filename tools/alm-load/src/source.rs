//! The files to send: webhook bodies, whole or taken apart into events.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use milepost_domain::AccountId;
use milepost_domain::webhook::{self, BodyError, Dialect, Webhook};

/// What reads standard input instead of a file.
const STDIN: &str = "-";

/// A file that cannot be sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError {
    #[error("cannot read {}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error(
        "{} cannot be taken apart into events; without --count, --shuffle, --duplicate and \
         --batch it is sent as it stands", path.display()
    )]
    NotAWebhook { path: PathBuf, source: BodyError },
    #[error("the files hold no event")]
    NoEvents,
}

/// One file.
pub(crate) struct Source {
    path: PathBuf,
    pub(crate) body: Vec<u8>,
}

impl Source {
    pub(crate) fn read(path: &Path) -> Result<Self, SourceError> {
        let body = if path == Path::new(STDIN) {
            let mut body = Vec::new();
            std::io::stdin().lock().read_to_end(&mut body).map(|_| body)
        } else {
            std::fs::read(path)
        };
        let path = path.to_owned();
        match body {
            Ok(body) => Ok(Self { path, body }),
            Err(source) => Err(SourceError::Unreadable { path, source }),
        }
    }
}

/// One event of a file.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) raw: String,
    pub(crate) account: Option<AccountId>,
    /// Whether it goes out in an envelope; a flat event is a body by itself.
    pub(crate) dialect: Dialect,
}

/// All events of the files, in order.
pub(crate) fn templates(sources: &[Source]) -> Result<Vec<Template>, SourceError> {
    let mut templates = Vec::new();
    for Source { path, body } in sources {
        let webhook = webhook::read(body)
            .map_err(|source| SourceError::NotAWebhook { path: path.clone(), source })?;
        templates.extend(of_webhook(&webhook));
    }
    if templates.is_empty() { Err(SourceError::NoEvents) } else { Ok(templates) }
}

fn of_webhook(webhook: &Webhook) -> impl Iterator<Item = Template> {
    webhook.events.iter().map(|raw| Template {
        raw: raw.get().to_owned(),
        account: webhook.account.clone(),
        dialect: webhook.dialect,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn source(body: &str) -> Source {
        Source { path: "sample.json".into(), body: body.into() }
    }

    #[test]
    fn an_envelope_holds_events_and_a_flat_body_is_one() {
        let envelope = source(r#"{"accountId": 7, "events": [{"a": 1}, {"b":2}]}"#);
        let flat = source(r#"{"eventName": "COURSE_PROGRESS", "userId": 1}"#);
        let templates = templates(&[envelope, flat]).unwrap();
        let shown: Vec<_> = templates
            .iter()
            .map(|t| {
                (
                    t.raw.as_str(),
                    t.account.as_ref().map(AccountId::as_str),
                    t.dialect == Dialect::Envelope,
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                (r#"{"a": 1}"#, Some("7"), true),
                (r#"{"b":2}"#, Some("7"), true),
                (r#"{"eventName": "COURSE_PROGRESS", "userId": 1}"#, None, false),
            ]
        );
    }

    #[test]
    fn what_cannot_be_taken_apart_is_named() {
        let error = templates(&[source("{")]).unwrap_err();
        assert!(error.to_string().starts_with("sample.json cannot be taken apart"), "{error}");
        let error = templates(&[source(r#"{"events": []}"#)]).unwrap_err();
        assert_eq!(error.to_string(), "the files hold no event");
        let error = Source::read(Path::new("/nowhere")).err().unwrap();
        assert_eq!(error.to_string(), "cannot read /nowhere");
    }
}
