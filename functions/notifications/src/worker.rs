//! The work: news into notices, each written down before anything else, then handed over.
//!
//! Each notification goes its own way: what holds one up is written to its record and holds up
//! no other. Whoever dies between two calls leaves a record that is pending, and that is picked
//! up by the next delivery of the message or by `notification-retry`.

mod advance;
mod counts;

use std::collections::HashSet;

use futures::stream::{self, StreamExt as _};
use milepost_certificate::Eligibility;
use milepost_directory::DirectoryTable;
use milepost_domain::Time;
use milepost_messaging::Topic;
use milepost_notification::table::{Notifications, Revised};
use milepost_notification::{News, Notification, NotificationId, Policy, Reason, Rules, Status};
use milepost_runtime::batch::Batch;
use milepost_runtime::consumer::{Consumer, Context};
use milepost_runtime::log_key::LogKey;
use milepost_store::StoreError;

use crate::addressee::Addressee;
use crate::enrollments::Enrollments;
use crate::facts::Company;
use crate::intake::{self, Instruction, NotForUs};
use crate::known::{self, Known, levels};
use crate::rules::{CurrentRules, DependencyError};
use crate::standing::{Standing, may_be_outdated};

/// Notifications of a message worked at at a time.
const PARALLEL: usize = 10;

/// Why a message has failed: then it comes again.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// It is none of ours.
    #[error(transparent)]
    NotForUs(#[from] NotForUs),
    /// The notifications table could not be used.
    #[error(transparent)]
    Table(#[from] StoreError),
    /// The enrollments table could not be used.
    #[error("the enrollments table: {0}")]
    Enrollments(#[source] StoreError),
    /// The directory's table could not be used.
    #[error("the directory's table: {0}")]
    Directory(#[source] StoreError),
    /// Something else outside failed.
    #[error(transparent)]
    DependencyError(#[from] DependencyError),
}

/// Everything that notifications need of the world.
pub struct Worker {
    /// The notifications table.
    pub notifications: Notifications,
    /// How enrollments stand.
    pub enrollments: Enrollments,
    /// The directory's table.
    pub directory: DirectoryTable,
    /// The rules in force.
    pub rules: CurrentRules,
    /// The channels.
    pub topic: Topic,
    /// Which completions get a certificate.
    pub certificates: Eligibility,
    /// Who tells.
    pub company: Company,
    /// Names notifications in logs.
    pub log_key: LogKey,
}

impl Consumer for Worker {
    type Message = Instruction;
    type Error = WorkError;

    fn name(&self) -> &'static str {
        "notifications"
    }

    fn counts(&self) -> &'static [&'static str] {
        &counts::ALL
    }

    fn read(&self, body: &str) -> Result<Instruction, WorkError> {
        Ok(intake::read(body, &self.certificates)?)
    }

    /// Notifications need no order among themselves: the queue keeps the messages of a record
    /// apart only so that a redelivery does not meet itself.
    async fn handle(&self, message: Instruction, context: &Context<'_>) -> Result<(), WorkError> {
        match message {
            Instruction::News(news) => self.tell(&news, context.batch).await,
            Instruction::Resume(id) => self.resume(id, context.batch).await,
        }
    }
}

impl Worker {
    /// Tells the news to whom the rules name.
    async fn tell(&self, news: &[News], batch: &Batch) -> Result<(), WorkError> {
        if news.is_empty() {
            return Ok(());
        }
        let rules = self.rules.current().await?;
        let notifications = decide(news, &rules.policy, batch.now().into());
        let mut written = Vec::new();
        for outcome in self.each(notifications, |it| self.begin(it, &rules, batch)).await {
            written.extend(outcome?);
        }
        self.hand_over_all(written, false, &rules, batch).await
    }

    /// Takes a pending notification up again.
    async fn resume(&self, id: NotificationId, batch: &Batch) -> Result<(), WorkError> {
        let Some(found) = self.notifications.read(id).await? else {
            tracing::warn!(notification = self.log_key.of(&id.to_string()), "notification.unknown");
            return Ok(());
        };
        batch.trace(found.value.event_key);
        let rules = self.rules.current().await?;
        self.hand_over_all(vec![found], true, &rules, batch).await
    }

    async fn hand_over_all(
        &self,
        found: Vec<Revised>,
        have_waited: bool,
        rules: &Rules,
        batch: &Batch,
    ) -> Result<(), WorkError> {
        let is_pending = |it: &Revised| it.value.status == Status::Pending;
        let Some(first) = found.iter().find(|it| is_pending(it)) else { return Ok(()) };
        let standing = self.standing(&found, have_waited).await?;
        let is_outdated = |it: &Notification| {
            may_be_outdated(it, have_waited) && standing.is_some_and(|now| now.contradicts(it))
        };
        let levels = found.iter().map(|it| levels(&it.value.audience)).max().unwrap_or_default();
        // All of one message are about one enrollment.
        let known = known::look_up(&self.directory, &first.value.about, levels).await;
        let known = known.map_err(WorkError::Directory)?;
        let addressees = addressees(&found, &known, &rules.policy);
        let pending = found.into_iter().zip(addressees).filter(|(it, _)| is_pending(it));
        let pending = pending.map(|(it, to)| {
            let to = if is_outdated(&it.value) { Err(Reason::Outdated) } else { to };
            (it, to)
        });
        let outcomes = self
            .each(pending.collect(), |(it, to)| self.hand_over(it, to, &known, rules, batch))
            .await;
        outcomes.into_iter().collect()
    }

    /// How the enrollment stands that all of these are about, if one of them may be outdated.
    async fn standing(
        &self,
        found: &[Revised],
        have_waited: bool,
    ) -> Result<Option<Standing>, WorkError> {
        let asks = |it: &&Revised| may_be_outdated(&it.value, have_waited);
        match found.iter().find(asks) {
            Some(it) => {
                let standing = self.enrollments.standing(&it.value.about.record_key()).await;
                standing.map_err(WorkError::Enrollments)
            }
            None => Ok(None),
        }
    }

    /// Does this with each, some at a time; whether one fails or not.
    async fn each<I, O, G: Future<Output = O>>(
        &self,
        all: Vec<I>,
        work: impl Fn(I) -> G,
    ) -> Vec<O> {
        stream::iter(all.into_iter().map(work)).buffered(PARALLEL).collect().await
    }
}

/// The notifications that the rules make of news.
fn decide(news: &[News], policy: &Policy, now: Time) -> Vec<Notification> {
    let notices = policy.decide(news);
    let notifications = notices.iter().flat_map(|notice| {
        let members = policy.recipients(&notice.audience).into_iter();
        members.map(move |member| Notification::new(notice, member, now))
    });
    notifications.collect()
}

/// To whom each goes. A person is told once by a rule, whatever parts they have in it.
fn addressees(found: &[Revised], known: &Known, policy: &Policy) -> Vec<Result<Addressee, Reason>> {
    let mut told = HashSet::new();
    let mut addressees = Vec::new();
    for Revised { value: notification, .. } in found {
        let addressee = Addressee::of(notification, known, policy);
        let told_already = addressee.as_ref().is_ok_and(|it| {
            let Notification { rule, channel, .. } = notification;
            !told.insert((rule, *channel, it.address.to_lowercase()))
        });
        addressees.push(if told_already { Err(Reason::ToldAlready) } else { addressee });
    }
    addressees
}

#[cfg(test)]
mod tests;
