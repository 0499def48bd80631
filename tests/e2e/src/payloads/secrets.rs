//! What stands in a payload and in no log.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::Case;

impl Case {
    /// What must not be in any log: learners, their names and addresses, certificates, credentials,
    /// bodies.
    pub fn secrets(&self) -> Vec<String> {
        let payload = self.json();
        let bodies = self.bodies();
        let mut secrets = self.learners();
        secrets.extend(bodies.iter().flat_map(|body| addresses(body)));
        if let Some(credentials) = payload["headers"]["authorization"].as_str() {
            let encoded = credentials.trim_start_matches("Basic ");
            let decoded = BASE64_STANDARD.decode(encoded).expect("credentials in base64");
            let decoded = String::from_utf8(decoded).expect("a user and a password");
            let (_, password) = decoded.split_once(':').expect("a user and a password");
            secrets.extend([encoded.to_owned(), password.to_owned()]);
        }
        secrets.extend(bodies);
        let records = self.records();
        secrets.extend(records.iter().flat_map(|it| texts(&it["dynamodb"], &["name", "email"])));
        // Who knows a certificate's id sees it.
        secrets.extend(payload["pathParameters"]["id"].as_str().map(str::to_owned));
        secrets
    }

    /// The ids of all learners that the payload names, once for each time.
    ///
    /// Panics if one was not recognised as such: it would be looked for in no log.
    pub fn learners(&self) -> Vec<String> {
        let mut found: Vec<_> = self.bodies().iter().flat_map(|body| learners(body)).collect();
        let records = self.records();
        found.extend(records.iter().flat_map(|it| texts(&it["dynamodb"], &["userId"])));
        let text = String::from_utf8_lossy(&self.payload);
        let named = text.split("userId").skip(1).filter(|rest| begins_with_id(rest)).count();
        assert!(found.len() >= named, "{}: {found:?} of {named} learners", self.file);
        found
    }

    /// What a request or its messages carry.
    fn bodies(&self) -> Vec<String> {
        let mut bodies = vec![body(&self.json())];
        bodies.extend(self.records().iter().map(body));
        bodies.retain(|body| !body.is_empty());
        bodies
    }
}

/// Whether the value that follows a name has digits, in whatever notation.
fn begins_with_id(rest: &str) -> bool {
    let end_of_value = |c: char| c.is_ascii_digit() || ",]}".contains(c);
    rest.chars().find(|c| end_of_value(*c)).is_some_and(|c| c.is_ascii_digit())
}

/// The text that a request or a message carries.
fn body(carrier: &Value) -> String {
    let body = carrier["body"].as_str().unwrap_or_default();
    if carrier["isBase64Encoded"] == true {
        let decoded = BASE64_STANDARD.decode(body).expect("a body in base64");
        // One payload is compressed.
        return String::from_utf8_lossy(&decoded).into_owned();
    }
    body.to_owned()
}

/// The ids after `"userId":`, found as text, since a body may be no JSON.
fn learners(body: &str) -> Vec<String> {
    let rest = body.split(r#""userId":"#).skip(1);
    rest.map(|rest| {
        let id = rest.trim_start_matches(['"', ' ']);
        id.chars().take_while(char::is_ascii_digit).collect()
    })
    .collect()
}

/// Whom a notification goes to, and whom SES tells of.
fn addresses(body: &str) -> Vec<String> {
    let after = |member| body.split(member).skip(1).map(|rest| rest.split('"').next());
    let found = after(r#""address":""#).chain(after(r#""emailAddress":""#));
    found.flatten().map(str::to_owned).collect()
}

/// The texts of these attributes of an item, as a stream delivers it.
fn texts(item: &Value, names: &[&str]) -> Vec<String> {
    let Some(members) = item.as_object() else { return vec![] };
    let text = |(name, value): (&String, &Value)| {
        if names.contains(&name.as_str()) {
            return value["S"].as_str().map(str::to_owned).into_iter().collect();
        }
        texts(value, names)
    };
    members.iter().flat_map(text).collect()
}
