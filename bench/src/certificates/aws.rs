//! An AWS for certificates: a table without conditions, since nobody else writes to it; a bucket
//! without a design; a key.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Method, Request, Response};
use milepost_credential::{LocalKey, Sign as _};
use milepost_faults::aws::Item;
use milepost_faults::upstream::Upstream;
use serde_json::{Value, json};

use super::Language;
use crate::counts::{TRANSACTION, item_bytes, read_units, write_units};

/// What stands before the bytes of an Ed25519 key in its `SubjectPublicKeyInfo` (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// What was asked, for each certificate.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// Calls by operation.
    pub calls: BTreeMap<&'static str, f64>,
    /// `DynamoDB` read request units.
    pub read_units: f64,
    /// `DynamoDB` write request units.
    pub write_units: f64,
    /// Bytes of items.
    pub item_bytes: f64,
    /// Bytes of documents.
    pub document_bytes: f64,
}

impl Counted {
    /// Calls of one operation.
    pub fn calls(&self, operation: &str) -> f64 {
        self.calls.get(operation).copied().unwrap_or_default()
    }

    fn divided(mut self, by: f64) -> Self {
        self.calls.values_mut().for_each(|calls| *calls /= by);
        self.read_units /= by;
        self.write_units /= by;
        self.item_bytes /= by;
        self.document_bytes /= by;
        self
    }
}

/// AWS. Clones are the same AWS.
#[derive(Clone, Debug)]
pub(super) struct Aws(Arc<Services>);

#[derive(Debug)]
struct Services {
    key: LocalKey,
    language: Language,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    items: HashMap<(String, String), Item>,
    places: u64,
    published: usize,
    counted: Counted,
}

impl Aws {
    /// One that knows a learner with a name in this language.
    pub(super) fn new(language: Language) -> Self {
        let key = LocalKey::from_seed([42; 32]);
        Self(Arc::new(Services { key, language, state: Mutex::default() }))
    }

    /// How many certificates others were told of.
    pub(super) fn published(&self) -> usize {
        self.state().published
    }

    /// Forgets what was counted.
    pub(super) fn count_anew(&self) {
        self.state().counted = Counted::default();
    }

    /// What was counted since, divided by so many.
    pub(super) fn counted(&self, certificates: f64) -> Counted {
        self.state().counted.clone().divided(certificates)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().expect("no panic before")
    }

    async fn sign(&self, body: &Value) -> Response<Bytes> {
        let text = body["Message"].as_str().expect("a message");
        let message = BASE64_STANDARD.decode(text).expect("Base64");
        let signature = self.0.key.sign(&message).await.expect("a signature");
        json_answer(&json!({
            "KeyId": body["KeyId"], "SigningAlgorithm": body["SigningAlgorithm"],
            "Signature": BASE64_STANDARD.encode(signature),
        }))
    }

    fn public_key(&self) -> Response<Bytes> {
        let der = [&SPKI[..], self.0.key.public_key().as_bytes()].concat();
        json_answer(&json!({"PublicKey": BASE64_STANDARD.encode(der)}))
    }
}

impl Upstream for Aws {
    async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        let operation = operation(&parts, &body);
        *self.state().counted.calls.entry(operation).or_default() += 1.0;
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        match operation {
            "Sign" => self.sign(&json).await,
            "GetPublicKey" => self.public_key(),
            "GetItem" => self.state().get(&json),
            "BatchGetItem" => self.state().names(&json, self.0.language),
            "UpdateItem" => self.state().draw(),
            "TransactWriteItems" => self.state().write(&json),
            "GetObject" => answer(404, "<Error><Code>NoSuchKey</Code></Error>"),
            "PutObject" => {
                self.state().counted.document_bytes += float(body.len());
                answer(200, "")
            }
            _ => self.state().publish(),
        }
    }
}

