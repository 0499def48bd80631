//! The matrix can fail: worlds with a flaw, and ends with something wrong in them, are noticed.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use milepost_faults::matrix::{Case, Runner, Verdict};
use milepost_faults::world::{Flaw, Outcome, World};

/// The verdict on a case in a world with a flaw.
async fn verdict(flaw: Flaw, case: &str) -> Verdict {
    let case: Case = case.parse().unwrap();
    let calm = Case { strikes: vec![], pace: case.pace };
    let (flawed, calm) = (World::with_flaw(&case, 1, Some(flaw)), World::new(&calm, 1));
    let (flawed, calm) = tokio::join!(flawed.play(), calm.play());
    Verdict::of(&flawed.unwrap(), &calm.unwrap(), true)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_writes_without_conditions_doubles() {
    let verdict = verdict(Flaw::UnconditionalWrites, "TransactWriteItems.2:LostAnswer@after").await;
    assert!(verdict.doubled > 0, "{verdict:?}");
}

/// The tokens are no more than a short cut: without them the row of history is found.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_forgets_tokens_does_no_harm() {
    for case in ["TransactWriteItems.2:LostAnswer@within", "TransactWriteItems.6:LostAnswer@after"]
    {
        let verdict = verdict(Flaw::ForgottenTokens, case).await;
        assert!(verdict.is_good() && !verdict.is_reordered, "{case}: {verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_drops_a_redelivery_loses() {
    for case in
        ["BatchGetItem.1:ServerError/every@within", "TransactWriteItems.1:DeathBefore@after"]
    {
        let verdict = verdict(Flaw::DroppedRedeliveries, case).await;
        assert!(verdict.lost > 0, "{case}: {verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_before_publishing_is_noticed_if_nobody_delivers_again() {
    let verdict = verdict(Flaw::DroppedRedeliveries, "PublishBatch.1:DeathBefore@after").await;
    assert_eq!(verdict.lost, 0, "all was written: {verdict:?}");
    assert!(verdict.wrong.iter().any(|it| it.contains("never published")), "{verdict:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_that_nobody_redrives_are_lost() {
    let verdict =
        verdict(Flaw::ForgottenDeadLetters, "BatchGetItem.1:DeathBefore/outage@within").await;
    assert!(verdict.lost > 0, "{verdict:?}");
}

/// One thing is wrong with the end of a run; says what is noticed.
fn noticed(calm: &Outcome, spoil: impl FnOnce(&mut Outcome)) -> Verdict {
    let mut end = calm.clone();
    spoil(&mut end);
    Verdict::of(&end, calm, false)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_difference_is_noticed() {
    let runner = Runner::new().await;
    let calm = runner.calm();
    assert!(noticed(calm, |_| ()).is_good());

    let key = calm.history.iter().find(|(_, row)| row.message.is_some()).unwrap().0;
    let lost = noticed(calm, |end| drop(end.history.remove(key)));
    assert_eq!((lost.lost, lost.doubled), (1, 0));
    let doubled = noticed(calm, |end| end.history.get_mut(key).unwrap().writes = 2);
    assert_eq!((doubled.lost, doubled.doubled), (0, 1));
    let two_ways = noticed(calm, |end| {
        let mut other = end.messages[0].clone();
        other.body.push(' ');
        end.messages.push(other);
    });
    assert_eq!((two_ways.lost, two_ways.doubled), (0, 1));

    let spoilers: [fn(&mut Outcome); 9] = [
        |end| drop(end.messages.pop()),
        |end| end.messages[0].body.push(' '),
        |end| end.messages[0].changes.clear(),
        |end| end.acknowledged.clear(),
        |end| drop(end.records.pop_first()),
        |end| end.records.values_mut().next().unwrap()["state"] = "dropped".into(),
        |end| end.history.values_mut().next().unwrap().decided["decision"] = "guessed".into(),
        |end| drop(end.quarantined.pop_first()),
        |end| end.offences.push("personal".to_owned()),
    ];
    for (number, spoil) in spoilers.into_iter().enumerate() {
        assert!(!noticed(calm, spoil).is_good(), "number {number} was not noticed");
    }
    let reordered = noticed(calm, |end| end.order.values_mut().next().unwrap().reverse());
    assert!(reordered.is_reordered && !reordered.is_good(), "without cause, that is wrong");
}
