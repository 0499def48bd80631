//! What an invocation counted and measured: one JSON line on standard output. A few of the
//! numbers are metrics, which CloudWatch Logs makes from the line by the Embedded Metric Format;
//! no call, no agent, no library.

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

/// The metrics: by function, the counts that an alarm or the dashboard watches. CloudWatch bills
/// each by the month, so every other number is a member of the log line only, which the saved
/// queries sum up.
const PUBLISHED: [(&str, &str); 8] = [
    ("directory", "AlmCredentialsRefused"),
    ("email", "NotificationsFailed"),
    ("ingest", "EventsAccepted"),
    ("ingest", "EventsQuarantined"),
    ("notifications", "CorrectionsNeeded"),
    ("notifications", "NotificationsFailed"),
    ("progress", "EventsUnrecognised"),
    ("sms", "NotificationsFailed"),
];

/// The numbers of one invocation, with properties that can be searched.
///
/// A property never hides a number, and a number set twice keeps the later value.
#[derive(Debug, Clone)]
#[must_use = "metrics are seen only when written"]
pub struct Metrics {
    function: &'static str,
    values: BTreeMap<&'static str, Value>,
    properties: BTreeMap<&'static str, Value>,
}

impl Metrics {
    /// No metrics yet, of this function.
    pub const fn new(function: &'static str) -> Self {
        Self { function, values: BTreeMap::new(), properties: BTreeMap::new() }
    }

    /// Adds a number of things.
    pub fn count(self, name: &'static str, value: usize) -> Self {
        self.number(name, json!(value))
    }

    /// Adds a duration, in milliseconds with microseconds as decimals.
    pub fn duration(self, name: &'static str, value: std::time::Duration) -> Self {
        let micros = u32::try_from(value.as_micros()).unwrap_or(u32::MAX);
        self.number(name, json!(f64::from(micros) / 1_000.0))
    }

    /// Adds a size, in bytes.
    pub fn bytes(self, name: &'static str, value: usize) -> Self {
        self.number(name, json!(value))
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

    fn number(mut self, name: &'static str, value: Value) -> Self {
        self.values.insert(name, value);
        self
    }

    /// Those of the numbers that are metrics.
    fn published(&self) -> impl Iterator<Item = &'static str> {
        let names = self.values.keys().copied();
        names.filter(|name| PUBLISHED.contains(&(self.function, *name)))
    }

    /// The line, without a line break. CloudWatch takes the metrics' time from `now`.
    pub fn to_line(&self, now: Timestamp) -> String {
        // Cannot fail: texts and numbers, written to memory.
        serde_json::to_string(&Line { metrics: self, now }).unwrap_or_default()
    }

    /// Whether the line has this number: CloudWatch Logs bills by the byte, and a query takes an
    /// absent number as none. A metric is written always, so that its alarm sees data.
    fn says(&self, name: &'static str, value: &Value) -> bool {
        value.as_f64() != Some(0.0) || PUBLISHED.contains(&(self.function, name))
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
        if let Some(directive) = Directive::of(metrics, *now) {
            line.serialize_entry(DIRECTIVE, &directive)?;
        }
        let [stack, function] = DIMENSIONS;
        line.serialize_entry(stack, STACK.as_str())?;
        line.serialize_entry(function, metrics.function)?;
        for (name, value) in metrics.values.iter().filter(|(name, value)| metrics.says(name, value))
        {
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
    unit: &'static str,
}

impl Directive {
    /// None if no number of the line is a metric.
    fn of(metrics: &Metrics, now: Timestamp) -> Option<Self> {
        let definition = |name| Definition { name, unit: "Count" };
        let definitions: Vec<_> = metrics.published().map(definition).collect();
        (!definitions.is_empty()).then(|| Self {
            timestamp: now.as_millisecond(),
            cloud_watch_metrics: [MetricDirective {
                namespace: NAMESPACE,
                dimensions: [DIMENSIONS],
                metrics: definitions,
            }],
        })
    }
}

#[cfg(test)]
mod tests;
