//! What a template is told, as `/certificate.json`.

use milepost_dates::phrases::{self, Book, Phrases};
use milepost_domain::Day;
use serde::Serialize;
use typst::text::FontBook;

use crate::{
    Content, Design, Theme, clean,
    families::{self, Families},
    language, sheet,
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
    dir: &'static str,
    region: Option<String>,
    phrases: Phrases,
    colours: &'a Colours,
    fonts: Families,
    signatories: &'a [Signatory],
    logo: Option<&'static str>,
    qr: &'static str,
    credential: Option<&'static str>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(
        content: &'a Content,
        design: &'a Design,
        built_in: &Book,
        fonts: &FontBook,
    ) -> Self {
        let Theme { organisation, colours, signatories, phrases } = &design.theme;
        let language = language::of(content.locale.as_deref(), [phrases, built_in]);
        let in_words = |day: &Day| milepost_dates::with_place(day, &language.locale);
        let mut page = Self {
            name: clean::line(&content.name),
            title: clean::line(&content.title),
            organisation: clean::line(organisation.as_ref().unwrap_or(&content.issuer)),
            completed_on: in_words(&content.completed_on),
            expires_on: content.expires_on.as_ref().map(in_words),
            score: content.score.as_deref().map(clean::line),
            certificate_id: &content.certificate_id,
            verification_url: &content.verification_url,
            lang: language.code().into(),
            region: language.region().map(Into::into),
            dir: language.direction(),
            phrases: phrases::choose(&language.tags, phrases, built_in),
            fonts: Families::default(),
            colours,
            signatories,
            logo: design.logo.as_ref().map(|logo| logo.file),
            qr: sheet::QR,
            credential: content.credential.as_ref().map(|_| sheet::CREDENTIAL),
        };
        page.fonts = families::choose(fonts, &language, &page.texts());
        page
    }

    /// All texts whose letters are not known beforehand.
    fn texts(&self) -> Vec<&str> {
        let mut texts = vec![self.name.as_str(), &self.title, &self.organisation];
        texts.push(&self.completed_on);
        texts.extend(self.expires_on.as_deref());
        texts.extend(self.score.as_deref());
        texts.extend(self.phrases.texts());
        texts.extend(self.signatories.iter().flat_map(|it| [it.name.as_str(), &it.role]));
        texts
    }
}
