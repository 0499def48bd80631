//! What is seen of a long run: a bar on a terminal, else a line now and then.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How often a line is printed where there is no terminal.
const PLAIN_INTERVAL: Duration = Duration::from_secs(10);

/// The progress of a run, on standard error.
pub(crate) struct Bar {
    shown: ProgressBar,
    noun: &'static str,
    last_line: Instant,
}

impl Bar {
    /// Of a run that does so many things.
    pub(crate) fn new(total: usize, noun: &'static str) -> Self {
        let template = format!("{{bar:32.cyan/blue}} {{pos}}/{{len}} {noun}  {{msg}}");
        Self::of(ProgressBar::new(total as u64), &template, noun)
    }

    /// Of a run whose end nobody knows.
    pub(crate) fn open_ended(noun: &'static str) -> Self {
        let template = format!("{{spinner:.cyan}} {{pos}} {noun}  {{msg}}");
        Self::of(ProgressBar::no_length(), &template, noun)
    }

    fn of(bar: ProgressBar, template: &str, noun: &'static str) -> Self {
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { shown: bar, noun, last_line: Instant::now() }
    }

    #[cfg(test)]
    pub(crate) fn hidden() -> Self {
        Self { shown: ProgressBar::hidden(), noun: "tests", last_line: Instant::now() }
    }

    /// So many more are done.
    pub(crate) fn advance(&mut self, count: usize, message: impl FnOnce() -> String) {
        self.shown.inc(count as u64);
        if !self.shown.is_hidden() {
            self.shown.set_message(message());
        } else if self.last_line.elapsed() >= PLAIN_INTERVAL {
            self.last_line = Instant::now();
            let of_all =
                self.shown.length().map(|total| format!(" of {total}")).unwrap_or_default();
            eprintln!("{}{of_all} {}  {}", self.shown.position(), self.noun, message());
        }
    }

    pub(crate) fn finish(&self) {
        self.shown.finish_and_clear();
    }
}
