use proptest::prelude::*;

use super::*;
use crate::{Channel, Content};

fn templates() -> Templates {
    Templates::with(Book::new()).unwrap()
}

impl Templates {
    fn mail(&self, name: &str, to: Option<&str>, facts: &Facts) -> Result<Content, RenderError> {
        self.content(Channel::Email, name, to, facts)
    }

    fn short_message(
        &self,
        name: &str,
        to: Option<&str>,
        facts: &Facts,
    ) -> Result<Content, RenderError> {
        self.content(Channel::Sms, name, to, facts)
    }
}

/// All templates in one language, as text and as short message.
fn words(templates: &Templates, locale: Option<&str>, facts: &Facts) -> String {
    let words = |name| {
        let Content { subject, text, .. } = templates.mail(name, locale, facts).unwrap();
        let subject = subject.unwrap();
        let short = templates.short_message(name, locale, facts).unwrap().text;
        format!("### {name}\n{subject}\n\n{text}\nSMS: {short}\n\n")
    };
    templates.names().map(words).collect()
}

#[test]
fn every_template_is_there_in_every_language() {
    let templates = templates();
    let names: Vec<_> = templates.names().collect();
    assert_eq!(names.len(), 10);
    for name in names {
        assert_eq!(templates.locales(name).collect::<Vec<_>>(), ["de", "en", "es", "fr"], "{name}");
    }
}

#[test]
fn the_words_of_every_template() {
    let templates = templates();
    for locale in ["de-DE", "en-GB", "es-ES", "fr-FR"] {
        let words = words(&templates, Some(locale), &Facts::sample("Example Ltd"));
        insta::assert_snapshot!(format!("words_{locale}"), words);
    }
}

#[test]
fn a_reminder_says_when_the_certificate_expires() {
    let valid_until = jiff::civil::Date::new(2027, 11, 20).ok().map(milepost_domain::Day::from);
    let facts = Facts { valid_until, ..Facts::sample("Example Ltd") };
    for (locale, ends) in [
        ("en-GB", "expires on 20 November 2027"),
        ("de", "läuft am 20. November 2027 ab"),
        ("fr", "expire le 20 novembre 2027"),
        ("es", "caduca el 20 de noviembre de 2027"),
    ] {
        for name in ["certificate-expiring", "certificate-expiring-in-team"] {
            let mail = templates().mail(name, Some(locale), &facts).unwrap();
            assert!(mail.subject.unwrap().ends_with(ends), "{name} {locale}");
            assert!(mail.text.replace('\u{a0}', " ").contains(ends), "{}", mail.text);
        }
    }
}

#[test]
fn a_day_in_the_past_is_not_announced_as_coming() {
    let templates = templates();
    let sample = Facts::sample("Example Ltd");
    let was_valid_until = sample.completed.clone();
    let late = Facts { due: None, was_due: sample.due.clone(), was_valid_until, ..sample.clone() };
    for locale in ["de", "en", "es", "fr"] {
        for name in ["encouragement", "good-progress", "almost-complete", "stalled", "welcome"] {
            let text = |facts| templates.mail(name, Some(locale), facts).unwrap().text;
            let (early, late) = (text(&sample), text(&late));
            let day =
                milepost_dates::long(sample.due.clone().unwrap().date, &locale.parse().unwrap());
            assert!(early.replace('\u{a0}', " ").contains(&day), "{early}");
            assert!(late.replace('\u{a0}', " ").contains(&day), "{late}");
            assert_ne!(early, late, "{name} in {locale}");
        }
        insta::assert_snapshot!(format!("late_{locale}"), words(&templates, Some(locale), &late));
    }
}

#[test]
fn what_is_not_known_is_not_missed() {
    let templates = templates();
    let bare = Facts { percent: 50, company: "Example Ltd".to_owned(), ..Facts::default() };
    insta::assert_snapshot!(words(&templates, None, &bare));
}

#[test]
fn the_page_of_a_congratulation() {
    let message = templates().mail("congratulation", Some("de"), &Facts::sample("Example Ltd"));
    insta::assert_snapshot!(message.unwrap().html.unwrap());
}

#[test]
fn an_unknown_language_is_written_to_in_english() {
    let render = |locale| templates().mail("stalled", locale, &Facts::sample("Example Ltd"));
    assert_eq!(render(Some("fi-FI")).unwrap(), render(None).unwrap());
    assert_eq!(render(Some("de_AT")).unwrap().locale, "de");
    let unknown = templates().mail("nothing", None, &Facts::default());
    assert_eq!(unknown, Err(RenderError::UnknownTemplate("nothing".to_owned())));
}

fn own(name: &str, locale: &str, subject: &str, sms_short: &str) -> Book {
    let wording = Wording {
        subject: subject.to_owned(),
        body: "Hello {{ recipient_name }}".to_owned(),
        action: None,
        reason: "Because.".to_owned(),
        sms: "{{ title }} {{ title }}".to_owned(),
        sms_short: sms_short.to_owned(),
    };
    Book::from([(name.to_owned(), [(locale.to_owned(), wording)].into())])
}

