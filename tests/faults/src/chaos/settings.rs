//! What a chaos run is told.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

/// How much is sent, and how much goes wrong.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Send N different events
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    pub events: usize,
    /// About N records
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    pub records: usize,
    /// What faults, deaths and duplicates are drawn from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Let a fraction P (0 to 1) of all calls to AWS go wrong
    #[arg(long, value_name = "P", default_value_t = 0.005)]
    pub fault_rate: f64,
    /// Kill a function N times, at random moments
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub kills: usize,
    /// Cut the functions off from AWS for so long, when half of the events were sent
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub cut_seconds: u64,
    /// Put N events into each webhook
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub batch: usize,
    /// Send at most N events per second, and twice as many in the run without faults
    ///
    /// Stay a little below what the local stack works in: it gets slower the longer its queues
    /// are.
    #[arg(long, value_name = "N", default_value_t = 55.0)]
    pub rate: f64,
    /// Send a fraction P of the events twice
    #[arg(long, value_name = "P", default_value_t = 0.05)]
    pub duplicate: f64,
    /// Send in random order, which ALM does not do
    #[arg(long)]
    pub shuffle: bool,
    /// Compare with the records in this file; if there is none, write it
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the summary to this file, as Markdown
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
}

impl Settings {
    /// How long the network is cut.
    pub fn cut(&self) -> Duration {
        Duration::from_secs(self.cut_seconds)
    }

    /// About how long sending takes if nothing goes wrong.
    pub fn sending_time(&self) -> Duration {
        let events = u32::try_from(self.events).map_or(f64::MAX, f64::from);
        Duration::from_secs_f64(events * (1.0 + self.duplicate) / self.rate)
    }
}
