//! `milepost certificate preview`: a certificate set here, as the function sets it.

mod parts;

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::{Timestamp, ToSpan as _, tz::Offset};
use milepost_certificate::CertificateId;
use milepost_credential::bake;
use milepost_typeset::{Content, Design, DesignFile, Typesetter};

use self::parts::Parts;
use crate::args::preview::CertificatePreviewArgs;
use crate::error::Error;
use crate::format::one_line;
use crate::output::print;

/// Stands where the signed credential is in a certificate that was issued.
const CREDENTIAL: &str = r#"{"preview":"This is no credential."}"#;

/// Where a preview pretends that it can be verified: a name that nobody can own (RFC 2606).
const PUBLIC_URL: &str = "https://certificates.example.com";

/// Dots per inch of the picture: a page fills a screen.
const RESOLUTION: &str = "110";

pub(super) fn run(args: &CertificatePreviewArgs) -> Result<(), Error> {
    let parts = Parts::read(&args.design)?;
    for name in &parts.unused {
        eprintln!("note: {} is no part of a design and is not looked at", one_line(name));
    }
    let pdf = set(args, &parts, Timestamp::now())?;
    std::fs::write(&args.out, pdf)
        .map_err(|source| Error::Unwritten { path: args.out.clone(), source })?;
    print(&format!("{} is a certificate in {}", args.out.display(), described(&parts)))?;
    if args.png {
        print(&format!("{} is its picture", picture(&args.out)?.display()))?;
    }
    Ok(())
}

/// The PDF, or why the function would issue none in this design.
fn set(args: &CertificatePreviewArgs, parts: &Parts, now: Timestamp) -> Result<Vec<u8>, Error> {
    let (template, theme, logo) = (&parts.template, &parts.theme, &parts.logo);
    let design = Design::from_parts(template.as_deref(), theme.as_deref(), logo.as_deref())
        .map_err(Error::Design)?;
    if let Some(badge) = &parts.badge {
        DesignFile::Badge.check(badge).map_err(Error::Design)?;
        bake(badge, CREDENTIAL).map_err(Error::Badge)?;
    }
    let content = content(args, now)?;
    Typesetter::new().and_then(|it| it.pdf(&design, &content)).map_err(Error::Design)
}

fn content(args: &CertificatePreviewArgs, now: Timestamp) -> Result<Content, Error> {
    let id = CertificateId::from_bytes([0; 16]);
    let completed_on = args.completed.unwrap_or_else(|| Offset::UTC.to_datetime(now).date());
    let expires_on = args.valid_days.map(|days| completed_on.checked_add(days.days()));
    Ok(Content {
        name: args.name.clone(),
        title: args.title.clone(),
        completed_on: completed_on.into(),
        expires_on: expires_on.transpose().map_err(Error::Date)?.map(Into::into),
        locale: args.language.clone(),
        score: args.score.as_ref().map(ToString::to_string),
        certificate_id: id.to_string(),
        verification_url: format!("{PUBLIC_URL}/certificates/{id}"),
        issuer: args.issuer.clone(),
        credential: Some(CREDENTIAL.into()),
        created: now,
    })
}

fn described(parts: &Parts) -> String {
    let files: Vec<_> = parts.used.iter().map(|path| path.display().to_string()).collect();
    match files.as_slice() {
        [] => "the built-in design".to_owned(),
        files => format!("the design of {}; all else is built in", files.join(", ")),
    }
}

/// The page as PNG, beside the PDF.
fn picture(pdf: &Path) -> Result<PathBuf, Error> {
    let png = pdf.with_extension("png");
    let output = Command::new("pdftoppm")
        .args(["-png", "-singlefile", "-r", RESOLUTION])
        .args([pdf, &png.with_extension("")])
        .output()
        .map_err(Error::NoPdftoppm)?;
    if output.status.success() {
        return Ok(png);
    }
    Err(Error::NoPicture(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

#[cfg(test)]
mod tests;
