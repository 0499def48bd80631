//! `milepost send`: posts webhooks as ALM would.

mod auth;
mod client;
mod copies;
mod deliver;
mod error;
mod ledger;
mod load;
mod packer;
mod parcel;
mod plan;
mod port;
mod report;
mod rng;
mod schedule;
mod source;

use std::fs::File;
use std::time::Duration;

pub(crate) use error::SendError;

use auth::Auth;
use client::{ALM_TIMEOUT, Client};
use deliver::{Undelivered, deliver};
use ledger::Ledger;
use load::Load;
use parcel::Parcel;
use port::Endpoint;
use report::Summary;

use crate::args::SendArgs;
use crate::bar::Bar;
use crate::clock::{Clock, SystemClock};
use crate::format::counted;
use crate::output::print;
use crate::pace::Pace;

/// Sends the files and prints a summary, also of a run that ends early.
pub(crate) async fn run(args: SendArgs) -> Result<(), SendError> {
    let auth = Auth::of(&args.credentials)?;
    let load = Load::of(&args)?;
    let ledger_error =
        |source| SendError::Ledger { path: args.ledger.clone().unwrap_or_default(), source };
    let ledger = args.ledger.as_deref().map(Ledger::open).transpose().map_err(ledger_error)?;
    let events = counted(load.events, "event");
    eprintln!("sending {events} to {} {}", args.target.url, auth.mode());
    let clock = SystemClock::start();
    let mut sender = Sender {
        endpoint: Client::new(args.target.url.clone(), auth, ALM_TIMEOUT)?,
        pace: Pace::new(args.load.rate, clock.now()),
        give_up: Duration::from_secs(args.target.give_up),
        bar: Bar::new(load.events, "events"),
        summary: Summary::default(),
        clock,
        ledger,
    };
    let outcome = sender.send_all(load.parcels).await;
    sender.bar.finish();
    print(&sender.summary)?;
    outcome.map_err(|stop| match stop {
        Stop::Undelivered(error) => error.into(),
        Stop::Ledger(source) => ledger_error(source),
    })?;
    match sender.summary.refused.values().sum() {
        0 => Ok(()),
        requests => Err(SendError::Refused(requests)),
    }
}

/// Why a run ends early.
#[derive(Debug)]
enum Stop {
    Undelivered(Undelivered),
    Ledger(std::io::Error),
}

/// Sends one request at a time.
struct Sender<E, C, W = File> {
    endpoint: E,
    clock: C,
    pace: Pace,
    give_up: Duration,
    ledger: Option<Ledger<W>>,
    bar: Bar,
    summary: Summary,
}

impl<E: Endpoint, C: Clock, W: std::io::Write> Sender<E, C, W> {
    async fn send_all(&mut self, parcels: impl Iterator<Item = Parcel>) -> Result<(), Stop> {
        let start = self.clock.now();
        for parcel in parcels {
            let outcome = self.send(&parcel).await;
            self.summary.elapsed = self.clock.now().saturating_sub(start);
            outcome?;
            self.show_progress();
        }
        Ok(())
    }

    fn show_progress(&mut self) {
        let (sent, rate) = (self.summary.events as u64, self.summary.rate());
        let seconds = self.summary.elapsed.as_secs();
        self.bar.reach(sent, &rate, |total| {
            format!("sent {sent} of {total} events in {seconds} s, {rate}")
        });
    }

    async fn send(&mut self, parcel: &Parcel) -> Result<(), Stop> {
        let events = parcel.contents.len();
        let wait = self.pace.wait(self.clock.now(), events);
        if !wait.is_zero() {
            self.clock.sleep(wait).await;
        }
        let sent_at = self.clock.wall();
        let (retries, bar) = (&mut self.summary.retries, &self.bar);
        let on_retry = |retry: &deliver::Retry| {
            *retries += 1;
            bar.print(retry);
        };
        let outcome =
            deliver(&self.endpoint, &self.clock, self.give_up, &parcel.body, on_retry).await;
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
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::port::fakes::Script;
    use super::*;
    use crate::clock::fakes::FakeClock;

    fn sender(statuses: &[u16], rate: Option<f64>) -> Sender<Script, FakeClock, Vec<u8>> {
        Sender {
            endpoint: Script(RefCell::new(statuses.to_vec())),
            clock: FakeClock::default(),
            pace: Pace::new(rate, Duration::ZERO),
            give_up: Duration::from_mins(1),
            ledger: Some(Ledger::to(Vec::new())),
            bar: Bar::hidden(),
            summary: Summary::default(),
        }
    }

    fn parcels(count: usize) -> impl Iterator<Item = Parcel> {
        (0..count).map(|_| Parcel::whole(b"{".to_vec(), &"1".parse().unwrap()))
    }

    fn statuses(sender: Sender<Script, FakeClock, Vec<u8>>) -> Vec<Option<u64>> {
        let text = String::from_utf8(sender.ledger.unwrap().into_inner()).unwrap();
        let line = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
        text.lines().map(|text| line(text)["status"].as_u64()).collect()
    }

    #[tokio::test]
    async fn all_is_sent_and_counted() {
        let mut sender = sender(&[202, 503, 413, 202], None);
        sender.send_all(parcels(3)).await.unwrap();
        let Summary { events, requests, accepted, retries, .. } = sender.summary;
        assert_eq!((events, requests, accepted, retries), (3, 3, 2, 1));
        assert_eq!(sender.summary.refused, [(413, 1)].into());
        assert_eq!(statuses(sender), [Some(202), Some(413), Some(202)]);
    }

    #[tokio::test]
    async fn a_run_that_ends_early_has_a_true_ledger() {
        let mut refused = sender(&[202, 401], None);
        let stop = refused.send_all(parcels(3)).await.unwrap_err();
        assert!(matches!(stop, Stop::Undelivered(Undelivered::Unauthorized)));
        assert_eq!(refused.summary.requests, 1);
        assert_eq!(statuses(refused), [Some(202), Some(401)]);
        let mut silent = sender(&[202, 0], None);
        silent.send_all(parcels(3)).await.unwrap_err();
        assert_eq!(statuses(silent), [Some(202), None]);
    }

    #[tokio::test]
    async fn the_rate_is_kept() {
        let mut sender = sender(&[202], Some(2.0));
        sender.send_all(parcels(7)).await.unwrap();
        let seconds = sender.summary.elapsed.as_secs_f64();
        assert!((2.9..3.2).contains(&seconds), "{seconds}");
    }
}
