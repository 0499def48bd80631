//! Templates that were compiled and tried.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, context};

use super::clean::{line, tied};
use super::language::{FALLBACK, candidates, direction, of_dates, parse};
use super::{Book, Facts, RenderError, Wording, sms};
use crate::{Channel, Content};

/// The built-in templates, a file for each language.
const BUILT_IN: [(&str, &str); 4] = [
    ("de", include_str!("../../templates/de.toml")),
    ("en", include_str!("../../templates/en.toml")),
    ("es", include_str!("../../templates/es.toml")),
    ("fr", include_str!("../../templates/fr.toml")),
];

/// The page that every e-mail is set in.
const LAYOUT: &str = include_str!("../../templates/layout.html");
const LAYOUT_NAME: &str = "layout.html";

/// The most steps that a part may take: a loop without end is an error, not a bill.
const FUEL: u64 = 20_000;

/// Templates that were compiled and tried.
#[derive(Clone, Debug)]
pub struct Templates {
    engine: Arc<Environment<'static>>,
    book: Book,
}

impl Templates {
    /// The built-in templates with these in their place or beside them.
    ///
    /// # Errors
    /// Everything that is wrong with these; then none of them counts.
    pub fn with(own: Book) -> Result<Self, Vec<RenderError>> {
        let mut book = built_in().map_err(|error| vec![error])?;
        for (name, wordings) in own {
            book.entry(name).or_default().extend(wordings);
        }
        let engine = Arc::new(engine(&book)?);
        let templates = Self { engine, book };
        let errors = templates.errors();
        if errors.is_empty() { Ok(templates) } else { Err(errors) }
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.book.contains_key(name)
    }

    /// The names of all templates.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.book.keys().map(String::as_str)
    }

    /// The languages that a template is there in.
    pub fn locales(&self, name: &str) -> impl Iterator<Item = &str> {
        self.book.get(name).into_iter().flat_map(BTreeMap::keys).map(String::as_str)
    }

    /// Fills a template in as a channel delivers it, in the language of the recipient, else in
    /// English.
    ///
    /// # Errors
    /// If there is none of this name, it cannot be filled in, or what may not be cut of a short
    /// message is too long.
    pub fn content(
        &self,
        channel: Channel,
        template: &str,
        locale: Option<&str>,
        facts: &Facts,
    ) -> Result<Content, RenderError> {
        let words = self.words(template, locale)?;
        match channel {
            Channel::Email => words.mail(facts),
            Channel::Sms => words.short_message(facts),
        }
    }

    fn words<'a>(
        &'a self,
        template: &'a str,
        locale: Option<&'a str>,
    ) -> Result<Words<'a>, RenderError> {
        let unknown = || RenderError::UnknownTemplate(template.to_owned());
        let wordings = self.book.get(template).ok_or_else(unknown)?;
        let candidates = candidates(locale);
        let found = candidates.iter().find_map(|it| wordings.get_key_value(it));
        let (language, wording) =
            found.ok_or_else(|| RenderError::NoEnglish(template.to_owned()))?;
        Ok(Words { templates: self, template, language, wording, locale })
    }

    fn errors(&self) -> Vec<RenderError> {
        let mut errors = Vec::new();
        for (name, wordings) in &self.book {
            if !wordings.contains_key(FALLBACK) {
                errors.push(RenderError::NoEnglish(name.clone()));
            }
            for locale in wordings.keys() {
                if parse(locale).is_none_or(|it| it.id.to_string() != *locale) {
                    let (template, locale) = (name.clone(), locale.clone());
                    errors.push(RenderError::Locale { template, locale });
                    continue;
                }
                for facts in Facts::trials() {
                    for channel in [Channel::Email, Channel::Sms] {
                        errors.extend(self.content(channel, name, Some(locale), &facts).err());
                    }
                }
            }
        }
        errors.dedup();
        errors
    }
}

/// One template in one language, about to be filled in.
struct Words<'a> {
    templates: &'a Templates,
    template: &'a str,
    language: &'a str,
    wording: &'a Wording,
    locale: Option<&'a str>,
}

