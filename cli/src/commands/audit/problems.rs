//! The entries of the ledger that do not add up, by what the ledger says of them.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use milepost_contracts::SentEvent;
use milepost_domain::EventKey;
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::account::Whereabouts;
use super::ledger::{self, Name};
use crate::format::plain;

/// So many are named, but in JSON all.
pub(super) const MAX_NAMED: usize = 20;

/// One entry. What cannot be read has hashes of its bytes instead of a key and a name.
#[skip_serializing_none]
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Problem {
    event_key: Option<EventKey>,
    body_sha256: Option<String>,
    event_sha256: Option<String>,
    account: Option<String>,
    event_name: Option<String>,
    sent_at: String,
    found: &'static str,
}

/// Looks them up in the ledger again: it is not kept in memory.
pub(super) fn named(
    path: &Path,
    problems: &[(Name, Whereabouts)],
    limit: usize,
) -> io::Result<Vec<Problem>> {
    if problems.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: BTreeMap<Name, Whereabouts> = problems.iter().take(limit).copied().collect();
    let mut found: BTreeMap<Name, Problem> = BTreeMap::new();
    for line in ledger::lines(path)? {
        let Some(line) = line? else { continue };
        if let Some(name) = ledger::name(&line)
            && let Some(&place) = wanted.get(&name)
        {
            found.insert(name, Problem::new(line, place));
        }
    }
    Ok(found.into_values().collect())
}

impl Problem {
    fn new(line: SentEvent, place: Whereabouts) -> Self {
        Self {
            event_key: line.event_key,
            body_sha256: line.body_sha256,
            event_sha256: line.event_sha256,
            account: line.account,
            event_name: line.event_name,
            sent_at: line.sent_at,
            found: if place == Whereabouts::Nowhere { "nowhere" } else { "twice" },
        }
    }

    /// One line: where, the whole key, and what the ledger says.
    fn line(&self) -> String {
        let hash = self.event_sha256.clone().or_else(|| self.body_sha256.clone());
        let (key, name) = match (self.event_key, hash) {
            (Some(key), _) => (key.to_string(), self.event_name.clone().unwrap_or_default()),
            (None, hash) => (hash.unwrap_or_default(), "unreadable bytes".to_owned()),
        };
        format!("  {:<7}  {key}\n  {:<7}  {}, sent {}", self.found, "", plain(&name), self.sent_at)
    }
}

/// For people: some of them.
pub(super) fn list(problems: &[Problem], all: usize) -> String {
    let mut text = String::new();
    for problem in problems {
        text = format!("{text}\n{}", problem.line());
    }
    if all > problems.len() {
        text = format!("{text}\n  and {} more (--json shows all)", all - problems.len());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Unreadable;
    use super::*;

    #[test]
    fn they_are_shown_as_the_ledger_names_them() {
        let (key, hash) = ("ab".repeat(32), "cd".repeat(32));
        let path = std::env::temp_dir().join(format!("milepost-problems-{}", std::process::id()));
        let text = format!(
            "{{\"eventKey\":\"{key}\",\"account\":\"7\",\"eventName\":\"CI_STATS\",\"sentAt\":\"t1\",\"status\":202}}\n\
             {{\"bodySha256\":\"{hash}\",\"sentAt\":\"t2\",\"status\":202}}\n\
             {{\"torn\n"
        );
        std::fs::write(&path, text).unwrap();
        let unreadable = Unreadable { body: [0xcd; 32], event: None };
        let problems = [
            (Name::Event(EventKey::from_bytes([0xab; 32])), Whereabouts::Nowhere),
            (Name::Unreadable(unreadable), Whereabouts::Doubled),
            (Name::Event(EventKey::from_bytes([1; 32])), Whereabouts::Nowhere),
        ];
        let named = named(&path, &problems, 2).unwrap();
        std::fs::remove_file(&path).unwrap();
        insta::assert_snapshot!(format!("Does not add up:{}", list(&named, problems.len())), @"
        Does not add up:
          nowhere  abababababababababababababababababababababababababababababababab
                   CI_STATS, sent t1
          twice    cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
                   unreadable bytes, sent t2
          and 1 more (--json shows all)
        ");
        insta::assert_snapshot!(serde_json::to_string(&named).unwrap(), @r#"[{"eventKey":"abababababababababababababababababababababababababababababababab","account":"7","eventName":"CI_STATS","sentAt":"t1","found":"nowhere"},{"bodySha256":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","sentAt":"t2","found":"twice"}]"#);
    }
}
