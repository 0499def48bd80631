//! News of certificates.

use milepost_certificate::{CERTIFICATE_EXPIRING, CERTIFICATE_ISSUED, CertificateOutcome};
use milepost_contracts::CloudEvent;

use super::{Details, News, Trigger};

/// Each thing happens to a certificate once: its id says which. That one was issued whose time was
/// over by then is no news, whatever the policy says of old news.
pub(super) fn news(event: CloudEvent<CertificateOutcome>) -> Option<News> {
    let CloudEvent { kind, time, data, .. } = event;
    let is_issued = kind == CERTIFICATE_ISSUED;
    if is_issued && data.valid_until.is_some_and(|until| until <= time) {
        return None;
    }
    // A certificate of last year's course, imported today, is no news.
    let is_first = is_issued && data.replaces.is_none();
    Some(News {
        trigger: match kind.as_str() {
            CERTIFICATE_ISSUED => Trigger::CertificateIssued,
            CERTIFICATE_EXPIRING => Trigger::CertificateExpiring,
            _ => Trigger::CertificateRevoked,
        },
        cause: data.certificate_id.to_string(),
        event_key: Some(data.completion),
        at: if is_first { data.completed_at } else { time },
        details: Details {
            percent: Some(100),
            completed_at: Some(data.completed_at),
            valid_until: data.valid_until,
            url: Some(data.verification_url),
            is_reissued: Some(data.replaces.is_some()),
            revoked_for: data.reason,
            ..Details::default()
        },
        about: data.about,
    })
}
