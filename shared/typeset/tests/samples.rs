//! The samples of `tests/samples.json`, set and read again with `pdftotext` (poppler-utils).
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests panic")]

use std::{
    io::Write,
    process::{Command, Stdio},
};

use jiff::{Timestamp, civil::date};
use milepost_domain::Zone;
use milepost_typeset::{Content, Design, Typesetter};
use serde::Deserialize;

#[derive(Deserialize)]
struct Sample {
    id: String,
    locale: String,
    name: String,
    title: String,
}

fn content(sample: &Sample) -> Content {
    Content {
        name: sample.name.clone(),
        title: sample.title.clone(),
        completed_on: date(2026, 3, 14).into(),
        expires_on: Some(date(2028, 3, 13).into()),
        locale: Some(sample.locale.clone()),
        score: Some("92 %".into()),
        certificate_id: "3f2b8c1e-6d0a-4c57-9b1f-2a7e5d904c86".into(),
        verification_url: "https://learn.example.com/certificates/3f2b8c1e".into(),
        issuer: "Northwind Academy".into(),
        credential: None,
        created: Timestamp::UNIX_EPOCH,
    }
}

/// The PDF's text, as another program reads it: in the order of reading, which puts words that go
/// leftwards right, then in the order of writing, which keeps clusters whole.
fn readings(pdf: &[u8]) -> [String; 2] {
    [&["-", "-"][..], &["-raw", "-", "-"]].map(|arguments| letters(&text(pdf, arguments)))
}

fn text(pdf: &[u8], arguments: &[&str]) -> String {
    let mut child = Command::new("pdftotext")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("pdftotext is needed: install poppler-utils");
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "pdftotext refused the PDF");
    String::from_utf8(output.stdout).unwrap()
}

/// The letters alone: lines and the marks of direction are the reader's own, and poppler tells
/// twice a mark that is set apart from its letter (as in Bengali and Khmer), so echoes go.
fn letters(text: &str) -> String {
    let mut letters: Vec<char> = Vec::new();
    for letter in text.chars().filter(|&c| !c.is_whitespace() && c != '\u{200b}' && !is_mark(c)) {
        letters.push(letter);
        for length in 1..=4 {
            let Some(start) = letters.len().checked_sub(2 * length) else { break };
            let (first, second) = letters[start..].split_at(length);
            if first == second {
                letters.truncate(start + length);
            }
        }
    }
    letters.into_iter().collect()
}

/// The marks of direction that the reader adds.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
}

#[test]
fn name_and_title_are_in_the_text_of_every_sample() {
    let samples: Vec<Sample> = serde_json::from_str(include_str!("samples.json")).unwrap();
    let (typesetter, design) = (Typesetter::new().unwrap(), Design::default());
    for sample in &samples {
        let Sample { id, name, title, .. } = sample;
        let pdf = typesetter.pdf(&design, &content(sample)).unwrap();
        let found = readings(&pdf);
        // An emoji has no font: the rest of its text is there.
        let is_in = |reading: &String, text: &str| {
            text.split(is_emoji).all(|part| reading.contains(&letters(part)))
        };
        let has = |text: &str| found.iter().any(|reading| is_in(reading, text));
        assert!(has(name), "{id}: {name} is not in {found:?}");
        assert!(has(title), "{id}: {title} is not in {found:?}");
    }
    assert!(samples.len() >= 12);
}

fn is_emoji(c: char) -> bool {
    c >= '\u{1f000}'
}

/// Addresses of every length that a company may have, with hyphens at every place.
fn addresses() -> impl Iterator<Item = String> {
    let id = "3f2b8c1e-6d0a-4c57-9b1f-2a7e5d904c86";
    let hosts = (1..40).step_by(3).map(|length| "a-".repeat(length) + "b.example.com");
    let short = ["a.io", "learn.example.com", "x7k2m9q4w1.execute-api.eu-central-1.amazonaws.com"];
    let paths =
        ["learning/certificates-of-completion", "a/b/c/d/e/f/g", "under_score.and~more/-/--"];
    let short = short.into_iter().flat_map(move |host| {
        [host.to_owned()].into_iter().chain(paths.map(|path| format!("{host}/{path}")))
    });
    hosts.chain(short).map(move |base| format!("https://{base}/certificates/{id}"))
}

