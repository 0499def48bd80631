//! What is seen on the terminal while a run goes on.

use std::fmt::Write as _;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::injector::Chaos;
use super::queues::Queues;
use super::sending::Files;

const INTERVAL: Duration = Duration::from_secs(10);

/// Does the work, and says every ten seconds how far it is.
pub(super) async fn watched<T>(
    work: impl Future<Output = T>,
    files: &Files,
    queues: &Queues<'_>,
    chaos: Option<&Chaos>,
) -> T {
    let start = Instant::now();
    let lines = async {
        loop {
            sleep(INTERVAL).await;
            eprintln!("{:>4} s  {}", start.elapsed().as_secs(), line(files, queues, chaos).await);
        }
    };
    tokio::select! {
        done = work => done,
        never = lines => never,
    }
}

async fn line(files: &Files, queues: &Queues<'_>, chaos: Option<&Chaos>) -> String {
    let (sent, waiting, dead) = (files.sent(), queues.waiting().await, queues.dead().await);
    let mut line = format!("sent {sent}, waiting {waiting}, dead-lettered {dead}");
    if let Some(tally) = chaos.map(Chaos::tally) {
        let (deaths, faults) = (tally.total_deaths(), tally.total_faults());
        let _ = write!(line, ", deaths {deaths}, faults {faults}");
    }
    line
}
