//! A run: one request after the other, each with its lines in the ledger.

use std::cell::Cell;
use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use milepost_webhook_client::{Client, Delivery, OpenError, Pace, Retry, Undelivered};
use tokio::time::Instant;

use crate::ledger::Ledger;
use crate::load::Load;
use crate::options::Options;
use crate::parcel::Parcel;
use crate::report::Summary;
use crate::source::SourceError;

/// How often a line is printed where there is no terminal.
const PLAIN_INTERVAL: Duration = Duration::from_secs(10);

/// Why a run ends early, or not well.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Undelivered(#[from] Undelivered),
    #[error("the endpoint refused {0} of the requests; ALM would not send them again")]
    Refused(usize),
    #[error("cannot write the ledger {}", path.display())]
    Ledger { path: PathBuf, source: std::io::Error },
}

/// Sends the load and prints a summary, also of a run that ends early.
pub(crate) async fn run(options: Options) -> Result<(), LoadError> {
    let load = Load::of(&options)?;
    let path = options.ledger.unwrap_or_default();
    let has_ledger = !path.as_os_str().is_empty();
    let unwritten = |source| LoadError::Ledger { path: path.clone(), source };
    let ledger = has_ledger.then(|| Ledger::open(&path)).transpose().map_err(unwritten)?;
    let client = Client::open(&options.endpoint, &options.credentials)?;
    eprintln!("sending {} events to {}", load.events, client.target());
    let mut sender = Sender::new(load.events, options.load.rate, ledger);
    let deliver =
        async |body: &[u8], on_retry: &dyn Fn(&Retry)| client.deliver(body, on_retry).await;
    let outcome = sender.send_all(load.parcels, deliver).await;
    sender.bar.finish_and_clear();
    println!("{}", sender.summary);
    outcome.map_err(|stop| match stop {
        Stop::Undelivered(error) => error.into(),
        Stop::Ledger(source) => unwritten(source),
    })?;
    match sender.summary.refused.values().sum() {
        0 => Ok(()),
        requests => Err(LoadError::Refused(requests)),
    }
}

/// Why a run ends early.
#[derive(Debug)]
enum Stop {
    Undelivered(Undelivered),
    Ledger(std::io::Error),
}

/// Sends one request at a time.
struct Sender<W = File> {
    pace: Pace,
    ledger: Option<Ledger<W>>,
    bar: ProgressBar,
    last_line: Instant,
    summary: Summary,
}

impl<W: std::io::Write> Sender<W> {
    fn new(events: usize, rate: Option<f64>, ledger: Option<Ledger<W>>) -> Self {
        let bar = ProgressBar::new(events as u64);
        let template = "{bar:32.cyan/blue} {pos}/{len} events  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        let (pace, last_line) = (Pace::new(rate), Instant::now());
        Self { pace, ledger, bar, last_line, summary: Summary::default() }
    }

    async fn send_all(
        &mut self,
        parcels: impl Iterator<Item = Parcel>,
        deliver: impl AsyncFn(&[u8], &dyn Fn(&Retry)) -> Result<Delivery, Undelivered>,
    ) -> Result<(), Stop> {
        let start = Instant::now();
        for parcel in parcels {
            let outcome = self.send(&parcel, &deliver).await;
            self.summary.elapsed = start.elapsed();
            outcome?;
            self.show_progress();
        }
        Ok(())
    }

    async fn send(
        &mut self,
        parcel: &Parcel,
        deliver: &impl AsyncFn(&[u8], &dyn Fn(&Retry)) -> Result<Delivery, Undelivered>,
    ) -> Result<(), Stop> {
        let events = parcel.contents.len();
        self.pace.wait(events).await;
        let (sent_at, retries) = (Timestamp::now(), Cell::new(0));
        let on_retry = |retry: &Retry| {
            retries.set(retries.get() + 1);
            self.bar.suspend(|| eprintln!("{retry}"));
        };
        let outcome = deliver(&parcel.body, &on_retry).await;
        self.summary.retries += retries.get();
        let status = match &outcome {
            Ok(delivery) => Some(delivery.status),
            Err(undelivered) => undelivered.status(),
        };
        if let Some(ledger) = &mut self.ledger {
            ledger.record(parcel, sent_at, status).map_err(Stop::Ledger)?;
        }
        self.summary.add(events, &outcome.map_err(Stop::Undelivered)?);
        Ok(())
    }

