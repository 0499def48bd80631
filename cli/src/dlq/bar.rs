//! What is seen of a redrive: a bar on a terminal, else a line now and then.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::tally::Tally;

/// How often a line is printed where there is no terminal.
const PLAIN_INTERVAL: Duration = Duration::from_secs(10);

const TEMPLATE: &str = "{bar:32.cyan/blue} {pos}/{len} letters  {msg}";

/// The progress of a run, on standard error.
pub(crate) struct Bar {
    shown: ProgressBar,
    started_at: Duration,
    next_line: Duration,
}

impl Bar {
    /// `letters` is about how many there will be, `now` the time on the clock of the updates.
    pub(crate) fn new(letters: usize, now: Duration) -> Self {
        let bar = ProgressBar::new(letters as u64);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { shown: bar, started_at: now, next_line: now + PLAIN_INTERVAL }
    }

    pub(crate) fn hidden() -> Self {
        let bar = ProgressBar::hidden();
        Self { shown: bar, started_at: Duration::ZERO, next_line: Duration::MAX }
    }

    /// After each batch.
    pub(crate) fn update(&mut self, tally: &Tally, now: Duration) {
        let redriven = tally.redriven as u64;
        // The number of letters in a queue is approximate.
        self.shown.set_length(self.shown.length().unwrap_or_default().max(redriven));
        self.shown.set_position(redriven);
        let seconds = now.saturating_sub(self.started_at).as_secs().max(1);
        let message = format!("{}/s, {} failed", redriven / seconds, tally.failures());
        if self.shown.is_hidden() && now >= self.next_line {
            self.next_line = now + PLAIN_INTERVAL;
            let total = self.shown.length().unwrap_or_default();
            eprintln!("redriven {redriven} of about {total} letters, {message}");
        }
        self.shown.set_message(message);
    }

    pub(crate) fn finish(&self) {
        self.shown.finish_and_clear();
    }
}
