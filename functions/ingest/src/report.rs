//! The one line that each invocation writes: log entry and metrics in one.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use milepost_runtime::log_key::LogKey;
use milepost_runtime::metrics::Metrics;

use crate::auth::AuthError;
use crate::plan::Plan;

/// What an invocation did. Holds nothing personal: no body, no header's value, no id of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The entry's name.
    pub message: &'static str,
    /// `INFO`, `WARN` or `ERROR`.
    pub level: &'static str,
    /// Events accepted.
    pub accepted: usize,
    /// Events quarantined.
    pub quarantined: usize,
    /// Whether the request was turned away.
    pub refused: bool,
    /// How often each reason for quarantine or refusal applied.
    pub reasons: BTreeMap<&'static str, usize>,
    /// The keys of the first events accepted.
    pub event_keys: Vec<String>,
    /// The records of these, by keyed hash.
    pub records: Vec<String>,
    /// The names of a refused request's header fields, of a few requests a minute.
    pub header_names: Vec<String>,
    /// What failed.
    pub error: Option<String>,
    /// The body's size.
    pub body_bytes: usize,
}

impl Report {
    /// A request that needed nothing to be stored.
    pub fn answered(message: &'static str) -> Self {
        Self { message, level: "INFO", ..Self::default() }
    }

    /// A request that was turned away.
    pub fn refused(reason: &'static str) -> Self {
        Self {
            message: "webhook.refused",
            level: "WARN",
            refused: true,
            reasons: BTreeMap::from([(reason, 1)]),
            ..Self::default()
        }
    }

    /// A request without the right credentials.
    pub fn unauthorized(error: AuthError, header_names: Vec<String>) -> Self {
        Self { header_names, ..Self::refused(error.reason()) }
    }

    /// A request that could not be stored.
    pub fn failed(error: &dyn std::error::Error) -> Self {
        Self {
            message: "webhook.failed",
            level: "ERROR",
            error: Some(error.to_string()),
            ..Self::default()
        }
    }

    /// A request that was stored by this plan.
    pub fn stored(plan: &Plan, log_key: &LogKey) -> Self {
        let mut reasons = BTreeMap::new();
        for one in &plan.refused {
            *reasons.entry(one.reason).or_default() += 1;
        }
        if let Some((reason, events)) = plan.refused_whole {
            reasons.insert(reason, events);
        }
        let records = plan.named.iter().filter_map(|event| event.record.as_ref());
        let quarantined = plan.quarantined();
        Self {
            message: "webhook.accepted",
            level: if quarantined == 0 { "INFO" } else { "WARN" },
            accepted: plan.accepted,
            quarantined,
            reasons,
            event_keys: plan.named.iter().map(|event| event.key.clone()).collect(),
            records: records.map(|key| log_key.of(&key.to_string())).collect(),
            ..Self::default()
        }
    }

    /// The line, in CloudWatch's Embedded Metric Format.
    pub fn to_metrics(&self, now: Timestamp, took: Duration) -> Metrics {
        let metrics = Metrics::new("ingest")
            .count("EventsAccepted", self.accepted)
            .count("EventsQuarantined", self.quarantined)
            .count("RequestsRefused", usize::from(self.refused))
            .duration("IngestDuration", took)
            .bytes("BodyBytes", self.body_bytes)
            .entry(now, self.level, self.message);
        let lists = [
            ("eventKeys", &self.event_keys),
            ("records", &self.records),
            ("headerNames", &self.header_names),
        ];
        let metrics = lists
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .fold(metrics, |metrics, (name, list)| metrics.property(name, list.clone()));
        let metrics = match &self.error {
            Some(error) => metrics.property("error", error.clone()),
            None => metrics,
        };
        if self.reasons.is_empty() {
            return metrics;
        }
        let reasons = self.reasons.iter().map(|(reason, n)| ((*reason).to_owned(), (*n).into()));
        metrics.property("reasons", serde_json::Value::Object(reasons.collect()))
    }
}
