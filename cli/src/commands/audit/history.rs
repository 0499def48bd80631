//! Reading the keys and decisions of the whole history table.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use milepost_domain::EventKey;
use serde::Deserialize;

use crate::aws_error::AwsError;
use crate::bar::Bar;
use crate::stack::Stack;
use crate::store::TableError;

/// Parts that the table is read in, at the same time.
const SEGMENTS: i32 = 8;

type Cursor = HashMap<String, AttributeValue>;

/// What an audit needs of a row.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    pub(super) event_key: EventKey,
    pub(super) decision: String,
    pub(super) reason: Option<String>,
    pub(super) origin: String,
}

/// Some rows of one segment, and where to go on.
pub(super) struct Page {
    pub(super) rows: Vec<Row>,
    pub(super) next: Option<Cursor>,
}

/// Port: reads one page of one segment of the history table, consistently.
pub(super) trait ScanHistory {
    async fn scan(&self, segment: i32, of: i32, from: Option<Cursor>) -> Result<Page, TableError>;
}

impl ScanHistory for Stack {
    async fn scan(&self, segment: i32, of: i32, from: Option<Cursor>) -> Result<Page, TableError> {
        let call = self.dynamo.scan().table_name(&self.history).consistent_read(true);
        let call = call
            .segment(segment)
            .total_segments(of)
            .projection_expression("eventKey, decision, #reason, origin")
            .expression_attribute_names("#reason", "reason")
            .set_exclusive_start_key(from);
        let answer = call.send().await.map_err(|error| AwsError::of(&error, &self.place))?;
        let rows = serde_dynamo::from_items(answer.items.unwrap_or_default())
            .map_err(|error| TableError::item(&self.history, &error))?;
        Ok(Page { rows, next: answer.last_evaluated_key })
    }
}

/// The history, counted. A million keys are 32 MB.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) keys: Vec<EventKey>,
    /// By decision and reason.
    pub(super) decisions: BTreeMap<(String, Option<String>), usize>,
    pub(super) origins: BTreeMap<String, usize>,
}

impl History {
    fn add(&mut self, row: Row) {
        self.keys.push(row.event_key);
        *self.decisions.entry((row.decision, row.reason)).or_default() += 1;
        *self.origins.entry(row.origin).or_default() += 1;
    }
}

/// Reads all segments at the same time.
pub(super) async fn read(table: &impl ScanHistory, bar: &mut Bar) -> Result<History, TableError> {
    let segments = (0..SEGMENTS).map(|segment| {
        Box::pin(stream::try_unfold(Some(None), move |state: Option<Option<Cursor>>| async move {
            let Some(from) = state else { return Ok(None) };
            let page = table.scan(segment, SEGMENTS, from).await?;
            Ok::<_, TableError>(Some((page.rows, page.next.map(Some))))
        }))
    });
    let mut pages = stream::select_all(segments).boxed_local();
    let mut history = History::default();
    while let Some(rows) = pages.try_next().await? {
        bar.advance(rows.len(), "read from history");
        for row in rows {
            history.add(row);
        }
    }
    Ok(history)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use serde_json::{Value, json};

    use super::*;
    use crate::stack::tests::{OUTPUTS, config};
    use crate::tests::server::{answer, server};

    fn row(number: u8, reason: Option<&str>) -> Row {
        Row {
            event_key: EventKey::from_bytes([number; 32]),
            decision: if reason.is_some() { "ignored" } else { "applied" }.to_owned(),
            reason: reason.map(str::to_owned),
            origin: "webhook".to_owned(),
        }
    }

    /// Each segment holds two pages of one row.
    struct Table(RefCell<Vec<(i32, bool)>>);

    impl ScanHistory for Table {
        async fn scan(
            &self,
            segment: i32,
            of: i32,
            from: Option<Cursor>,
        ) -> Result<Page, TableError> {
            assert_eq!(of, SEGMENTS);
            let is_first = from.is_none();
            self.0.borrow_mut().push((segment, is_first));
            let number = u8::try_from(segment).unwrap();
            let rows =
                vec![row(number + if is_first { 0 } else { 100 }, (!is_first).then_some("x"))];
            Ok(Page { rows, next: is_first.then(HashMap::new) })
        }
    }

    #[tokio::test]
    async fn every_page_of_every_segment_is_read_once() {
        let table = Table(RefCell::default());
        let history = read(&table, &mut Bar::hidden()).await.unwrap();
        let mut keys = history.keys;
        keys.sort_unstable();
        let numbers = (0..8).chain(100..108);
        assert_eq!(keys, numbers.map(|n| row(n, None).event_key).collect::<Vec<_>>());
        let ignored = ("ignored".to_owned(), Some("x".to_owned()));
        assert_eq!(history.decisions, [(("applied".to_owned(), None), 8), (ignored, 8)].into());
        assert_eq!(history.origins, [("webhook".to_owned(), 16)].into());
        let mut calls = table.0.into_inner();
        calls.sort_unstable();
        calls.dedup();
        assert_eq!(calls.len(), 16);
    }

    #[tokio::test]
    async fn a_page_is_one_consistent_scan_of_four_attributes() {
        let item = json!({
            "eventKey": {"S": "ab".repeat(32)}, "decision": {"S": "ignored"},
            "reason": {"S": "unrecognised"}, "origin": {"S": "webhook"},
        });
        let page = json!({"Items": [item], "LastEvaluatedKey": {"pk": {"S": "p"}}});
        let (url, server) =
            server(vec![answer(200, OUTPUTS), answer(200, &page.to_string())]).await;
        let stack = Stack::find_in(config(&url), "milepost").await.unwrap();
        let from = HashMap::from([("pk".to_owned(), AttributeValue::S("o".to_owned()))]);
        let page = stack.scan(3, 8, Some(from)).await.unwrap();
        assert_eq!(page.rows, [row(0xab, Some("unrecognised"))]);
        assert_eq!(page.next.unwrap()["pk"], AttributeValue::S("p".to_owned()));
        let request = server.await.unwrap().remove(1);
        let sent: Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
        assert_eq!(
            sent,
            json!({
                "TableName": "h", "ConsistentRead": true, "Segment": 3, "TotalSegments": 8,
                "ProjectionExpression": "eventKey, decision, #reason, origin",
                "ExpressionAttributeNames": {"#reason": "reason"},
                "ExclusiveStartKey": {"pk": {"S": "o"}},
            })
        );
    }
}
