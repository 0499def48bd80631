//! The samples of `tests/samples.json`, set and read again with `pdftotext` (poppler-utils).
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests panic")]

use std::{
    io::Write,
    process::{Command, Stdio},
};

use jiff::{Timestamp, civil::date};
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
    let is_mark = |c| matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    let mut letters: Vec<char> = Vec::new();
    for letter in text.chars().filter(|&c| !c.is_whitespace() && !is_mark(c)) {
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