impl Words<'_> {
    fn mail(&self, facts: &Facts) -> Result<Content, RenderError> {
        let mark = if facts.sample { "[Test] " } else { "" };
        let subject = format!("{mark}{}", prose(self.part("subject", facts)?));
        let body = self.part("body", facts)?;
        let paragraphs: Vec<String> =
            body.split("\n\n").map(prose).filter(|it| !it.is_empty()).collect();
        let reason = prose(self.part("reason", facts)?);
        let link = match (&self.wording.action, facts.link()) {
            (Some(_), Some(url)) => Some((prose(self.part("action", facts)?), url)),
            _ => None,
        };
        let company = line(&facts.company);
        let text = text(&paragraphs, link.as_ref(), &company, &reason);
        let html = self.html(&subject, &paragraphs, link.as_ref(), &company, &reason)?;
        let locale = self.language.to_owned();
        Ok(Content { locale, subject: Some(subject), text, html: Some(html) })
    }

    fn short_message(&self, facts: &Facts) -> Result<Content, RenderError> {
        let part = |part, facts: &Facts| self.part(part, facts).map(one_line);
        let text = sms::fitted(
            facts,
            |facts| part("sms", facts),
            |facts| part("sms_short", facts),
            || {
                let why = "what may not be cut is longer than 160 characters";
                self.error("sms_short", why.to_owned())
            },
        )?;
        Ok(Content { locale: self.language.to_owned(), subject: None, text, html: None })
    }

    fn part(&self, part: &'static str, facts: &Facts) -> Result<String, RenderError> {
        let context = facts.context(&of_dates(self.locale, self.language));
        let name = part_name(self.template, self.language, part);
        let filled = self.templates.engine.get_template(&name).and_then(|it| it.render(context));
        filled.map_err(|error| self.error(part, describe(&error)))
    }

    fn html(
        &self,
        subject: &str,
        paragraphs: &[String],
        link: Option<&(String, String)>,
        company: &str,
        reason: &str,
    ) -> Result<String, RenderError> {
        let context: Value = context! {
            subject, company, reason,
            paragraphs => paragraphs.to_vec(),
            lang => self.language,
            dir => direction(self.language),
            action => link.map(|(action, _)| action),
            url => link.map(|(_, url)| url),
        };
        let page = self.templates.engine.get_template(LAYOUT_NAME);
        let filled = page.and_then(|it| it.render(context));
        filled.map_err(|error| self.error("layout", describe(&error)))
    }

    fn error(&self, part: &'static str, why: String) -> RenderError {
        let (template, locale) = (self.template.to_owned(), self.language.to_owned());
        RenderError::Part { template, locale, part, why }
    }
}

fn text(
    paragraphs: &[String],
    link: Option<&(String, String)>,
    company: &str,
    reason: &str,
) -> String {
    let link = link.map(|(action, url)| format!("{action}: {url}"));
    let parts: Vec<String> = paragraphs.iter().cloned().chain(link).collect();
    format!("{}\n\n-- \n{company}\n{reason}\n", parts.join("\n\n"))
}

/// A line or a paragraph of a mail.
fn prose(text: impl AsRef<str>) -> String {
    tied(&one_line(text))
}

fn one_line(text: impl AsRef<str>) -> String {
    text.as_ref().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The built-in templates, in all languages.
pub(crate) fn built_in() -> Result<Book, RenderError> {
    let mut book = Book::new();
    for (locale, text) in BUILT_IN {
        let wordings: BTreeMap<String, Wording> =
            toml::from_str(text).map_err(|error| RenderError::Part {
                template: "*".to_owned(),
                locale: locale.to_owned(),
                part: "file",
                why: error.message().to_owned(),
            })?;
        for (name, wording) in wordings {
            book.entry(name).or_default().insert(locale.to_owned(), wording);
        }
    }
    Ok(book)
}

fn engine(book: &Book) -> Result<Environment<'static>, Vec<RenderError>> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(FUEL));
    // Only the page is HTML; what enters it is text.
    engine.set_auto_escape_callback(|name| match name {
        LAYOUT_NAME => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    let mut errors = Vec::new();
    let mut add = |name: String, source: String, at: (&str, &str, &'static str)| {
        if let Err(error) = engine.add_template_owned(name, source) {
            let (template, locale, part) = (at.0.to_owned(), at.1.to_owned(), at.2);
            errors.push(RenderError::Part { template, locale, part, why: describe(&error) });
        }
    };
    add(LAYOUT_NAME.to_owned(), LAYOUT.to_owned(), ("*", "*", "layout"));
    for (template, wordings) in book {
        for (locale, wording) in wordings {
            for (part, source) in wording.parts() {
                let name = part_name(template, locale, part);
                add(name, source.to_owned(), (template, locale, part));
            }
        }
    }
    if errors.is_empty() { Ok(engine) } else { Err(errors) }
}

fn part_name(template: &str, locale: &str, part: &str) -> String {
    format!("{template}/{locale}/{part}")
}

/// What is wrong and in which line. The engine's own detail may quote what was being rendered.
fn describe(error: &minijinja::Error) -> String {
    let what = match error.kind() {
        ErrorKind::UndefinedError => "a variable that is not known, or missing".to_owned(),
        ErrorKind::SyntaxError => error.detail().unwrap_or("syntax error").to_owned(),
        ErrorKind::OutOfFuel => "it takes too long".to_owned(),
        other => other.to_string(),
    };
    match error.line() {
        Some(line) => format!("{what} (line {line})"),
        None => what,
    }
}
