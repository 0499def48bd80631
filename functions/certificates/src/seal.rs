//! Signing in the issuer's name, with a key that is published before it signs.

use jiff::Timestamp;
use milepost_credential::{CredentialError, Issuer, PublicKey, Sign, SignError, prove};
use serde::Serialize;
use tokio::sync::OnceCell;

use crate::error::{DependencyError, failed};
use crate::table::{Certificates, Write};

/// Port: the key that signs. It is in KMS, and in tests in a memory.
pub trait SigningKey: Sign + Send + Sync {
    /// Asks for its public half.
    fn public_key(&self) -> impl Future<Output = Result<PublicKey, SignError>> + Send;
}

/// The issuer and its key.
#[derive(Debug)]
pub struct Seal<S> {
    issuer: Issuer,
    signer: S,
    keys: Certificates,
    /// The id of the key, once it is published.
    key_id: OnceCell<String>,
}

impl<S: SigningKey> Seal<S> {
    /// Signs for this issuer, and keeps the public key in this table.
    pub const fn new(issuer: Issuer, signer: S, keys: Certificates) -> Self {
        Self { issuer, signer, keys, key_id: OnceCell::const_new() }
    }

    /// In whose name it signs.
    pub const fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// The document with its proof, as JSON; equal input, equal output.
    ///
    /// # Errors
    /// If the key cannot be had or published, or the document not be signed.
    pub async fn seal<T: Serialize>(
        &self,
        document: T,
        created: Timestamp,
    ) -> Result<String, DependencyError> {
        let key_id = self.key_id.get_or_try_init(|| self.publish_key()).await?;
        let proven = prove(document, key_id, created, &self.signer).await;
        proven.and_then(|proven| proven.to_json()).map_err(|error| unsigned(&error))
    }

    /// What was signed with a key can be verified as long as the key is published: every key that
    /// ever signs stays in the table, whatever key comes after it.
    async fn publish_key(&self) -> Result<String, DependencyError> {
        let key = self.signer.public_key().await.map_err(|error| unsigned(&error.into()))?;
        let written = self.keys.commit(&[Write::IssuerKey(key.multibase())]).await;
        written.map_err(failed("the issuer's key"))?;
        Ok(self.issuer.key_id(&key))
    }
}

fn unsigned(error: &CredentialError) -> DependencyError {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    DependencyError { what: "the signature", why: format!("{error}{}", cause.unwrap_or_default()) }
}
