//! Whether every change that was published reached the archive, which takes all.

use std::collections::BTreeSet;

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Output;
use futures::stream::{self, StreamExt as _};
use milepost_contracts::HistoryItem;
use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use serde_json::Value;

/// Objects read at a time: the emulator makes one of each change.
const PARALLEL: usize = 16;

/// What was published, and what of it is archived.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Archived {
    /// Messages that history says were published.
    pub published: usize,
    /// Of these, those that are not in the archive.
    pub missing: usize,
    /// Lines in the archive above one for each message: at least once is what is promised.
    pub repeated: usize,
}

impl Archived {
    /// Compares history and archive.
    pub async fn of(stack: &Stack, history: &[HistoryItem]) -> Self {
        let messages = history.iter().filter_map(records::message);
        let published = messages.filter_map(|message| id(&message)).collect();
        Self::compare(&published, &lines(stack).await)
    }

    fn compare(published: &BTreeSet<String>, lines: &[String]) -> Self {
        let archived: BTreeSet<String> = lines.iter().filter_map(|line| id(line)).collect();
        Self {
            published: published.len(),
            missing: published.difference(&archived).count(),
            repeated: lines.len() - archived.len(),
        }
    }
}

/// The id of a message, which is the key of the event behind it.
fn id(message: &str) -> Option<String> {
    let message: Value = serde_json::from_str(message).ok()?;
    Some(message["id"].as_str()?.to_owned())
}

async fn lines(stack: &Stack) -> Vec<String> {
    let config = aws_sdk_s3::config::Builder::from(&stack.sdk().await).force_path_style(true);
    let (client, bucket) = (Client::from_conf(config.build()), stack.output("ArchiveBucket"));
    let pages = client.list_objects_v2().bucket(bucket).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.expect("a listing");
    let objects = pages.iter().flat_map(ListObjectsV2Output::contents).filter_map(|it| it.key());
    let get = |key: &str| client.get_object().bucket(bucket).key(key).send();
    stream::iter(objects.map(get).collect::<Vec<_>>())
        .map(|object| async {
            let body = object.await.expect("an object").body.collect().await.expect("a body");
            let text = String::from_utf8(body.to_vec()).expect("a text");
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .buffer_unordered(PARALLEL)
        .concat()
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_and_repeated_lines_are_counted() {
        let published = ["a", "b", "c"].map(str::to_owned).into();
        let lines = ["a", "b", "b"].map(|id| format!(r#"{{"id":"{id}"}}"#));
        let archived = Archived::compare(&published, &lines);
        assert_eq!(archived, Archived { published: 3, missing: 1, repeated: 1 });
    }
}
