//! The letters that are hidden from others because of us.

use std::collections::BTreeMap;

use super::letter::Letter;
use super::queue::Queue;
use super::stop::Stop;
use crate::aws_error::AwsError;

/// The most entries of a batch.
pub(crate) const MAX_ENTRIES: usize = 10;

/// SQS may answer with nothing though there is something: it is believed the second time.
const BELIEVED: usize = 2;

/// Letters received, and neither deleted nor given back.
#[derive(Debug, Default)]
pub(crate) struct Hold {
    letters: BTreeMap<String, Letter>,
    /// How often in a row nothing new came.
    empty: usize,
}

impl Hold {
    /// Receives up to so many letters and returns those that were not held before: a letter whose
    /// time was over comes again, with a new receipt. `None` at the end, or if somebody wants it.
    pub(crate) async fn receive(
        &mut self,
        queue: &impl Queue,
        most: usize,
        stop: &Stop,
    ) -> Result<Option<Vec<Letter>>, AwsError> {
        if self.empty == BELIEVED || stop.is_asked() {
            return Ok(None);
        }
        let mut new = queue.receive(most).await?;
        new.retain(|it| self.letters.insert(it.message_id.clone(), it.clone()).is_none());
        self.empty = if new.is_empty() { self.empty + 1 } else { 0 };
        Ok(Some(new))
    }

    /// Deletes letters, and what SQS refuses once more alone; `left` counts those that it never
    /// deletes. Answers how many are deleted.
    pub(crate) async fn delete(
        &mut self,
        queue: &impl Queue,
        letters: &[Letter],
        left: &mut usize,
    ) -> Result<usize, AwsError> {
        if letters.is_empty() {
            return Ok(0);
        }
        let refused = queue.delete(letters).await?;
        let mut deleted = 0;
        for (place, letter) in letters.iter().enumerate() {
            if refused.iter().any(|entry| entry.place == place)
                && !queue.delete(&letters[place..=place]).await?.is_empty()
            {
                *left += 1;
                continue;
            }
            self.letters.remove(&letter.message_id);
            deleted += 1;
        }
        Ok(deleted)
    }

    /// Gives all back. If that fails they show up by themselves, two minutes later at most.
    pub(crate) async fn release(&mut self, queue: &impl Queue) {
        let letters: Vec<Letter> = std::mem::take(self).letters.into_values().collect();
        for batch in letters.chunks(MAX_ENTRIES) {
            if let Err(error) = queue.release(batch).await {
                eprintln!("{} stay hidden for two minutes: {error}", letters.len());
                return;
            }
        }
    }
}
