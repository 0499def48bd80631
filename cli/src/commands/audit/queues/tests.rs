use std::cell::RefCell;

use milepost_contracts::route;
use milepost_domain::{AccountId, Event, Origin};
use serde_json::value::RawValue;

use super::*;
use crate::dead_letters::{Outgoing, Refused};

/// A dead-letter queue that hands out what it holds, and depths by a script.
#[derive(Default)]
struct Queues {
    depths: RefCell<Vec<usize>>,
    pages: RefCell<Vec<Vec<Letter>>>,
    released: RefCell<Vec<String>>,
    breaks: bool,
}

impl Queue for Queues {
    async fn source_depth(&self) -> Result<Depth, AwsError> {
        let mut depths = self.depths.borrow_mut();
        let visible = if depths.len() > 1 { depths.remove(0) } else { depths[0] };
        Ok(Depth { visible, hidden: 0 })
    }

    async fn depth(&self) -> Result<Depth, AwsError> {
        self.source_depth().await
    }

    async fn receive(&self, most: usize) -> Result<Vec<Letter>, AwsError> {
        assert_eq!(most, 10);
        match self.pages.borrow_mut().pop() {
            None if self.breaks => Err(AwsError::NoRegion),
            page => Ok(page.unwrap_or_default()),
        }
    }

    async fn release(&self, batch: &[Letter]) -> Result<(), AwsError> {
        assert!((1..=10).contains(&batch.len()));
        self.released.borrow_mut().extend(batch.iter().map(|letter| letter.receipt.clone()));
        Ok(())
    }

    async fn send(&self, _: &[Outgoing]) -> Result<Vec<Refused>, AwsError> {
        unreachable!("an audit sends nothing")
    }

    async fn delete(&self, _: &[Letter]) -> Result<Vec<Refused>, AwsError> {
        unreachable!("an audit deletes nothing")
    }
}

fn event(user: usize) -> milepost_contracts::Routed {
    let raw = format!(
        r#"{{"eventName":"COURSE_ENROLLMENT","data":{{"userId":{user},"loInstanceId":"course:1_2"}}}}"#
    );
    let raw = RawValue::from_string(raw).unwrap();
    let parse = |raw: &str, account: &AccountId| Event::parse(raw, account, Origin::Webhook);
    let received_at = "2026-11-23T08:00:00Z".parse().unwrap();
    route(parse, &raw, &"1".parse().unwrap(), received_at).unwrap()
}

fn received(number: usize, body: &str) -> Letter {
    Letter {
        message_id: format!("m{number}"),
        receipt: format!("r{number}"),
        body: body.to_owned(),
        ..Letter::default()
    }
}

fn queues(total: usize, mut pages: Vec<Vec<Letter>>) -> Queues {
    pages.reverse();
    Queues { depths: vec![total].into(), pages: pages.into(), ..Queues::default() }
}

#[tokio::test(start_paused = true)]
async fn dead_letters_are_listed_and_given_back() {
    let page = |from: usize| -> Vec<Letter> {
        (from..from + 8).map(|n| received(n, &event(n).body)).collect()
    };
    let mut again = page(0);
    again[3].receipt = "r3, later".to_owned();
    let queues = queues(20, vec![page(0), page(8), vec![received(99, "by hand")], again]);
    let dead = dead_letters(&queues).await.unwrap();
    assert_eq!(dead.keys, (0..16).map(|n| event(n).key).collect::<Vec<_>>());
    assert_eq!((dead.total, dead.unnamed()), (20, 4));
    let released = queues.released.borrow();
    assert_eq!(released.len(), 8 + 8 + 1, "each once");
    assert!(released.iter().any(|receipt| receipt == "r3, later"), "by its latest receipt");
}

#[tokio::test(start_paused = true)]
async fn the_count_is_at_least_what_was_seen() {
    let queues = queues(0, vec![vec![received(1, &event(1).body)]]);
    let dead = dead_letters(&queues).await.unwrap();
    assert_eq!((dead.total, dead.unnamed()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn after_a_failure_they_are_given_back_too() {
    let mut queues = queues(3, vec![vec![received(1, "x")]]);
    queues.breaks = true;
    dead_letters(&queues).await.unwrap_err();
    assert_eq!(*queues.released.borrow(), ["r1"]);
}

async fn rest(depths: &[usize], seconds: u64) -> (usize, u64) {
    let queues = Queues { depths: depths.to_vec().into(), ..Queues::default() };
    let start = Instant::now();
    let depth = at_rest(&queues, Duration::from_secs(seconds)).await.unwrap();
    (depth.total(), start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn a_queue_is_at_rest_when_it_is_empty_for_a_while() {
    assert_eq!(rest(&[5, 2, 0, 1, 0, 0, 0, 7], 60).await, (0, 6));
    assert_eq!(rest(&[0], 60).await, (0, 2));
}

#[tokio::test(start_paused = true)]
async fn waiting_has_an_end() {
    assert_eq!(rest(&[5], 10).await, (5, 10));
    assert_eq!(rest(&[5], 0).await, (5, 0));
}
