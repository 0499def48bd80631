//! The fold over an enrollment's facts: the spans of learning, and what stands in each.

use std::collections::HashMap;

use jiff::SignedDuration;

use super::facts::{Fact, Facts, Order};
use crate::{EventKey, RevocationReason, Time, Via};

/// What comes longer after a completion than this is of another attempt. ALM tells of one completion
/// twice, in real time and later in a `_BATCH` event, with dates that are a minute apart at most;
/// nobody takes a training again within a day.
///
/// Not a parameter: to change it would change where the attempts of old records begin, and so which
/// of their completions have to be announced.
pub(super) const MARGIN: SignedDuration = SignedDuration::from_hours(24);

/// Facts of one moment are taken in this order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Rank {
    Dropped,
    Enrolled,
    Started,
    Completed,
    Revoked,
}

/// What happened at a moment.
#[derive(Clone, Copy)]
enum Moment<'a> {
    Fact(Rank, &'a Fact),
    /// The learner began, as a progress report says.
    Start(Time),
}

impl Moment<'_> {
    fn order(&self) -> (Order, Rank, Option<EventKey>) {
        match self {
            Self::Fact(rank, fact) => (fact.order(), *rank, Some(fact.key)),
            Self::Start(at) => ((at.minute(), *at, None), Rank::Started, None),
        }
    }
}

/// A stretch of learning, one attempt: from an enrollment, a roll-back or the first sign of a new
/// try to the next one.
#[derive(Debug, Default)]
pub(super) struct Span<'a> {
    /// When it began; the first span has no start and reaches back for ever.
    start: Option<Time>,
    /// The event that began it, unless a progress report did.
    begun_by: Option<EventKey>,
    /// The enrollment that it rests on.
    pub(super) enrolled: Option<&'a Fact>,
    /// What left it.
    pub(super) left: Option<&'a Fact>,
    /// Completions in it that were not revoked.
    pub(super) standing: Vec<&'a Fact>,
    /// Whether a roll-back ended it.
    pub(super) is_rolled_back: bool,
}

impl<'a> Span<'a> {
    fn begun_by(fact: &Fact, enrolled: Option<&'a Fact>) -> Self {
        Self { start: Some(fact.at), begun_by: Some(fact.key), enrolled, ..Self::default() }
    }

    pub(super) fn start_at(&self) -> Option<Time> {
        self.start
    }

    /// Whether it began with this event.
    pub(super) fn is_begun_by(&self, event: EventKey) -> bool {
        self.begun_by == Some(event)
    }

    /// Completions that stand and were not failed: those worth an announcement.
    pub(super) fn passed(&self) -> impl Iterator<Item = &'a Fact> {
        self.standing.iter().copied().filter(|fact| is_passed(fact))
    }

    fn latest_completion(&self) -> Option<Time> {
        self.standing.iter().map(|fact| fact.at).max()
    }

    /// When ALM first told that it was completed.
    fn told_completed_at(&self) -> Option<Time> {
        self.standing.iter().map(|fact| fact.told_at()).min()
    }

    fn take(&mut self, matches: impl Fn(&Fact) -> bool, mut taken: impl FnMut(EventKey)) {
        self.standing.retain(|fact| {
            let goes = matches(fact);
            if goes {
                taken(fact.key);
            }
            !goes
        });
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
    margin: SignedDuration,
}

impl<'a> Life<'a> {
    /// Folds the facts in the order of the time line.
    pub(super) fn of(facts: &'a Facts) -> Self {
        Self::with_margin(facts, MARGIN)
    }

    /// As [`Life::of`], with another margin between attempts.
    pub(super) fn with_margin(facts: &'a Facts, margin: SignedDuration) -> Self {
        let ranked = [
            (Rank::Dropped, &facts.dropped),
            (Rank::Enrolled, &facts.enrolled),
            (Rank::Completed, &facts.completed),
            (Rank::Revoked, &facts.revoked),
        ];
        let all =
            ranked.iter().flat_map(|(rank, set)| set.iter().map(|it| Moment::Fact(*rank, it)));
        let settled_until = facts.settled_until();
        let start = facts.points.latest_start().filter(|at| Some(*at) > settled_until);
        let mut moments: Vec<Moment<'_>> = all.chain(start.map(Moment::Start)).collect();
        moments.sort_by_key(Moment::order);
        let mut life = Self {
            spans: vec![Span::default()],
            deciding: Vec::new(),
            is_enrolled: false,
            taken: HashMap::new(),
            margin,
        };
        for moment in moments {
            life.take_in(moment);
        }
        life
    }

    fn take_in(&mut self, moment: Moment<'a>) {
        match moment {
            Moment::Start(at) => self.start(at),
            Moment::Fact(Rank::Dropped, fact) => self.drop(fact),
            Moment::Fact(Rank::Enrolled, fact) => self.enroll(fact),
            Moment::Fact(Rank::Started | Rank::Completed, fact) => self.complete(fact),
            Moment::Fact(Rank::Revoked, fact) => self.revoke(fact),
        }
    }

