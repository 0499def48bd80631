use std::time::Duration;

use milepost_contracts::EventMessage;
use milepost_contracts::specimen::Part;
use tokio::time::Instant;

use super::*;
use crate::quarantined::{Object, object};
use crate::tests::shelf::Shelf;
use crate::tests::world::{Fault, World};

fn event(user: usize) -> String {
    format!(
        r#"{{"eventName":"COURSE_ENROLLMENT","data":{{"userId":{user},"loId":"course:1","loInstanceId":"course:1_2"}}}}"#
    )
}

/// A body of these events, kept under a name of its own.
fn body(name: &str, events: &[String]) -> Object {
    let body = format!(r#"{{"accountId":8,"events":[{}]}}"#, events.join(","));
    let mut one = object("not_json", Some(Part::Body), &body);
    one.listed.key = format!("not_json/{name}");
    one
}

fn replayer(objects: Vec<Object>, queue: World, rate: Option<f64>) -> Replayer<World> {
    Replayer {
        quarantine: Shelf::of(objects).bucket(),
        queue,
        pace: Pace::new(rate),
        served: None,
        bar: Bar::hidden(),
        summary: Summary::default(),
    }
}

async fn keys(replayer: &Replayer<World>) -> Vec<String> {
    let all = replayer.quarantine.list(None).await.unwrap();
    all.into_iter().map(|one| one.key).collect()
}

async fn run(replayer: &mut Replayer<World>) -> Result<(), AwsError> {
    let all = replayer.quarantine.list(None).await?;
    replayer.replay_all(&all).await
}

#[tokio::test(start_paused = true)]
async fn what_can_be_read_is_sent_and_removed() {
    let mut run_of = replayer(
        vec![body("a", &[event(1), event(2)]), object("x", Some(Part::Event), &event(3))],
        World::default(),
        None,
    );
    run(&mut run_of).await.unwrap();
    assert_eq!(keys(&run_of).await, [""; 0]);
    let taken = run_of.queue.outgoing();
    let message = |event: &Outgoing| EventMessage::from_body(&event.body).unwrap();
    let accounts: Vec<String> =
        taken.iter().map(|event| message(event).account_id.to_string()).collect();
    assert_eq!(accounts, ["8", "8", "7"]);
    assert_eq!((run_of.summary.sent, run_of.summary.removed, run_of.summary.kept), (3, 2, 0));
}

#[tokio::test(start_paused = true)]
async fn what_can_be_read_in_part_is_sent_and_kept() {
    let broken = object("not_json", Some(Part::Body), "{");
    let mut run_of =
        replayer(vec![body("a", &[event(1), "17".to_owned()]), broken], World::default(), None);
    for _ in 0..2 {
        run(&mut run_of).await.unwrap();
    }
    assert_eq!(keys(&run_of).await.len(), 2);
    assert_eq!(run_of.queue.outgoing().len(), 2, "sent again by the second run");
    assert_eq!((run_of.summary.removed, run_of.summary.kept), (0, 4));
}

#[tokio::test(start_paused = true)]
async fn what_the_queue_refuses_is_tried_twice_and_kept() {
    let objects = || vec![body("a", &[event(1), event(2)])];
    let refuses = |times| {
        let world = World::default();
        world.fail_next(&vec![Fault::Refuses; times]);
        world
    };
    let mut lucky = replayer(objects(), refuses(1), None);
    run(&mut lucky).await.unwrap();
    assert_eq!((lucky.summary.sent, lucky.summary.removed), (2, 1));

    let mut unlucky = replayer(objects(), refuses(2), None);
    run(&mut unlucky).await.unwrap();
    assert_eq!((unlucky.summary.sent, unlucky.summary.removed), (1, 0));
    assert_eq!(keys(&unlucky).await, ["not_json/a"]);
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_is_down_ends_the_run_and_nothing_is_removed() {
    let down = World::default();
    down.fail_next(&[Fault::Fails]);
    let mut run_of = replayer(vec![body("a", &[event(1)]), body("b", &[event(2)])], down, None);
    run(&mut run_of).await.unwrap_err();
    assert_eq!(keys(&run_of).await.len(), 2);
    assert_eq!(run_of.summary.objects, 0);
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_kept() {
    let events: Vec<String> = (0..40).map(event).collect();
    let mut run_of = replayer(vec![body("a", &events)], World::default(), Some(10.0));
    let start = Instant::now();
    run(&mut run_of).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(3), "three of the four batches wait");
}
