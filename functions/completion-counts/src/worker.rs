//! Writes the mark of a completion and the count together.

use milepost_contracts::{CloudEvent, EnrollmentChanged, ItemKey};
use milepost_domain::{EventKey, LoId};
use milepost_runtime::consumer::{Consumer, Context};
use milepost_store::{StoreError, Table, Tries, Write};

use crate::count::{Count, Mark, MarkItem, completion_of, count_key, decide, mark_key};

/// Why a message has failed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum WorkError {
    /// It is none of ours. What the parser says may quote the message.
    #[error("not a change of an enrollment")]
    Unreadable,
    /// The table could not be used.
    #[error(transparent)]
    Table(#[from] StoreError),
}

/// Counts completions.
pub struct Worker {
    /// The counts, and the marks of completions.
    pub table: Table,
}

impl Consumer for Worker {
    type Message = CloudEvent<EnrollmentChanged>;
    type Error = WorkError;

    fn name(&self) -> &'static str {
        "completion-counts"
    }

    fn counts(&self) -> &'static [&'static str] {
        &["CompletionsCounted", "CompletionsRevoked"]
    }

    fn read(&self, body: &str) -> Result<Self::Message, WorkError> {
        serde_json::from_str(body).map_err(|_| WorkError::Unreadable)
    }

    async fn handle(&self, event: Self::Message, context: &Context<'_>) -> Result<(), WorkError> {
        let Some(object) = &event.data.lo_id else { return Ok(()) };
        for (completion, is_revoked) in event.data.changes.iter().filter_map(completion_of) {
            if self.count(object, completion, is_revoked).await? {
                let name = if is_revoked { "CompletionsRevoked" } else { "CompletionsCounted" };
                context.batch.count(name, 1);
            }
        }
        Ok(())
    }
}

impl Worker {
    /// Whether a completion or its revocation changed anything. Decides anew if another writer was
    /// faster.
    async fn count(
        &self,
        object: &LoId,
        completion: &EventKey,
        is_revoked: bool,
    ) -> Result<bool, StoreError> {
        let (mark_key, count_key) = (mark_key(object, completion), count_key(object));
        let mut tries = Tries::default();
        loop {
            let marked: Option<MarkItem> = self.table.get(&mark_key).await?;
            let decided = decide(marked.as_ref().map(|it| it.mark), is_revoked);
            let Some((mark, more)) = decided else { return Ok(false) };
            let counted: Option<Count> = self.table.get(&count_key).await?;
            let writes = vec![
                self.mark(&mark_key, mark, marked.map_or(0, |it| it.revision))?,
                self.add(&count_key, &counted.unwrap_or_default(), more)?,
            ];
            match self.table.transact(writes).await {
                Ok(()) => return Ok(true),
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn mark(&self, key: &ItemKey, mark: Mark, revision: u64) -> Result<Write, StoreError> {
        let ItemKey { pk, sk } = key.clone();
        let item = MarkItem { pk, sk, mark, revision: revision + 1 };
        Ok(self.table.put(&item)?.replacing(revision))
    }

    fn add(&self, key: &ItemKey, counted: &Count, more: i64) -> Result<Write, StoreError> {
        let ItemKey { pk, sk } = key.clone();
        let completions = counted.completions.saturating_add_signed(more);
        let item = Count { pk, sk, completions, revision: counted.revision + 1 };
        Ok(self.table.put(&item)?.replacing(counted.revision))
    }
}

#[cfg(test)]
mod tests;
