//! What became of each event that was acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use milepost_contracts::HistoryItem;
use milepost_domain::{Event, Origin};
use serde_json::Value;

use super::lives::ACCOUNT;

/// How many events there are, and where: counted apart from `milepost audit`, to check it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Accounts {
    /// Different events that were acknowledged.
    pub acknowledged: usize,
    /// In history.
    pub in_history: usize,
    /// In quarantine.
    pub in_quarantine: usize,
    /// Acknowledged, but nowhere.
    pub lost: usize,
    /// In history more than once.
    pub doubled: usize,
    /// In history, but never sent.
    pub unknown: usize,
}

impl Accounts {
    /// Counts by the sender's ledger, the history and the quarantine.
    pub fn of(ledger: &[Value], history: &[HistoryItem], quarantine: &[Vec<u8>]) -> Self {
        let is_acknowledged =
            |line: &&Value| line["status"].as_u64().is_some_and(|it| (200..300).contains(&it));
        let key = |line: &Value| line["eventKey"].as_str().map(str::to_owned);
        let sent: BTreeSet<String> = ledger.iter().filter_map(key).collect();
        let acknowledged: BTreeSet<String> =
            ledger.iter().filter(is_acknowledged).filter_map(key).collect();
        let mut rows: BTreeMap<String, usize> = BTreeMap::new();
        for row in history {
            *rows.entry(row.key.event_key.to_string()).or_default() += 1;
        }
        let quarantined: BTreeSet<String> = quarantine.iter().filter_map(|it| key_of(it)).collect();
        let is_lost = |key: &&String| !rows.contains_key(*key) && !quarantined.contains(*key);
        Self {
            acknowledged: acknowledged.len(),
            in_history: rows.len(),
            in_quarantine: quarantined.len(),
            lost: acknowledged.iter().filter(is_lost).count(),
            doubled: rows.values().filter(|count| **count > 1).count(),
            unknown: rows.keys().filter(|key| !sent.contains(*key)).count(),
        }
    }
}

/// The key of an event that was kept raw.
fn key_of(bytes: &[u8]) -> Option<String> {
    let account = ACCOUNT.parse().ok()?;
    let event = Event::parse(str::from_utf8(bytes).ok()?, &account, Origin::Webhook).ok()?;
    Some(event.key().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::lives;
    use serde_json::json;

    fn row(event_key: &str, scope: &str) -> HistoryItem {
        let row = json!({
            "pk": "user#1", "sk": format!("{scope}#{event_key}"), "accountId": ACCOUNT,
            "eventName": "COURSE_COMPLETED", "kind": "completed", "origin": "webhook",
            "receivedAt": 1_795_521_600_000_i64, "processedAt": 1_795_521_601_000_i64,
            "decision": "applied", "event": "{}", "expiresAt": 0,
        });
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn what_is_nowhere_twice_or_never_sent_is_counted() {
        let kept = lives::events(1, 1)[0].to_string().into_bytes();
        let [one, two, three, four] = ["1", "2", "3", "4"].map(|digit| digit.repeat(64));
        let line = |key: &str, status: Option<u16>| json!({"eventKey": key, "status": status});
        let ledger = [
            line(&one, Some(202)),
            line(&one, Some(202)),
            line(&two, Some(202)),
            line(&three, None),
            line(&key_of(&kept).unwrap(), Some(202)),
        ];
        let history = [row(&one, "a"), row(&one, "b"), row(&three, "c"), row(&four, "d")];
        assert_eq!(
            Accounts::of(&ledger, &history, &[kept, b"{broken".to_vec()]),
            Accounts {
                acknowledged: 3,
                in_history: 3,
                in_quarantine: 1,
                lost: 1,
                doubled: 1,
                unknown: 1,
            }
        );
    }
}
