//! The files of a certificate and their keys in the bucket of documents.

use crate::CertificateId;

/// A file of a certificate.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Document {
    /// The certificate to print.
    Pdf,
    /// The signed credential.
    Credential,
    /// The badge with the credential baked into it.
    Badge,
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Credential, Self::Pdf, Self::Badge];

    /// Its file name, also in its address.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Pdf => "certificate.pdf",
            Self::Credential => "credential.json",
            Self::Badge => "badge.png",
        }
    }

    /// Its media type. (Verifiable Credentials Data Model 2.0, section 6.1.2: `application/vc`.)
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Credential => "application/vc",
            Self::Badge => "image/png",
        }
    }

    /// Its key in the bucket.
    pub fn key(self, id: CertificateId) -> String {
        format!("certificates/{id}/{}", self.file_name())
    }
}
