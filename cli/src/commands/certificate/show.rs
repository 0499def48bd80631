//! `milepost certificate show`.

use milepost_certificate::document::Document;
use milepost_certificate::{Certificate, CertificateId, Status};
use milepost_domain::{Time, Zone};
use serde_json::json;

use super::record::replacement;
use super::request::{TABLE, known};
use super::trail::certificate_trail;
use super::words::{second, why};
use crate::args::certificate::CertificateShowArgs;
use crate::error::Error;
use crate::format::one_line;
use crate::output::{print, print_json};
use crate::stack::Stack;

/// What the stack knows of where certificates are.
#[derive(Default)]
struct Places<'a> {
    /// Where certificates are verified.
    url: Option<&'a str>,
    bucket: Option<&'a str>,
}

pub(super) async fn run(args: CertificateShowArgs) -> Result<(), Error> {
    let stack = Stack::find(&args.read.stack).await?;
    let table = stack.table(stack.output(TABLE)?);
    let record = known(&table, args.id).await?;
    let Certificate { id, completion, .. } = record.certificate;
    let by = replacement(&table, id, completion).await?.map(|by| by.certificate.id);
    let output = |name| stack.outputs().get(name).map(String::as_str);
    let places = Places { url: output("CertificatesUrl"), bucket: output("DocumentsBucket") };
    if args.read.json {
        return print_json(&json!({
            "certificate": record.certificate, "replacedBy": by, "trail": record.trail,
            "url": page(&record.certificate, &places), "documents": documents(&record.certificate, &places),
        }));
    }
    let now = Time::from(jiff::Timestamp::now());
    print(&description(&record.certificate, by, &places, now))?;
    print(&format!("\nAudit trail, times in UTC\n{}", certificate_trail(&record.trail).fit()))
}

fn page(certificate: &Certificate, places: &Places<'_>) -> Option<String> {
    places.url.map(|url| format!("{}/certificates/{}", url.trim_end_matches('/'), certificate.id))
}

fn documents(certificate: &Certificate, places: &Places<'_>) -> Vec<String> {
    let (Some(bucket), Some(_)) = (places.bucket, certificate.issued_at) else { return Vec::new() };
    Document::ALL.iter().map(|it| format!("s3://{bucket}/{}", it.key(certificate.id))).collect()
}

fn description(
    certificate: &Certificate,
    by: Option<CertificateId>,
    places: &Places<'_>,
    now: Time,
) -> String {
    let mut lines = vec![
        ("certificate", Some(certificate.id.to_string())),
        ("status", Some(status(certificate, now))),
        ("replaces", certificate.replaces.map(|id| id.to_string())),
        ("replaced by", by.map(|id| id.to_string())),
        ("renews", certificate.renews.map(|id| id.to_string())),
        ("renewed by", certificate.renewed_by.map(|id| id.to_string())),
    ];
    lines.extend(printed(certificate));
    lines.extend(origin(certificate));
    lines.push(("page", page(certificate, places)));
    lines.extend(documents(certificate, places).into_iter().map(|url| ("document", Some(url))));
    let line = |(name, value): (&str, Option<String>)| {
        value.map(|value| format!("{name:<12} {}", one_line(&value)))
    };
    lines.into_iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

type Lines = Vec<(&'static str, Option<String>)>;

fn printed(certificate: &Certificate) -> Lines {
    let snapshot = &certificate.snapshot;
    let printed_day = |zone: &Zone| format!("{} in {zone}", zone.date(snapshot.completed_at));
    let unknown = || "not known yet".to_owned();
    vec![
        ("name", Some(snapshot.name.clone().unwrap_or_else(unknown))),
        ("title", Some(snapshot.title.clone().unwrap_or_else(unknown))),
        ("locale", snapshot.locale.clone()),
        ("completed", Some(second(snapshot.completed_at))),
        ("printed day", snapshot.time_zone.as_ref().map(printed_day)),
        ("score", snapshot.score.as_ref().map(ToString::to_string)),
        ("valid until", snapshot.valid_until.map(second)),
    ]
}

fn origin(certificate: &Certificate) -> Lines {
    let entry = certificate.status_list;
    vec![
        ("account", Some(certificate.about.account_id.to_string())),
        ("learner", Some(certificate.about.user_id.to_string())),
        ("object", Some(certificate.about.lo_instance_id.to_string())),
        ("completion", Some(certificate.completion.to_string())),
        ("status list", Some(format!("{}, bit {}", entry.list, entry.index))),
    ]
}

fn status(certificate: &Certificate, now: Time) -> String {
    match (certificate.status, &certificate.revocation) {
        (Status::Revoked, Some(revocation)) => {
            let told = if certificate.revocation_published { "" } else { " (not published yet)" };
            format!("revoked at {}: {}{told}", second(revocation.at), why(revocation.reason))
        }
        (Status::Issued, _) if certificate.is_expired(now) => "issued, and expired".to_owned(),
        (Status::Issued, _) => certificate
            .issued_at
            .map_or("issued".to_owned(), |at| format!("issued at {}", second(at))),
        (Status::Drawn, _) => "drawn: its documents are being made".to_owned(),
        (Status::AwaitingName, _) => "waits for a name or title from the directory".to_owned(),
        (Status::Revoked, None) => "revoked".to_owned(),
    }
}

#[cfg(test)]
mod tests;
