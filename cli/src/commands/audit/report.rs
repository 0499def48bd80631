//! What an audit found, for people and machines.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::account::{Accounting, Verdict, Whereabouts};
use super::ledger::Ledger;
use super::problems::Problem;
use crate::dead_letters::Depth;

/// Where all events are, by number.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Rows of history by decision and reason.
    pub(crate) decisions: BTreeMap<(String, Option<String>), usize>,
    pub(crate) origins: BTreeMap<String, usize>,
    pub(crate) queued: Depth,
    pub(crate) dead: usize,
    /// Of those, how many could not be listed or read.
    pub(crate) dead_unnamed: usize,
    /// Of those, how many are in history, too.
    pub(crate) pending: usize,
    /// Other concerns' dead letters: changes.
    pub(crate) other_dead: BTreeMap<String, Depth>,
    pub(crate) quarantined: BTreeMap<String, usize>,
    /// Objects that were replayed or discarded.
    pub(crate) removed: usize,
}

impl Found {
    /// Dead letters that are not in history: nothing of them has happened yet.
    pub(crate) fn dead_in_need(&self) -> usize {
        self.dead.saturating_sub(self.pending + self.dead_unnamed)
    }
}

impl Serialize for Found {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let decisions = self.decisions.iter().map(|((decision, reason), count)| {
            json!({"decision": decision, "reason": reason, "count": count})
        });
        let other_dead = self.other_dead.iter().map(|(concern, depth)| (concern, depth.total()));
        let found = json!({
            "history": {"decisions": decisions.collect::<Vec<_>>(), "origins": self.origins},
            "queued": {"waiting": self.queued.visible, "inFlight": self.queued.hidden},
            "deadLetters": {
                "events": self.dead, "unnamed": self.dead_unnamed,
                "publicationPending": self.pending,
                "concerns": other_dead.collect::<BTreeMap<_, _>>(),
            },
            "quarantine": {"reasons": self.quarantined, "removed": self.removed},
        });
        found.serialize(serializer)
    }
}

/// All of an audit with a ledger.
pub(super) fn to_json(
    found: &Found,
    ledger: &Ledger,
    accounting: &Accounting,
    problems: &[Problem],
) -> Value {
    let verdict = match accounting.verdict {
        Verdict::AddsUp => "addsUp",
        Verdict::Undecided { .. } => "undecided",
        Verdict::Wrong { .. } => "wrong",
    };
    let counts = |counts: &BTreeMap<Whereabouts, usize>| -> Value {
        let named = counts.iter().map(|(place, count)| {
            let name = serde_json::to_value(place).unwrap_or_default();
            (name.as_str().unwrap_or_default().to_owned(), json!(count))
        });
        named.collect::<serde_json::Map<_, _>>().into()
    };
    json!({
        "places": found,
        "ledger": {
            "lines": ledger.lines, "tornLines": ledger.torn,
            "events": ledger.events.len(), "unreadable": ledger.unreadable.len(),
        },
        "accounting": {
            "verdict": verdict,
            "acknowledged": counts(&accounting.acknowledged),
            "unanswered": counts(&accounting.unanswered),
            "refused": counts(&accounting.refused),
            "notInLedger": accounting.others,
            "problems": problems,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_all() {
        let found = Found {
            decisions: [(("applied".to_owned(), None), 3)].into(),
            other_dead: [("archive".to_owned(), Depth { visible: 1, hidden: 1 })].into(),
            quarantined: [("not_json".to_owned(), 2)].into(),
            ..Found::default()
        };
        let accounting = Accounting {
            acknowledged: [(Whereabouts::Processed, 3), (Whereabouts::Nowhere, 1)].into(),
            verdict: Verdict::Wrong { problems: 1 },
            ..Accounting::default()
        };
        let json = to_json(&found, &Ledger::default(), &accounting, &[]);
        insta::with_settings!({sort_maps => true}, {
            insta::assert_json_snapshot!(json, @r#"
            {
              "accounting": {
                "acknowledged": {
                  "nowhere": 1,
                  "processed": 3
                },
                "notInLedger": 0,
                "problems": [],
                "refused": {},
                "unanswered": {},
                "verdict": "wrong"
              },
              "ledger": {
                "events": 0,
                "lines": 0,
                "tornLines": 0,
                "unreadable": 0
              },
              "places": {
                "deadLetters": {
                  "concerns": {
                    "archive": 2
                  },
                  "events": 0,
                  "publicationPending": 0,
                  "unnamed": 0
                },
                "history": {
                  "decisions": [
                    {
                      "count": 3,
                      "decision": "applied",
                      "reason": null
                    }
                  ],
                  "origins": {}
                },
                "quarantine": {
                  "reasons": {
                    "not_json": 2
                  },
                  "removed": 0
                },
                "queued": {
                  "inFlight": 0,
                  "waiting": 0
                }
              }
            }
            "#);
        });
    }
}
