//! What a template is told, as `/certificate.json`.

use serde::Serialize;

use crate::{
    Content, Design, Theme, clean, dates,
    language::Language,
    phrases::{self, Book, Phrases},
    sheet,
    stack::{self, Stacks},
    theme::{Colours, Signatory},
};

/// The one argument of a template's `certificate`. Fields may be added, none goes away.
#[derive(Serialize)]
pub(crate) struct Page<'a> {
    name: String,
    title: String,
    organisation: String,
    completed_on: String,
    expires_on: Option<String>,
    score: Option<String>,
    certificate_id: &'a str,
    verification_url: &'a str,
    lang: String,
    region: Option<String>,
    phrases: Phrases,
    colours: &'a Colours,
    fonts: Stacks,
    signatories: &'a [Signatory],
    logo: Option<&'static str>,
    qr: &'static str,
    credential: Option<&'static str>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(content: &'a Content, design: &'a Design, built_in: &Book) -> Self {
        let Theme { organisation, colours, signatories, phrases } = &design.theme;
        let language = Language::of(content.locale.as_deref(), [phrases, built_in]);
        let name = clean::line(&content.name);
        let title = clean::line(&content.title);
        Self {
            organisation: clean::line(organisation.as_ref().unwrap_or(&content.issuer)),
            completed_on: dates::long(content.completed_on, &language.locale),
            expires_on: content.expires_on.map(|day| dates::long(day, &language.locale)),
            score: content.score.as_deref().map(clean::line),
            certificate_id: &content.certificate_id,
            verification_url: &content.verification_url,
            lang: language.code().into(),
            region: language.region().map(Into::into),
            phrases: phrases::choose(&language.tags, phrases, built_in),
            fonts: stack::stacks(&language, &[&name, &title]),
            colours,
            signatories,
            logo: design.logo.as_ref().map(|logo| logo.file),
            qr: sheet::QR,
            credential: content.credential.as_ref().map(|_| sheet::CREDENTIAL),
            name,
            title,
        }
    }
}