    fn show_progress(&mut self) {
        let (sent, rate) = (self.summary.events, self.summary.rate());
        self.bar.set_position(sent as u64);
        if self.bar.is_hidden() && self.last_line.elapsed() >= PLAIN_INTERVAL {
            self.last_line = Instant::now();
            let seconds = self.summary.elapsed.as_secs();
            eprintln!("sent {sent} events in {seconds} s, {rate}");
        }
        self.bar.set_message(rate);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    type Script = RefCell<Vec<u16>>;

    fn sender(rate: Option<f64>) -> Sender<Vec<u8>> {
        Sender::new(0, rate, Some(Ledger::to(Vec::new())))
    }

    /// Sends so many requests; they are answered from a list, and tried again after a 503. A
    /// status of 0 is no answer.
    async fn send(
        sender: &mut Sender<Vec<u8>>,
        count: usize,
        statuses: &[u16],
    ) -> Result<(), Stop> {
        let left = Script::new(statuses.to_vec());
        let deliver = async |_: &[u8], on_retry: &dyn Fn(&Retry)| loop {
            let mut left = left.borrow_mut();
            let status = if left.len() > 1 { left.remove(0) } else { left[0] };
            let reason = "silence".to_owned();
            let counts = serde_json::from_str(r#"{"accepted":1,"quarantined":0}"#).ok();
            match status {
                0 => return Err(Undelivered::GaveUp { tries: 1, seconds: 0, reason }),
                401 => return Err(Undelivered::Unauthorized),
                503 => on_retry(&Retry { tries: 1, reason, wait: Duration::ZERO }),
                status => return Ok(Delivery { status, counts, latency: Duration::ZERO }),
            }
        };
        sender.send_all(parcels(count), deliver).await
    }

    fn parcels(count: usize) -> impl Iterator<Item = Parcel> {
        (0..count).map(|_| Parcel::whole(b"{".to_vec(), &"1".parse().unwrap()))
    }

    fn statuses(sender: Sender<Vec<u8>>) -> Vec<Option<u64>> {
        let text = String::from_utf8(sender.ledger.unwrap().into_inner()).unwrap();
        let line = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
        text.lines().map(|text| line(text)["status"].as_u64()).collect()
    }

    #[tokio::test]
    async fn all_is_sent_and_counted() {
        let mut sender = sender(None);
        send(&mut sender, 3, &[202, 503, 413, 202]).await.unwrap();
        let Summary { events, requests, accepted, retries, .. } = sender.summary;
        assert_eq!((events, requests, accepted, retries), (3, 3, 2, 1));
        assert_eq!(sender.summary.refused, [(413, 1)].into());
        assert_eq!(statuses(sender), [Some(202), Some(413), Some(202)]);
    }

    #[tokio::test]
    async fn a_run_that_ends_early_has_a_true_ledger() {
        let mut refused = sender(None);
        let stop = send(&mut refused, 3, &[202, 401]).await.unwrap_err();
        assert!(matches!(stop, Stop::Undelivered(Undelivered::Unauthorized)));
        assert_eq!(refused.summary.requests, 1);
        assert_eq!(statuses(refused), [Some(202), Some(401)]);
        let mut silent = sender(None);
        send(&mut silent, 3, &[202, 0]).await.unwrap_err();
        assert_eq!(statuses(silent), [Some(202), None]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_is_kept() {
        let mut sender = sender(Some(2.0));
        send(&mut sender, 7, &[202]).await.unwrap();
        assert_eq!(sender.summary.elapsed, Duration::from_secs(3));
    }
}
