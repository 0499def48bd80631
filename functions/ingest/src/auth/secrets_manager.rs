//! The secret in AWS Secrets Manager.

use aws_sdk_secretsmanager::Client;

use super::{FetchError, FetchSecret};
use milepost_runtime::aws_error::describe;

/// Reads one secret with `GetSecretValue`.
#[derive(Debug)]
pub struct SecretsManager {
    client: Client,
    secret_arn: String,
}

impl SecretsManager {
    /// Reads this secret.
    pub const fn new(client: Client, secret_arn: String) -> Self {
        Self { client, secret_arn }
    }
}

impl FetchSecret for SecretsManager {
    async fn fetch(&self) -> Result<String, FetchError> {
        let request = self.client.get_secret_value().secret_id(&self.secret_arn);
        let answer = request.send().await.map_err(|error| FetchError(describe(&error)))?;
        answer.secret_string.ok_or_else(|| FetchError("the secret has no text".to_owned()))
    }
}
