//! Writes every kind of page to a directory, to be looked at:
//! `cargo run -p milepost-verification --example pages -- OUT_DIR`

use std::path::PathBuf;
use std::{env, error::Error, fs};

use milepost_certificate::{CertificateId, Reason};
use milepost_credential::{DEFAULT_BADGE, Issuer};
use milepost_domain::{Day, Time, Zone};
use verification::page::{self, Message};
use verification::speech::{Speech, Wish};
use verification::view::{Related, Standing, View};

/// Name, title, locale.
const TEXTS: [(&str, &str, &str); 3] = [
    ("Zoë Ångström-Lindqvist", "Fire safety at work", "sv-SE"),
    (
        "عبد الرحمن بن محمد بن عبد العزيز الخطيب",
        "أساسيات حماية البيانات والخصوصية للموظفين الجدد",
        "ar-EG",
    ),
    ("高橋 さくら", "情報セキュリティの基礎", "ja-JP"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::args().nth(1).ok_or("usage: pages OUT_DIR")?);
    let issuer = Issuer::new("https://learn.example.com", "Northwind Academy")?;
    let at: Time = "2026-11-24T09:00:00Z".parse()?;
    let revoked = Standing::Revoked { reason: Reason::RolledBack, at };
    let [latin, arabic, japanese] = TEXTS;
    for (name, standing, text) in [
        ("valid", Standing::Valid, latin),
        ("expired", Standing::Expired, latin),
        ("revoked", revoked, latin),
        ("arabic", Standing::Valid, arabic),
        ("japanese", Standing::Valid, japanese),
    ] {
        let view = view(standing, text)?;
        let badge = out.join(view.id.to_string());
        fs::create_dir_all(&badge)?;
        fs::write(badge.join("badge.png"), DEFAULT_BADGE)?;
        let speech = Speech::of(&Wish::default(), view.language.as_deref());
        let page = page::certificate(&view, &issuer, &speech, false)?;
        fs::write(out.join(format!("{name}.html")), page)?;
    }
    fs::write(out.join("unknown.html"), Message::NotFound.page(&Speech::english())?)?;
    Ok(())
}

fn view(
    standing: Standing,
    (name, title, locale): (&str, &str, &str),
) -> Result<View, Box<dyn Error>> {
    let (completed_at, until): (Time, Time) =
        ("2026-03-14T12:00:00Z".parse()?, "2028-03-13T12:00:00Z".parse()?);
    let earlier: Time = "2024-03-16T12:00:00Z".parse()?;
    let utc = Zone::utc();
    let day = |time| Day::from(utc.date(time));
    Ok(View {
        id: CertificateId::from_bytes([0x3f; 16]),
        standing,
        name: name.to_owned(),
        title: title.to_owned(),
        language: Some(locale.to_owned()),
        completed_at,
        completed_on: day(completed_at),
        score: Some("92".to_owned()),
        valid_until: Some(until),
        expires_on: Some(day(until)),
        revoked_on: match standing {
            Standing::Revoked { at, .. } => Some(day(at)),
            _ => None,
        },
        renews: Some(Related {
            id: CertificateId::from_bytes([0x2f; 16]),
            completed_at: earlier,
            completed_on: day(earlier),
        }),
        renewed_by: None,
    })
}