    fn current_mut(&mut self) -> Option<&mut Span<'a>> {
        self.spans.last_mut()
    }

    /// Whether a moment is of another attempt than the completions before it. The gap to the latest
    /// one decides: so a late fact between two attempts can only join them.
    fn is_another_attempt(&self, at: Time) -> bool {
        let latest = self.current().and_then(Span::latest_completion);
        latest.is_some_and(|latest| at > latest.plus(self.margin))
    }

    /// Whether an enrollment or a start opens again what was completed. One that was told before
    /// the completion does not, though it is of a later day: who enrolls in order to have a
    /// completion of long ago entered is done with it.
    fn is_retake(&self, at: Time, told_at: Time) -> bool {
        self.is_another_attempt(at)
            && Some(told_at) > self.current().and_then(Span::told_completed_at)
    }

    fn begin(&mut self, span: Span<'a>) {
        self.deciding.clear();
        self.spans.push(span);
    }

    fn drop(&mut self, fact: &'a Fact) {
        if let Some(span) = self.current_mut() {
            span.left.get_or_insert(fact);
        }
    }

    fn enroll(&mut self, fact: &'a Fact) {
        self.is_enrolled = true;
        let is_left = self.current().is_some_and(|span| span.left.is_some());
        if is_left || (!fact.is_settled && self.is_retake(fact.at, fact.told_at())) {
            self.begin(Span::begun_by(fact, Some(fact)));
        } else if let Some(span) = self.current_mut() {
            span.enrolled.get_or_insert(fact);
        }
    }

    /// After an unenrollment, only an enrollment begins anew.
    fn start(&mut self, at: Time) {
        let Some(span) = self.current() else { return };
        if span.left.is_none() && self.is_retake(at, at) {
            let enrolled = span.enrolled;
            self.begin(Span { start: Some(at), enrolled, ..Span::default() });
        }
    }

    fn complete(&mut self, fact: &'a Fact) {
        if !fact.is_settled && self.is_another_attempt(fact.at) {
            let enrolled = self.current().and_then(|span| span.enrolled);
            self.begin(Span::begun_by(fact, enrolled));
        }
        self.deciding.push(fact);
        if let Some(span) = self.current_mut() {
            span.standing.push(fact);
        }
    }

    fn revoke(&mut self, fact: &'a Fact) {
        match fact.via {
            Via::Direct => self.roll_back(fact),
            Via::Alternate => {
                let source = fact.details.source_lo_id.as_ref();
                let matches = |completion: &Fact| {
                    let of = completion.details.source_lo_id.as_ref();
                    completion.via == Via::Alternate
                        && (source.is_none() || of.is_none() || source == of)
                };
                self.take(0, RevocationReason::AlternateRevoked, matches);
            }
        }
    }

    /// Takes the direct completions of this attempt that ALM had told of: those before were of
    /// another attempt, and one of an earlier day that was entered since is not meant.
    fn roll_back(&mut self, fact: &'a Fact) {
        let (current, told_at) = (self.spans.len() - 1, fact.told_at());
        // Releases without attempts took all of them.
        let first = if fact.is_settled { 0 } else { current };
        let matches = |it: &Fact| it.via == Via::Direct && it.told_at() <= told_at;
        self.take(first, RevocationReason::RolledBack, matches);
        for span in &mut self.spans[first..] {
            span.is_rolled_back = true;
        }
        self.is_enrolled = true;
        self.spans.push(Span::begun_by(fact, Some(fact)));
    }

    /// Takes away the completions that match, in the spans from this number on.
    fn take(&mut self, first: usize, reason: RevocationReason, matches: impl Fn(&Fact) -> bool) {
        self.deciding.retain(|fact| !matches(fact));
        for span in &mut self.spans[first..] {
            span.take(&matches, |completion| {
                self.taken.insert(completion, reason);
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

    /// Whether a release without attempts has worked in a completion of the same day, which stands.
    /// It lies where it was told then, perhaps in another span.
    pub(super) fn has_settled_twin(&self, fact: &Fact) -> bool {
        let is_twin = |other: &&Fact| {
            let (one, other_day) = (fact.completed_at(), other.completed_at());
            other.is_settled
                && other.key != fact.key
                && one.max(other_day) <= one.min(other_day).plus(self.margin)
        };
        self.spans.iter().flat_map(|span| span.standing.iter().copied()).any(|it| is_twin(&it))
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

    /// The latest completion of an earlier attempt that stands and was passed.
    pub(super) fn earlier_completion(&self) -> Option<&'a Fact> {
        let (_, earlier) = self.spans.split_last()?;
        earlier.iter().flat_map(Span::passed).max_by_key(|fact| fact.order())
    }
}
