//! What fails on our side: 503 if ALM's next try may succeed, and nothing lost.

use std::sync::atomic::Ordering;
use std::time::Duration;

use ingest::answer::Answer;
use ingest::auth::AuthMode;
use ingest::handler::Handler;
use ingest::queue::{Failed, SendError};

use crate::support::{Quarantine, Queue, TestHandler, envelope, event, handler, post, stored};

fn with_queue(queue: Queue) -> TestHandler {
    Handler { queue, ..handler(AuthMode::None) }
}

fn unavailable() -> SendError {
    SendError::Unavailable("down".to_owned())
}

const fn failed(place: usize, sender_fault: bool) -> Failed {
    Failed { place, sender_fault }
}

#[tokio::test]
async fn a_queue_that_is_down_means_503() {
    let handler = with_queue(Queue::answering([Err(unavailable())]));
    let (answer, report) = post(&handler, envelope(&[event(1), "{}".to_owned()])).await;
    assert_eq!(answer, Answer::Unavailable);
    assert_eq!((report.message, report.level), ("webhook.failed", "ERROR"));
    assert_eq!(report.error.as_deref(), Some("the queue is not reachable: down"));
}

#[tokio::test]
async fn a_quarantine_that_is_down_means_503() {
    let quarantine = Quarantine { down: true, ..Quarantine::default() };
    let handler = Handler { quarantine, ..handler(AuthMode::None) };
    assert_eq!(post(&handler, "not json").await.0, Answer::Unavailable);
    assert_eq!(post(&handler, envelope(&[event(1), "{}".to_owned()])).await.0, Answer::Unavailable);
    assert_eq!(post(&handler, envelope(&[event(1)])).await.0, stored(1, 0));
}

#[tokio::test]
async fn what_the_queue_will_never_take_is_quarantined() {
    let handler = with_queue(Queue::answering([Ok(vec![failed(1, true)])]));
    let (answer, _) = post(&handler, envelope(&[event(1), event(2), event(3)])).await;
    assert_eq!(answer, stored(2, 1));
    assert_eq!(handler.quarantine.contents(), [("refused_by_queue", event(2).into_bytes())]);
}

#[tokio::test]
async fn what_the_queue_did_not_take_is_sent_once_more() {
    let first = Ok(vec![failed(0, false), failed(1, true), failed(2, false)]);
    let handler = with_queue(Queue::answering([first, Ok(vec![failed(1, true)])]));
    let events: Vec<_> = (0..4).map(event).collect();
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(2, 2));
    assert_eq!(handler.queue.calls.load(Ordering::Relaxed), 2);
    let mut kept = handler.quarantine.contents();
    kept.sort();
    assert_eq!(kept[0], ("refused_by_queue", event(1).into_bytes()));
    assert_eq!(kept[1], ("refused_by_queue", event(2).into_bytes()));
}

#[tokio::test]
async fn what_is_not_taken_twice_means_503() {
    let handler =
        with_queue(Queue::answering([Ok(vec![failed(0, false)]), Ok(vec![failed(0, false)])]));
    let (answer, report) = post(&handler, envelope(&[event(1), event(2)])).await;
    assert_eq!(answer, Answer::Unavailable);
    assert_eq!(report.error.as_deref(), Some("the queue did not take 1 messages"));
}

#[tokio::test]
async fn a_batch_refused_as_a_whole_is_quarantined() {
    let refused = Err(SendError::Refused("InvalidMessageContents".to_owned()));
    let handler = with_queue(Queue::answering([refused]));
    let events: Vec<_> = (0..12).map(event).collect();
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(2, 10));
    assert_eq!(handler.quarantine.reasons(), ["refused_by_queue"; 10]);
}

#[tokio::test]
async fn one_batch_down_among_many_means_503() {
    let script = (0..50).map(|n| if n == 30 { Err(unavailable()) } else { Ok(Vec::new()) });
    let handler = with_queue(Queue::answering(script));
    let events: Vec<_> = (0..500).map(event).collect();
    assert_eq!(post(&handler, envelope(&events)).await.0, Answer::Unavailable);
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(500, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_stored_within_four_seconds_means_503() {
    let slow = |delay| with_queue(Queue { delay, ..Queue::default() });
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
    let handler = with_queue(Queue { delay: Duration::from_millis(100), ..Queue::default() });
    let started = tokio::time::Instant::now();
    let events: Vec<_> = (0..1_600).map(event).collect();
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(1_600, 0));
    assert_eq!(started.elapsed().as_millis() / 100, 10);
}
