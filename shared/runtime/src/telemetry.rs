//! Logs: one JSON object per line on standard output, and nothing personal in them.

use std::panic::{self, PanicHookInfo};

use tracing::{Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::Environment;

/// Libraries whose lines below a warning are noise, and may quote requests: never shown,
/// whatever `LOG_LEVEL` says. A name covers all that begin with it.
const NOISY: [&str; 8] = ["aws_", "h2", "hyper", "lambda_", "reqwest", "rustls", "tower", "want"];

/// Starts logging at the level of the variable `LOG_LEVEL` (`error`, `warn`, `info`, `debug` or
/// `trace`; `info` if it is absent or none of these). Call it once, first thing in `main`; a
/// second call changes nothing.
///
/// A panic is logged as `panic` with its place in the source, without its message: that may
/// quote what was being parsed.
pub fn init() {
    let level = level(&Environment::from_process());
    let _ = tracing::subscriber::set_global_default(subscriber(level, std::io::stdout));
    panic::set_hook(Box::new(log_panic));
}

/// The subscriber that [`init`] installs, over any writer: for tests that read the log.
pub fn subscriber<W>(level: Level, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_target(false)
        .with_ansi(false)
        .with_env_filter(filter(level))
        .with_writer(writer)
        .finish()
}

fn level(environment: &Environment) -> Level {
    environment.parsed_or("LOG_LEVEL", Level::INFO).unwrap_or(Level::INFO)
}

fn filter(level: Level) -> EnvFilter {
    let noisy = level.min(Level::WARN);
    let directives: Vec<String> = std::iter::once(level.to_string())
        .chain(NOISY.iter().map(|name| format!("{name}={noisy}")))
        .collect();
    EnvFilter::new(directives.join(","))
}

fn log_panic(info: &PanicHookInfo<'_>) {
    let (file, line) = info.location().map_or(("unknown", 0), |place| (place.file(), place.line()));
    tracing::error!(file, line, "panic");
}

#[cfg(test)]
mod tests;
