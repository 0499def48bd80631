//! How a webhook says who it is: ALM's three choices.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use milepost_runtime::secret::Secret;
use sha2::Sha256;

use crate::args::CredentialArgs;
use crate::client::OpenError;

/// What proves the sender.
#[derive(Debug)]
pub(crate) enum Auth {
    None,
    Basic {
        user: String,
        password: Secret,
    },
    /// HMAC-SHA256 over the raw body, in hexadecimal digits.
    Signature {
        header: String,
        secret: Secret,
    },
}

impl Auth {
    /// A signature secret goes before a user and password; empty values count as not set.
    pub(crate) fn of(args: &CredentialArgs) -> Result<Self, OpenError> {
        let set = |secret: &Option<Secret>| secret.clone().filter(|secret| !secret.is_empty());
        let user = args.user.clone().filter(|user| !user.is_empty());
        if let Some(secret) = set(&args.signature_secret) {
            return Ok(Self::Signature { header: args.signature_header.clone(), secret });
        }
        match (user, set(&args.password)) {
            (None, None) => Ok(Self::None),
            (Some(user), Some(password)) => Ok(Self::Basic { user, password }),
            _ => Err(OpenError::HalfCredentials),
        }
    }

    /// The header to send with a body.
    pub(crate) fn header(&self, body: &[u8]) -> Option<(&str, String)> {
        match self {
            Self::None => None,
            Self::Basic { user, password } => {
                let pair = STANDARD.encode([user.as_bytes(), b":", password.expose()].concat());
                Some(("Authorization", format!("Basic {pair}")))
            }
            Self::Signature { header, secret } => {
                Some((header, format!("sha256={}", sign(secret, body)?)))
            }
        }
    }

    /// For messages: with what it is sent.
    pub(crate) fn mode(&self) -> &'static str {
        match self {
            Self::None => "without authentication",
            Self::Basic { .. } => "with basic authentication",
            Self::Signature { .. } => "with a signature",
        }
    }
}

/// HMAC takes keys of any length, so this is always there.
fn sign(secret: &Secret, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose()).ok()?;
    mac.update(body);
    Some(hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(user: &str, password: &str, signature_secret: &str) -> CredentialArgs {
        CredentialArgs {
            user: Some(user.to_owned()),
            password: Some(Secret::new(password)),
            signature_secret: Some(Secret::new(signature_secret)),
            signature_header: "X-ALM-Signature".to_owned(),
        }
    }

    #[test]
    fn the_mode_follows_from_what_is_set() {
        let header = |user, password, secret| {
            let auth = Auth::of(&args(user, password, secret)).unwrap();
            auth.header(b"body").map(|(name, value)| format!("{name}: {value}"))
        };
        assert_eq!(header("", "", ""), None);
        assert_eq!(header("alm", "pw", "").unwrap(), "Authorization: Basic YWxtOnB3");
        insta::assert_snapshot!(header("alm", "pw", "key").unwrap(), @"X-ALM-Signature: sha256=515aae133b435d4000956731f68ae5cf5eb85d4f0dc6a546d2bfcd3595ec1ae1");
        assert!(Auth::of(&args("alm", "", "")).is_err());
        assert!(Auth::of(&args("", "pw", "")).is_err());
    }

    #[test]
    fn the_signature_is_rfc_4231s() {
        let signature = sign(&Secret::new("Jefe"), b"what do ya want for nothing?").unwrap();
        assert_eq!(signature, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn no_debug_output_holds_a_secret() {
        let shown = format!("{:?}", Auth::of(&args("alm", "pw-1", "")).unwrap());
        assert!(!shown.contains("pw-1") && shown.contains("[redacted]"), "{shown}");
        let shown = format!("{:?}", args("alm", "pw-1", "key-1"));
        assert!(!shown.contains("pw-1") && !shown.contains("key-1"), "{shown}");
    }
}
