//! What the tables say of the events in dead letters.

use std::collections::{BTreeSet, HashMap};

use milepost_contracts::{EnrollmentItem, HistoryItem, ItemKey};
use milepost_store::{StoreError, Table};
use serde::de::DeserializeOwned;

use crate::dead_letters::Content;
use crate::error::Error;

/// An item that was found, or why it cannot be read.
pub(crate) type Found<T> = Result<Box<T>, String>;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) rows: HashMap<ItemKey, Found<HistoryItem>>,
    pub(crate) records: HashMap<ItemKey, Found<EnrollmentItem>>,
}

/// Reads history rows and records of these contents, consistently.
pub(crate) async fn look_up(
    history: &Table,
    enrollments: &Table,
    contents: &[Content],
) -> Result<Known, Error> {
    let (mut rows, mut records) = (BTreeSet::new(), BTreeSet::new());
    for content in contents {
        if let Content::Event(event) = content {
            rows.insert(event.row.clone());
            records.extend(event.record.clone());
        }
    }
    let (rows, records) = (read(history, rows).await?, read(enrollments, records).await?);
    Ok(Known { rows, records })
}

async fn read<T: DeserializeOwned>(
    table: &Table,
    keys: BTreeSet<ItemKey>,
) -> Result<HashMap<ItemKey, Found<T>>, Error> {
    let items = table.get_many(&keys).await.map_err(|error| Error::of_table(table, error))?;
    Ok(items.into_iter().map(|(key, item)| (key, item.map(Box::new).map_err(words))).collect())
}

fn words(error: StoreError) -> String {
    match error {
        StoreError::Unreadable(why) => why,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use milepost_harness::store::Memory;
    use serde_json::json;

    use super::*;
    use crate::dead_letters::Letter;

    #[tokio::test]
    async fn a_damaged_row_is_found_and_says_what_is_wrong() {
        let body = r#"{"version":1,"accountId":"1","receivedAt":"2026-11-23T08:00:00Z","event":{"eventName":"LEARNER_PROGRESS","timestamp":1763900000000,"data":{"userId":"7","loInstanceId":"course:1_2"}}}"#;
        let letter = Letter { body: body.to_owned(), ..Letter::default() };
        let content = Content::of_event(&letter);
        let Content::Event(event) = &content else { panic!("{content:?}") };
        let memory = Memory::default();
        memory.seed("h", &json!({"pk": event.row.pk, "sk": event.row.sk})).unwrap();
        let (history, enrollments) = (memory.table("h"), memory.table("e"));
        let twice = [content.clone(), content.clone(), Content::of_change(&letter)];
        let known = look_up(&history, &enrollments, &twice).await.unwrap();
        let error = known.rows[&event.row].as_ref().unwrap_err();
        assert!(error.starts_with("missing field"), "{error}");
        assert_eq!((known.rows.len(), known.records.len()), (1, 0));
    }
}
