//! What befalls a run besides faulty calls: deaths at random moments, and a cut.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::{Instant, sleep, sleep_until};

use super::injector::Chaos;
use super::rng::Rng;
use super::sending::Files;
use super::settings::Settings;
use crate::proxy::Cut;

const POLL: Duration = Duration::from_millis(100);

/// When the network was cut, in milliseconds since the epoch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct CutTimes {
    pub(super) begin: i64,
    pub(super) end: i64,
}

/// Kills functions at random moments while events are sent.
pub(super) async fn kill_at_random(chaos: &Chaos, settings: &Settings) {
    let (start, mut rng) = (Instant::now(), Rng::new(settings.seed.wrapping_add(1)));
    let whole = settings.sending_time();
    let mut moments: Vec<Duration> =
        (0..settings.kills).map(|_| whole.mul_f64(rng.fraction())).collect();
    moments.sort();
    for moment in moments {
        sleep_until(start + moment).await;
        // `progress` works all the time, the others now and then.
        let function = rng.pick(&["progress", "progress", "ingest", "archive"]);
        chaos.kill_function(function.unwrap_or("progress")).await;
    }
}

/// Cuts the network when half of the events were sent.
pub(super) async fn cut_in_the_middle(cut: &Cut, files: &Files, settings: &Settings) -> CutTimes {
    while files.sent() < settings.events / 2 {
        sleep(POLL).await;
    }
    let begin = now();
    eprintln!("        the network is cut for {} s", settings.cut_seconds);
    cut.set(true);
    sleep(settings.cut()).await;
    cut.set(false);
    eprintln!("        the network is back");
    CutTimes { begin, end: now() }
}

/// Milliseconds since the epoch.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
