//! Ports of one operation each.

use milepost_certificate::document::Document;
use milepost_certificate::{Certificate, CertificateId, StatusListItem};
use milepost_credential::PublicKey;

/// Why something could not be read. Never quotes what was to be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PortError {
    /// The call to the table failed.
    #[error("the certificates table: {0}")]
    Table(String),
    /// The call to the bucket failed.
    #[error("the bucket of documents: {0}")]
    Bucket(String),
    /// The item is not of a form that this release knows.
    #[error("an item of the certificates table cannot be read")]
    Unreadable,
}

/// A file as it is stored.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its entity tag, in quotes.
    pub etag: Option<String>,
}

/// Port: reads a certificate.
pub trait ReadCertificate {
    /// The certificate of this id, if there is one.
    ///
    /// # Errors
    /// If it cannot be known.
    fn certificate(
        &self,
        id: CertificateId,
    ) -> impl Future<Output = Result<Option<Certificate>, PortError>> + Send;
}

/// Port: reads a file of a certificate.
pub trait ReadDocument {
    /// The file, if it is stored.
    ///
    /// # Errors
    /// If it cannot be known.
    fn document(
        &self,
        id: CertificateId,
        document: Document,
    ) -> impl Future<Output = Result<Option<StoredFile>, PortError>> + Send;
}

/// Port: reads a status list.
pub trait ReadStatusList {
    /// The list of this number, if there is one.
    ///
    /// # Errors
    /// If it cannot be known.
    fn status_list(
        &self,
        list: u32,
    ) -> impl Future<Output = Result<Option<StatusListItem>, PortError>> + Send;
}

/// Port: reads the public keys that have signed.
pub trait ReadKeys {
    /// All of them.
    ///
    /// # Errors
    /// If not all could be read: a list without one would make its credentials look forged.
    fn keys(&self) -> impl Future<Output = Result<Vec<PublicKey>, PortError>> + Send;
}
