//! The credentials of ALM's API, in Secrets Manager.

use aws_sdk_secretsmanager::Client;
use milepost_alm::credentials::{CredentialStore, Credentials, StoreError};
use milepost_runtime::aws_error::describe;
use milepost_runtime::secret::Secret;
use serde_json::{Map, Value};

const CLIENT_ID: &str = "clientId";
const CLIENT_SECRET: &str = "clientSecret";
const REFRESH_TOKEN: &str = "refreshToken";

/// One secret with the members `clientId`, `clientSecret` and `refreshToken`; all empty until the
/// operator enters them.
#[derive(Clone, Debug)]
pub struct SecretsManager {
    client: Client,
    secret_arn: String,
}

impl SecretsManager {
    /// Reads and writes this secret.
    pub const fn new(client: Client, secret_arn: String) -> Self {
        Self { client, secret_arn }
    }

    async fn fields(&self) -> Result<Fields, StoreError> {
        let answer = self.client.get_secret_value().secret_id(&self.secret_arn).send().await;
        let answer = answer.map_err(|error| StoreError(describe(&error)))?;
        Fields::read(answer.secret_string().unwrap_or_default())
    }
}

impl CredentialStore for SecretsManager {
    async fn load(&self) -> Result<Option<Credentials>, StoreError> {
        self.fields().await?.credentials()
    }

    async fn save(&self, credentials: &Credentials) -> Result<(), StoreError> {
        let Some(text) = self.fields().await?.with_refresh_token_of(credentials)? else {
            return Ok(());
        };
        let put = self.client.put_secret_value().secret_id(&self.secret_arn).secret_string(text);
        put.send().await.map(|_| ()).map_err(|error| StoreError(describe(&error)))
    }
}

/// The secret's JSON object. It has no `Debug`.
struct Fields(Map<String, Value>);

impl Fields {
    fn read(text: &str) -> Result<Self, StoreError> {
        // What the parser says may quote the secret.
        let malformed = |_| StoreError("the secret is not a JSON object".to_owned());
        serde_json::from_str(text).map(Self).map_err(malformed)
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).map(str::trim).unwrap_or_default()
    }

    /// The credentials; none if all members are empty, an error if some are.
    fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        let names = [CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN];
        if names.iter().all(|name| self.text(name).is_empty()) {
            return Ok(None);
        }
        if let Some(missing) = names.iter().find(|name| self.text(name).is_empty()) {
            return Err(StoreError(format!("the secret has no {missing}")));
        }
        Ok(Some(Credentials {
            client_id: self.text(CLIENT_ID).to_owned(),
            client_secret: Secret::new(self.text(CLIENT_SECRET)),
            refresh_token: Secret::new(self.text(REFRESH_TOKEN)),
        }))
    }

    /// The secret's text with a new refresh token and everything else as it was; none if it now
    /// holds another application, which an operator must have entered.
    fn with_refresh_token_of(mut self, new: &Credentials) -> Result<Option<String>, StoreError> {
        if self.text(CLIENT_ID) != new.client_id {
            return Ok(None);
        }
        let token = String::from_utf8(new.refresh_token.expose().to_vec());
        let token = token.map_err(|_| StoreError("the refresh token is no text".to_owned()))?;
        self.0.insert(REFRESH_TOKEN.to_owned(), token.into());
        // Cannot fail: it was read from JSON.
        Ok(serde_json::to_string(&self.0).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str =
        r#"{"clientId":"app","clientSecret":"s3cret","refreshToken":"old","note":"kept"}"#;

    fn read(text: &str) -> Result<Option<Credentials>, String> {
        Fields::read(text).and_then(|it| it.credentials()).map_err(|error| error.0)
    }

    #[test]
    fn an_empty_secret_is_no_credentials() {
        let empty = r#"{"clientId":"","clientSecret":" ","refreshToken":""}"#;
        assert_eq!(read(empty), Ok(None));
        assert_eq!(read("{}"), Ok(None));
    }

    #[test]
    fn half_of_the_credentials_is_a_mistake() {
        let half = r#"{"clientId":"app","clientSecret":"s3cret"}"#;
        assert_eq!(read(half), Err("the secret has no refreshToken".to_owned()));
        assert_eq!(read("s3cret"), Err("the secret is not a JSON object".to_owned()));
    }

    #[test]
    fn a_new_refresh_token_replaces_the_old_and_nothing_else() {
        let mut credentials = read(FULL).unwrap().unwrap();
        credentials.refresh_token = Secret::new("new");
        let text = Fields::read(FULL).unwrap().with_refresh_token_of(&credentials).unwrap();
        let text: Value = serde_json::from_str(&text.unwrap()).unwrap();
        let expected: Value = serde_json::from_str(&FULL.replace("old", "new")).unwrap();
        assert_eq!(text, expected);
    }

    #[test]
    fn what_an_operator_has_entered_meanwhile_stays() {
        let ours = read(FULL).unwrap().unwrap();
        let theirs = Fields::read(&FULL.replace("app", "another")).unwrap();
        assert_eq!(theirs.with_refresh_token_of(&ours), Ok(None));
    }
}
