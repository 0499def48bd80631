//! What a message asks of certificates.

use jiff::civil::Date;
use milepost_certificate::{
    CERTIFICATE_REISSUE_REQUESTED, CERTIFICATE_REMINDER_DUE, CERTIFICATE_RENEWAL_REQUESTED,
    CERTIFICATE_RESUMED, CERTIFICATE_REVOCATION_REQUESTED, Eligibility, Reason, Request,
};
use milepost_contracts::{CloudEvent, EnrollmentChanged, Transition};
use milepost_domain::{Change, EventKey, Time, Via};
use serde::Deserialize;
use serde_json::Number;

/// What is asked, in the order in which it is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Instruction {
    /// A completion was announced, or an announcement taken back.
    Completion(Box<Completion>),
    /// The learner is close: have what will be needed at hand.
    Prepare(Box<EnrollmentChanged>),
    /// Something is asked of one certificate.
    Certificate {
        /// What.
        demand: Demand,
        /// Of which, and by whom.
        request: Request,
    },
}

/// What happened to a completion.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// The event that completed it.
    pub key: EventKey,
    /// What became of it.
    pub fact: Fact,
    /// The learner's completion before it, whose certificate the new one renews.
    pub renews: Option<EventKey>,
    /// The change that said so.
    pub change: EnrollmentChanged,
}

/// What became of a completion.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fact {
    /// It was announced.
    Announced {
        /// When it was completed.
        at: Time,
        /// The score, if known.
        score: Option<Number>,
    },
    /// The announcement was taken back.
    Withdrawn(Reason),
}

/// What is asked of a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Demand {
    /// An operator: revoke it.
    Revoke,
    /// An operator: issue it again, under another id.
    Reissue,
    /// An operator: renew it.
    Renew {
        /// The day of the new completion.
        completed_on: Date,
    },
    /// Remind of its end.
    Remind,
    /// Go on: what it waited for may be known.
    Resume,
}

/// A message that is none of ours.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a message for certificates")]
pub struct NotForUs;

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

/// What a message asks, and its id.
///
/// # Errors
/// If it is none of ours.
pub fn read(body: &str, eligibility: &Eligibility) -> Result<(String, Vec<Instruction>), NotForUs> {
    let Typed { kind, id } = serde_json::from_str(body).map_err(|_| NotForUs)?;
    let demand: fn(&Request) -> Option<Demand> = match kind.as_str() {
        CERTIFICATE_REVOCATION_REQUESTED => |_| Some(Demand::Revoke),
        CERTIFICATE_REISSUE_REQUESTED => |_| Some(Demand::Reissue),
        CERTIFICATE_RENEWAL_REQUESTED => renewal,
        CERTIFICATE_REMINDER_DUE => |_| Some(Demand::Remind),
        CERTIFICATE_RESUMED => |_| Some(Demand::Resume),
        _ => return transition(body, eligibility).map(|instructions| (id, instructions)),
    };
    let event: CloudEvent<Request> = serde_json::from_str(body).map_err(|_| NotForUs)?;
    let demand = demand(&event.data).ok_or(NotForUs)?;
    Ok((id, vec![Instruction::Certificate { demand, request: event.data }]))
}

fn renewal(request: &Request) -> Option<Demand> {
    request.completed_on.map(|completed_on| Demand::Renew { completed_on })
}

fn transition(body: &str, eligibility: &Eligibility) -> Result<Vec<Instruction>, NotForUs> {
    match Transition::from_body(body) {
        Ok(Transition::Enrollment(event)) => Ok(instructions(&event.data, eligibility)),
        // Changes of the catalog print on no certificate.
        Ok(Transition::Catalog(_)) => Ok(Vec::new()),
        Err(_) => Err(NotForUs),
    }
}

/// The milestone at which what will be needed is fetched ahead.
const PREPARED_AT: u8 = 75;

fn instructions(change: &EnrollmentChanged, eligibility: &Eligibility) -> Vec<Instruction> {
    change.changes.iter().filter_map(|it| instruction(it, change, eligibility)).collect()
}

fn instruction(
    one: &Change,
    change: &EnrollmentChanged,
    eligibility: &Eligibility,
) -> Option<Instruction> {
    let completion = |key: &EventKey, fact, renews: Option<EventKey>| {
        let change = change.clone();
        Instruction::Completion(Box::new(Completion { key: *key, fact, renews, change }))
    };
    // Messages of older releases do not say of which completion the time and the score are.
    let announced = |at: Option<Time>, score: &Option<Number>| Fact::Announced {
        at: at.unwrap_or(change.occurred_at),
        score: score.clone().or_else(|| change.score.clone().filter(|_| at.is_none())),
    };
    let covers = |via| eligibility.covers(change.lo_type.as_ref(), via);
    match one {
        Change::Completed { completion: key, completed_at, score, renews }
            if covers(Via::Direct) =>
        {
            Some(completion(key, announced(*completed_at, score), *renews))
        }
        Change::CompletedByAlternate { completion: key, completed_at, score, renews }
            if covers(Via::Alternate) =>
        {
            Some(completion(key, announced(*completed_at, score), *renews))
        }
        // Whatever the policy is now: it may have been another when the certificate was drawn.
        Change::CompletionRevoked { completion: key, reason } => {
            Some(completion(key, Fact::Withdrawn((*reason).into()), None))
        }
        Change::Milestone { percent: PREPARED_AT } if covers(Via::Direct) => {
            Some(Instruction::Prepare(Box::new(change.clone())))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
