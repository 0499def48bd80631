//! The mails and short messages that the emulator has sent, and its side of Amazon SES.

use std::collections::BTreeMap;

use reqwest::Client;
use serde_json::{Value, json};

use crate::stack::Stack;

/// A mail that was sent.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
}

/// All mails that were sent, in this order.
pub async fn mails(stack: &Stack) -> Vec<Mail> {
    let all = get(stack, "/_ministack/ses/messages").await;
    let mut mails: Vec<&Value> = Vec::new();
    collect(&all, &mut mails);
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let mail = |it: &Value| Mail {
        to: text(&it["To"][0]),
        subject: text(&it["Subject"]),
        text: text(&it["BodyText"]),
        html: text(&it["BodyHtml"]),
    };
    mails.into_iter().map(mail).collect()
}

/// All short messages that were sent, by number.
pub async fn short_messages(stack: &Stack) -> BTreeMap<String, Vec<String>> {
    let all = get(stack, "/_ministack/sns/sms-messages").await;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut messages = Vec::new();
    collect(&all, &mut messages);
    for message in messages {
        let text = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
        found.entry(text("PhoneNumber")).or_default().push(text("Message"));
    }
    found
}

/// Whatever the answer is wrapped in: the objects that have a `MessageId`.
fn collect<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) if object.contains_key("MessageId") => found.push(value),
        Value::Object(object) => object.values().for_each(|it| collect(it, found)),
        Value::Array(array) => array.iter().for_each(|it| collect(it, found)),
        _ => {}
    }
}

async fn get(stack: &Stack, path: &str) -> Value {
    let call = Client::new().get(format!("{}{path}", stack.endpoint()));
    let (status, answer) = crate::webhook::answer(call.send().await.expect("an answer")).await;
    assert!(status.is_success(), "{path}: {status}");
    answer
}

/// Verifies an address or a domain: SES sends from no other.
pub async fn verify(stack: &Stack, identity: &str) {
    ses(stack, "identities", &json!({"EmailIdentity": identity})).await;
}

/// Puts the account into SES's sandbox: it sends to verified addresses only.
pub async fn sandbox(stack: &Stack) {
    let details = json!({
        "MailType": "TRANSACTIONAL", "WebsiteURL": "https://example.com",
        "ProductionAccessEnabled": false,
    });
    ses(stack, "account/details", &details).await;
}

async fn ses(stack: &Stack, what: &str, body: &Value) {
    let call = Client::new()
        .post(format!("{}/v2/email/{what}", stack.endpoint()))
        .header("authorization", stack.authorization("ses"))
        .header("content-type", "application/json")
        .body(body.to_string());
    let (status, answer) = crate::webhook::answer(call.send().await.expect("an answer")).await;
    assert!(status.is_success(), "{what}: {status} {answer}");
}
