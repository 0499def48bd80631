//! Writes the page of every template in every language, to look at: `mails DIR`.
#![expect(clippy::expect_used, reason = "an example may panic")]

use std::path::PathBuf;

use milepost_notification::Channel;
use milepost_notification::render::{Book, Facts, Templates};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder"));
    let templates = Templates::with(Book::new()).expect("templates");
    let facts = Facts { sample: false, ..Facts::sample("Northwind Logistics") };
    for name in templates.names() {
        // Only what is about a certificate links to one.
        let url =
            facts.url.clone().filter(|_| name == "congratulation" || name.ends_with("replaced"));
        let facts = Facts { url, percent: percent(name), ..facts.clone() };
        for locale in templates.locales(name) {
            let content = templates.content(Channel::Email, name, Some(locale), &facts);
            let file = folder.join(format!("{name}.{locale}.html"));
            let html = content.expect("a mail").html.expect("a page");
            std::fs::write(file, html).expect("a file");
        }
    }
}

fn percent(template: &str) -> u8 {
    match template {
        "encouragement" => 25,
        "almost-complete" => 92,
        _ => 50,
    }
}
