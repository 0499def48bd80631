//! Metrics in CloudWatch's Embedded Metric Format: one JSON line on standard output, from
//! which CloudWatch Logs makes the metrics; no call, no agent, no library.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// The namespace of all metrics.
pub const NAMESPACE: &str = "Milepost";

/// The member that tells CloudWatch which others are metrics.
const DIRECTIVE: &str = "_aws";

/// The dimensions of all metrics: the stack, and the function that wrote them.
const DIMENSIONS: [&str; 2] = ["stack", "function"];

/// The stack's name, from the variable `STACK_NAME`.
static STACK: LazyLock<String> =
    LazyLock::new(|| std::env::var("STACK_NAME").unwrap_or_else(|_| "none".to_owned()));

/// The metrics that one directive may hold, by the format's specification.
const MAX_METRICS: usize = 100;

/// A metric's unit, as CloudWatch calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
enum Unit {
    Count,
    Milliseconds,
    Bytes,
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
        // Cannot fail: texts and numbers, written to memory.
        serde_json::to_string(&Line { metrics: self, now }).unwrap_or_default()
    }

    /// Whether a property of this name would stand beside a member of the line that has it, too.
    fn has(&self, name: &str) -> bool {
        self.values.contains_key(name) || name == DIRECTIVE || DIMENSIONS.contains(&name)
    }

    /// Writes the line to standard output, in one piece.
    pub fn write(&self, now: Timestamp) {
        let line = self.to_line(now) + "\n";
        // With its line break, or there are two writes. Nobody is left to tell of a failure.
        let _ = std::io::stdout().write_all(line.as_bytes());
    }
}

/// The line, written without a copy of what is in it.
struct Line<'a> {
    metrics: &'a Metrics,
    now: Timestamp,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { metrics, now } = self;
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry(DIRECTIVE, &Directive::of(metrics, *now))?;
        let [stack, function] = DIMENSIONS;
        line.serialize_entry(stack, STACK.as_str())?;
        line.serialize_entry(function, metrics.function)?;
        for (name, (_, value)) in &metrics.values {
            line.serialize_entry(name, value)?;
        }
        for (name, value) in metrics.properties.iter().filter(|(name, _)| !metrics.has(name)) {
            line.serialize_entry(name, value)?;
        }
        line.end()
    }
}

/// What tells CloudWatch which members are metrics.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive {
    timestamp: i64,
    cloud_watch_metrics: [MetricDirective; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct MetricDirective {
    namespace: &'static str,
    dimensions: [[&'static str; 2]; 1],
    metrics: Vec<Definition>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    name: &'static str,
    unit: Unit,
}

impl Directive {
    fn of(metrics: &Metrics, now: Timestamp) -> Self {
        let definition =
            |(name, (unit, _)): (&&'static str, &(Unit, Value))| Definition { name, unit: *unit };
        Self {
            timestamp: now.as_millisecond(),
            cloud_watch_metrics: [MetricDirective {
                namespace: NAMESPACE,
                dimensions: [DIMENSIONS],
                metrics: metrics.values.iter().map(definition).collect(),
            }],
        }
    }
}

#[cfg(test)]
mod tests;
