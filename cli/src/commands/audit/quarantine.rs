//! The quarantine as an audit sees it: what is there, what was removed, and the events in it.

use futures::{StreamExt as _, TryStreamExt as _, stream};
use milepost_domain::{AccountId, EventKey};

use super::ledger::{self, Hash};
use crate::aws_error::AwsError;
use crate::bar::Bar;
use crate::quarantined::{Bucket, Listed, PARALLEL, listed, read_again};

/// All objects, by what is newest of each.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Versions {
    pub(super) kept: Vec<Listed>,
    /// The keys of those replayed or discarded: the bucket remembers for 30 days.
    pub(super) removed: Vec<String>,
}

/// The versions in the quarantine.
pub(super) async fn versions(bucket: &Bucket) -> Result<Versions, AwsError> {
    let mut all = Versions::default();
    let (mut key, mut version) = (None, None);
    loop {
        let call = bucket.client.list_object_versions().bucket(&bucket.name);
        let call = call.set_key_marker(key).set_version_id_marker(version);
        let page = call.send().await.map_err(|error| AwsError::of(&error, &bucket.place))?;
        let kept = page.versions().iter().filter(|one| one.is_latest() == Some(true));
        let kept = kept.filter_map(|one| listed(one.key(), one.size(), one.last_modified()));
        all.kept.extend(kept);
        let gone = page.delete_markers().iter().filter(|one| one.is_latest() == Some(true));
        all.removed.extend(gone.filter_map(|one| one.key().map(str::to_owned)));
        if page.is_truncated() != Some(true) {
            return Ok(all);
        }
        (key, version) = (page.next_key_marker, page.next_version_id_marker);
    }
}

/// The hash in an object's key, unless the key was chosen by hand.
pub(super) fn hash(key: &str) -> Option<Hash> {
    ledger::hash(key.split_once('/')?.1)
}

/// The keys of events that objects hold: an event may be readable and yet be there, such as one
/// that is too large, or one that an older release could not read.
pub(super) async fn event_keys(
    bucket: &Bucket,
    kept: &[Listed],
    served: Option<&AccountId>,
    bar: &mut Bar,
) -> Result<Vec<EventKey>, AwsError> {
    let mut objects =
        stream::iter(kept).map(|one| bucket.fetch(one)).buffer_unordered(PARALLEL).boxed_local();
    let mut keys = Vec::new();
    while let Some(object) = objects.try_next().await? {
        let reading = read_again(&object, served);
        keys.extend(reading.readable.iter().map(|event| event.key));
        keys.extend(reading.unsendable);
        bar.advance(1, "read from quarantine");
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use milepost_harness::server::{Server, answer};

    use super::*;
    use crate::aws_error::Place;
    use crate::stack::tests::config;

    fn entry(kind: &str, key: &str, is_latest: bool) -> String {
        format!(
            "<{kind}><Key>{key}</Key><IsLatest>{is_latest}</IsLatest><Size>3</Size>\
             <LastModified>2026-11-23T08:00:00.000Z</LastModified></{kind}>"
        )
    }

    fn page(entries: &[String], more: bool) -> String {
        let markers =
            "<NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>v</NextVersionIdMarker>";
        let (entries, markers) = (entries.concat(), if more { markers } else { "" });
        answer(
            200,
            &format!(
                "<ListVersionsResult><IsTruncated>{more}</IsTruncated>{markers}{entries}\
                 </ListVersionsResult>"
            ),
        )
    }

    #[tokio::test]
    async fn the_newest_version_of_each_decides() {
        let first = [
            entry("Version", "a/1", true),
            entry("Version", "a/1", false),
            entry("DeleteMarker", "a/2", true),
        ];
        let second = [
            entry("Version", "a/2", false),
            entry("Version", "b/3", true),
            entry("DeleteMarker", "b/3", false),
        ];
        let server = Server::start([page(&first, true), page(&second, false)]).await;
        let config = config(&server.url);
        let place = Place::of(&config).unwrap();
        let client = aws_sdk_s3::Client::new(&config);
        let bucket = Bucket { client, name: "kept".to_owned(), place };
        let versions = super::versions(&bucket).await.unwrap();
        let keys: Vec<&str> = versions.kept.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, ["a/1", "b/3"]);
        assert_eq!(versions.removed, ["a/2"]);
        let requests = server.requests();
        let line = |number: usize| requests[number].lines().next().unwrap();
        assert_eq!(line(0), "GET /kept/?versions HTTP/1.1");
        assert_eq!(line(1), "GET /kept/?versions&key-marker=k&version-id-marker=v HTTP/1.1");
    }

    #[test]
    fn a_key_holds_a_hash() {
        assert_eq!(hash(&format!("x/{}", "ab".repeat(32))), Some([0xab; 32]));
        assert_eq!(hash("x/by-hand"), None);
        assert_eq!(hash("by-hand"), None);
    }
}
