//! One certificate for the unit tests.

use jiff::{Timestamp, civil::date};

use crate::Content;

/// Ada's certificate, in English, without score, expiry or credential.
pub(crate) fn content() -> Content {
    Content {
        name: "Ada Lovelace".into(),
        title: "Notes on the Analytical Engine".into(),
        completed_on: date(2026, 3, 14).into(),
        expires_on: None,
        locale: None,
        score: None,
        certificate_id: "3f2b8c1e-6d0a-4c57-9b1f-2a7e5d904c86".into(),
        verification_url: "https://example.com/certificates/3f2b8c1e".into(),
        issuer: "Example Academy".into(),
        credential: None,
        created: Timestamp::UNIX_EPOCH,
    }
}
