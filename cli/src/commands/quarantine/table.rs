//! The tables of what is in quarantine.

use comfy_table::Cell;
use milepost_domain::Time;
use serde::Serialize;

use crate::format::{plain, size};
use crate::quarantined::{Listed, Metadata};
use crate::table::{Columns, KEY_LENGTH, NOTHING, each, minute, second};

/// The objects of one reason, together.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub(crate) struct Group {
    pub(crate) reason: String,
    pub(crate) count: usize,
    pub(crate) bytes: u64,
    pub(crate) oldest: Time,
    pub(crate) newest: Time,
}

/// One row for each reason.
pub(crate) fn reasons(groups: &[Group]) -> Columns {
    let mut columns = Columns::default();
    columns.add("Reason", 0, each(groups, |group| Cell::new(plain(&group.reason))));
    columns.add_numbers("Objects", 0, each(groups, |group| Cell::new(group.count)));
    columns.add_numbers("Size", 0, each(groups, |group| Cell::new(size(group.bytes))));
    columns.add("Oldest", 1, each(groups, |group| Cell::new(minute(Some(group.oldest)))));
    columns.add("Newest", 0, each(groups, |group| Cell::new(minute(Some(group.newest)))));
    columns
}

/// One row for each object, in the order given.
pub(crate) fn objects(items: &[(Listed, Metadata)]) -> Columns {
    let mut columns = Columns::default();
    columns.add("Hash", 0, each(items, |(one, _)| Cell::new(hash(one))));
    columns.add("Reason", 0, each(items, |(one, _)| Cell::new(plain(one.reason()))));
    let received = |(one, metadata): &(Listed, Metadata)| {
        Cell::new(second(Some(metadata.received_at.unwrap_or(one.kept_at))))
    };
    columns.add("Received", 0, each(items, received));
    columns.add("Account", 1, each(items, |(_, metadata)| Cell::new(account(metadata))));
    let part = |metadata: &Metadata| metadata.part.map_or(NOTHING, |part| part.as_str());
    columns.add("What", 2, each(items, |(_, metadata)| Cell::new(part(metadata))));
    columns.add_numbers("Size", 0, each(items, |(one, _)| Cell::new(size(one.bytes))));
    columns
}

/// Of an object put by hand, the whole key.
fn hash(one: &Listed) -> String {
    let hash: String = plain(one.sha256()).chars().take(KEY_LENGTH).collect();
    if hash.is_empty() { plain(&one.key) } else { hash }
}

fn account(metadata: &Metadata) -> String {
    metadata.account.as_ref().map_or_else(|| NOTHING.to_owned(), |id| plain(id.as_str()))
}

#[cfg(test)]
mod tests {
    use milepost_contracts::specimen::Part;

    use super::*;

    fn listed(reason: &str, digit: char, bytes: u64) -> Listed {
        let hash: String = std::iter::repeat_n(digit, 64).collect();
        let kept_at = "2026-11-23T08:00:00Z".parse().unwrap();
        Listed { key: format!("{reason}/{hash}"), bytes, kept_at }
    }

    #[test]
    fn reasons_with_their_ages() {
        let one = listed("not_json", '1', 5_000);
        let group = Group {
            reason: "not_json".to_owned(),
            count: 12,
            bytes: 5_000,
            oldest: "2026-10-01T00:00:00Z".parse().unwrap(),
            newest: one.kept_at,
        };
        insta::assert_snapshot!(reasons(&[group]).fit_to(Some(100), false), @"
        Reason    Objects    Size  Oldest            Newest
        ───────────────────────────────────────────────────────────────
        not_json       12  4.8 KB  2026-10-01 00:00  2026-11-23 08:00
        ");
    }

    #[test]
    fn objects_by_hash() {
        let metadata = Metadata {
            received_at: "2026-11-22T08:00:00Z".parse().ok(),
            account: "1234".parse().ok(),
            part: Some(Part::Event),
            ..Metadata::default()
        };
        let rows = [
            (listed("invalid_time", 'a', 312), metadata),
            (listed("not_json", 'b', 4 << 20), Metadata::default()),
            (
                Listed { key: "by-hand\u{1b}.json".to_owned(), ..listed("x", '0', 1) },
                Metadata::default(),
            ),
        ];
        insta::assert_snapshot!(objects(&rows).fit_to(Some(100), false), @"
        Hash           Reason         Received             Account  What     Size
        ───────────────────────────────────────────────────────────────────────────
        aaaaaaaaaaaa   invalid_time   2026-11-22 08:00:00  1234     event   312 B
        bbbbbbbbbbbb   not_json       2026-11-23 08:00:00  –        –      4.0 MB
        by-hand�.json  by-hand�.json  2026-11-23 08:00:00  –        –         1 B
        ");
    }
}
