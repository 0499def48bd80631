//! Words: templates in the recipient's language, as e-mail and as short message.
//!
//! A [`Wording`] is one template in one language. Its body makes both the plain text and the
//! HTML, so that they say the same; values are escaped once, where they enter the HTML.

mod clean;
mod facts;
pub mod gsm;
mod language;
mod sms;
mod templates;
mod wording;

pub use facts::Facts;
pub use templates::Templates;
pub(crate) use templates::built_in;
pub use wording::{Book, Wording};

/// A template that cannot be used. It names places, never values.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RenderError {
    /// There is none of this name.
    #[error("there is no template {0}")]
    UnknownTemplate(String),
    /// A part of it cannot be filled in.
    #[error("template {template} in {locale}, {part}: {why}")]
    Part {
        /// Its name.
        template: String,
        /// Its language.
        locale: String,
        /// The part of the wording.
        part: &'static str,
        /// What the template engine says, without the values.
        why: String,
    },
    /// It is not there in English, which all other languages fall back to.
    #[error("template {0} is missing in en")]
    NoEnglish(String),
    /// Not a language.
    #[error("template {template}: {locale} is not a language, such as de or pt-BR")]
    Locale {
        /// Its name.
        template: String,
        /// What was written.
        locale: String,
    },
}

#[cfg(test)]
mod tests;
