//! What fails on our side: 503 if ALM's next try may succeed, and nothing lost.

use std::collections::HashMap;
use std::time::Duration;

use ingest::answer::Answer;
use ingest::auth::AuthMode;
use milepost_messaging::{Failure, SendError};

use crate::support::{TestHandler, envelope, event, handler, post, stored};

/// What the calls answer that are numbered, from 0; the others take everything.
type Script = HashMap<usize, Result<Vec<Failure>, SendError>>;

fn with_queue(script: impl Into<Script>) -> TestHandler {
    let handler = handler(AuthMode::None);
    let (script, mut call) = (script.into(), 0);
    handler.queue.answer(move |_| {
        call += 1;
        script.get(&(call - 1)).cloned().unwrap_or(Ok(Vec::new()))
    });
    handler
}

fn unavailable() -> SendError {
    SendError::NotReached("down".to_owned())
}

fn failed(place: usize, is_of_the_message: bool) -> Failure {
    let code = "X".to_owned();
    let error =
        if is_of_the_message { SendError::Invalid(code) } else { SendError::NotTaken(code) };
    Failure { place, error }
}

#[tokio::test]
async fn a_queue_that_is_down_means_503() {
    let handler = with_queue([(0, Err(unavailable()))]);
    let (answer, report) = post(&handler, envelope(&[event(1), "{}".to_owned()])).await;
    assert_eq!(answer, Answer::Unavailable);
    assert_eq!((report.message, report.level), ("webhook.failed", "ERROR"));
    assert_eq!(report.error.as_deref(), Some("the queue: not reached: down"));
}

#[tokio::test]
async fn a_quarantine_that_is_down_means_503() {
    let handler = handler(AuthMode::None);
    handler.quarantine.is_down();
    assert_eq!(post(&handler, "not json").await.0, Answer::Unavailable);
    assert_eq!(post(&handler, envelope(&[event(1), "{}".to_owned()])).await.0, Answer::Unavailable);
    assert_eq!(post(&handler, envelope(&[event(1)])).await.0, stored(1, 0));
}

#[tokio::test]
async fn what_the_queue_will_never_take_is_quarantined() {
    let handler = with_queue([(0, Ok(vec![failed(1, true)]))]);
    let (answer, _) = post(&handler, envelope(&[event(1), event(2), event(3)])).await;
    assert_eq!(answer, stored(2, 1));
    assert_eq!(handler.quarantine.contents(), [("refused_by_queue", event(2).into_bytes())]);
}

#[tokio::test]
async fn what_the_queue_did_not_take_is_sent_again() {
    let first = Ok(vec![failed(0, false), failed(1, true), failed(2, false)]);
    let handler = with_queue([(0, first), (1, Ok(vec![failed(1, true)]))]);
    let events: Vec<_> = (0..4).map(event).collect();
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(2, 2));
    assert_eq!(handler.queue.calls().len(), 2);
    let mut kept = handler.quarantine.contents();
    kept.sort();
    assert_eq!(kept[0], ("refused_by_queue", event(1).into_bytes()));
    assert_eq!(kept[1], ("refused_by_queue", event(2).into_bytes()));
}

#[tokio::test]
async fn what_is_not_taken_three_times_means_503() {
    let handler = with_queue([0, 1, 2].map(|call| (call, Ok(vec![failed(0, false)]))));
    let (answer, report) = post(&handler, envelope(&[event(1), event(2)])).await;
    assert_eq!(answer, Answer::Unavailable);
    assert_eq!(report.error.as_deref(), Some("the queue: not taken: X"));
}

#[tokio::test]
async fn a_call_refused_for_its_content_is_quarantined() {
    let refused = Err(SendError::Invalid("InvalidMessageContents".to_owned()));
    let handler = with_queue([(0, refused)]);
    let events: Vec<_> = (0..20).map(event).collect();
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(10, 10));
    assert_eq!(handler.quarantine.reasons(), ["refused_by_queue"; 10]);
}

#[tokio::test]
async fn one_batch_down_among_many_means_503() {
    let handler = with_queue([(30, Err(unavailable()))]);
    let events: Vec<_> = (0..500).map(event).collect();
    assert_eq!(post(&handler, envelope(&events)).await.0, Answer::Unavailable);
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(500, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_stored_within_four_seconds_means_503() {
    let slow = |delay| {
        let handler = handler(AuthMode::None);
        handler.queue.delay(delay);
        handler
    };
    let started = tokio::time::Instant::now();
    let (answer, report) = post(&slow(Duration::from_mins(1)), envelope(&[event(1)])).await;
    assert_eq!(answer, Answer::Unavailable);
    assert_eq!(report.error.as_deref(), Some("the request was not stored in time"));
    assert_eq!(started.elapsed().as_secs(), 4);
    let events: Vec<_> = (0..1_000).map(event).collect();
    let handler = slow(Duration::from_millis(500));
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(1_000, 0));
}

#[tokio::test(start_paused = true)]
async fn sixteen_batches_are_under_way_at_a_time() {
    let handler = handler(AuthMode::None);
    handler.queue.delay(Duration::from_millis(100));
    let started = tokio::time::Instant::now();
    let events: Vec<_> = (0..1_600).map(event).collect();
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(1_600, 0));
    assert_eq!(started.elapsed().as_millis() / 100, 10);
}
