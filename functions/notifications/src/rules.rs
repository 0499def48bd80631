//! The rules in force: the company's file, the last one that was accepted, or the built-in one.

use std::sync::{Arc, Mutex, PoisonError};

use milepost_domain::Time;
use milepost_notification::Rules;
use milepost_notification::policy::PolicyError;
use milepost_notification::table::Notifications;
use milepost_runtime::metrics::Metrics;
use milepost_store::StoreError;

use crate::ports::{Outside, ReadPolicyFile};

/// How long rules are used before the file is read again, in minutes.
const FRESH_MINUTES: i64 = 1;

/// Reads rules, and keeps them for a while.
#[derive(Debug)]
pub struct CurrentRules<F> {
    file: F,
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

impl<F: ReadPolicyFile + Sync> CurrentRules<F> {
    /// Rules from this file, accepted ones kept in the table.
    pub fn new(file: F, table: Notifications, clock: fn() -> Time) -> Self {
        Self { file, table, clock, last: Mutex::default() }
    }

    /// The rules in force, as of a minute ago.
    ///
    /// A wrong file is refused as a whole: the old rules stay, in memory or as they were accepted
    /// last. Nobody is told anything by rules that nobody wrote.
    ///
    /// # Errors
    /// If it cannot be found out which they are.
    pub async fn current(&self) -> Result<Arc<Rules>, Outside> {
        let now = (self.clock)();
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last.as_ref().filter(|it| now < it.at.plus_minutes(FRESH_MINUTES)) {
            return Ok(last.rules.clone());
        }
        let (text, rules) = match (self.file.read().await, last) {
            (Ok(text), Some(last)) if text == last.text => (text, last.rules),
            (Ok(text), last) => {
                let rules = self.adopt(text.as_deref(), last.map(|it| it.rules)).await?;
                (text, rules)
            }
            (Err(error), Some(last)) => {
                tracing::warn!(%error, "policy.not_read");
                (last.text, last.rules)
            }
            (Err(error), None) => return Err(error),
        };
        let reading = Reading { text, rules: rules.clone(), at: now };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(reading);
        Ok(rules)
    }

    async fn adopt(
        &self,
        text: Option<&str>,
        old: Option<Arc<Rules>>,
    ) -> Result<Arc<Rules>, Outside> {
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

    async fn last_accepted(&self) -> Result<Arc<Rules>, Outside> {
        let accepted = self.table.accepted_policy().await;
        match accepted.map_err(|error| not_kept(&error))? {
            // An older release may have accepted what this one does not know.
            Some(text) => Rules::parse(&text).map(Arc::new).map_err(|error| unusable(&error)),
            None => built_in(),
        }
    }
}

fn built_in() -> Result<Arc<Rules>, Outside> {
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
        .count("PolicyRefused", 1)
        .property("line", line)
        .property("problems", problems)
        .entry(now.into(), "ERROR", "policy.refused")
        .write(now.into());
}

fn not_kept(error: &StoreError) -> Outside {
    Outside { what: "the accepted rules file", why: error.to_string() }
}

fn unusable(error: &PolicyError) -> Outside {
    Outside { what: "the policy", why: error.to_string() }
}

#[cfg(test)]
mod tests;
