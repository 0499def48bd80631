//! What a chaos run proved, or did not.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::accounts::Accounts;
use super::archive::Archived;
use super::injector::Tally;
use super::leaks::Leaks;
use super::operator::Audit;
use super::queues::{MAX_RECEIVES, VISIBILITY_SECONDS};
use super::recovery::Recovery;
use super::settings::Settings;

/// The outcome of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was asked for.
    pub settings: Settings,
    /// What went wrong with calls.
    pub tally: Tally,
    /// From the first webhook until the queues were at rest.
    pub duration: Duration,
    /// How often the sender had to repeat a webhook.
    pub retries: usize,
    /// After the cut.
    pub recovery: Recovery,
    /// Messages that were tried too often, and given back.
    pub dead_letters: usize,
    /// What became of the events, by the operator's command.
    pub audit: Audit,
    /// What became of the events.
    pub accounts: Accounts,
    /// What became of the changes.
    pub archived: Archived,
    /// Records compared.
    pub records: usize,
    /// Those that are not as without faults.
    pub differing: Vec<String>,
    /// What the logs hold.
    pub leaks: Leaks,
}

impl Report {
    /// What is not as it must be; empty if all is well.
    pub fn failures(&self) -> Vec<String> {
        let counts = [
            (self.accounts.lost, "events lost"),
            (self.accounts.doubled, "events doubled"),
            (self.accounts.unknown, "events in history that nobody sent"),
            (self.archived.missing, "changes published but not archived"),
            (self.differing.len(), "records that differ"),
            (self.leaks.leaks.len(), "log lines with something personal"),
        ];
        let silent = self.leaks.silent();
        let wrong = counts.into_iter().filter(|(count, _)| *count > 0);
        wrong
            .map(|(count, what)| format!("{count} {what}"))
            .chain((!self.audit.adds_up).then(|| "`milepost audit` does not add up".to_owned()))
            .chain(silent.into_iter().map(|function| format!("{function} wrote no log line")))
            .collect()
    }

    fn events_per_second(&self) -> f64 {
        let events = u32::try_from(self.accounts.in_history).map_or(f64::NAN, f64::from);
        events / self.duration.as_secs_f64()
    }

    fn rows(&self) -> Vec<(&'static str, String)> {
        let Self { settings, tally, recovery, accounts, archived, leaks, .. } = self;
        let seconds = |duration: Duration| format!("{:.1} s", duration.as_secs_f64());
        vec![
            ("Events sent, on records", format!("{} on {}", settings.events, self.records)),
            ("Sent twice", format!("{:.0} %", settings.duplicate * 100.0)),
            ("Calls to AWS that went wrong", format!("{:.1} %", settings.fault_rate * 100.0)),
            ("Seed", settings.seed.to_string()),
            ("Messages tried, hidden after a failure", patience()),
            ("Duration, first webhook to rest", seconds(self.duration)),
            ("Events processed per second", format!("{:.0}", self.events_per_second())),
            ("Webhooks repeated by the sender", self.retries.to_string()),
            ("Calls to AWS", tally.attempts.values().sum::<usize>().to_string()),
            ("Faults", tally.total_faults().to_string()),
            ("Faults by kind", by_kind(tally)),
            ("Deaths of processes", listed(&tally.deaths)),
            ("Network cut", seconds(settings.cut())),
            (
                "After it: first webhook taken",
                recovery.first_taken.map(seconds).unwrap_or_default(),
            ),
            ("After it: events that waited", recovery.backlog.to_string()),
            ("After it: all of these processed", seconds(recovery.backlog_worked_off)),
            ("Dead letters, all redriven", self.dead_letters.to_string()),
            ("Refused by the queue, replayed", accounts.in_quarantine.to_string()),
            ("Acknowledged, different events", accounts.acknowledged.to_string()),
            ("In history", accounts.in_history.to_string()),
            ("Changes published", archived.published.to_string()),
            ("Changes archived more than once", archived.repeated.to_string()),
            ("Log lines read", listed(&leaks.lines)),
            ("`milepost audit --ledger`", adds_up(&self.audit).to_owned()),
            ("**Events lost**", accounts.lost.to_string()),
            ("**Events doubled**", accounts.doubled.to_string()),
            ("**Changes published, not archived**", archived.missing.to_string()),
            ("**Records that differ**", self.differing.len().to_string()),
            ("**Log lines with something personal**", leaks.leaks.len().to_string()),
        ]
    }
}

const fn adds_up(audit: &Audit) -> &str {
    if audit.adds_up { "adds up" } else { "does not add up" }
}

fn patience() -> String {
    format!("{MAX_RECEIVES} times, {VISIBILITY_SECONDS} s (deployed: 5 times, 60 s and more)")
}

fn by_kind(tally: &Tally) -> String {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for ((fault, _), count) in &tally.faults {
        *kinds.entry(format!("{fault:?}")).or_default() += count;
    }
    listed(&kinds)
}

fn listed(counts: &BTreeMap<String, usize>) -> String {
    let counts: Vec<_> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    counts.join(", ")
}

/// A table in Markdown.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        writeln!(f, "| {:width$} | Value |\n| {:-<width$} | ----- |", "", "")?;
        rows.iter().try_for_each(|(name, value)| writeln!(f, "| {name:width$} | {value} |"))
    }
}
