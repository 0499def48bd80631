//! One case of the matrix, and its name.

use std::fmt;
use std::str::FromStr;

use crate::call::Operation;
use crate::fault::Fault;

/// The operations of the functions in the way of an event.
pub const OPERATIONS: [Operation; 6] = [
    Operation::GetSecretValue,
    Operation::SendMessageBatch,
    Operation::PutObject,
    Operation::BatchGetItem,
    Operation::TransactWriteItems,
    Operation::PublishBatch,
];

/// Whether the SDK tries again after this fault, so that one attempt differs from all of them.
pub fn is_retried(fault: Fault) -> bool {
    matches!(fault, Fault::ServerError | Fault::Throttled | Fault::LostAnswer | Fault::Silence)
}

/// A call of a run: the how manieth of its operation, from 1. The attempts of the SDK are one call.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Place {
    /// What it asks for.
    pub operation: Operation,
    /// Its number among the calls of this operation.
    pub ordinal: usize,
}

/// How many attempts a fault strikes.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Reach {
    /// One: the SDK tries again.
    Once,
    /// All of this call: the function sees it.
    Every,
    /// All of this operation from this call on, until the driver ends it: after three attempts
    /// of ALM, or when events lie in the dead-letter queue.
    Outage,
}

/// A fault in a place.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Strike {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: Fault,
    /// How often.
    pub reach: Reach,
}

/// How much time passes before something is sent or delivered again.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Pace {
    /// Less than the five minutes in which SQS and SNS swallow repeats.
    Within,
    /// More.
    After,
}

/// One case: what goes wrong in one run.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Case {
    /// None, one or two faults. The second comes after the first, or in the same place.
    pub strikes: Vec<Strike>,
    /// How soon things are repeated.
    pub pace: Pace,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.operation, self.ordinal)
    }
}

impl fmt::Display for Strike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reach = match self.reach {
            Reach::Once => "",
            Reach::Every => "/every",
            Reach::Outage => "/outage",
        };
        write!(f, "{}:{:?}{reach}", self.place, self.fault)
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let strikes: Vec<String> = self.strikes.iter().map(Strike::to_string).collect();
        let strikes = if strikes.is_empty() { "none".to_owned() } else { strikes.join("+") };
        let pace = match self.pace {
            Pace::Within => "within",
            Pace::After => "after",
        };
        write!(f, "{strikes}@{pace}")
    }
}

/// The text is not the name of a case.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is not the name of a case, as in TransactWriteItems.2:LostAnswer/every@after")]
pub struct NotACase(String);

impl FromStr for Case {
    type Err = NotACase;

    fn from_str(text: &str) -> Result<Self, NotACase> {
        parse(text).ok_or_else(|| NotACase(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Case> {
    let (strikes, pace) = text.split_once('@')?;
    let pace = match pace {
        "within" => Pace::Within,
        "after" => Pace::After,
        _ => return None,
    };
    let strikes = match strikes {
        "none" => Some(Vec::new()),
        strikes => strikes.split('+').map(parse_strike).collect(),
    };
    Some(Case { strikes: strikes?, pace })
}

fn parse_strike(text: &str) -> Option<Strike> {
    let (place, fault) = text.split_once(':')?;
    let (operation, ordinal) = place.split_once('.')?;
    let (fault, reach) = match fault.split_once('/') {
        None => (fault, Reach::Once),
        Some((fault, "every")) => (fault, Reach::Every),
        Some((fault, "outage")) => (fault, Reach::Outage),
        Some(_) => return None,
    };
    let is_named = |it: &Operation| it.to_string() == operation;
    let operation = OPERATIONS.into_iter().find(is_named)?;
    let is_meant = |it: &Fault| it.fits(operation) && format!("{it:?}") == fault;
    let fault = Fault::ALL.into_iter().find(is_meant)?;
    Some(Strike { place: Place { operation, ordinal: ordinal.parse().ok()? }, fault, reach })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_found_again_by_its_name() {
        for operation in OPERATIONS {
            for fault in Fault::ALL.into_iter().filter(|fault| fault.fits(operation)) {
                for reach in [Reach::Once, Reach::Every, Reach::Outage] {
                    let strike = Strike { place: Place { operation, ordinal: 3 }, fault, reach };
                    let case = Case { strikes: vec![strike, strike], pace: Pace::After };
                    assert_eq!(case.to_string().parse::<Case>().unwrap(), case);
                }
            }
        }
        let none = Case { strikes: vec![], pace: Pace::Within };
        assert_eq!("none@within".parse::<Case>().unwrap(), none);
    }

    #[test]
    fn anything_else_is_no_case() {
        for text in
            ["", "none", "none@never", "PutObject.1:Conflict@after", "PutObject:Silence@after"]
        {
            assert!(text.parse::<Case>().is_err(), "{text}");
        }
    }
}
