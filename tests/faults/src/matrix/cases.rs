//! Which cases the matrix has: every fault in every place, and every pair of places.

use super::case::{Case, Pace, Place, Reach, Strike, is_retried};
use crate::fault::Fault;

/// How much of the matrix to run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Breadth {
    /// Of the pairs of faults at each pair of places: in each round every fault is played once
    /// at the first place, and every fault once at the second, differently combined.
    pub rounds: usize,
    /// Every how manieth of these is played.
    pub every: usize,
}

/// All cases for a run that makes these calls.
pub fn cases(trace: &[Place], breadth: Breadth) -> Vec<Case> {
    // Those that take longest come first, so that nobody waits for them in the end.
    let mut cases = outages(trace);
    cases.extend(singles(trace));
    cases.extend(pairs(trace, breadth.rounds).into_iter().step_by(breadth.every.max(1)));
    cases
}

/// Every fault in every place, for one attempt and for all of them, repeated soon and late.
pub fn singles(trace: &[Place]) -> Vec<Case> {
    let strikes = trace.iter().flat_map(|place| strikes(*place, &Fault::ALL));
    strikes
        .flat_map(|strike| {
            [Pace::Within, Pace::After].map(|pace| Case { strikes: vec![strike], pace })
        })
        .collect()
}

/// Every fault of every operation until somebody does something about it. Not silence: what it
/// does for ever, it does in each call, and waiting for it shows nothing new.
pub fn outages(trace: &[Place]) -> Vec<Case> {
    let first = trace.iter().filter(|place| place.ordinal == 1);
    let paces = [Pace::Within, Pace::After].into_iter().cycle();
    let faults = first.flat_map(|place| Fault::ALL.map(|fault| (*place, fault)));
    faults
        .filter(|(place, fault)| fault.fits(place.operation) && *fault != Fault::Silence)
        .map(|(place, fault)| Strike { place, fault, reach: Reach::Outage })
        .zip(paces)
        .map(|(strike, pace)| Case { strikes: vec![strike], pace })
        .collect()
}

/// Every pair of places, the second at or after the first.
pub fn pairs(trace: &[Place], rounds: usize) -> Vec<Case> {
    let places = trace.iter().enumerate();
    let pairs = places.flat_map(|(i, first)| trace[i..].iter().map(move |second| (first, second)));
    let pairs = pairs.enumerate();
    pairs.flat_map(|(pair, places)| combinations(pair, places, rounds)).collect()
}

/// The faults of a pair of places, combined so that each is there in every round. Silence is
/// left out, since it takes seconds, and shows like a lost answer.
fn combinations(pair: usize, (first, second): (&Place, &Place), rounds: usize) -> Vec<Case> {
    let quick: Vec<Fault> = Fault::ALL.into_iter().filter(|it| *it != Fault::Silence).collect();
    let (first, second) = (strikes(*first, &quick), strikes(*second, &quick));
    let is_longer = first.len() >= second.len();
    let (more, fewer) = if is_longer { (&first, &second) } else { (&second, &first) };
    let mut cases = Vec::new();
    for round in 0..rounds.min(fewer.len()) {
        for n in 0..more.len() {
            // The pair's number turns the wheel, so that pairs of the same operations differ.
            let one = more[(n + pair) % more.len()];
            let other = fewer[(n + round) % fewer.len()];
            let strikes = if is_longer { vec![one, other] } else { vec![other, one] };
            let is_even = (n + round + pair).is_multiple_of(2);
            cases.push(Case { strikes, pace: if is_even { Pace::Within } else { Pace::After } });
        }
    }
    cases
}

/// Each of these faults that fits the place, once and, if the SDK tries again, in every attempt.
fn strikes(place: Place, faults: &[Fault]) -> Vec<Strike> {
    let fitting = faults.iter().filter(|fault| fault.fits(place.operation));
    fitting
        .flat_map(|fault| {
            let every = is_retried(*fault).then_some(Reach::Every);
            let reaches = std::iter::once(Reach::Once).chain(every);
            reaches.map(|reach| Strike { place, fault: *fault, reach })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::call::Operation;

    fn trace() -> Vec<Place> {
        let calls = [
            (Operation::BatchGetItem, 1),
            (Operation::TransactWriteItems, 1),
            (Operation::TransactWriteItems, 2),
            (Operation::PublishBatch, 1),
        ];
        calls.map(|(operation, ordinal)| Place { operation, ordinal }).to_vec()
    }

    #[test]
    fn every_fault_that_fits_is_played_alone_in_every_place() {
        let singles: BTreeSet<_> = singles(&trace()).into_iter().collect();
        for place in trace() {
            for fault in Fault::ALL {
                let of =
                    |case: &&Case| case.strikes[0].place == place && case.strikes[0].fault == fault;
                let count = singles.iter().filter(of).count();
                let reaches = if is_retried(fault) { 2 } else { 1 };
                assert_eq!(count, if fault.fits(place.operation) { reaches * 2 } else { 0 });
            }
        }
    }

    #[test]
    fn one_round_has_every_pair_with_every_fault_at_either_place() {
        let trace = trace();
        let pairs = pairs(&trace, 1);
        assert_eq!(pairs.len(), pairs.iter().collect::<BTreeSet<_>>().len(), "none twice");
        for (i, first) in trace.iter().enumerate() {
            for second in &trace[i..] {
                let of = |case: &&Case| {
                    (case.strikes[0].place, case.strikes[1].place) == (*first, *second)
                };
                let of: Vec<_> = pairs.iter().filter(of).collect();
                for (at, place) in [(0, first), (1, second)] {
                    for fault in Fault::ALL {
                        let is_played = of.iter().any(|case| case.strikes[at].fault == fault);
                        let shall = fault.fits(place.operation) && fault != Fault::Silence;
                        assert_eq!(is_played, shall, "{first}, {second}, {fault:?} at {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn all_rounds_are_all_combinations() {
        let places = [Place { operation: Operation::BatchGetItem, ordinal: 1 }];
        let all: BTreeSet<_> =
            pairs(&places, usize::MAX).into_iter().map(|case| case.strikes).collect();
        let kinds = strikes(places[0], &Fault::ALL).len() - 2;
        assert_eq!(all.len(), kinds * kinds);
    }
}
