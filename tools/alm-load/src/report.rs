//! The closing summary of a run.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use milepost_webhook_client::Delivery;

/// What a run has done so far.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) events: usize,
    pub(crate) requests: usize,
    pub(crate) accepted: usize,
    pub(crate) quarantined: usize,
    /// Events of acknowledged requests whose answer holds no counts.
    uncounted: usize,
    /// Requests refused for good, by status.
    pub(crate) refused: BTreeMap<u16, usize>,
    pub(crate) retries: usize,
    latencies: Vec<Duration>,
    pub(crate) elapsed: Duration,
}

impl Summary {
    /// Counts one delivered request of so many events.
    pub(crate) fn add(&mut self, events: usize, delivery: &Delivery) {
        self.events += events;
        self.requests += 1;
        self.latencies.push(delivery.latency);
        match (delivery.acknowledged(), delivery.counts) {
            (false, _) => *self.refused.entry(delivery.status).or_default() += 1,
            (true, None) => self.uncounted += events,
            (true, Some(counts)) => {
                self.accepted += counts.accepted;
                self.quarantined += counts.quarantined;
            }
        }
    }

    /// How fast it goes, for a glance while it runs.
    pub(crate) fn rate(&self) -> String {
        format!("{:.0} events/s, {} retries", self.events_per_second(), self.retries)
    }

    fn events_per_second(&self) -> f64 {
        let seconds = self.elapsed.as_secs_f64();
        let events = u32::try_from(self.events).unwrap_or(u32::MAX);
        if seconds > 0.0 { f64::from(events) / seconds } else { 0.0 }
    }
}

/// The smallest value that so many percent of the values do not exceed (nearest rank).
fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

fn milliseconds(latency: Option<Duration>) -> String {
    latency.map_or_else(|| "–".to_owned(), |value| format!("{:.1} ms", value.as_secs_f64() * 1e3))
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        writeln!(f, "events       {}", self.events)?;
        writeln!(f, "requests     {}", self.requests)?;
        writeln!(f, "accepted     {}", self.accepted)?;
        writeln!(f, "quarantined  {}", self.quarantined)?;
        if self.uncounted > 0 {
            writeln!(f, "uncounted    {} (the answer gave no counts)", self.uncounted)?;
        }
        for (status, requests) in &self.refused {
            writeln!(f, "refused      {requests} with status {status}")?;
        }
        writeln!(f, "retries      {}", self.retries)?;
        writeln!(f, "seconds      {:.1}", self.elapsed.as_secs_f64())?;
        writeln!(f, "events/s     {:.1}", self.events_per_second())?;
        writeln!(f, "latency p50  {}", milliseconds(percentile(&sorted, 50)))?;
        write!(f, "latency p99  {}", milliseconds(percentile(&sorted, 99)))
    }
}

#[cfg(test)]
mod tests {
    use milepost_webhook_client::Counts;

    use super::*;

    fn delivery(status: u16, counts: Option<(usize, usize)>, millis: u64) -> Delivery {
        let counts = counts.map(|(accepted, quarantined)| Counts { accepted, quarantined });
        Delivery { status, counts, latency: Duration::from_millis(millis) }
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let values: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&values, 50), Some(Duration::from_millis(100)));
        assert_eq!(percentile(&values, 99), Some(Duration::from_millis(198)));
        assert_eq!(percentile(&values[..1], 99), Some(Duration::from_millis(1)));
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn the_summary_says_what_happened() {
        let mut summary = Summary { elapsed: Duration::from_millis(500), ..Summary::default() };
        summary.add(3, &delivery(202, Some((2, 1)), 4));
        summary.add(1, &delivery(202, None, 8));
        summary.add(1, &delivery(413, None, 90));
        summary.retries = 2;
        insta::assert_snapshot!(summary, @"
        events       5
        requests     3
        accepted     2
        quarantined  1
        uncounted    1 (the answer gave no counts)
        refused      1 with status 413
        retries      2
        seconds      0.5
        events/s     10.0
        latency p50  8.0 ms
        latency p99  90.0 ms
        ");
    }

    #[test]
    fn a_run_of_nothing_has_a_summary() {
        insta::assert_snapshot!(Summary::default(), @"
        events       0
        requests     0
        accepted     0
        quarantined  0
        retries      0
        seconds      0.0
        events/s     0.0
        latency p50  –
        latency p99  –
        ");
    }
}
