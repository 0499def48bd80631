use std::collections::HashMap;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::tests::world::{Fault, World};

fn wanted() -> Wanted {
    Wanted { limit: None, key: None, read: |_| Content::of_change(&Letter::default()) }
}

async fn run(world: &World, wanted: Wanted) -> (Result<(), AwsError>, Tally) {
    let mut redrive = Redrive::new(world, Timestamp::UNIX_EPOCH, 1000.0, wanted, Stop::default());
    let outcome = redrive.run().await;
    (outcome, redrive.tally)
}

#[tokio::test(start_paused = true)]
async fn all_letters_go_to_their_queue_in_the_order_of_their_groups() {
    let world = World::with(&[("a", 23), ("b", 4), ("-", 30)]);
    let (outcome, tally) = run(&world, wanted()).await;
    outcome.unwrap();
    assert_eq!((tally.redriven, tally.failures()), (57, 0));
    assert!(world.dead().is_empty());
    let of_a: Vec<String> = world.sent().into_iter().filter(|it| it.starts_with('a')).collect();
    assert_eq!((of_a.len(), of_a.is_sorted()), (23, true));
    for message in world.outgoing() {
        assert_eq!(message.group.is_some(), message.deduplication_id.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_and_a_key_choose_and_the_rest_stays() {
    let world = World::with(&[("a", 5), ("b", 5)]);
    let (_, tally) = run(&world, Wanted { limit: Some(3), ..wanted() }).await;
    assert_eq!((tally.redriven, world.dead().len(), world.hidden()), (3, 7, 0));
    let (_, tally) = run(&world, Wanted { key: Some("b00".to_owned()), ..wanted() }).await;
    assert!(world.sent().iter().rev().take(tally.redriven).all(|it| it.starts_with("b00")));
    assert!(world.dead().iter().all(|it| it.starts_with('a')));
    assert_eq!(world.hidden(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_dies_again_in_the_same_run_is_not_sent_a_second_time() {
    let world = World::with(&[("a", 2)]);
    let mut redrive =
        Redrive::new(&world, Timestamp::UNIX_EPOCH, 1000.0, wanted(), Stop::default());
    redrive.run().await.unwrap();
    world.dead_letter_again();
    redrive.run().await.unwrap();
    assert_eq!((redrive.tally.redriven, redrive.tally.died_again), (2, 2));
    assert_eq!((world.sent().len(), world.dead().len(), world.hidden()), (0, 2, 0));
    let later = Timestamp::UNIX_EPOCH + Duration::from_secs(1);
    let mut next = Redrive::new(&world, later, 1000.0, wanted(), Stop::default());
    next.run().await.unwrap();
    assert_eq!(next.tally.redriven, 2, "another run tries again");
    assert!(
        world
            .outgoing()
            .iter()
            .all(|it| { it.attributes["milepostRedrives"].string_value() == Some("2") })
    );
}

#[tokio::test(start_paused = true)]
async fn what_sqs_refuses_is_tried_alone_and_then_holds_up_its_group_only() {
    let world = World::with(&[("a", 2), ("b", 2)]);
    // Receive; then the first of `a` is refused in the batch, and alone.
    world.fail_next(&[Fault::None, Fault::Refuses, Fault::Refuses]);
    let (outcome, tally) = run(&world, wanted()).await;
    outcome.unwrap();
    assert_eq!(tally.refused, ["InternalError"]);
    assert_eq!(world.sent(), ["b001", "b002"]);
    assert_eq!((world.dead(), world.hidden()), (vec!["a001".to_owned(), "a002".to_owned()], 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_deleted_is_said_and_sent_again_by_the_next_run() {
    let world = World::with(&[("a", 1)]);
    world.fail_next(&[Fault::None, Fault::None, Fault::Refuses, Fault::Refuses]);
    let (_, tally) = run(&world, wanted()).await;
    assert_eq!((tally.redriven, tally.kept, tally.failures()), (1, 1, 1));
    let (_, tally) = run(&world, wanted()).await;
    assert_eq!((tally.redriven, tally.failures(), world.sent().len()), (1, 0, 2));
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_kept() {
    let world = World::with(&[("-", 60)]);
    let mut redrive = Redrive::new(&world, Timestamp::UNIX_EPOCH, 10.0, wanted(), Stop::default());
    redrive.run().await.unwrap();
    assert_eq!(redrive.start.elapsed(), Duration::from_secs(5));
}

/// Letters of three groups and of none, mixed, and what goes wrong at the calls of several runs.
fn story() -> impl Strategy<Value = (Vec<String>, Vec<Vec<Fault>>)> {
    let fault = prop_oneof![
        6 => Just(Fault::None), 1 => Just(Fault::Fails), 1 => Just(Fault::AnswerLost),
        2 => Just(Fault::Refuses), 1 => Just(Fault::Killed),
    ];
    let groups = prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c', '-']), 1..40);
    let names = groups.prop_map(|groups| {
        groups.iter().enumerate().map(|(number, group)| format!("{group}{number:03}")).collect()
    });
    (names, prop::collection::vec(prop::collection::vec(fault, 0..25), 0..8))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn whatever_fails_nothing_is_lost_and_order_is_kept((names, troubles) in story()) {
        let world = World::of(names.clone().into_iter());
        for faults in &troubles {
            world.fail_next(faults);
            let _ = runtime().block_on(run(&world, wanted()));
            for name in &names {
                prop_assert!(world.sent().contains(name) || world.dead().contains(name), "{name} vanished");
            }
            world.wait();
        }
        world.fail_next(&[]);
        let (outcome, tally) = runtime().block_on(run(&world, wanted()));
        prop_assert!(outcome.is_ok() && tally.failures() == 0);
        prop_assert!(world.dead().is_empty() && world.hidden() == 0);
        let sent = world.sent();
        let mut times: HashMap<&String, usize> = HashMap::new();
        for name in &sent {
            *times.entry(name).or_default() += 1;
        }
        prop_assert!(names.iter().all(|name| times.contains_key(name)));
        for group in ['a', 'b', 'c'] {
            let once = sent.iter().filter(|name| name.starts_with(group) && times[name] == 1);
            prop_assert!(once.is_sorted(), "{sent:?}");
        }
    }
}
