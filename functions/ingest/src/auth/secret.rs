//! The webhook's secret, as the operator writes it.

use milepost_runtime::secret::Secret;
use serde::Deserialize;

/// The JSON object kept in Secrets Manager. The previous values are accepted as well, so that
/// ALM's form and the secret need not be changed in the same second.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookSecret {
    /// The user of basic authentication.
    pub username: Option<Secret>,
    /// The password of basic authentication.
    pub password: Option<Secret>,
    /// The user before the last rotation; the same as now, if absent.
    pub previous_username: Option<Secret>,
    /// The password before the last rotation.
    pub previous_password: Option<Secret>,
    /// The key of signatures.
    pub signature_secret: Option<Secret>,
    /// The key of signatures before the last rotation.
    pub previous_signature_secret: Option<Secret>,
}

/// What the secret lacks for the mode in use: a fault of the configuration, which shuts the
/// webhook until it is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretFault {
    /// A field is absent or empty.
    #[error("the webhook secret has no {0}")]
    MissingField(&'static str),
}

/// The value, unless it is absent or empty.
pub(super) fn required<'s>(
    value: Option<&'s Secret>,
    field: &'static str,
) -> Result<&'s Secret, SecretFault> {
    present(value).ok_or(SecretFault::MissingField(field))
}

/// The value, unless it is absent or empty: an empty secret would let everybody in.
pub(super) fn present(value: Option<&Secret>) -> Option<&Secret> {
    value.filter(|secret| !secret.is_empty())
}
