//! The enrollments table, as far as it says how an enrollment stands.

use milepost_contracts::enrollment_key;
use milepost_domain::RecordKey;
use milepost_store::{StoreError, Table};

use crate::standing::Standing;

/// The table.
#[derive(Clone, Debug)]
pub struct Enrollments {
    table: Table,
}

impl Enrollments {
    /// Enrollments in this table.
    pub const fn new(table: Table) -> Self {
        Self { table }
    }

    /// How an enrollment stands now; `None` if there is none.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn standing(&self, record: &RecordKey) -> Result<Option<Standing>, StoreError> {
        self.table.get(&enrollment_key(record)).await
    }
}

#[cfg(test)]
mod tests {
    use milepost_domain::State;
    use milepost_harness::store::Memory;
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn how_an_enrollment_stands_is_read_from_its_item() {
        let record =
            |user: &str| json!({"accountId": "1", "userId": user, "loInstanceId": "course:1_2"});
        let record = |user: &str| -> RecordKey { serde_json::from_value(record(user)).unwrap() };
        let (saw, memory) = ("2026-11-08T07:00:00.000Z", Memory::default());
        let seed = |pk: &str, state: &str| {
            let item = json!({
                "pk": pk, "sk": "1#course:1_2", "state": state, "lastActivityAt": saw, "version": 3,
            });
            memory.seed("enrollments", &item).unwrap();
        };
        seed("user#7", "stalled");
        seed("user#8", "asleep");
        let table = Enrollments::new(memory.table("enrollments"));
        let standing = Standing { state: State::Stalled, last_activity_at: saw.parse().ok() };
        assert_eq!(table.standing(&record("7")).await, Ok(Some(standing)));
        assert_eq!(table.standing(&record("9")).await, Ok(None));
        assert!(table.standing(&record("8")).await.is_err(), "an unknown state");
    }
}
