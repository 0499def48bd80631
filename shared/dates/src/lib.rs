//! The reader's words: for dates, and what certificates say in every case.
#![warn(missing_docs)]

mod language;
pub mod phrases;

pub use language::Language;

use icu_calendar::{Date as IcuDate, Gregorian};
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets::YMD};
use icu_locale_core::Locale;
use jiff::civil::Date;
use milepost_domain::Day;

/// The day as [`long`] writes it, with its place if it has one.
pub fn with_place(day: &Day, locale: &Locale) -> String {
    let words = long(day.date, locale);
    match &day.place {
        Some(place) => format!("{words} ({place})"),
        None => words,
    }
}

/// The day in the long form of the locale, in the Gregorian calendar (as the credential has it).
///
/// ICU answers an unknown locale with its root, which is not for people: `locale` is one that the
/// caller has words for. Without data the day is written as ISO 8601.
pub fn long(date: Date, locale: &Locale) -> String {
    in_words(date, locale).unwrap_or_else(|| date.to_string())
}

fn in_words(date: Date, locale: &Locale) -> Option<String> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let date =
        IcuDate::try_new_gregorian(i32::from(year), month.unsigned_abs(), day.unsigned_abs());
    let formatter =
        FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale.into(), YMD::long());
    Some(formatter.ok()?.format(&date.ok()?).to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_place_follows_in_parentheses() {
        let day =
            |place: Option<&str>| Day { date: date(2026, 12, 15), place: place.map(str::to_owned) };
        let locale = "de-DE".parse().unwrap();
        assert_eq!(with_place(&day(None), &locale), "15. Dezember 2026");
        assert_eq!(
            with_place(&day(Some("Los Angeles")), &locale),
            "15. Dezember 2026 (Los Angeles)"
        );
    }

    #[test]
    fn each_in_its_own_words() {
        for (locale, expected) in [
            ("en-US", "March 4, 2026"),
            ("en-GB", "4 March 2026"),
            ("de-DE", "4. März 2026"),
            ("pt-BR", "4 de março de 2026"),
            ("ja-JP", "2026年3月4日"),
            ("ko-KR", "2026년 3월 4일"),
            ("hi-IN", "4 मार्च, 2026"),
            ("ru-RU", "4 марта 2026\u{202f}г."),
        ] {
            assert_eq!(long(date(2026, 3, 4), &locale.parse().unwrap()), expected, "{locale}");
        }
    }
}
