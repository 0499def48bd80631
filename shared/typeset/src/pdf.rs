//! From a page to the bytes of a PDF.

use jiff::{Timestamp, tz::TimeZone};
use typst::{
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// What every certificate should be: for the archive, with attachments (PDF/A-3a), and for
/// screen readers (PDF/UA-1).
const STANDARDS: &[PdfStandard] = &[PdfStandard::A_3a, PdfStandard::Ua_1];

/// Writes the page, to the standards if it can be.
///
/// The standards forbid a character that no font has (an emoji in a name, say), and a template
/// may break their rules; such a certificate is a plain tagged PDF rather than none.
pub(crate) fn write(
    document: &PagedDocument,
    id: &str,
    created: Timestamp,
) -> Result<Vec<u8>, Vec<SourceDiagnostic>> {
    let strict = PdfStandards::new(STANDARDS)
        .ok()
        .and_then(|standards| typst_pdf::pdf(document, &options(id, created, standards)).ok());
    match strict {
        Some(pdf) => Ok(pdf),
        None => typst_pdf::pdf(document, &options(id, created, PdfStandards::default()))
            .map_err(|errors| errors.into_iter().collect()),
    }
}

fn options(id: &str, created: Timestamp, standards: PdfStandards) -> PdfOptions {
    PdfOptions {
        ident: Smart::Custom(id.to_owned()),
        creator: Smart::Custom(Some("Milepost".to_owned())),
        timestamp: timestamp(created),
        standards,
        ..PdfOptions::default()
    }
}

fn timestamp(at: Timestamp) -> Option<typst_pdf::Timestamp> {
    let at = TimeZone::UTC.to_datetime(at);
    let [month, day, hour, minute, second] =
        [at.month(), at.day(), at.hour(), at.minute(), at.second()].map(i8::unsigned_abs);
    Datetime::from_ymd_hms(at.year().into(), month, day, hour, minute, second)
        .map(typst_pdf::Timestamp::new_utc)
}
