//! Names for records in logs that tell nothing about the learner.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer};
use sha2::Sha256;

use crate::secret::Secret;

/// Names a record in logs by a keyed hash, so that lines about one record can be found
/// together, and nobody without the key can test a guess at who it is.
#[derive(Clone)]
pub struct LogKey(Hmac<Sha256>);

impl LogKey {
    /// Hashes with this key (the variable `LOG_HASH_KEY`), of any length.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "at start-up, and HMAC takes a key of any length"
    )]
    pub fn new(key: &Secret) -> Self {
        Self(Hmac::new_from_slice(key.expose()).expect("a key of any length"))
    }

    /// The first 16 hexadecimal digits of HMAC-SHA256 over the name.
    pub fn of(&self, name: &str) -> String {
        let code = self.0.clone().chain_update(name).finalize().into_bytes();
        hex::encode(&code[..8])
    }
}

impl<'de> Deserialize<'de> for LogKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Secret::deserialize(deserializer).map(|key| Self::new(&key))
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_hmac_sha256_of_rfc_4231() {
        let key = LogKey::new(&Secret::new("Jefe"));
        assert_eq!(key.of("what do ya want for nothing?"), "5bdcc146bf60754e");
        let long = LogKey::new(&Secret::new([0xaa; 131]));
        let text = "Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(long.of(text), "60e431591ee0b67f");
    }

    #[test]
    fn it_depends_on_the_key_and_hides_it() {
        let key = LogKey::new(&Secret::new("one"));
        assert_ne!(key.of("record"), LogKey::new(&Secret::new("two")).of("record"));
        assert_eq!(format!("{key:?}"), "LogKey([redacted])");
    }
}
