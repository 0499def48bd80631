use thiserror::Error;

/// Why a credential, a list or a badge could not be made, read or verified.
#[derive(Debug, Error)]
pub enum CredentialError {
    /// The issuer's base URL is no `https` URL of a host, an optional port and plain path segments.
    #[error("the base URL is not of the form https://host[:port][/path]")]
    BaseUrl,
    /// No Ed25519 public key in the form that was expected.
    #[error("not an Ed25519 public key")]
    PublicKey,
    /// The document has a property, a type or an id that the bundled contexts would drop: it would
    /// not be covered by the signature.
    #[error("`{0}` is not covered by the signature")]
    Unsigned(String),
    /// The document is no JSON object.
    #[error("not a JSON object")]
    Json(#[from] serde_json::Error),
    /// The document is not valid JSON-LD under the bundled contexts. The text may quote an id of it.
    #[error("not valid JSON-LD: {0}")]
    JsonLd(String),
    /// The signer did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The proof is missing, or is of another kind than [`prove`](crate::prove) makes.
    #[error("no proof of the kind eddsa-rdfc-2022")]
    Proof,
    /// The proof's key is not one that the issuer's DID document has for assertions.
    #[error("the key is not one of the issuer's")]
    UnknownKey,
    /// The signature is not of this document by this key.
    #[error("the signature does not match")]
    Signature,
    /// The list has no entry with this index.
    #[error("a status list of {entries} entries has no index {index}")]
    StatusIndex {
        /// What was asked for.
        index: usize,
        /// How many there are.
        entries: usize,
    },
    /// Not an encoded list, or one too small or too large.
    #[error("not an encoded status list")]
    StatusList,
    /// Not a PNG image.
    #[error("not a PNG image")]
    Png,
}

/// The signer's own error.
#[derive(Debug, Error)]
#[error("not signed")]
pub struct SignError(#[source] pub Box<dyn std::error::Error + Send + Sync>);
