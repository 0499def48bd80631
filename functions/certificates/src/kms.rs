//! Signatures by AWS KMS: the private key never leaves it.

use aws_sdk_kms::Client;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{MessageType, SigningAlgorithmSpec};
use milepost_credential::{PublicKey, Sign, SignError};
use milepost_runtime::aws_error::describe;

use crate::seal::SigningKey;

/// Signs with one key of the spec `ECC_NIST_EDWARDS25519`.
#[derive(Clone, Debug)]
pub struct KmsSigner {
    client: Client,
    key_id: String,
}

impl KmsSigner {
    /// Signs with this key.
    pub fn new(client: Client, key_id: impl Into<String>) -> Self {
        Self { client, key_id: key_id.into() }
    }
}

impl Sign for KmsSigner {
    async fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        let call = self
            .client
            .sign()
            .key_id(&self.key_id)
            .message(Blob::new(message))
            .message_type(MessageType::Raw)
            .signing_algorithm(SigningAlgorithmSpec::Ed25519Sha512);
        let answer = call.send().await.map_err(|error| refused(&describe(&error)))?;
        let signature = answer.signature.unwrap_or_else(|| Blob::new(Vec::new())).into_inner();
        signature.try_into().map_err(|_| refused("a signature of 64 bytes was expected"))
    }
}

impl SigningKey for KmsSigner {
    async fn public_key(&self) -> Result<PublicKey, SignError> {
        let answer = self.client.get_public_key().key_id(&self.key_id).send().await;
        let answer = answer.map_err(|error| refused(&describe(&error)))?;
        let der = answer.public_key.unwrap_or_else(|| Blob::new(Vec::new())).into_inner();
        PublicKey::from_spki_der(&der).map_err(|error| SignError(Box::new(error)))
    }
}

fn refused(why: &str) -> SignError {
    SignError(format!("KMS: {why}").into())
}

#[cfg(test)]
mod tests;