fn operation(parts: &Parts, body: &[u8]) -> &'static str {
    let target = parts.headers.get("x-amz-target").and_then(|it| it.to_str().ok());
    match target.and_then(|it| it.split('.').nth(1)) {
        Some("Sign") => "Sign",
        Some("GetPublicKey") => "GetPublicKey",
        Some("GetItem") => "GetItem",
        Some("BatchGetItem") => "BatchGetItem",
        Some("UpdateItem") => "UpdateItem",
        Some("TransactWriteItems") => "TransactWriteItems",
        None if parts.method == Method::GET => "GetObject",
        None if parts.method == Method::PUT => "PutObject",
        None if body.starts_with(b"Action=PublishBatch&") => "PublishBatch",
        other => panic!("{other:?} {} {}", parts.method, parts.uri),
    }
}

impl State {
    fn get(&mut self, call: &Value) -> Response<Bytes> {
        let item = self.items.get(&address(&call["Key"]));
        self.counted.read_units += read_units(item.map_or(0, item_bytes));
        json_answer(&item.map_or_else(|| json!({}), |item| json!({"Item": item})))
    }

    /// What the directory's table holds of those that are asked for.
    fn names(&mut self, call: &Value, language: Language) -> Response<Bytes> {
        let (table, wanted) =
            call["RequestItems"].as_object().and_then(|it| it.iter().next()).expect("a table");
        let keys = wanted["Keys"].as_array().expect("keys");
        self.counted.read_units += float(keys.len());
        let known = keys.iter().filter_map(|key| directory_item(key, language));
        let known: Vec<Value> = known.collect();
        json_answer(&json!({"Responses": {table: known}, "UnprocessedKeys": {}}))
    }

    fn draw(&mut self) -> Response<Bytes> {
        self.places += 1;
        self.counted.write_units += 1.0;
        json_answer(&json!({"Attributes": {"drawn": {"N": self.places.to_string()}}}))
    }

    fn write(&mut self, call: &Value) -> Response<Bytes> {
        for write in call["TransactItems"].as_array().expect("writes") {
            let put = write["Put"]["Item"].as_object().expect("a put: every name is known");
            let bytes = item_bytes(put);
            let before = self.items.insert(address(&write["Put"]["Item"]), put.clone());
            let before = before.as_ref().map_or(0, item_bytes);
            self.counted.write_units += TRANSACTION * write_units(bytes.max(before));
            self.counted.item_bytes += float(bytes) - float(before);
        }
        json_answer(&json!({}))
    }

    fn publish(&mut self) -> Response<Bytes> {
        self.published += 1;
        let taken = "<Successful><member><Id>0</Id><MessageId>1</MessageId></member></Successful>";
        let result = format!("<PublishBatchResult><Failed/>{taken}</PublishBatchResult>");
        answer(200, &format!("<PublishBatchResponse>{result}</PublishBatchResponse>"))
    }
}

fn directory_item(key: &Value, language: Language) -> Option<Value> {
    let (name, locale, title) = match language {
        Language::English => ("Zoë Ångström-Lindqvist", "en-US", "Fire safety at work"),
        Language::Japanese => ("佐藤 さくら", "ja-JP", "情報セキュリティの基礎"),
    };
    // `milepost_directory::Item` in its form on the wire.
    let content = match key["pk"]["S"].as_str()?.split_once('#')? {
        ("person", user) => json!({
            "kind": {"S": "person"},
            "userId": {"S": user}, "name": {"S": name}, "locale": {"S": locale},
        }),
        ("object", object) => json!({
            "kind": {"S": "learning_object"},
            "loId": {"S": object}, "titles": {"M": {locale: {"S": title}}},
        }),
        _ => return None,
    };
    let mut item = key.clone();
    item["content"] = json!({"M": content});
    item["asOf"] = json!({"S": "2026-11-24T08:00:00.000Z"});
    item["expiresAt"] = json!({"N": "1829376000"});
    Some(item)
}

fn address(key: &Value) -> (String, String) {
    let text = |name: &str| key[name]["S"].as_str().expect("a key").to_owned();
    (text("pk"), text("sk"))
}

fn json_answer(value: &Value) -> Response<Bytes> {
    answer(200, &value.to_string())
}

fn answer(status: u16, body: &str) -> Response<Bytes> {
    let answer = Response::builder().status(status).body(Bytes::copy_from_slice(body.as_bytes()));
    answer.expect("an answer")
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn float(count: usize) -> f64 {
    count as f64
}
