//! ALM in trouble, or the table.

use jiff::SignedDuration;
use milepost_harness::Fault;

use super::*;
use crate::Content;
use crate::item::person_key;

#[tokio::test]
async fn what_was_answered_before_a_failure_is_kept() {
    let world = World::with_people(250);
    world.api().fail(&[AlmError::Server { status: 503 }, AlmError::TimedOut]);
    let wanted = Wanted::people(learners(0..250));
    let found = world.directory.look_up(&wanted).await.unwrap();
    assert_eq!(found.effort.failures, [AlmError::TimedOut]);
    assert_eq!((found.known.people.len(), found.effort.unasked), (0, 250));

    let resting = world.directory.look_up(&wanted).await.unwrap();
    assert_eq!((resting.effort.unasked, resting.effort.failures.len()), (250, 0));
    assert_eq!(world.api().sizes().0.len(), 1, "ALM is left alone for a minute");

    at(1);
    let failed = world.directory.look_up(&wanted).await.unwrap();
    assert_eq!(failed.effort.failures, [AlmError::Server { status: 503 }]);
    at(2);
    let found = world.directory.look_up(&wanted).await.unwrap();
    assert_eq!((found.known.people.len(), found.effort.requests), (250, 3));
}

#[tokio::test]
async fn the_second_request_fails_alone() {
    let world = World::with_people(150);
    let wanted = Wanted::people(learners(0..100));
    world.directory.look_up(&wanted).await.unwrap();
    world.api().fail(&[AlmError::Unreachable]);
    let found = world.directory.look_up(&Wanted::people(learners(0..150))).await.unwrap();
    assert_eq!((found.known.people.len(), found.effort.unasked), (100, 50));
}

#[tokio::test]
async fn an_old_name_is_better_than_none() {
    let world = World::with_people(1);
    let wanted = Wanted::people([id(0)]);
    world.directory.look_up(&wanted).await.unwrap();
    at(3_000);
    for failure in [AlmError::NoCredentials, AlmError::RefreshTokenRefused { status: 401 }] {
        world.api().fail(std::slice::from_ref(&failure));
        let found = world.directory.look_up(&wanted).await.unwrap();
        assert_eq!(found.known.people.len(), 1);
        assert_eq!((found.effort.unasked, found.effort.failures), (1, vec![failure]));
    }
}

#[tokio::test]
async fn alm_says_how_long_to_wait() {
    let world = World::with_people(1);
    let retry_after = SignedDuration::from_mins(10);
    world.api().fail(&[AlmError::Throttled { retry_after }]);
    let wanted = Wanted::people([id(0)]);
    for (minutes, people) in [(0, 0), (9, 0), (10, 1)] {
        at(minutes);
        let found = world.directory.look_up(&wanted).await.unwrap();
        assert_eq!(found.known.people.len(), people, "{minutes} minutes");
    }
    assert_eq!(world.api().sizes().0.len(), 2);
}

#[tokio::test]
async fn people_are_found_while_learning_objects_fail() {
    let world = World::with_people(1);
    world.directory.look_up(&Wanted::people([id(0)])).await.unwrap();
    world.api().fail(&[AlmError::TimedOut]);
    let mut wanted = Wanted::people([id(0)]);
    wanted.objects.entry(lo(1)).or_default();
    let found = world.directory.look_up(&wanted).await.unwrap();
    assert_eq!((found.known.people.len(), found.known.objects.len()), (1, 0));
    assert_eq!(found.effort.unasked, 1);
}

#[tokio::test]
async fn without_the_table_there_is_no_request() {
    let world = World::with_people(1);
    world.faults.fail_next("BatchGetItem", 1, Fault::NotReached);
    let failed = world.directory.look_up(&Wanted::people([id(0)])).await;
    assert_eq!(failed, Err(StoreError::NotReached("no connection".to_owned())));
    assert_eq!(world.api().sizes().0.len(), 0);
}

#[tokio::test]
async fn an_item_of_another_kind_is_not_taken_for_a_person() {
    let world = World::with_people(0);
    let item = Item::new(person_key(&id(0)), Content::Absent, world::time(0), None, world::time(0));
    world.put([item]);
    let found = world.directory.look_up(&Wanted::people([id(0)])).await.unwrap();
    assert_eq!((found.known.people.len(), found.effort.requests), (0, 0));
}

#[tokio::test]
async fn an_id_that_alm_does_not_take_costs_the_others_nothing() {
    let world = World::with_people(100);
    world.api().refuse([id(37)]);
    let wanted = Wanted::people(learners(0..100));
    let found = world.directory.look_up(&wanted).await.unwrap();
    assert_eq!((found.known.people.len(), found.effort.unasked), (99, 0));
    assert_eq!(found.effort.failures, []);
    let requests = world.api().sizes().0.len();
    assert!(requests <= 16, "{requests} requests");
    world.directory.look_up(&wanted).await.unwrap();
    assert_eq!(world.api().sizes().0.len(), requests, "it counts as absent");
}

#[tokio::test]
async fn an_alm_that_refuses_everything_is_soon_left_alone() {
    let world = World::with_people(100);
    world.api().refuse(learners(0..100));
    let wanted = Wanted::people(learners(0..100));
    let found = world.directory.look_up(&wanted).await.unwrap();
    assert_eq!(found.effort.failures, [AlmError::Refused { status: 400 }]);
    assert_eq!(world.api().sizes().0.len(), 17);
    at(14);
    world.directory.look_up(&wanted).await.unwrap();
    assert_eq!(world.api().sizes().0.len(), 17);
}
