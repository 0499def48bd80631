use std::fmt;
use std::future::Future;

use jiff::Timestamp;
use oxrdf::{Literal, NamedNode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::canonical::canonical;
use crate::text::to_second;
use crate::{CredentialError, SignError, known_terms};

const TYPE: &str = "DataIntegrityProof";
const CRYPTOSUITE: &str = "eddsa-rdfc-2022";
const PURPOSE: &str = "assertionMethod";
const DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";

/// Signs with the issuer's Ed25519 key.
pub trait Sign {
    /// The signature of RFC 8032 (not the pre-hashed kind) over `message`, which is 64 bytes.
    fn sign(&self, message: &[u8]) -> impl Future<Output = Result<[u8; 64], SignError>> + Send;
}

/// A document and its proof: as JSON, the secured document.
#[derive(Clone, PartialEq, Serialize)]
pub struct Proven<T> {
    #[serde(flatten)]
    document: T,
    proof: Proof,
}

/// Shows no document.
impl<T> fmt::Debug for Proven<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proven").field("proof", &self.proof).finish_non_exhaustive()
    }
}

impl<T: Serialize> Proven<T> {
    /// The proof alone.
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// The JSON to publish.
    pub fn to_json(&self) -> Result<String, CredentialError> {
        Ok(serde_json::to_string(self)?)
    }
}

/// A proof of the cryptosuite `eddsa-rdfc-2022`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names of the specification")]
pub struct Proof {
    r#type: String,
    cryptosuite: String,
    created: String,
    pub(crate) verification_method: String,
    proof_purpose: String,
    pub(crate) proof_value: String,
}

/// Proves that the holder of a key issued `document`.
///
/// `verification_method` is the key's id ([`Issuer::key_id`](crate::Issuer::key_id)). Equal input
/// makes an equal proof, since Ed25519 signatures are deterministic.
///
/// Fails for a document with anything that would not be signed, before asking the signer.
pub async fn prove<T: Serialize, S: Sign>(
    document: T,
    verification_method: &str,
    created: Timestamp,
    signer: &S,
) -> Result<Proven<T>, CredentialError> {
    let mut proof = Proof::unsigned(verification_method, created);
    let message = proof.message(&serde_json::to_value(&document)?)?;
    let signature = signer.sign(&message).await?;
    proof.proof_value = format!("z{}", bs58::encode(signature).into_string());
    Ok(Proven { document, proof })
}

impl Proof {
    fn unsigned(verification_method: &str, created: Timestamp) -> Self {
        Self {
            r#type: TYPE.into(),
            cryptosuite: CRYPTOSUITE.into(),
            created: to_second(created),
            verification_method: verification_method.into(),
            proof_purpose: PURPOSE.into(),
            proof_value: String::new(),
        }
    }

    /// What is signed: the hash of the proof's options, then that of the document (Data Integrity
    /// `EdDSA` Cryptosuites 1.0, section 3.2.4).
    pub(crate) fn message(&self, document: &Value) -> Result<[u8; 64], CredentialError> {
        known_terms::check(document)?;
        let mut message = [0; 64];
        let (options, rest) = message.split_at_mut(32);
        options.copy_from_slice(&Sha256::digest(self.canonical()?));
        rest.copy_from_slice(&Sha256::digest(canonical(document)?));
        Ok(message)
    }

    /// The canonical N-Quads of the options. They have but one shape, so they are written as they
    /// come out of JSON-LD; a test compares.
    fn canonical(&self) -> Result<String, CredentialError> {
        let method = NamedNode::new(&self.verification_method)
            .map_err(|_| CredentialError::Unsigned("verificationMethod".into()))?;
        let created =
            Literal::new_typed_literal(&self.created, NamedNode::new_unchecked(DATE_TIME));
        Ok(format!(
            "_:c14n0 <http://purl.org/dc/terms/created> {created} .\n\
             _:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/security#{TYPE}> .\n\
             _:c14n0 <https://w3id.org/security#cryptosuite> \"{CRYPTOSUITE}\"^^<https://w3id.org/security#cryptosuiteString> .\n\
             _:c14n0 <https://w3id.org/security#proofPurpose> <https://w3id.org/security#{PURPOSE}> .\n\
             _:c14n0 <https://w3id.org/security#verificationMethod> {method} .\n"
        ))
    }

    /// It is of the kind that this crate makes.
    #[cfg(feature = "dalek")]
    pub(crate) fn is_ours(&self) -> bool {
        self.r#type == TYPE && self.cryptosuite == CRYPTOSUITE && self.proof_purpose == PURPOSE
    }
}

#[cfg(test)]
mod tests;
