use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::Value;

use crate::{CredentialError, DidDocument, Proof};

/// Verifies a secured document with the keys of its issuer: `Ok` if the proof is right.
///
/// Dates and revocation are not looked at. It knows the documents that this crate makes and
/// refuses others; do not give it documents of strangers without a limit on their size.
pub fn verify(json: &[u8], issuer: &DidDocument) -> Result<(), CredentialError> {
    let mut document: Value = serde_json::from_slice(json)?;
    let proof = document.as_object_mut().and_then(|members| members.remove("proof"));
    let proof: Proof =
        proof.and_then(|proof| serde_json::from_value(proof).ok()).ok_or(CredentialError::Proof)?;
    if !proof.is_ours() {
        return Err(CredentialError::Proof);
    }
    if issuer_id(&document) != Some(issuer.id()) {
        return Err(CredentialError::UnknownKey);
    }
    let key = issuer.assertion_key(&proof.verification_method)?;
    let key = VerifyingKey::from_bytes(key.as_bytes()).map_err(|_| CredentialError::PublicKey)?;
    let message = proof.message(&document)?;
    key.verify_strict(&message, &signature(&proof)?).map_err(|_| CredentialError::Signature)
}

fn issuer_id(document: &Value) -> Option<&str> {
    let issuer = document.get("issuer")?;
    issuer.as_str().or_else(|| issuer.get("id")?.as_str())
}

fn signature(proof: &Proof) -> Result<Signature, CredentialError> {
    let base58 = proof.proof_value.strip_prefix('z').ok_or(CredentialError::Proof)?;
    let bytes = bs58::decode(base58).into_vec().map_err(|_| CredentialError::Proof)?;
    Signature::from_slice(&bytes).map_err(|_| CredentialError::Proof)
}
