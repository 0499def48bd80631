//! Ports to what a certificate is made of and told by, one operation each.

use milepost_certificate::Certificate;
use milepost_domain::{LoId, UserId};

/// What the directory knows of a learner and a learning object. Personal data.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Names {
    /// The learner's name.
    pub name: Option<String>,
    /// The learner's language.
    pub locale: Option<String>,
    /// The learning object's title, in that language if there is one.
    pub title: Option<String>,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names([redacted])")
    }
}

/// Why something outside failed: what failed, and the words of whoever refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct DependencyError {
    /// Which of the ports.
    pub what: &'static str,
    /// Without anything personal.
    pub why: String,
}

/// Port: asks the directory's table, as it is now.
pub trait ReadNames {
    /// What is known of them.
    fn names(
        &self,
        user: &UserId,
        object: Option<&LoId>,
    ) -> impl Future<Output = Result<Names, DependencyError>> + Send;
}

/// Port: makes and signs the credential of a certificate. Equal input, equal output.
pub trait MakeCredential {
    /// The credential with its proof, as JSON.
    fn credential(
        &self,
        certificate: &Certificate,
    ) -> impl Future<Output = Result<Vec<u8>, DependencyError>> + Send;
}

/// Port: sets what people look at.
pub trait SetDocuments {
    /// The certificate to print, with the credential attached.
    fn pdf(
        &self,
        certificate: &Certificate,
        credential: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, DependencyError>> + Send;

    /// The badge with the credential baked in.
    fn badge(
        &self,
        credential: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, DependencyError>> + Send;

    /// Has at hand what the next certificate needs.
    fn prepare(&self) -> impl Future<Output = Result<(), DependencyError>> + Send;
}

/// Port: the public status lists.
pub trait SetStatus {
    /// Sees to it that the list exists.
    fn ensure(&self, list: u32) -> impl Future<Output = Result<(), DependencyError>> + Send;

    /// Says in the list that this certificate is revoked; harmless to repeat.
    fn revoke(
        &self,
        list: u32,
        index: u32,
    ) -> impl Future<Output = Result<(), DependencyError>> + Send;
}
