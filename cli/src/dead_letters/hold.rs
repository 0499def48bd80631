//! The letters that are hidden from others because of us.

use std::collections::BTreeMap;

use super::letter::Letter;
use super::port::{DeleteBatch, ReleaseBatch};
use crate::aws_error::AwsError;

/// The most entries of a batch.
pub(crate) const MAX_ENTRIES: usize = 10;

/// Letters received, and neither deleted nor given back.
#[derive(Debug, Default)]
pub(crate) struct Hold(BTreeMap<String, Letter>);

impl Hold {
    /// Adds letters and returns those that were not held before: a letter whose time was over
    /// comes again, with a new receipt.
    pub(crate) fn add(&mut self, letters: Vec<Letter>) -> Vec<Letter> {
        let is_new =
            |letter: &Letter| self.0.insert(letter.message_id.clone(), letter.clone()).is_none();
        letters.into_iter().filter(is_new).collect()
    }

    /// Deletes letters, and what SQS refuses once more alone; `left` counts those that it never
    /// deletes. Answers how many are deleted.
    pub(crate) async fn delete(
        &mut self,
        queue: &impl DeleteBatch,
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
            self.0.remove(&letter.message_id);
            deleted += 1;
        }
        Ok(deleted)
    }

    /// Gives all back. If that fails they show up by themselves, two minutes later at most.
    pub(crate) async fn release(&mut self, queue: &impl ReleaseBatch) {
        let letters: Vec<Letter> = std::mem::take(&mut self.0).into_values().collect();
        for batch in letters.chunks(MAX_ENTRIES) {
            if let Err(error) = queue.release(batch).await {
                eprintln!("{} stay hidden for two minutes: {error}", letters.len());
                return;
            }
        }
    }
}
