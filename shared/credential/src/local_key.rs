use ed25519_dalek::{Signer, SigningKey};

use crate::{PublicKey, Sign, SignError};

/// A key in memory, for tests and for trying things out. In production the key never leaves KMS.
#[derive(Debug)]
pub struct LocalKey(SigningKey);

impl LocalKey {
    /// The key of a secret seed (RFC 8032, section 5.1.5).
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// Its public half.
    pub fn public_key(&self) -> PublicKey {
        PublicKey::new(self.0.verifying_key().to_bytes())
    }
}

impl Sign for LocalKey {
    async fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        Ok(self.0.sign(message).to_bytes())
    }
}
