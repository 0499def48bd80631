//! What a template may say.

use icu_locale_core::Locale;
use jiff::civil::Date;
use milepost_domain::Day;
use minijinja::{Value, context};

use super::clean::line;

/// What a template may say. Personal data: `Debug` shows none of it.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Facts {
    /// `recipient_name`: who is told, if known.
    pub recipient_name: Option<String>,
    /// `learner_name`: whom it is about, if known.
    pub learner_name: Option<String>,
    /// `title`: of the learning object, if known.
    pub title: Option<String>,
    /// `percent`: whole percents.
    pub percent: u8,
    /// `days`: whole days without activity, of a stall.
    pub days: Option<i64>,
    /// `since`: the day of the last activity, of a stall.
    pub since: Option<Day>,
    /// `due`: complete it by then. Only a deadline to come, so that a template cannot announce
    /// another as coming.
    pub due: Option<Day>,
    /// `was_due`: the deadline, if it has passed.
    pub was_due: Option<Day>,
    /// `completed`: the day of the completion.
    pub completed: Option<Day>,
    /// `valid_until`: until when the certificate is valid; only a day to come.
    pub valid_until: Option<Day>,
    /// `was_valid_until`: until when it was valid, if that has passed.
    pub was_valid_until: Option<Day>,
    /// `url`: the page of the certificate.
    pub url: Option<String>,
    /// `company`: what the company calls itself.
    pub company: String,
    /// `sample`: whether it only shows what mail looks like.
    pub sample: bool,
}

impl Facts {
    /// Facts to show what mail looks like, and to try templates with.
    pub fn sample(company: &str) -> Self {
        let date = |month, day| Date::new(2026, month, day).ok().map(Day::from);
        Self {
            recipient_name: Some("Robin Reed".to_owned()),
            learner_name: Some("Sam Taylor".to_owned()),
            title: Some("Fire safety at work".to_owned()),
            percent: 50,
            days: Some(16),
            since: date(11, 8),
            due: date(12, 18),
            was_due: None,
            completed: date(11, 24),
            valid_until: None,
            was_valid_until: None,
            url: Some("https://learn.example.com/certificates/sample".to_owned()),
            company: company.to_owned(),
            sample: true,
        }
    }

    /// What templates are tried with: everything, nothing that may be missing, and long names.
    pub(super) fn trials() -> [Self; 4] {
        let whole = Self::sample("Example");
        let (percent, company) = (whole.percent, whole.company.clone());
        let bare = Self { percent, company, ..Self::default() };
        let long = Some("Long ".repeat(40));
        let names = (long.clone(), long.clone());
        let long =
            Self { title: long, recipient_name: names.0, learner_name: names.1, ..whole.clone() };
        let late = Self {
            due: None,
            was_due: whole.due.clone(),
            was_valid_until: whole.due.clone(),
            ..whole.clone()
        };
        [whole, bare, long, late]
    }

    /// The link. It is never cut, and has no character that a phone would not show.
    pub(super) fn link(&self) -> Option<String> {
        let is_shown = |it: &char| !it.is_control() && !it.is_whitespace();
        let link: String = self.url.as_deref()?.chars().filter(is_shown).collect();
        Some(link.replace('`', "%60")).filter(|it| !it.is_empty())
    }

    /// As templates see them, dates in words. What is missing is `none`.
    pub(super) fn context(&self, locale: &Locale) -> Value {
        let text = |value: &Option<String>| value.as_deref().map(line).filter(|it| !it.is_empty());
        let day = |it: &Option<Day>| it.as_ref().map(|it| milepost_dates::with_place(it, locale));
        context! {
            recipient_name => text(&self.recipient_name),
            learner_name => text(&self.learner_name),
            title => text(&self.title),
            percent => self.percent,
            days => self.days,
            since => day(&self.since),
            due => day(&self.due),
            was_due => day(&self.was_due),
            completed => day(&self.completed),
            valid_until => day(&self.valid_until),
            was_valid_until => day(&self.was_valid_until),
            url => self.link(),
            company => line(&self.company),
            sample => self.sample,
        }
    }
}

milepost_domain::redacted!(Facts);
