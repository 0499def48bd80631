//! The closing summary of a replay.

use std::collections::BTreeMap;
use std::fmt;

use crate::format::{counted, plain};
use crate::quarantined::{Listed, Reading};

/// The reason of an event that can be read, but that the queue does not take.
pub(super) const NOT_TAKEN: &str = "not taken by the queue";
/// So many of those that stay are named.
const MAX_NAMED: usize = 20;

/// What a replay has done so far.
#[derive(Debug, Default)]
pub(super) struct Summary {
    pub(super) objects: usize,
    /// Events that the queue took.
    pub(super) sent: usize,
    pub(super) removed: usize,
    pub(super) kept: usize,
    /// Of the kept, those of which something was sent.
    in_part: usize,
    /// Why something stays, by how many events or bodies.
    reasons: BTreeMap<&'static str, usize>,
    named: Vec<(String, &'static str)>,
}

impl Summary {
    /// Counts one object: what was read of it, and how many of that the queue did not take.
    pub(super) fn add(&mut self, listed: &Listed, reading: &Reading, not_taken: usize) {
        let sent = reading.readable.len() - not_taken;
        self.objects += 1;
        self.sent += sent;
        if reading.is_complete() && not_taken == 0 {
            self.removed += 1;
            return;
        }
        self.kept += 1;
        self.in_part += usize::from(sent > 0);
        for reason in reading.refused.iter().chain(std::iter::repeat_n(&NOT_TAKEN, not_taken)) {
            *self.reasons.entry(reason).or_default() += 1;
        }
        if self.named.len() < MAX_NAMED {
            let reason = reading.refused.first().unwrap_or(&NOT_TAKEN);
            self.named.push((listed.key.clone(), reason));
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { objects, sent, removed, kept, in_part, .. } = self;
        write!(f, "replayed  {} of {objects}, now removed", counted(*removed, "object"))?;
        write!(f, "\nsent      {} to the events queue", counted(*sent, "event"))?;
        if *kept == 0 {
            return Ok(());
        }
        write!(f, "\nkept      {}", counted(*kept, "object"))?;
        if *in_part > 0 {
            write!(f, ", {in_part} of which sent in part")?;
        }
        let reasons: Vec<String> =
            self.reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        write!(f, "\nbecause   {}", reasons.join(", "))?;
        for (key, reason) in &self.named {
            write!(f, "\n  {}  {reason}", plain(key))?;
        }
        let unnamed = kept - self.named.len();
        if unnamed > 0 { write!(f, "\n  and {unnamed} more") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use milepost_contracts::Routed;
    use milepost_domain::EventKey;

    use super::*;
    use crate::quarantined::object;

    fn reading(readable: usize, refused: &[&'static str]) -> Reading {
        let event = Routed {
            key: EventKey::from_bytes([1; 32]),
            group_id: String::new(),
            body: String::new(),
            record: None,
        };
        Reading { readable: vec![event; readable], refused: refused.to_vec(), ..Reading::default() }
    }

    #[test]
    fn what_stays_is_named_with_its_reason() {
        let listed = object("not_json", None, "{").listed;
        let mut summary = Summary::default();
        summary.add(&listed, &reading(3, &[]), 0);
        insta::assert_snapshot!(summary, @"
        replayed  1 object of 1, now removed
        sent      3 events to the events queue
        ");
        summary.add(&listed, &reading(2, &["invalid_time", "missing_id"]), 0);
        summary.add(&listed, &reading(2, &[]), 1);
        summary.add(&listed, &reading(0, &["not_json"]), 0);
        insta::assert_snapshot!(summary, @"
        replayed  1 object of 4, now removed
        sent      6 events to the events queue
        kept      3 objects, 2 of which sent in part
        because   1 invalid_time, 1 missing_id, 1 not taken by the queue, 1 not_json
          not_json/0000000000000000000000000000000000000000000000000000000000000000  invalid_time
          not_json/0000000000000000000000000000000000000000000000000000000000000000  not taken by the queue
          not_json/0000000000000000000000000000000000000000000000000000000000000000  not_json
        ");
    }

    #[test]
    fn only_some_are_named() {
        let mut summary = Summary::default();
        for _ in 0..23 {
            summary.add(&object("x", None, "{").listed, &reading(0, &["not_json"]), 0);
        }
        let text = summary.to_string();
        assert_eq!(text.lines().count(), 4 + 20 + 1);
        assert!(text.ends_with("and 3 more"), "{text}");
    }
}
