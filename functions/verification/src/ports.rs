//! Port to the documents.

use milepost_certificate::CertificateId;
use milepost_certificate::document::Document;

/// Why a document could not be read. Never quotes what was to be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the bucket of documents: {0}")]
pub struct BucketError(pub String);

/// A file as it is stored.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its entity tag, in quotes.
    pub etag: Option<String>,
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
    ) -> impl Future<Output = Result<Option<StoredFile>, BucketError>> + Send;
}