#[test]
fn an_address_can_be_copied_at_every_length() {
    let (typesetter, design) = (Typesetter::new().unwrap(), Design::default());
    let samples: Vec<Sample> = serde_json::from_str(include_str!("samples.json")).unwrap();
    // What is written leftwards, too.
    let languages = ["de-DE", "ar-EG"];
    let sample = |locale: &str| samples.iter().find(|it| it.locale == locale).unwrap();
    for (place, url) in addresses().enumerate() {
        let content = Content {
            verification_url: url.clone(),
            ..content(sample(languages[place % languages.len()]))
        };
        let pdf = typesetter.pdf(&design, &content).unwrap();
        for arguments in [&["-", "-"][..], &["-raw", "-", "-"], &["-layout", "-", "-"]] {
            let text = text(&pdf, arguments);
            assert!(!text.contains(['\u{200b}', '\u{ad}']), "{text}");
            let joined: String =
                text.chars().filter(|&c| !c.is_whitespace() && !is_mark(c)).collect();
            assert!(joined.contains(&url), "{url}\n{text}");
        }
    }
}

/// A zone, a moment, and the day there in English and in German.
const DAYS: [(&str, &str, [&str; 2]); 7] = [
    (
        "America/Los_Angeles",
        "2026-12-14T07:59:59Z",
        ["December 13, 2026 (Los Angeles)", "13. Dezember 2026 (Los Angeles)"],
    ),
    ("America/Los_Angeles", "2026-12-14T08:00:00Z", ["December 14, 2026", "14. Dezember 2026"]),
    ("Europe/Berlin", "2026-03-28T22:59:59Z", ["March 28, 2026", "28. März 2026"]),
    (
        "Europe/Berlin",
        "2026-03-28T23:00:00Z",
        ["March 29, 2026 (Berlin)", "29. März 2026 (Berlin)"],
    ),
    ("Asia/Kolkata", "2026-12-15T18:29:59Z", ["December 15, 2026", "15. Dezember 2026"]),
    (
        "Asia/Kolkata",
        "2026-12-15T18:30:00Z",
        ["December 16, 2026 (Kolkata)", "16. Dezember 2026 (Kolkata)"],
    ),
    ("Etc/UTC", "2026-12-15T23:59:59Z", ["December 15, 2026 (UTC)", "15. Dezember 2026 (UTC)"]),
];

#[test]
fn a_day_is_that_of_its_place_on_both_sides_of_midnight() {
    let (typesetter, design) = (Typesetter::new().unwrap(), Design::default());
    let samples: Vec<Sample> = serde_json::from_str(include_str!("samples.json")).unwrap();
    let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
    for (zone, time, [english, german]) in DAYS {
        let zone: Zone = zone.parse().unwrap();
        let day = zone.day_for(&Zone::utc(), time.parse().unwrap());
        let japanese = milepost_dates::with_place(&day, &"ja-JP".parse().unwrap());
        for (locale, words) in [("en-US", english), ("de-DE", german), ("ja-JP", &japanese)] {
            let sample = samples.iter().find(|it| it.locale == locale).unwrap();
            let completed_on = day.clone();
            let content = Content { completed_on, expires_on: None, ..content(sample) };
            let pdf = typesetter.pdf(&design, &content).unwrap();
            let text = without_spaces(&text(&pdf, &["-", "-"]));
            let is_whole = |(at, found): (usize, &str)| !text[at + found.len()..].starts_with('(');
            let words = without_spaces(words);
            assert!(text.match_indices(&words).any(is_whole), "{words} is not in {text}");
        }
    }
}
