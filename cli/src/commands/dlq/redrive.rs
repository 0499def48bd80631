//! The redrive: receive, send, delete.
//!
//! A letter is deleted only after SQS has taken its copy, so that a run may be killed anywhere and
//! nothing is lost. Between the two a letter may be sent a second time by the next run. That does
//! no harm: an event is worked in once, by its key, and consumers recognise changes by theirs.

use std::collections::HashSet;

use jiff::Timestamp;
use milepost_webhook_client::Pace;
use tokio::time::Instant;

use super::finding::begins_with;
use super::tally::Tally;
use crate::aws_error::AwsError;
use crate::bar::Bar;
use crate::dead_letters::{
    Content, Hold, Letter, MAX_ENTRIES, Outgoing, Queue, Refused, Stop, batches, rounds,
};

/// Which letters are redriven.
pub(crate) struct Wanted {
    /// No more than this.
    pub(crate) limit: Option<usize>,
    /// The beginning of the event's key or of the message's id.
    pub(crate) key: Option<String>,
    pub(crate) read: fn(&Letter) -> Content,
}

impl Wanted {
    fn includes(&self, letter: &Letter) -> bool {
        let is_it = |key: &String| begins_with(letter, &(self.read)(letter), key);
        self.key.as_ref().is_none_or(is_it)
    }
}

/// One run on one queue.
pub(crate) struct Redrive<'a, Q> {
    queue: &'a Q,
    pace: Pace,
    wanted: Wanted,
    stop: Stop,
    started_at: Timestamp,
    start: Instant,
    /// How many to receive at a time: their time must not be over before their turn comes.
    most: usize,
    hold: Hold,
    /// Ids of the letters that were sent.
    sent: HashSet<String>,
    /// Groups in which a letter was refused: what is behind it waits for another run.
    blocked: HashSet<String>,
    pub(crate) bar: Bar,
    pub(crate) tally: Tally,
}

impl<'a, Q: Queue> Redrive<'a, Q> {
    pub(crate) fn new(
        queue: &'a Q,
        started_at: Timestamp,
        rate: f64,
        wanted: Wanted,
        stop: Stop,
    ) -> Self {
        Self {
            queue,
            pace: Pace::new(Some(rate)),
            wanted,
            stop,
            started_at,
            start: Instant::now(),
            most: if rate < 1.0 { 1 } else { MAX_ENTRIES },
            hold: Hold::default(),
            sent: HashSet::new(),
            blocked: HashSet::new(),
            bar: Bar::hidden(),
            tally: Tally::default(),
        }
    }

    /// Redrives until nothing new comes, and gives back what was not redriven.
    pub(crate) async fn run(&mut self) -> Result<(), AwsError> {
        let outcome = self.redrive_all().await;
        self.bar.finish();
        self.hold.release(self.queue).await;
        outcome
    }

    async fn redrive_all(&mut self) -> Result<(), AwsError> {
        while let Some(new) = self.hold.receive(self.queue, self.most, &self.stop).await? {
            let wanted: Vec<Letter> =
                new.into_iter().filter(|letter| self.is_to_be_sent(letter)).collect();
            for round in rounds(wanted) {
                self.send_round(round).await?;
            }
            if self.room() == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    /// How many more may be sent.
    fn room(&self) -> usize {
        self.wanted.limit.map_or(usize::MAX, |limit| limit.saturating_sub(self.sent.len()))
    }

    fn is_to_be_sent(&mut self, letter: &Letter) -> bool {
        let started_at = self.started_at.as_millisecond();
        if letter.redriven_at().is_some_and(|at| at >= started_at) {
            // Sent by this run, and dead again: round in circles otherwise.
            self.tally.died_again += 1;
            return false;
        }
        self.wanted.includes(letter)
    }

    async fn send_round(&mut self, round: Vec<Letter>) -> Result<(), AwsError> {
        let is_free = |letter: &Letter| {
            letter.group.as_ref().is_none_or(|group| !self.blocked.contains(group))
        };
        let now = self.started_at + self.start.elapsed();
        let entries = round.into_iter().filter(is_free).take(self.room());
        let entries = entries.map(|letter| (letter.clone(), Outgoing::of(&letter, now))).collect();
        for batch in batches(entries, |(_, message): &(Letter, Outgoing)| message.bytes()) {
            self.pace.wait(batch.len()).await;
            if self.stop.is_asked() {
                return Ok(());
            }
            let sent = self.send(batch).await?;
            self.hold.delete(self.queue, &sent, &mut self.tally.kept).await?;
            self.show_progress();
        }
        Ok(())
    }

    fn show_progress(&mut self) {
        let redriven = self.tally.redriven as u64;
        let per_second = redriven / self.bar.elapsed().as_secs().max(1);
        let message = format!("{per_second}/s, {} failed", self.tally.failures());
        self.bar.reach(redriven, &message, |total| {
            format!("redriven {redriven} of about {total} letters, {message}")
        });
    }

    /// Sends a batch, and what SQS refuses of it once more alone; returns the letters sent.
    async fn send(&mut self, batch: Vec<(Letter, Outgoing)>) -> Result<Vec<Letter>, AwsError> {
        let (letters, outgoing): (Vec<Letter>, Vec<Outgoing>) = batch.into_iter().unzip();
        let refused = self.queue.send(&outgoing).await?;
        let mut sent = Vec::new();
        for (place, letter) in letters.into_iter().enumerate() {
            let mut is_taken = refused.iter().all(|entry| entry.place != place);
            if !is_taken {
                // With the same deduplication id: if the first was taken after all, SQS drops this.
                let again = self.queue.send(&outgoing[place..=place]).await?;
                is_taken = again.is_empty();
                self.tally.refused.extend(again.into_iter().map(|Refused { why, .. }| why));
            }
            if is_taken {
                self.sent.insert(letter.message_id.clone());
                self.tally.redriven += 1;
                sent.push(letter);
            } else {
                self.blocked.extend(letter.group);
            }
        }
        Ok(sent)
    }
}

#[cfg(test)]
mod tests;
