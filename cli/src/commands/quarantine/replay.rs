//! `milepost quarantine replay`: what can be read now goes on its way.

use milepost_domain::AccountId;
use milepost_webhook_client::Pace;

use super::report::Summary;
use super::select::selected;
use crate::args::quarantine::QuarantineReplayArgs;
use crate::aws_error::AwsError;
use crate::bar::Bar;
use crate::dead_letters::{Outgoing, Queue, batches, events};
use crate::error::Error;
use crate::output::print;
use crate::quarantined::{Bucket, Listed, read_again};

/// Replays what is selected and prints a summary, also of a run that ends early.
pub(super) async fn run(args: QuarantineReplayArgs) -> Result<(), Error> {
    let (stack, bucket) = Bucket::open(&args.stack).await?;
    let objects = selected(&bucket, &args.selection).await?;
    if objects.is_empty() {
        return print(&"Nothing to replay.");
    }
    let mut replayer = Replayer {
        quarantine: bucket,
        queue: events(&stack)?,
        pace: Pace::new(args.rate),
        served: stack.account,
        bar: Bar::new(objects.len(), "objects"),
        summary: Summary::default(),
    };
    let outcome = replayer.replay_all(&objects).await;
    replayer.bar.finish();
    print(&replayer.summary)?;
    outcome?;
    match replayer.summary.kept {
        0 => Ok(()),
        kept => Err(Error::ObjectsKept(kept)),
    }
}

/// Takes one object after the other.
struct Replayer<Q> {
    quarantine: Bucket,
    queue: Q,
    pace: Pace,
    served: Option<AccountId>,
    bar: Bar,
    summary: Summary,
}

impl<Q: Queue> Replayer<Q> {
    async fn replay_all(&mut self, objects: &[Listed]) -> Result<(), AwsError> {
        for listed in objects {
            self.replay(listed).await?;
            self.bar.advance(1, &format!("{} events sent", self.summary.sent));
        }
        Ok(())
    }

    /// The object goes only after all of its events are on the queue: a death in between sends
    /// them again, which does no harm.
    async fn replay(&mut self, listed: &Listed) -> Result<(), AwsError> {
        let object = self.quarantine.fetch(listed).await?;
        let reading = read_again(&object, self.served.as_ref());
        let mut not_taken = 0;
        let events = reading.readable.iter().map(Outgoing::of_event).collect();
        for batch in batches(events, Outgoing::bytes) {
            self.pace.wait(batch.len()).await;
            not_taken += self.send_twice(&batch).await?;
        }
        if reading.is_complete() && not_taken == 0 {
            self.quarantine.remove(listed).await?;
        }
        self.summary.add(listed, &reading, not_taken);
        Ok(())
    }

    /// What the queue does not take, once more, with the same deduplication ids: if it was taken
    /// after all, SQS drops this. Answers how many it never took.
    async fn send_twice(&self, batch: &[Outgoing]) -> Result<usize, AwsError> {
        let refused = self.queue.send(batch).await?;
        let again: Vec<Outgoing> =
            refused.iter().filter_map(|entry| batch.get(entry.place).cloned()).collect();
        if again.is_empty() { Ok(0) } else { Ok(self.queue.send(&again).await?.len()) }
    }
}

#[cfg(test)]
mod tests;