#[test]
fn a_company_may_say_it_in_its_own_words() {
    let templates = Templates::with(own("stalled", "en", "{{ title }}: pause", "x")).unwrap();
    let facts = Facts::sample("Example Ltd");
    let english = templates.mail("stalled", Some("en-US"), &facts).unwrap();
    assert_eq!(english.subject.as_deref(), Some("[Test] Fire safety at work: pause"));
    // The other languages stay.
    let german = templates.mail("stalled", Some("de"), &facts).unwrap();
    assert!(german.subject.unwrap().contains("pausiert"));
}

#[test]
fn a_wrong_template_is_found_before_it_is_used() {
    let long = "x".repeat(161);
    for (book, expected) in [
        (own("stalled", "en", "{{ titel }}", "x"), "not known, or missing"),
        (own("stalled", "en", "{{ title", "x"), "template stalled in en, subject"),
        (
            own(
                "stalled",
                "en",
                "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
                "x",
            ),
            "too long",
        ),
        (own("stalled", "en", "{{ title }}", &long), "longer than 160"),
        (own("new", "de", "{{ title }}", "x"), "template new is missing in en"),
        (own("stalled", "German", "{{ title }}", "x"), "German is not a language"),
    ] {
        let errors = Templates::with(book).unwrap_err();
        let told = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_link_too_long_for_a_phone_holds_up_no_mail() {
    let url = format!("https://learn.example.com/{}", "x".repeat(200));
    let facts = Facts { url: Some(url.clone()), ..Facts::sample("Example Ltd") };
    let mail = templates().mail("congratulation", None, &facts).unwrap();
    assert!(mail.text.contains(&url));
    assert!(templates().short_message("congratulation", None, &facts).is_err());
}

#[test]
fn a_day_is_one() {
    let facts = Facts { days: Some(1), ..Facts::sample("Example Ltd") };
    for (locale, expected) in [
        ("en", "for 1 day"),
        ("de", "seit 1 Tag"),
        ("fr", "depuis 1 jour"),
        ("es", "desde hace 1 día"),
    ] {
        let subject = templates().mail("stalled", Some(locale), &facts).unwrap().subject.unwrap();
        assert!(subject.ends_with(expected), "{subject}");
    }
}

#[test]
fn a_link_is_never_cut() {
    let url = "https://learn.example.com/certificates/0b6a1f0e-8f5e-4b0e-9d53-3a6e3a6f6f01";
    let facts = Facts {
        title: Some("Arbeitssicherheit und Gesundheitsschutz im Lager ".repeat(3)),
        url: Some(url.to_owned()),
        ..Facts::sample("Example Ltd")
    };
    let sms = templates().short_message("congratulation", Some("de"), &facts).unwrap().text;
    insta::assert_snapshot!(
        sms,
        @r#"Glückwunsch zu "Arbeitssicherheit und Gesundheitsschu..."! https://learn.example.com/certificates/0b6a1f0e-8f5e-4b0e-9d53-3a6e3a6f6f01"#
    );
}

proptest! {
    /// Whatever people and courses are called.
    #[test]
    fn no_name_can_do_harm(
        name in any::<String>(),
        title in "(.{0,300}|[<>&\"'{}%]{1,40}|\\PC{0,60}\r\nBcc: x@example.com)",
        locale in proptest::sample::select(vec!["de", "en", "es", "fr"]),
        template in proptest::sample::select(vec!["stalled", "congratulation", "welcome"]),
    ) {
        let facts = Facts {
            recipient_name: Some(name.clone()),
            learner_name: Some(name),
            title: Some(title),
            ..Facts::sample("Example Ltd")
        };
        let message = templates_once().mail(template, Some(locale), &facts).unwrap();
        let short = templates_once().short_message(template, Some(locale), &facts).unwrap().text;
        prop_assert!(!message.subject.unwrap().chars().any(char::is_control));
        prop_assert!(gsm::fits(&short), "{short}");
        let has_link = template == "congratulation";
        prop_assert!(!has_link || short.ends_with(facts.url.as_deref().unwrap_or_default()));
        // As many tags as without any name: whatever is in one is text.
        let bare = templates_once().mail(template, Some(locale), &Facts {
            title: Some("T".to_owned()), learner_name: Some("N".to_owned()),
            recipient_name: Some("N".to_owned()), ..facts
        }).unwrap();
        let (html, bare) = (message.html.unwrap(), bare.html.unwrap());
        prop_assert_eq!(html.matches('<').count(), bare.matches('<').count());
        prop_assert_eq!(html.matches('"').count(), bare.matches('"').count());
    }
}

fn templates_once() -> &'static Templates {
    static TEMPLATES: std::sync::OnceLock<Templates> = std::sync::OnceLock::new();
    TEMPLATES.get_or_init(templates)
}
