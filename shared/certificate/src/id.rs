//! The id of a certificate.

use std::fmt;
use std::str::FromStr;

use serde_with::{DeserializeFromStr, SerializeDisplay};
use uuid::Uuid;

/// What names a certificate in its address: a random UUID (version 4, 122 random bits).
///
/// Who knows it may see the certificate, so nobody can guess one or count them.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, DeserializeFromStr, SerializeDisplay,
)]
pub struct CertificateId(Uuid);

/// A text that is not a certificate's id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not the id of a certificate")]
pub struct NotAnId;

impl CertificateId {
    /// Draws one.
    pub fn draw() -> Self {
        Self(Uuid::new_v4())
    }

    /// One made of given bytes: for tests.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}

/// Only the usual form, so that a certificate has one address: 36 characters, lower case.
impl FromStr for CertificateId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let id = Uuid::try_parse(text).map_err(|_| NotAnId)?;
        (id.to_string() == text && id.get_version_num() == 4).then_some(Self(id)).ok_or(NotAnId)
    }
}

impl fmt::Display for CertificateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written_and_in_no_other_form() {
        let id = CertificateId::draw();
        assert_eq!(id.to_string().parse(), Ok(id));
        for other in [
            id.to_string().to_uppercase() + "A",
            id.to_string().replace('-', ""),
            format!("{{{id}}}"),
            "00000000-0000-1000-8000-000000000000".to_owned(),
            String::new(),
        ] {
            assert_eq!(other.parse::<CertificateId>(), Err(NotAnId), "{other}");
        }
    }

    #[test]
    fn no_two_are_the_same() {
        assert_ne!(CertificateId::draw(), CertificateId::draw());
    }
}
