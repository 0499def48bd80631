//! The rules in force: the company's file, the last one that was accepted, or the built-in one.

use std::sync::{Arc, Mutex, PoisonError};

use milepost_domain::Time;
use milepost_notification::Rules;
use milepost_notification::policy::{MAX_POLICY_BYTES, PolicyError};
use milepost_notification::table::Notifications;
use milepost_runtime::metrics::Metrics;
use milepost_store::{Bucket, StoreError};

/// Where the file lies in the bucket.
pub const POLICY_KEY: &str = "notifications/policy.toml";

/// How long rules are used before the file is read again, in minutes.
const FRESH_MINUTES: i64 = 1;

/// Something outside failed. Trying again may help.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct DependencyError {
    /// What failed.
    pub what: &'static str,
    /// Why, without anything of the content.
    pub why: String,
}

/// Reads rules, and keeps them for a while.
#[derive(Debug)]
pub struct CurrentRules {
    bucket: Bucket,
    table: Notifications,
    clock: fn() -> Time,
    last: Mutex<Option<Reading>>,
}

/// What was read last.
#[derive(Clone, Debug)]
struct Reading {
    /// The file as it was then, good or not.
    text: Option<String>,
    rules: Arc<Rules>,
    at: Time,
}

impl CurrentRules {
    /// Rules from the file in this bucket, accepted ones kept in the table.
    pub fn new(bucket: Bucket, table: Notifications, clock: fn() -> Time) -> Self {
        Self { bucket, table, clock, last: Mutex::default() }
    }

    /// The rules in force, as of a minute ago.
    ///
    /// A wrong file is refused as a whole: the old rules stay, in memory or as they were accepted
    /// last. Nobody is told anything by rules that nobody wrote.
    ///
    /// # Errors
    /// If it cannot be found out which they are.
    pub async fn current(&self) -> Result<Arc<Rules>, DependencyError> {
        let now = (self.clock)();
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last.as_ref().filter(|it| now < it.at.plus_minutes(FRESH_MINUTES)) {
            return Ok(last.rules.clone());
        }
        let (text, rules) = match (self.file().await, last) {
            (Ok(text), Some(last)) if text == last.text => (text, last.rules),
            (Ok(text), last) => {
                let rules = self.adopt(text.as_deref(), last.map(|it| it.rules)).await?;
                (text, rules)
            }
            (Err(error), Some(last)) => {
                tracing::warn!(%error, "policy.not_read");
                (last.text, last.rules)
            }
            (Err(error), None) => return Err(not_read(&error)),
        };
        let reading = Reading { text, rules: rules.clone(), at: now };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(reading);
        Ok(rules)
    }

    /// The company's file; `None` if there is none.
    async fn file(&self) -> Result<Option<String>, StoreError> {
        // One byte more than is taken tells that there is too much.
        let file = self.bucket.get_start(POLICY_KEY, MAX_POLICY_BYTES + 1).await?;
        // What is not UTF-8 is no TOML either: the check says so.
        Ok(file.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()))
    }

    async fn adopt(
        &self,
        text: Option<&str>,
        old: Option<Arc<Rules>>,
    ) -> Result<Arc<Rules>, DependencyError> {
        let Some(text) = text else { return built_in() };
        match Rules::parse(text) {
            Ok(rules) => {
                let kept = self.table.keep_policy(text, (self.clock)()).await;
                kept.map_err(|error| not_kept(&error))?;
                tracing::info!(rules = rules.policy.rules().len(), "policy.accepted");
                Ok(Arc::new(rules))
            }
            Err(error) => {
                refuse(&error, (self.clock)());
                match old {
                    Some(old) => Ok(old),
                    None => self.last_accepted().await,
                }
            }
        }
    }

    async fn last_accepted(&self) -> Result<Arc<Rules>, DependencyError> {
        let accepted = self.table.accepted_policy().await;
        match accepted.map_err(|error| not_kept(&error))? {
            // An older release may have accepted what this one does not know.
            Some(text) => Rules::parse(&text).map(Arc::new).map_err(|error| unusable(&error)),
            None => built_in(),
        }
    }
}

fn built_in() -> Result<Arc<Rules>, DependencyError> {
    Rules::built_in().map(Arc::new).map_err(|error| unusable(&error))
}

/// What the parser says may quote the file, which holds addresses: `milepost policy check` shows
/// it to its author.
fn refuse(error: &PolicyError, now: Time) {
    let (line, problems) = match error {
        PolicyError::Syntax { line, .. } => (Some(*line), 1),
        PolicyError::Problems(problems) => (None, problems.len()),
        PolicyError::TooLarge { .. } => (None, 1),
    };
    Metrics::new("notifications")
        .count("CorrectionsNeeded", 1)
        .property("line", line)
        .property("problems", problems)
        .entry(now.into(), "ERROR", "policy.refused")
        .write(now.into());
}

fn not_kept(error: &StoreError) -> DependencyError {
    DependencyError { what: "the accepted rules file", why: error.to_string() }
}

fn not_read(error: &StoreError) -> DependencyError {
    DependencyError { what: "the policy", why: error.to_string() }
}

fn unusable(error: &PolicyError) -> DependencyError {
    DependencyError { what: "the policy", why: error.to_string() }
}

#[cfg(test)]
mod tests;
