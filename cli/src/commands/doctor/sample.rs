//! A sample of history: which events ALM has sent, and when.
//!
//! History has no index by time, since each would cost a write for each event. Its rows lie in the
//! order of hashed learners, so that the beginning of each segment is a sample of them all.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::try_join_all;
use jiff::Timestamp;
use serde::Deserialize;

use super::context::Context;
use super::finding::{Facts, Finding};

/// Parts that are read at the same time.
const SEGMENTS: i32 = 8;
/// Of 1 MB, in each part. In all they cost a tenth of a cent.
const MOST_PAGES: usize = 8;

/// What is read of a row.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    #[serde(rename = "eventName")]
    pub(super) name: String,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub(super) received_at: Timestamp,
}

/// What was found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Sample {
    /// Events of ALM, those of the last days.
    pub(super) events: Vec<Event>,
    /// Rows that were looked at, of any age.
    pub(super) rows: usize,
    /// Whether that is all of history.
    pub(super) is_whole: bool,
}

pub(super) async fn read(context: &Context) -> Facts<Sample> {
    let parts = try_join_all((0..SEGMENTS).map(|segment| part(context, segment))).await?;
    Ok(Sample {
        rows: parts.iter().map(|part| part.rows).sum(),
        is_whole: parts.iter().all(|part| part.is_whole),
        events: parts.into_iter().flat_map(|part| part.events).collect(),
    })
}

async fn part(context: &Context, segment: i32) -> Facts<Sample> {
    let stack = &context.stack;
    let since = (context.now - context.span()).as_millisecond().to_string();
    let mut pages = stack
        .dynamo
        .scan()
        .table_name(&stack.history)
        .segment(segment)
        .total_segments(SEGMENTS)
        .filter_expression("receivedAt >= :since AND attribute_not_exists(origin)")
        .expression_attribute_values(":since", AttributeValue::N(since))
        .projection_expression("eventName, receivedAt")
        .into_paginator()
        .send();
    let mut sample = Sample::default();
    for _ in 0..MOST_PAGES {
        let Some(page) = pages.next().await else { break };
        let page = context.answer("dynamodb:Scan", page)?;
        sample.rows += usize::try_from(page.scanned_count()).unwrap_or_default();
        sample.is_whole = page.last_evaluated_key().is_none_or(HashMap::is_empty);
        let events: Vec<Event> = serde_dynamo::from_items(page.items.unwrap_or_default())
            .map_err(|error| Finding::unchecked("dynamodb:Scan", &error))?;
        sample.events.extend(events);
    }
    Ok(sample)
}
