//! What is seen of a long run: a bar on a terminal, else a line now and then.

use std::fmt::Display;
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
    /// Of a run that does about so many things.
    pub(crate) fn new(total: usize, noun: &'static str) -> Self {
        let template = format!("{{bar:32.cyan/blue}} {{pos}}/{{len}} {noun}  {{msg}}");
        Self::of(ProgressBar::new(total as u64), &template, noun)
    }

    /// Of a run through so many bytes.
    pub(crate) fn of_bytes(total: u64) -> Self {
        let template = "{bar:32.cyan/blue} {bytes}/{total_bytes}  {msg}  {eta} left";
        Self::of(ProgressBar::new(total), template, "bytes")
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

    /// Until there is one to be seen.
    pub(crate) fn hidden() -> Self {
        Self { shown: ProgressBar::hidden(), noun: "", last_line: Instant::now() }
    }

    /// So many more are done.
    pub(crate) fn advance(&mut self, count: usize, message: &str) {
        let (done, noun) = (self.shown.position() + count as u64, self.noun);
        let of_all = self.shown.length().map(|total| format!(" of {total}")).unwrap_or_default();
        self.reach(done, message, |_| format!("{done}{of_all} {noun}  {message}"));
    }

    /// So many are done; `line` makes of the total what is printed where there is no terminal.
    pub(crate) fn reach(&mut self, done: u64, message: &str, line: impl FnOnce(u64) -> String) {
        // The total may have been a guess.
        let total = self.shown.length().map(|total| total.max(done));
        if let Some(total) = total {
            self.shown.set_length(total);
        }
        self.shown.set_position(done);
        self.shown.set_message(message.to_owned());
        if self.shown.is_hidden() && self.last_line.elapsed() >= PLAIN_INTERVAL {
            self.last_line = Instant::now();
            eprintln!("{}", line(total.unwrap_or(done)));
        }
    }

    /// A line that stays.
    pub(crate) fn print(&self, line: &impl Display) {
        self.shown.suspend(|| eprintln!("{line}"));
    }

    /// Since it is there.
    pub(crate) fn elapsed(&self) -> Duration {
        self.shown.elapsed()
    }

    pub(crate) fn finish(&self) {
        self.shown.finish_and_clear();
    }
}
