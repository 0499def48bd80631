//! The pages: HTML without scripts, fonts or anything from elsewhere.

use std::sync::LazyLock;

use askama::Template;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use milepost_credential::Issuer;
use milepost_domain::Day;
use sha2::{Digest as _, Sha256};
use strum::IntoStaticStr;

use crate::speech::{Speech, Words};
use crate::view::{Related, Standing, View};

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
struct Said {
    iso: String,
    words: String,
}

impl Said {
    fn new(day: &Day, speech: &Speech) -> Self {
        Self { iso: day.date.to_string(), words: speech.day(day) }
    }
}

/// Another certificate: its address, seen from the page, and the day of its completion.
struct Link {
    address: String,
    day: Said,
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificatePage<'a> {
    style: &'static str,
    speech: &'a Speech,
    words: &'a Words,
    view: &'a View,
    issuer: &'a Issuer,
    class: &'static str,
    icon: &'static str,
    word: &'a str,
    text: &'a str,
    completed: Said,
    until: Option<Said>,
    revoked: Option<Said>,
    renews: Option<Link>,
    renewed_by: Option<Link>,
    language: &'a str,
    folder: String,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    style: &'static str,
    speech: &'a Speech,
    class: &'static str,
    icon: &'static str,
    word: &'a str,
    text: &'a str,
}

/// The page of a certificate, for an address with or without a slash at its end.
///
/// # Errors
/// Only if memory cannot be written; the handler answers as if a port had failed.
pub fn certificate(
    view: &View,
    issuer: &Issuer,
    speech: &Speech,
    has_slash: bool,
) -> Result<String, askama::Error> {
    let words = &speech.words;
    let (icon, word, text) = match view.standing {
        Standing::Valid => ("✓", &*words.valid, &*words.stands),
        Standing::Expired => ("!", &*words.expired, &*words.ended),
        Standing::Revoked { reason, .. } => ("✕", &*words.revoked, words.reason(reason)),
    };
    let said = |day: &Day| Said::new(day, speech);
    let link = |related: &Related| Link {
        address: format!("{}{}", if has_slash { "../" } else { "" }, related.id),
        day: said(&related.completed_on),
    };
    CertificatePage {
        style: STYLE,
        speech,
        words,
        view,
        issuer,
        class: view.standing.as_str(),
        icon,
        word,
        text,
        completed: said(&view.completed_on),
        until: view.expires_on.as_ref().map(said),
        revoked: view.revoked_on.as_ref().map(said),
        renews: view.renews.as_ref().map(link),
        renewed_by: view.renewed_by.as_ref().map(link),
        language: view.language.as_deref().unwrap_or_default(),
        folder: if has_slash { ".".to_owned() } else { view.id.to_string() },
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

    /// The page.
    ///
    /// # Errors
    /// As [`certificate`].
    pub fn page(self, speech: &Speech) -> Result<String, askama::Error> {
        let words = &speech.words;
        let (class, icon, word, text) = match self {
            Self::NotFound => ("unknown", "?", &*words.not_found, &*words.not_found_text),
            Self::Gone => ("revoked", "✕", &*words.revoked, &*words.gone_text),
            Self::Unavailable => ("unknown", "!", &*words.unavailable, &*words.unavailable_text),
            // Only programs try it, and they read no page.
            Self::MethodNotAllowed => {
                ("unknown", "!", "Not possible", "This address can only be read.")
            }
        };
        MessagePage { style: STYLE, speech, class, icon, word, text }.render()
    }
}
