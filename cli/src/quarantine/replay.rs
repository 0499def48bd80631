//! `milepost quarantine replay`: what can be read now goes on its way.

use milepost_contracts::Routed;
use milepost_domain::AccountId;

use super::port::{FetchSpecimen, RemoveSpecimen, SendEvents};
use super::reading::read_again;
use super::report::Summary;
use super::select::selected;
use super::specimen::Listed;
use super::sqs::Queue;
use super::{QuarantineError, open};
use crate::args::ReplayArgs;
use crate::aws_error::AwsError;
use crate::bar::Bar;
use crate::error::Error;
use crate::output::print;
use crate::send::{Clock, Pace, SystemClock};

/// Most messages that one call takes.
const MAX_BATCH: usize = 10;
/// SQS refuses a call of more bytes.
const MAX_BATCH_BYTES: usize = 262_144;

/// Replays what is selected and prints a summary, also of a run that ends early.
pub(super) async fn run(args: ReplayArgs) -> Result<(), Error> {
    let (stack, bucket) = open(&args.stack).await?;
    let specimens = selected(&bucket, &args.selection).await?;
    if specimens.is_empty() {
        return print(&"Nothing to replay.");
    }
    let clock = SystemClock::start();
    let mut replayer = Replayer {
        quarantine: bucket,
        queue: Queue::of(&stack)?,
        pace: Pace::new(args.rate, clock.now()),
        clock,
        served: stack.account,
        bar: Bar::new(specimens.len(), "specimens"),
        summary: Summary::default(),
    };
    let outcome = replayer.replay_all(&specimens).await;
    replayer.bar.finish();
    print(&replayer.summary)?;
    outcome?;
    match replayer.summary.kept {
        0 => Ok(()),
        kept => Err(QuarantineError::Kept(kept).into()),
    }
}

/// Takes one specimen after the other.
struct Replayer<S, Q, C> {
    quarantine: S,
    queue: Q,
    clock: C,
    pace: Pace,
    served: Option<AccountId>,
    bar: Bar,
    summary: Summary,
}

impl<S: FetchSpecimen + RemoveSpecimen, Q: SendEvents, C: Clock> Replayer<S, Q, C> {
    async fn replay_all(&mut self, specimens: &[Listed]) -> Result<(), AwsError> {
        for listed in specimens {
            self.replay(listed).await?;
            self.bar.advance(1, &format!("{} events sent", self.summary.sent));
        }
        Ok(())
    }

    /// The specimen goes only after all of its events are on the queue: a death in between sends
    /// them again, which does no harm.
    async fn replay(&mut self, listed: &Listed) -> Result<(), AwsError> {
        let specimen = self.quarantine.fetch(listed).await?;
        let reading = read_again(&specimen, self.served.as_ref());
        let mut not_taken = 0;
        for batch in batches(&reading.readable) {
            let wait = self.pace.wait(self.clock.now(), batch.len());
            if !wait.is_zero() {
                self.clock.sleep(wait).await;
            }
            not_taken += self.send_twice(&batch).await?;
        }
        if reading.is_complete() && not_taken == 0 {
            self.quarantine.remove(listed).await?;
        }
        self.summary.add(listed, &reading, not_taken);
        Ok(())
    }

    /// What the queue does not take, once more. Answers how many it never took.
    async fn send_twice(&self, batch: &[&Routed]) -> Result<usize, AwsError> {
        let failed = self.queue.send(batch).await?;
        let again: Vec<&Routed> =
            failed.iter().filter_map(|&place| batch.get(place).copied()).collect();
        if again.is_empty() { Ok(0) } else { Ok(self.queue.send(&again).await?.len()) }
    }
}

/// In their order, within the limits of a call.
fn batches(events: &[Routed]) -> Vec<Vec<&Routed>> {
    let mut batches: Vec<Vec<&Routed>> = Vec::new();
    let mut bytes = 0;
    for event in events {
        bytes += event.body.len();
        match batches.last_mut() {
            Some(batch) if batch.len() < MAX_BATCH && bytes <= MAX_BATCH_BYTES => batch.push(event),
            _ => {
                bytes = event.body.len();
                batches.push(vec![event]);
            }
        }
    }
    batches
}

#[cfg(test)]
mod tests;
