//! The fold over an enrollment's facts: the spans of learning, and what stands in each.

use std::collections::HashMap;

use super::facts::{Fact, Facts};
use crate::{EventKey, RevocationReason, Time, Via};

/// Facts of one moment are taken in this order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Rank {
    Dropped,
    Enrolled,
    Completed,
    Revoked,
}

/// A stretch of learning, from an enrollment or a roll-back to the next one.
#[derive(Debug, Default)]
pub(super) struct Span<'a> {
    /// What began it; the first span has none and reaches back for ever.
    pub(super) start: Option<&'a Fact>,
    /// The enrollment that it rests on.
    pub(super) enrolled: Option<&'a Fact>,
    /// What left it.
    pub(super) left: Option<&'a Fact>,
    /// Completions in it that were not revoked.
    pub(super) standing: Vec<&'a Fact>,
}

impl<'a> Span<'a> {
    pub(super) fn start_at(&self) -> Option<Time> {
        self.start.map(|fact| fact.occurred_at)
    }

    /// Completions that stand and were not failed: those worth an announcement.
    pub(super) fn passed(&self) -> impl Iterator<Item = &'a Fact> {
        self.standing.iter().copied().filter(|fact| is_passed(fact))
    }
}

/// Unknown counts as passed: certifications never say (ALM usage guide).
fn is_passed(fact: &Fact) -> bool {
    fact.details.has_passed != Some(false)
}

/// An enrollment's life.
#[derive(Debug)]
pub(super) struct Life<'a> {
    /// Never empty.
    spans: Vec<Span<'a>>,
    /// The completions that decide the state now: the current span's and, after a roll-back,
    /// the alternates that it left.
    deciding: Vec<&'a Fact>,
    is_enrolled: bool,
    taken: HashMap<EventKey, RevocationReason>,
}

impl<'a> Life<'a> {
    /// Folds the facts in the order of time, rank, key.
    pub(super) fn of(facts: &'a Facts) -> Self {
        let ranked = [
            (Rank::Dropped, &facts.dropped),
            (Rank::Enrolled, &facts.enrolled),
            (Rank::Completed, &facts.completed),
            (Rank::Revoked, &facts.revoked),
        ];
        let mut moments: Vec<(Rank, &Fact)> =
            ranked.iter().flat_map(|(rank, set)| set.iter().map(|fact| (*rank, fact))).collect();
        moments.sort_by_key(|(rank, fact)| (fact.occurred_at, *rank, fact.key));
        let mut life = Self {
            spans: vec![Span::default()],
            deciding: Vec::new(),
            is_enrolled: false,
            taken: HashMap::new(),
        };
        for (rank, fact) in moments {
            match rank {
                Rank::Dropped => life.drop(fact),
                Rank::Enrolled => life.enroll(fact),
                Rank::Completed => life.complete(fact),
                Rank::Revoked => life.revoke(fact),
            }
        }
        life
    }

    fn current_mut(&mut self) -> Option<&mut Span<'a>> {
        self.spans.last_mut()
    }

    fn drop(&mut self, fact: &'a Fact) {
        if let Some(span) = self.current_mut() {
            span.left.get_or_insert(fact);
        }
    }

    fn enroll(&mut self, fact: &'a Fact) {
        self.is_enrolled = true;
        if self.current().is_some_and(|span| span.left.is_some()) {
            self.deciding.clear();
            self.spans.push(Span { start: Some(fact), enrolled: Some(fact), ..Span::default() });
        } else if let Some(span) = self.current_mut() {
            span.enrolled.get_or_insert(fact);
        }
    }

    fn complete(&mut self, fact: &'a Fact) {
        self.deciding.push(fact);
        if let Some(span) = self.current_mut() {
            span.standing.push(fact);
        }
    }

    fn revoke(&mut self, fact: &'a Fact) {
        match fact.via {
            Via::Direct => {
                self.take(RevocationReason::RolledBack, |completion| completion.via == Via::Direct);
                self.is_enrolled = true;
                self.spans.push(Span {
                    start: Some(fact),
                    enrolled: Some(fact),
                    ..Span::default()
                });
            }
            Via::Alternate => {
                let source = fact.details.source_lo_id.as_ref();
                self.take(RevocationReason::AlternateRevoked, |completion| {
                    let of = completion.details.source_lo_id.as_ref();
                    completion.via == Via::Alternate
                        && (source.is_none() || of.is_none() || source == of)
                });
            }
        }
    }

    /// Takes away the completions so far that match, wherever they stand.
    fn take(&mut self, reason: RevocationReason, matches: impl Fn(&Fact) -> bool) {
        self.deciding.retain(|fact| !matches(fact));
        for span in &mut self.spans {
            span.standing.retain(|fact| {
                let goes = matches(fact);
                if goes {
                    self.taken.insert(fact.key, reason);
                }
                !goes
            });
        }
    }

    /// All spans, oldest first.
    pub(super) fn spans(&self) -> &[Span<'a>] {
        &self.spans
    }

    /// The span that the learner is in, or left last.
    pub(super) fn current(&self) -> Option<&Span<'a>> {
        self.spans.last()
    }

    /// Whether any enrollment or roll-back is known.
    pub(super) fn is_enrolled(&self) -> bool {
        self.is_enrolled
    }

    /// Why a completion was taken away.
    pub(super) fn reason_taken(&self, completion: EventKey) -> Option<RevocationReason> {
        self.taken.get(&completion).copied()
    }

    /// The completion to show: passed before failed, direct before alternate, the first of equals.
    pub(super) fn shown_completion(&self) -> Option<&'a Fact> {
        let rank = |fact: &&Fact| (!is_passed(fact), fact.via == Via::Alternate);
        self.deciding.iter().copied().min_by_key(rank)
    }
}
