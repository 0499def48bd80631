//! Reading the keys and decisions of the whole history table.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::scan::paginator::ScanPaginator;
use futures::{StreamExt as _, stream};
use milepost_contracts::HistoryKey;
use milepost_domain::EventKey;
use serde::Deserialize;

use crate::aws_error::AwsError;
use crate::bar::Bar;
use crate::error::Error;
use crate::stack::Stack;

/// Parts that the table is read in, at the same time.
const SEGMENTS: i32 = 8;

/// What an audit needs of a row.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    #[serde(flatten)]
    pub(super) key: HistoryKey,
    pub(super) decision: String,
    pub(super) reason: Option<String>,
    #[serde(default = "webhook")]
    pub(super) origin: String,
}

/// Rows name their origin only if it is another.
fn webhook() -> String {
    "webhook".to_owned()
}

/// The pages of one segment of the table, read consistently.
fn scan(stack: &Stack, segment: i32) -> ScanPaginator {
    let call = stack.dynamo.scan().table_name(&stack.history).consistent_read(true);
    let call = call.segment(segment).total_segments(SEGMENTS);
    call.projection_expression("pk, sk, decision, #reason, origin")
        .expression_attribute_names("#reason", "reason")
        .into_paginator()
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
        self.keys.push(row.key.event_key);
        *self.decisions.entry((row.decision, row.reason)).or_default() += 1;
        *self.origins.entry(row.origin).or_default() += 1;
    }
}

/// Reads all segments at the same time.
pub(super) async fn read(stack: &Stack, bar: &mut Bar) -> Result<History, Error> {
    let segments = (0..SEGMENTS).map(|segment| {
        let pages = scan(stack, segment).send();
        stream::unfold(pages, |mut pages| async { Some((pages.next().await?, pages)) })
            .boxed_local()
    });
    let mut pages = stream::select_all(segments);
    let mut history = History::default();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| AwsError::of(&error, &stack.place))?;
        let rows: Vec<Row> = serde_dynamo::from_items(page.items.unwrap_or_default())
            .map_err(|error| Error::item(&stack.history, &error))?;
        bar.advance(rows.len(), "read from history");
        for row in rows {
            history.add(row);
        }
    }
    Ok(history)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};

    use super::*;
    use crate::stack::tests::OUTPUTS;
    use crate::tests::aws::aws;

    /// Each segment holds two pages of one row; the rows of second pages have a reason.
    async fn stack() -> (Stack, Arc<Mutex<Vec<Value>>>) {
        let scans = Arc::<Mutex<Vec<Value>>>::default();
        let seen = scans.clone();
        let config = aws(move |asked| {
            if asked.target != "DynamoDB_20120810.Scan" {
                return http::Response::new(OUTPUTS.as_bytes().to_vec());
            }
            let scan: Value = serde_json::from_slice(&asked.body).unwrap();
            let segment = scan["Segment"].as_u64().unwrap();
            let (number, reason, next) = match &scan["ExclusiveStartKey"] {
                Value::Null => (segment, json!({"NULL": true}), json!({"pk": {"S": "p"}})),
                _ => (segment + 100, json!({"S": "x"}), Value::Null),
            };
            let decision = if next.is_null() { "ignored" } else { "applied" };
            let item = json!({
                "pk": {"S": "p"}, "sk": {"S": format!("{number:02x}").repeat(32)}, "reason": reason,
                "decision": {"S": decision}, "origin": {"S": "webhook"},
            });
            seen.lock().unwrap().push(scan);
            let page = json!({"Items": [item], "LastEvaluatedKey": next});
            http::Response::new(page.to_string().into_bytes())
        });
        (Stack::find_in(config, "milepost").await.unwrap(), scans)
    }

    #[tokio::test]
    async fn every_page_of_every_segment_is_read_once() {
        let (stack, scans) = stack().await;
        let history = read(&stack, &mut Bar::hidden()).await.unwrap();
        let mut keys = history.keys;
        keys.sort_unstable();
        let numbers = (0..8).chain(100..108);
        assert_eq!(keys, numbers.map(|n| EventKey::from_bytes([n; 32])).collect::<Vec<_>>());
        let ignored = ("ignored".to_owned(), Some("x".to_owned()));
        assert_eq!(history.decisions, [(("applied".to_owned(), None), 8), (ignored, 8)].into());
        assert_eq!(history.origins, [("webhook".to_owned(), 16)].into());
        assert_eq!(scans.lock().unwrap().len(), 16);
    }

    #[tokio::test]
    async fn a_page_is_one_consistent_scan_of_a_few_attributes() {
        let (stack, scans) = stack().await;
        let mut pages = scan(&stack, 3).send();
        while pages.next().await.is_some() {}
        assert_eq!(
            scans.lock().unwrap()[1],
            json!({
                "TableName": "h", "ConsistentRead": true, "Segment": 3, "TotalSegments": 8,
                "ProjectionExpression": "pk, sk, decision, #reason, origin",
                "ExpressionAttributeNames": {"#reason": "reason"},
                "ExclusiveStartKey": {"pk": {"S": "p"}},
            })
        );
    }
}
