//! `milepost learner`: what is known of a learner, and how it came about.

use milepost_contracts::{EnrollmentItem, HistoryItem};
use milepost_domain::{EventKey, Time};
use serde_json::json;

use crate::args::records::LearnerArgs;
use crate::error::Error;
use crate::format::counted;
use crate::names::{Names, Shown};
use crate::output::{print, print_json};
use crate::stack::Stack;
use crate::{store, table};

/// Prints a learner's enrollments and history.
pub(crate) async fn run(args: LearnerArgs) -> Result<(), Error> {
    let LearnerArgs { user, account, ids, read } = args;
    let stack = Stack::find(&read.stack).await?;
    let account = account.as_ref();
    let enrollments: Vec<EnrollmentItem> =
        store::of_learner(&stack.table(&stack.enrollments), &user, account).await?;
    let mut history: Vec<HistoryItem> =
        store::of_learner(&stack.table(&stack.history), &user, account).await?;
    history.sort_by_key(moment);
    if read.json {
        print_json(&json!({"userId": user, "enrollments": enrollments, "history": history}))?;
    }
    if enrollments.is_empty() && history.is_empty() {
        return Err(Error::NoLearner(user.to_string()));
    }
    if read.json {
        return Ok(());
    }
    let shown = Shown::of(&enrollments, &history);
    let names = if ids { Names::default() } else { Names::load(&stack, &shown).await };
    let learner = names.learner_with_id(&user);
    print(&format!("Learner {learner}: {}", counted(enrollments.len(), "enrollment")))?;
    print(&table::enrollments(&enrollments, &names).fit())?;
    print(&format!("\nHistory: {}, times in UTC", counted(history.len(), "event")))?;
    print(&table::history(&history, &names).fit())
}

/// When it happened, else when it was received; then as received.
fn moment(item: &HistoryItem) -> (Time, Time, EventKey) {
    (item.occurred_at.unwrap_or(item.received_at), item.received_at, item.key.event_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_is_in_order_of_time() {
        let mut history = crate::tests::samples::history();
        history.reverse();
        history.sort_by_key(moment);
        let days: Vec<Time> = history.iter().filter_map(|item| item.occurred_at).collect();
        assert!(days.is_sorted());
    }
}
