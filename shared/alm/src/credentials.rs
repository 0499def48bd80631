//! What the client proves itself with.

use milepost_runtime::secret::Secret;

/// An application registered in ALM, and its refresh token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Credentials {
    /// The application's id.
    pub client_id: String,
    /// The application's secret.
    pub client_secret: Secret,
    /// What access tokens are asked for with. ALM may give a new one with each.
    pub refresh_token: Secret,
}

/// Why credentials cannot be read or written; holds a description without them.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the credentials for ALM's API cannot be used: {0}")]
pub struct StoreError(pub String);

/// Port: where the credentials are kept.
pub trait CredentialStore {
    /// The credentials of the moment; `None` if the operator has entered none.
    ///
    /// # Errors
    /// If the store cannot be read, or holds something else.
    fn load(&self) -> impl Future<Output = Result<Option<Credentials>, StoreError>> + Send;

    /// Replaces the credentials, with the refresh token that ALM gave.
    ///
    /// # Errors
    /// If the store cannot be written.
    fn save(
        &self,
        credentials: &Credentials,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}
