//! What the payloads of a function find in the stack: `events/<function>/setup.json`.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::stack::Stack;
use crate::{payloads, records};

/// The file's name.
pub const SETUP: &str = "setup.json";

/// What is there before the first payload. Tables and buckets go by the names of the outputs.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// Variables of the function, besides those of the template or instead.
    variables: BTreeMap<String, String>,
    /// The content of secrets, by the variable that holds the secret's ARN.
    secrets: BTreeMap<String, Value>,
    /// Items, by table.
    items: BTreeMap<String, Vec<Value>>,
    /// Objects, by bucket and key.
    objects: BTreeMap<String, BTreeMap<String, Value>>,
    /// Addresses that SES has verified; the local stack does not check them otherwise.
    senders: Vec<String>,
}

impl Setup {
    /// That of a function; empty without the file.
    pub fn of(function: &str) -> Self {
        let path = payloads::directory(function).join(SETUP);
        if !path.exists() {
            return Self::default();
        }
        let text = fs::read(&path).expect("a file");
        serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Puts all of it into the stack, and returns the function's variables.
    pub async fn apply(self, stack: &Stack) -> BTreeMap<String, String> {
        for (table, items) in self.items {
            for item in items {
                records::put_item(stack, &table, item).await;
            }
        }
        for (bucket, objects) in self.objects {
            for (key, content) in objects {
                records::put_object(stack, &bucket, &key, content.to_string()).await;
            }
        }
        for sender in &self.senders {
            verify(stack, sender).await;
        }
        let mut variables = self.variables;
        for (variable, content) in self.secrets {
            let arn = create_secret(stack, &variable, &content).await;
            variables.insert(variable, arn);
        }
        variables
    }
}

/// The ARN of a new secret.
async fn create_secret(stack: &Stack, name: &str, content: &Value) -> String {
    let client = aws_sdk_secretsmanager::Client::new(&stack.sdk().await);
    let call = client.create_secret().name(name).secret_string(content.to_string());
    call.send().await.expect("a secret").arn.expect("its ARN")
}

async fn verify(stack: &Stack, sender: &str) {
    let call = reqwest::Client::new()
        .post(format!("{}/v2/email/identities", stack.endpoint()))
        .header("authorization", stack.authorization("ses"))
        .body(json!({"EmailIdentity": sender}).to_string());
    let answer = call.send().await.expect("an answer of SES");
    assert!(answer.status().is_success(), "{}", answer.status());
}
