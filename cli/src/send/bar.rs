//! What is seen while sending: a bar on a terminal, else a line now and then.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::deliver::Retry;
use super::report::Summary;
use crate::output::counted;

/// How often a line is printed where there is no terminal.
const PLAIN_INTERVAL: Duration = Duration::from_secs(10);

const TEMPLATE: &str = "{bar:32.cyan/blue} {pos}/{len} events  {msg}";

/// The progress of a run, on standard error.
pub(super) struct Bar {
    bar: ProgressBar,
    next_line: Duration,
}

impl Bar {
    pub(super) fn new(events: usize) -> Self {
        let bar = ProgressBar::new(events as u64);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { bar, next_line: PLAIN_INTERVAL }
    }

    #[cfg(test)]
    pub(super) fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), next_line: Duration::MAX }
    }

    /// After each answer; `now` is the time since the start.
    pub(super) fn update(&mut self, summary: &Summary, now: Duration) {
        self.bar.set_position(summary.events as u64);
        let retries = counted(summary.retries, "retry");
        let rate = format!("{:.0} events/s, {retries}", summary.events_per_second());
        if self.bar.is_hidden() && now >= self.next_line {
            self.next_line = now + PLAIN_INTERVAL;
            let (sent, total) = (summary.events, self.bar.length().unwrap_or_default());
            eprintln!("sent {sent} of {total} events in {} s, {rate}", now.as_secs());
        }
        self.bar.set_message(rate);
    }

    /// Before each wait for another try.
    pub(super) fn retry(&self, retry: &Retry) {
        let Retry { tries, reason, wait } = retry;
        let wait = wait.as_secs();
        self.bar.suspend(|| eprintln!("try {tries} failed: {reason}; again in {wait} s"));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
