use std::fmt;

use crate::CredentialError;

/// What stands before the 32 bytes in a `SubjectPublicKeyInfo` (RFC 8410, section 4).
const SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];
/// The multicodec `ed25519-pub`, as a varint (Controlled Identifiers 1.0, section 2.2.2).
const MULTICODEC: [u8; 2] = [0xed, 0x01];

/// An Ed25519 public key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The key of these bytes (RFC 8032, section 5.1.5).
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the DER form of a `SubjectPublicKeyInfo`, as KMS's `GetPublicKey` answers it.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, CredentialError> {
        let bytes = der.strip_prefix(&SPKI_PREFIX).ok_or(CredentialError::PublicKey)?;
        bytes.try_into().map(Self).map_err(|_| CredentialError::PublicKey)
    }

    /// Reads what [`multibase`](Self::multibase) writes.
    pub fn from_multibase(text: &str) -> Result<Self, CredentialError> {
        let base58 = text.strip_prefix('z').ok_or(CredentialError::PublicKey)?;
        let bytes = bs58::decode(base58).into_vec().map_err(|_| CredentialError::PublicKey)?;
        let key = bytes.strip_prefix(&MULTICODEC).ok_or(CredentialError::PublicKey)?;
        key.try_into().map(Self).map_err(|_| CredentialError::PublicKey)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The value of `publicKeyMultibase`: `z6Mk…`.
    pub fn multibase(&self) -> String {
        let mut bytes = MULTICODEC.to_vec();
        bytes.extend_from_slice(&self.0);
        format!("z{}", bs58::encode(bytes).into_string())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.multibase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MULTIBASE: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
    const HEX: &str = "4bdeafde2ea8beefadd8c699b5c7e0704cf51154d52e17b20b71337ca04cc5a5";

    fn key() -> PublicKey {
        PublicKey::new(hex::decode(HEX).unwrap().try_into().unwrap())
    }

    #[test]
    fn multibase_is_that_of_the_open_badges_test_vector() {
        assert_eq!(key().multibase(), MULTIBASE);
        assert_eq!(PublicKey::from_multibase(MULTIBASE).unwrap(), key());
    }

    #[test]
    fn the_key_of_kms_is_read() {
        let der = hex::decode(format!("302a300506032b6570032100{HEX}")).unwrap();
        assert_eq!(PublicKey::from_spki_der(&der).unwrap(), key());
    }

    #[test]
    fn other_keys_are_refused() {
        let mut der = hex::decode(format!("302a300506032b6570032100{HEX}")).unwrap();
        der[8] = 0x6e; // X25519
        assert!(PublicKey::from_spki_der(&der).is_err());
        assert!(PublicKey::from_spki_der(&[]).is_err());
        for text in ["", "z", "z6Mk", &MULTIBASE[1..], "zDnaegE6RR3atJtHKwTRTWHsJ3kNHqFwv7n9YjTg"] {
            assert!(PublicKey::from_multibase(text).is_err(), "{text}");
        }
    }
}
