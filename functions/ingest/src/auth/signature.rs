//! A keyed hash (HMAC) over the raw body, in a header field. Adobe publishes neither field nor
//! algorithm nor encoding, so each is configured.

use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use lambda_http::http::{HeaderMap, HeaderName};
use milepost_runtime::secret::Secret;
use sha2::{Sha256, Sha512};
use strum::EnumString;
use subtle::{Choice, ConstantTimeEq};

use super::basic::BASE64;
use super::secret::{present, required};
use super::{AuthError, SecretFault, WebhookSecret};

/// Most signatures of one request: a sender that rotates its key signs with both.
const MAX_SIGNATURES: usize = 4;

/// Where the signature is and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureScheme {
    /// The header field.
    pub header: HeaderName,
    /// The hash function.
    pub algorithm: Algorithm,
    /// How the bytes are written.
    pub encoding: Encoding,
    /// What may stand before the signature; a request without it is as good.
    pub prefix: String,
}

/// The hash function of the signature.
#[derive(Debug, Clone, Copy, EnumString, PartialEq, Eq)]
#[strum(serialize_all = "lowercase")]
pub enum Algorithm {
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How the signature's bytes are written.
#[derive(Debug, Clone, Copy, EnumString, PartialEq, Eq)]
#[strum(serialize_all = "lowercase")]
pub enum Encoding {
    /// Hexadecimal digits of either case.
    Hex,
    /// Base64, with or without padding.
    Base64,
}

impl Algorithm {
    /// The prefix that senders of this algorithm commonly write.
    pub const fn usual_prefix(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256=",
            Self::Sha512 => "sha512=",
        }
    }

    /// Whether the signature is that of the body. Takes equally long for any wrong one of the
    /// right length.
    fn verify(self, key: &Secret, body: &[u8], signature: &[u8]) -> Choice {
        match self {
            Self::Sha256 => verify::<Hmac<Sha256>>(key, body, signature),
            Self::Sha512 => verify::<Hmac<Sha512>>(key, body, signature),
        }
    }
}

fn verify<M: Mac + KeyInit>(key: &Secret, body: &[u8], signature: &[u8]) -> Choice {
    let Ok(mac) = <M as KeyInit>::new_from_slice(key.expose()) else {
        return Choice::from(0);
    };
    let expected = mac.chain_update(body).finalize().into_bytes();
    expected.ct_eq(signature)
}

/// The keys that are accepted now.
#[derive(Debug)]
pub struct SignatureKeys {
    scheme: SignatureScheme,
    keys: Vec<Secret>,
}

impl SignatureKeys {
    pub(super) fn new(
        scheme: &SignatureScheme,
        secret: &WebhookSecret,
    ) -> Result<Self, SecretFault> {
        let current = required(secret.signature_secret.as_ref(), "signatureSecret")?;
        let previous = present(secret.previous_signature_secret.as_ref());
        let keys = std::iter::once(current).chain(previous).cloned().collect();
        Ok(Self { scheme: scheme.clone(), keys })
    }

    pub(super) fn check(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), AuthError> {
        let known = self.signatures(headers)?.iter().fold(Choice::from(0), |known, signature| {
            self.keys.iter().fold(known, |known, key| {
                known | self.scheme.algorithm.verify(key, body, signature)
            })
        });
        bool::from(known).then_some(()).ok_or(AuthError::Wrong)
    }

    /// The signatures in the field, side by side with commas or spaces, unless the prefix has such.
    fn signatures(&self, headers: &HeaderMap) -> Result<Vec<Vec<u8>>, AuthError> {
        let value = headers.get(&self.scheme.header).ok_or(AuthError::Missing)?.as_bytes();
        let is_list = !self.scheme.prefix.bytes().any(is_separator);
        let parts: Vec<&[u8]> = value
            .split(|byte| is_list && is_separator(*byte))
            .filter(|part| !part.is_empty())
            .take(MAX_SIGNATURES + 1)
            .collect();
        if parts.len() > MAX_SIGNATURES {
            return Err(AuthError::Malformed);
        }
        let read: Vec<_> = parts.into_iter().filter_map(|part| self.decode(part)).collect();
        if read.is_empty() { Err(AuthError::Malformed) } else { Ok(read) }
    }

    fn decode(&self, value: &[u8]) -> Option<Vec<u8>> {
        let value = strip_prefix(value.trim_ascii(), self.scheme.prefix.as_bytes());
        let value = strip_prefix(value, self.scheme.algorithm.usual_prefix().as_bytes());
        match self.scheme.encoding {
            Encoding::Hex => hex::decode(value).ok(),
            Encoding::Base64 => BASE64.decode(value).ok(),
        }
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b',' | b' ' | b'\t')
}

fn strip_prefix<'v>(value: &'v [u8], prefix: &[u8]) -> &'v [u8] {
    match value.split_at_checked(prefix.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(prefix) => rest,
        _ => value,
    }
}
