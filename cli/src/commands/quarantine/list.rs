//! `milepost quarantine list`.

use std::collections::BTreeMap;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use milepost_contracts::specimen::Part;
use serde_json::{Value, json};

use super::table::{self, Group};
use crate::args::quarantine::QuarantineListArgs;
use crate::aws_error::AwsError;
use crate::error::Error;
use crate::format::counted;
use crate::output::{print, print_json};
use crate::quarantined::{Bucket, Listed, Metadata, PARALLEL};

pub(super) async fn run(args: QuarantineListArgs) -> Result<(), Error> {
    let (_, bucket) = Bucket::open(&args.read.stack).await?;
    let mut all = bucket.list(args.reason.as_deref()).await?;
    let groups = grouped(&all);
    let count = all.len();
    let newest = newest(&mut all, args.limit);
    let described = described(&bucket, newest).await?;
    if args.read.json {
        return print_json(&to_json(&groups, &described));
    }
    if groups.is_empty() {
        return print(&"Nothing is in quarantine.");
    }
    print(&format!("{} in quarantine, times in UTC\n", counted(count, "object")))?;
    print(&table::reasons(&groups).fit())?;
    print(&format!("\n{}", heading(described.len(), count)))?;
    print(&table::objects(&described).fit())
}

/// By reason, the most frequent first.
fn grouped(all: &[Listed]) -> Vec<Group> {
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    for one in all {
        let group = groups.entry(one.reason()).or_insert_with(|| Group {
            reason: one.reason().to_owned(),
            count: 0,
            bytes: 0,
            oldest: one.kept_at,
            newest: one.kept_at,
        });
        group.count += 1;
        group.bytes += one.bytes;
        group.oldest = group.oldest.min(one.kept_at);
        group.newest = group.newest.max(one.kept_at);
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    groups
}

fn newest(all: &mut [Listed], limit: usize) -> &[Listed] {
    all.sort_by(|one, other| other.kept_at.cmp(&one.kept_at).then(one.key.cmp(&other.key)));
    all.get(..limit).unwrap_or(all)
}

async fn described(bucket: &Bucket, all: &[Listed]) -> Result<Vec<(Listed, Metadata)>, AwsError> {
    let calls = all.iter().map(async |one| Ok((one.clone(), bucket.describe(one).await?)));
    stream::iter(calls).buffered(PARALLEL).try_collect().await
}

fn heading(shown: usize, all: usize) -> String {
    if shown == all {
        "All of them, the newest first; `milepost quarantine show <hash>` shows one".to_owned()
    } else {
        format!("The newest {shown} (--limit); `milepost quarantine show <hash>` shows one")
    }
}

fn to_json(groups: &[Group], described: &[(Listed, Metadata)]) -> Value {
    let object = |(one, metadata): &(Listed, Metadata)| {
        json!({
            "key": one.key, "reason": one.reason(), "sha256": one.sha256(), "bytes": one.bytes,
            "keptAt": one.kept_at, "receivedAt": metadata.received_at,
            "account": metadata.account, "part": metadata.part.map(Part::as_str),
        })
    };
    json!({
        "reasons": groups,
        "specimens": described.iter().map(object).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quarantined::object;
    use crate::tests::shelf::Shelf;

    fn kept(reason: &str, hash: &str, bytes: u64, minute: u8) -> Listed {
        let kept_at = format!("2026-11-23T08:{minute:02}:00Z").parse().unwrap();
        Listed { key: format!("{reason}/{hash}"), bytes, kept_at }
    }

    fn three() -> Vec<Listed> {
        vec![kept("b", "1", 5, 7), kept("a", "2", 10, 3), kept("b", "3", 20, 1)]
    }

    #[test]
    fn the_most_frequent_reason_is_first() {
        let time = |minute: u8| kept("x", "", 0, minute).kept_at;
        let group = |reason: &str, count, bytes, oldest, newest| Group {
            reason: reason.to_owned(),
            count,
            bytes,
            oldest: time(oldest),
            newest: time(newest),
        };
        assert_eq!(grouped(&three()), [group("b", 2, 25, 1, 7), group("a", 1, 10, 3, 3)]);
    }

    #[test]
    fn the_newest_are_named() {
        let mut all = three();
        let keys = |found: &[Listed]| found.iter().map(|one| one.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(newest(&mut all, 2)), ["b/1", "a/2"]);
        assert_eq!(keys(newest(&mut all, 9)), ["b/1", "a/2", "b/3"]);
    }

    #[tokio::test]
    async fn json_says_all() {
        let one = object("invalid_time", Some(Part::Event), "{}");
        let listed = [one.listed.clone()];
        let described = described(&Shelf::of([one]).bucket(), &listed).await.unwrap();
        insta::with_settings!({sort_maps => true}, {
            insta::assert_json_snapshot!(to_json(&grouped(&listed), &described), @r#"
            {
              "reasons": [
                {
                  "bytes": 2,
                  "count": 1,
                  "newest": "2026-11-23T08:00:00.000Z",
                  "oldest": "2026-11-23T08:00:00.000Z",
                  "reason": "invalid_time"
                }
              ],
              "specimens": [
                {
                  "account": "7",
                  "bytes": 2,
                  "keptAt": "2026-11-23T08:00:00.000Z",
                  "key": "invalid_time/0000000000000000000000000000000000000000000000000000000000000000",
                  "part": "event",
                  "reason": "invalid_time",
                  "receivedAt": "2026-11-22T08:00:00.000Z",
                  "sha256": "0000000000000000000000000000000000000000000000000000000000000000"
                }
              ]
            }
            "#);
        });
    }
}
