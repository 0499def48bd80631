//! What is seen while sending: a bar on a terminal, else a line now and then.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::deliver::Retry;
use super::report::Summary;

/// How often a line is printed where there is no terminal.
const PLAIN_INTERVAL: Duration = Duration::from_secs(10);

const TEMPLATE: &str = "{bar:32.cyan/blue} {pos}/{len} events  {per_sec}  {msg}";

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
        bar.set_message("no retries");
        Self { bar, next_line: PLAIN_INTERVAL }
    }

    /// After each answer; `now` is the time since the start.
    pub(super) fn update(&mut self, summary: &Summary, now: Duration) {
        self.bar.set_position(summary.events as u64);
        if self.bar.is_hidden() && now >= self.next_line {
            self.next_line = now + PLAIN_INTERVAL;
            let total = self.bar.length().unwrap_or_default();
            let Summary { events, retries, .. } = summary;
            eprintln!("sent {events} of {total} events in {} s, {retries} retries", now.as_secs());
        }
    }

    /// Before each wait for another try.
    pub(super) fn retry(&self, retries: usize, retry: &Retry) {
        let Retry { tries, reason, wait } = retry;
        let wait = wait.as_secs();
        self.bar.set_message(format!("{retries} retries"));
        self.bar.suspend(|| eprintln!("try {tries} failed: {reason}; again in {wait} s"));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
