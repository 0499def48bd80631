//! How events arrive, and what the functions do for them.

use crate::counts::Counts;

use super::duration::billed_gb_seconds;

/// One function as it was counted and measured.
#[derive(Clone, Copy, Debug)]
pub struct Function<'a> {
    /// Its tape, counted.
    pub counts: &'a Counts,
    /// CPU time, in microseconds per event.
    pub cpu_us_per_event: f64,
    /// What it writes to its log, in bytes per event.
    pub log_bytes_per_event: f64,
}

/// The archive's function, by change.
#[derive(Clone, Copy, Debug)]
pub struct Archive {
    /// Changes in a batch.
    pub changes_per_batch: f64,
    /// CPU time, in microseconds per change.
    pub cpu_us_per_change: f64,
    /// What it writes to its log, in bytes per change.
    pub log_bytes_per_change: f64,
    /// Bytes that Firehose bills.
    pub firehose_bytes_per_change: f64,
}

/// One way in which events arrive.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    /// Takes requests.
    pub ingest: Function<'a>,
    /// Works events in.
    pub progress: Function<'a>,
    /// Archives changes.
    pub archive: Archive,
}

impl Function<'_> {
    /// GB-seconds per event.
    pub(super) fn gb_seconds(&self) -> f64 {
        billed_gb_seconds(self.counts, self.cpu_us_per_event)
    }
}
