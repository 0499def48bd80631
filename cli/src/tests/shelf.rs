//! A quarantine in memory, as S3 answers for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use milepost_contracts::specimen::{ACCOUNT, PART, REASON, RECEIVED_AT};
use milepost_contracts::{percent_decoded, percent_encoded};

use super::aws::{Asked, aws};
use crate::aws_error::Place;
use crate::quarantined::{Bucket, Object};

/// Objects by key.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Mutex<BTreeMap<String, Object>>>);

impl Shelf {
    pub(crate) fn of(objects: impl IntoIterator<Item = Object>) -> Self {
        let by_key = objects.into_iter().map(|one| (one.listed.key.clone(), one));
        Self(Arc::new(Mutex::new(by_key.collect())))
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.0.lock().unwrap().keys().cloned().collect()
    }

    pub(crate) fn bucket(&self) -> Bucket {
        let held = self.clone();
        let config = aws(move |asked| held.answer(&asked));
        let client = aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build();
        let client = aws_sdk_s3::Client::from_conf(client);
        Bucket { client, name: "kept".to_owned(), place: Place::of(&config).unwrap() }
    }

    fn answer(&self, asked: &Asked) -> http::Response<Vec<u8>> {
        let mut all = self.0.lock().unwrap();
        let key = percent_decoded(asked.uri.path().trim_start_matches("/kept").trim_matches('/'));
        let answer = http::Response::builder();
        if key.is_empty() {
            return answer.body(listing(&all, asked.uri.query().unwrap()).into_bytes()).unwrap();
        }
        if asked.method == "DELETE" {
            all.remove(&key);
            return answer.status(204).body(Vec::new()).unwrap();
        }
        let Object { metadata, body, .. } = all[&key].clone();
        let header = |name: &str| format!("x-amz-meta-{name}");
        let account = metadata.account.map(|id| percent_encoded(id.as_str()).clone());
        let beside = [
            (REASON, metadata.reason),
            (RECEIVED_AT, metadata.received_at.map(|time| time.to_string())),
            (ACCOUNT, account),
            (PART, metadata.part.map(|part| part.as_str().to_owned())),
        ];
        let beside = beside.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let answer =
            beside.fold(answer, |answer, (name, value)| answer.header(header(name), value));
        answer.body(if asked.method == "HEAD" { Vec::new() } else { body }).unwrap()
    }
}

fn listing(all: &BTreeMap<String, Object>, query: &str) -> String {
    let prefix = query.split('&').find_map(|part| part.strip_prefix("prefix="));
    let prefix = percent_decoded(prefix.unwrap_or_default());
    let entry = |one: &Object| {
        let (key, bytes, kept_at) = (&one.listed.key, one.listed.bytes, one.listed.kept_at);
        format!(
            "<Contents><Key>{key}</Key><Size>{bytes}</Size>\
             <LastModified>{kept_at}</LastModified></Contents>"
        )
    };
    let entries: String =
        all.values().filter(|one| one.listed.key.starts_with(&prefix)).map(entry).collect();
    format!("<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>")
}
