//! HTTP basic authentication (RFC 7617).

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use lambda_http::http::HeaderMap;
use lambda_http::http::header::AUTHORIZATION;
use milepost_runtime::secret::Secret;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::secret::{present, required};
use super::{AuthError, SecretFault, WebhookSecret};

/// Base64 with or without padding.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A user and a password as digests: comparing these takes equally long for any length.
#[derive(Clone)]
struct Login {
    username: [u8; 32],
    password: [u8; 32],
}

impl Login {
    fn new(username: &[u8], password: &[u8]) -> Self {
        Self {
            username: Sha256::digest(username).into(),
            password: Sha256::digest(password).into(),
        }
    }

    fn of(username: &Secret, password: &Secret) -> Self {
        Self::new(username.expose(), password.expose())
    }

    fn matches(&self, other: &Self) -> Choice {
        self.username.ct_eq(&other.username) & self.password.ct_eq(&other.password)
    }
}

/// The users and passwords that are accepted now.
pub struct BasicLogins(Vec<Login>);

impl BasicLogins {
    pub(super) fn new(secret: &WebhookSecret) -> Result<Self, SecretFault> {
        let username = required(secret.username.as_ref(), "username")?;
        let password = required(secret.password.as_ref(), "password")?;
        let mut logins = vec![Login::of(username, password)];
        if let Some(password) = present(secret.previous_password.as_ref()) {
            let username = present(secret.previous_username.as_ref()).unwrap_or(username);
            logins.push(Login::of(username, password));
        }
        Ok(Self(logins))
    }

    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), AuthError> {
        let given = login(headers)?;
        let known =
            self.0.iter().fold(Choice::from(0), |known, login| known | login.matches(&given));
        bool::from(known).then_some(()).ok_or(AuthError::Wrong)
    }
}

impl std::fmt::Debug for BasicLogins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BasicLogins([redacted])")
    }
}

fn login(headers: &HeaderMap) -> Result<Login, AuthError> {
    let value = headers.get(AUTHORIZATION).ok_or(AuthError::Missing)?.as_bytes();
    let (scheme, encoded) = split_at_byte(value, b' ').ok_or(AuthError::Malformed)?;
    if !scheme.eq_ignore_ascii_case(b"basic") {
        return Err(AuthError::Missing);
    }
    let decoded = BASE64.decode(encoded.trim_ascii()).map_err(|_| AuthError::Malformed)?;
    let (username, password) = split_at_byte(&decoded, b':').ok_or(AuthError::Malformed)?;
    Ok(Login::new(username, password))
}

fn split_at_byte(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == separator)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}
