//! The pages: HTML without scripts, fonts or anything from elsewhere.

use std::sync::LazyLock;

use askama::Template;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use milepost_certificate::CertificateId;
use milepost_credential::Issuer;
use milepost_domain::Time;
use sha2::{Digest as _, Sha256};
use strum::IntoStaticStr;

use crate::view::{Related, Standing, View, day_in_words, in_words};

/// The style of all pages, in each of them.
pub const STYLE: &str = include_str!("../templates/style.css");

/// The policy that allows this style, images from here, and nothing else.
pub static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
});

/// A day, for machines and for people.
struct Day {
    iso: String,
    words: String,
}

impl From<Time> for Day {
    fn from(time: Time) -> Self {
        Self { iso: time.day(), words: day_in_words(time) }
    }
}

/// Another certificate, and the day of its completion. The address is beside that of the page.
struct Link {
    id: CertificateId,
    day: Day,
}

impl From<Related> for Link {
    fn from(Related { id, completed_at }: Related) -> Self {
        Self { id, day: completed_at.into() }
    }
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificatePage<'a> {
    style: &'static str,
    view: &'a View,
    issuer: &'a Issuer,
    class: &'static str,
    icon: &'static str,
    word: &'static str,
    completed: Day,
    until: Option<Day>,
    revoked: Option<(Day, &'static str)>,
    renews: Option<Link>,
    renewed_by: Option<Link>,
    language: &'a str,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    style: &'static str,
    class: &'static str,
    icon: &'static str,
    word: &'static str,
    text: &'static str,
}

/// The page of a certificate.
///
/// # Errors
/// Only if memory cannot be written; the handler answers as if a port had failed.
pub fn certificate(view: &View, issuer: &Issuer) -> Result<String, askama::Error> {
    let (icon, word) = match view.standing {
        Standing::Valid => ("✓", "Valid"),
        Standing::Expired => ("!", "Expired"),
        Standing::Revoked { .. } => ("✕", "Revoked"),
    };
    let revoked = match view.standing {
        Standing::Revoked { reason, at } => Some((at.into(), in_words(reason))),
        _ => None,
    };
    CertificatePage {
        style: STYLE,
        view,
        issuer,
        class: view.standing.as_str(),
        icon,
        word,
        completed: view.completed_at.into(),
        until: view.valid_until.map(Day::from),
        revoked,
        renews: view.renews.map(Link::from),
        renewed_by: view.renewed_by.map(Link::from),
        language: view.language.as_deref().unwrap_or_default(),
    }
    .render()
}

/// A page that says one thing.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "snake_case")]
pub enum Message {
    /// There is nothing at this address.
    NotFound,
    /// The file is not handed out any more.
    #[strum(serialize = "revoked")]
    Gone,
    /// Something that is needed does not answer.
    Unavailable,
    /// Only reading is possible.
    MethodNotAllowed,
}

impl Message {
    /// As in the JSON answer.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => (
                "Not found",
                "There is no certificate at this address. Please compare it with the one that \
                 is printed on the certificate, or scan its code again.",
            ),
            Self::Gone => {
                ("Revoked", "This certificate was revoked, so this file is no longer handed out.")
            }
            Self::Unavailable => (
                "Try again soon",
                "The certificate cannot be checked at the moment. This says nothing about \
                 whether it is valid.",
            ),
            Self::MethodNotAllowed => ("Not possible", "This address can only be read."),
        }
    }

    /// The page.
    ///
    /// # Errors
    /// As [`certificate`].
    pub fn page(self) -> Result<String, askama::Error> {
        let (word, text) = self.words();
        let (class, icon) = match self {
            Self::Gone => ("revoked", "✕"),
            Self::NotFound => ("unknown", "?"),
            _ => ("unknown", "!"),
        };
        MessagePage { style: STYLE, class, icon, word, text }.render()
    }
}
