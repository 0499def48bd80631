use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::*;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn log(level: Level, write: impl FnOnce()) -> Vec<Value> {
    let captured = Captured::default();
    let writer = captured.clone();
    tracing::subscriber::with_default(subscriber(level, move || writer.clone()), write);
    captured.lines()
}

#[test]
fn a_line_is_one_flat_json_object() {
    let lines = log(Level::INFO, || {
        tracing::info!(accepted = 3, "webhook.accepted");
    });
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line["message"], "webhook.accepted");
    assert_eq!((&line["accepted"], &line["level"]), (&3.into(), &"INFO".into()));
    assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
    assert_eq!(line.get("target"), None);
}

#[test]
fn the_level_is_obeyed() {
    let write = || {
        tracing::debug!("debug");
        tracing::info!("info");
        tracing::error!("error");
    };
    assert_eq!(log(Level::ERROR, write).len(), 1);
    assert_eq!(log(Level::INFO, write).len(), 2);
    assert_eq!(log(Level::DEBUG, write).len(), 3);
}

#[test]
fn libraries_are_quiet_at_every_level() {
    let write = || {
        tracing::debug!(target: "aws_smithy_runtime::client", "request body");
        tracing::trace!(target: "hyper_util::client", "connect");
        tracing::info!(target: "lambda_runtime", "polling");
        tracing::warn!(target: "aws_config", "no region");
    };
    let lines = log(Level::TRACE, write);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(log(Level::ERROR, write), Vec::<Value>::new());
}

#[test]
fn the_level_comes_from_the_environment() {
    let of = |value: &str| level(&[("LOG_LEVEL", value)].into_iter().collect());
    assert_eq!(of("DEBUG"), Level::DEBUG);
    assert_eq!(of("warn"), Level::WARN);
    assert_eq!([of(""), of("loud")], [Level::INFO, Level::INFO]);
}

#[test]
fn a_panic_is_logged_by_its_place_without_its_message() {
    let hook = panic::take_hook();
    let lines = log(Level::INFO, || {
        panic::set_hook(Box::new(log_panic));
        let _ = panic::catch_unwind(|| panic!("Jane Roe is not a number"));
    });
    panic::set_hook(hook);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((&line["message"], &line["level"]), (&"panic".into(), &"ERROR".into()));
    assert!(line["file"].as_str().unwrap().ends_with("telemetry/tests.rs"));
    assert!(!line.to_string().contains("Jane"));
}
