//! The life of a notification: pending, published, sent or failed. Pure.
//!
//! A message cannot be sent exactly once: it is written down as pending, sent, and written down
//! as sent. Whoever dies between the last two sends it twice; nobody sends it never.

use milepost_domain::{Time, UserId};

use crate::{Notification, Reason, Status};

/// How long a notification waits for what it lacks, in hours: then it has failed.
pub const GIVE_UP_AFTER_HOURS: i64 = 72;
/// How long a delivery may take, in minutes, before another may begin: longer than a function's
/// time-out, shorter than a queue's visibility time-out.
pub const LEASE_MINUTES: i64 = 2;

/// The first pause before a pending notification is picked up, in minutes; then twice as long
/// each time.
const FIRST_PAUSE_MINUTES: i64 = 5;
/// The longest pause, in minutes.
const LONGEST_PAUSE_MINUTES: i64 = 240;

/// Whether to deliver.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// Deliver it, once this is written.
    Deliver(Box<Notification>),
    /// Somebody else is at it: come again.
    Busy,
    /// There is nothing to do any more.
    Settled,
}

impl Notification {
    /// Nobody has to do anything with it any more.
    pub fn is_settled(&self) -> bool {
        matches!(self.status, Status::Sent | Status::Failed)
    }

    /// Written down before anything is tried: if whoever tries dies, it is picked up.
    #[must_use]
    pub fn begun(self, now: Time) -> Self {
        let due_at = Some(now.plus_minutes(pause(self.tries)));
        Self { tries: self.tries + 1, due_at, ..self }
    }

    /// It cannot be handed over now: it waits if that may pass, or has failed.
    #[must_use]
    pub fn held_up(self, reason: Reason, now: Time) -> Self {
        let is_over = self.created_at.plus_minutes(GIVE_UP_AFTER_HOURS * 60) <= now;
        if is_over || !reason.may_pass() {
            return self.failed(reason, now);
        }
        let due_at = Some(now.plus_minutes(pause(self.tries)));
        Self { tries: self.tries + 1, due_at, reason: Some(reason), ..self }
    }

    /// It was handed over to its channel.
    #[must_use]
    pub fn published(self, recipient_id: Option<UserId>, now: Time) -> Self {
        let status = Status::Published;
        let published_at = Some(now);
        Self { status, recipient_id, published_at, reason: None, due_at: None, ..self }
    }

    /// Whether the channel is to deliver it, also one that is marked as pending: whoever handed
    /// it over may have died before the mark.
    pub fn claim(self, now: Time) -> Claim {
        if self.is_settled() {
            return Claim::Settled;
        }
        if self.claimed_until.is_some_and(|until| until > now) {
            return Claim::Busy;
        }
        let claimed_until = Some(now.plus_minutes(LEASE_MINUTES));
        let published_at = self.published_at.or(Some(now));
        let tries = self.tries + 1;
        let status = Status::Published;
        Claim::Deliver(Box::new(Self {
            status,
            published_at,
            claimed_until,
            tries,
            due_at: None,
            ..self
        }))
    }

    /// The provider took it.
    #[must_use]
    pub fn sent(self, provider_id: String, now: Time) -> Self {
        let (status, sent_at, provider_id) = (Status::Sent, Some(now), Some(provider_id));
        Self {
            status,
            sent_at,
            provider_id,
            reason: None,
            due_at: None,
            claimed_until: None,
            ..self
        }
    }

    /// The provider did not take it this time; the queue brings it again.
    #[must_use]
    pub fn not_taken(self, code: String) -> Self {
        Self { reason: Some(Reason::NotTaken { code }), claimed_until: None, ..self }
    }

    /// It will not be sent, or it came back.
    #[must_use]
    pub fn failed(self, reason: Reason, now: Time) -> Self {
        let (status, failed_at) = (Status::Failed, Some(now));
        Self { status, failed_at, reason: Some(reason), due_at: None, claimed_until: None, ..self }
    }
}

fn pause(tries: u32) -> i64 {
    let doubled = 1_i64.checked_shl(tries).unwrap_or(i64::MAX);
    FIRST_PAUSE_MINUTES.saturating_mul(doubled).clamp(FIRST_PAUSE_MINUTES, LONGEST_PAUSE_MINUTES)
}

#[cfg(test)]
mod tests;
