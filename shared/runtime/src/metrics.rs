//! Metrics in CloudWatch's Embedded Metric Format: one JSON line on standard output, from
//! which CloudWatch Logs makes the metrics; no call, no agent, no library.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

/// The namespace of all metrics.
pub const NAMESPACE: &str = "Milepost";

/// The one dimension of all metrics: the function that wrote them.
const DIMENSION: &str = "function";

/// The metrics that one directive may hold, by the format's specification.
const MAX_METRICS: usize = 100;

/// A metric's unit, as CloudWatch calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Count,
    Milliseconds,
    Bytes,
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
            Self::Bytes => "Bytes",
        }
    }
}

/// The metrics of one invocation, with properties that can be searched but are not metrics.
///
/// A property never hides a metric, and a metric set twice keeps the later value.
#[derive(Debug, Clone)]
#[must_use = "metrics are seen only when written"]
pub struct Metrics {
    function: &'static str,
    values: BTreeMap<&'static str, (Unit, Value)>,
    properties: BTreeMap<&'static str, Value>,
}

impl Metrics {
    /// No metrics yet, of this function.
    pub const fn new(function: &'static str) -> Self {
        Self { function, values: BTreeMap::new(), properties: BTreeMap::new() }
    }

    /// Adds a number of things.
    pub fn count(self, name: &'static str, value: usize) -> Self {
        self.metric(name, Unit::Count, json!(value))
    }

    /// Adds a duration, in milliseconds with microseconds as decimals.
    pub fn duration(self, name: &'static str, value: std::time::Duration) -> Self {
        let micros = u32::try_from(value.as_micros()).unwrap_or(u32::MAX);
        self.metric(name, Unit::Milliseconds, json!(f64::from(micros) / 1_000.0))
    }

    /// Adds a size, in bytes.
    pub fn bytes(self, name: &'static str, value: usize) -> Self {
        self.metric(name, Unit::Bytes, json!(value))
    }

    /// Adds a property. Nothing personal may be in it: it is a log line like any other.
    pub fn property(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.properties.insert(name, value.into());
        self
    }

    /// Makes the line a log entry as well: with time, level and a dotted name.
    pub fn entry(self, now: Timestamp, level: &'static str, message: &'static str) -> Self {
        self.property("timestamp", now.to_string())
            .property("level", level)
            .property("message", message)
    }

    fn metric(mut self, name: &'static str, unit: Unit, value: Value) -> Self {
        debug_assert!(self.values.len() < MAX_METRICS, "too many metrics");
        self.values.insert(name, (unit, value));
        self
    }

    /// The line, without a line break. CloudWatch takes the metrics' time from `now`.
    pub fn to_line(&self, now: Timestamp) -> String {
        let mut line = serde_json::Map::new();
        for (name, value) in &self.properties {
            line.insert((*name).to_owned(), value.clone());
        }
        for (name, (_, value)) in &self.values {
            line.insert((*name).to_owned(), value.clone());
        }
        line.insert(DIMENSION.to_owned(), self.function.into());
        line.insert("_aws".to_owned(), self.directive(now));
        Value::Object(line).to_string()
    }

    fn directive(&self, now: Timestamp) -> Value {
        let metrics: Vec<Value> = self
            .values
            .iter()
            .map(|(name, (unit, _))| json!({"Name": name, "Unit": unit.name()}))
            .collect();
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [[DIMENSION]],
                "Metrics": metrics,
            }],
        })
    }

    /// Writes the line to standard output, in one piece.
    pub fn write(&self, now: Timestamp) {
        println!("{}", self.to_line(now));
    }
}

#[cfg(test)]
mod tests;
