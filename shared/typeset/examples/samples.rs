//! Sets every sample of `tests/samples.json` and writes it to a directory, to be looked at:
//! `cargo run -p milepost-typeset --release --example samples -- OUT_DIR`

use std::{env, error::Error, fs, path::PathBuf};

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

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::args().nth(1).ok_or("usage: samples OUT_DIR")?);
    fs::create_dir_all(&out)?;
    let samples: Vec<Sample> = serde_json::from_str(include_str!("../tests/samples.json"))?;
    let theme = include_bytes!("../tests/theme.json");
    let logo = include_bytes!("../tests/logo.svg");
    let designs =
        [("", Design::default()), ("-themed", Design::from_parts(None, Some(theme), Some(logo))?)];
    let typesetter = Typesetter::new()?;
    for sample in &samples {
        for (suffix, design) in &designs {
            let pdf = typesetter.pdf(design, &content(sample))?;
            fs::write(out.join(format!("{}{suffix}.pdf", sample.id)), pdf)?;
        }
    }
    Ok(())
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
        verification_url:
            "https://learn.example.com/certificates/3f2b8c1e-6d0a-4c57-9b1f-2a7e5d904c86".into(),
        issuer: "Northwind Academy".into(),
        credential: Some(br#"{"type":["VerifiableCredential"]}"#.to_vec()),
        created: Timestamp::UNIX_EPOCH,
    }
}
