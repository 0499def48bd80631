//! The chaos run: many events through the real stack while everything goes wrong, then the
//! proof that nothing was lost, doubled or told.
//!
//! The functions reach the emulator through a proxy that spoils a share of their calls. They are
//! killed at random moments, and cut off from AWS for a while. The records are compared with
//! those of a run without any of that.

mod accounts;
mod archive;
mod baseline;
mod functions;
mod injector;
mod leaks;
mod lives;
mod operator;
mod queues;
mod recovery;
mod report;
mod rng;
mod sending;
mod settings;
mod trouble;
mod watch;

use std::sync::Arc;

use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use tokio::time::Instant;

pub use accounts::Accounts;
pub use archive::Archived;
pub use functions::Functions;
pub use injector::{Chaos, Tally};
pub use leaks::Leaks;
pub use operator::Audit;
pub use recovery::Recovery;
pub use report::Report;
pub use settings::Settings;

use crate::proxy::{Forward, Proxy};
use baseline::Records;
use operator::Operator;
use queues::Queues;
use sending::{Files, finished};
use trouble::{cut_in_the_middle, kill_at_random, now};
use watch::watched;

/// How often dead letters may be given back until none is left.
const REDRIVES: usize = 5;

/// Runs without faults (unless there is a baseline), then with faults, and compares.
pub async fn run(settings: &Settings) -> Report {
    let expected = baseline::records(settings).await;
    eprintln!("{} records without faults; now with faults", expected.len());
    let chaos = Arc::new(Chaos::new(settings.fault_rate, settings.seed));
    let forward = Forward::default();
    let proxy = Proxy::start(forward.clone(), Arc::clone(&chaos));
    let stack = tokio::task::block_in_place(|| Stack::up_behind(&proxy.url()));
    forward.connect(stack.endpoint());
    chaos.attach(Functions::of(stack.emulator()));
    let run = Run { settings, stack: &stack, proxy: &proxy, chaos: &chaos };
    Box::pin(run.report(&expected)).await
}

/// A run with faults on its stack.
struct Run<'a> {
    settings: &'a Settings,
    stack: &'a Stack,
    proxy: &'a Proxy,
    chaos: &'a Chaos,
}

impl Run<'_> {
    async fn report(&self, expected: &Records) -> Report {
        let (files, queues) = (Files::write(self.settings, "chaos"), Queues::of(self.stack).await);
        queues.make_impatient().await;
        let start = Instant::now();
        let sending = files.send(self.stack, self.settings);
        let work = async {
            let cut = self.proxy.cut();
            let ((), (), cut) = tokio::join!(
                finished(sending, &files),
                kill_at_random(self.chaos, self.settings),
                cut_in_the_middle(&cut, &files, self.settings),
            );
            queues.rest().await;
            cut
        };
        let cut = watched(work, &files, &queues, Some(self.chaos)).await;
        let (duration, at_rest) = (start.elapsed(), now());
        self.chaos.stop();
        let operator = Operator(self.stack);
        let redriving = Box::pin(redrive(&operator, &queues));
        let dead_letters = watched(redriving, &files, &queues, Some(self.chaos)).await;
        let quarantine = self.quarantined().await;
        operator.replay().await;
        queues.rest().await;
        let (history, found) = (records::history(self.stack).await, baseline::of(self.stack).await);
        let report = Report {
            settings: self.settings.clone(),
            tally: self.chaos.tally(),
            duration,
            retries: files.retries(),
            recovery: Recovery::of(&history, cut, at_rest),
            dead_letters,
            audit: operator.audit(&files.ledger()).await,
            accounts: Accounts::of(&files.ledger_lines(), &history, &quarantine),
            archived: Archived::of(self.stack, &history).await,
            records: found.len(),
            differing: baseline::differing(expected, &found),
            leaks: Leaks::of(self.stack).await,
        };
        files.remove();
        report
    }

    /// What the queue refused, though nothing is wrong with it.
    async fn quarantined(&self) -> Vec<Vec<u8>> {
        records::objects(self.stack, "QuarantineBucket").await.into_values().collect()
    }
}

/// Gives dead letters back until there are none, and returns how many there were.
async fn redrive(operator: &Operator<'_>, queues: &Queues<'_>) -> usize {
    let mut redriven = 0;
    for _ in 0..REDRIVES {
        match queues.dead().await {
            0 => return redriven,
            some => redriven += some,
        }
        operator.redrive().await;
        queues.rest().await;
    }
    assert_eq!(queues.dead().await, 0, "dead letters stay dead");
    redriven
}
