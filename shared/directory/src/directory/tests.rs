mod failures;
mod people;
mod time_zones;
mod world;

use milepost_domain::directory::PersonState;
use milepost_domain::{LoId, LoInstanceId};

use super::*;
use world::{World, at, id, learners, lo};

#[tokio::test]
async fn a_thousand_changes_take_five_requests() {
    let world = World::with_people(300);
    let mut wanted = Wanted::default();
    for change in 0..1_000 {
        let (user, course) = (id(change % 200), lo(change % 20));
        let instance: LoInstanceId = format!("{course}_1").parse().unwrap();
        wanted.add(user, Some(course), instance);
    }
    let found = world.directory.look_up(&wanted).await.unwrap();
    assert_eq!((found.known.people.len(), found.known.objects.len()), (200, 20));
    assert_eq!(found.known.instances.len(), 20);
    assert_eq!(world.api().sizes(), ([100, 100].to_vec(), [10, 10].to_vec()));
    assert_eq!(found.effort, Effort { requests: 4, ..Effort::default() });

    let reads = world.reads();
    let again = world.directory.look_up(&wanted).await.unwrap();
    assert_eq!(again.known, found.known);
    assert_eq!(again.effort, Effort::default(), "all of it is remembered");
    assert_eq!((reads, world.reads()), (3, 3), "260 keys, once");
}

#[tokio::test]
async fn another_instance_finds_it_in_the_table() {
    let world = World::with_people(10);
    let wanted = Wanted::people(learners(0..10));
    world.directory.look_up(&wanted).await.unwrap();
    let other = world.another_instance();
    let found = other.look_up(&wanted).await.unwrap();
    assert_eq!((found.known.people.len(), found.effort.requests), (10, 0));
}

#[tokio::test]
async fn whom_alm_does_not_know_is_asked_for_once_an_hour() {
    let world = World::with_people(1);
    let wanted = Wanted::people(learners(0..2));
    for (minutes, requests) in [(0, 1), (59, 1), (60, 2), (119, 2), (120, 3)] {
        at(minutes);
        let found = world.directory.look_up(&wanted).await.unwrap();
        assert_eq!(found.known.people.len(), 1);
        assert_eq!(world.api().sizes().0.len(), requests, "{minutes} minutes");
    }
}

#[tokio::test]
async fn a_change_in_the_catalog_is_noticed_within_minutes() {
    let world = World::with_people(0);
    let mut wanted = Wanted::default();
    wanted.objects.entry(lo(1)).or_default();
    let title = async |minutes| {
        at(minutes);
        let found = world.directory.look_up(&wanted).await.unwrap();
        found.known.objects[&lo(1)].title(None).unwrap().to_owned()
    };
    assert_eq!(title(0).await, "Course 1");
    world.api().rename("course:1", "Fire safety");
    assert_eq!(title(1).await, "Course 1");
    world.mark_changed(&lo(1), 2, false);
    assert_eq!(title(6).await, "Fire safety");
    world.mark_changed(&lo(1), 7, true);
    world.api().forget("course:1");
    assert_eq!(title(9_000).await, "Fire safety", "certificates name deleted courses, too");
}

#[tokio::test]
async fn an_instance_lies_beside_its_object_whatever_its_id_says() {
    let world = World::with_people(0);
    let (object, instance): (LoId, LoInstanceId) = (lo(7), "course:999_1".parse().unwrap());
    world.api().add_instance(&object, &instance);
    let mut wanted = Wanted::default();
    wanted.add(id(1), Some(object), instance.clone());
    let found = world.directory.look_up(&wanted).await.unwrap();
    assert!(found.known.instances[&instance].completion_deadline.is_some());
}

#[tokio::test]
async fn what_alm_said_of_a_person_is_what_is_kept() {
    let world = World::with_people(3);
    let found = world.directory.look_up(&Wanted::people([id(2)])).await.unwrap();
    let person = &found.known.people[&id(2)];
    assert_eq!(person.name.as_deref(), Some("Person 2"));
    assert_eq!(person.state, PersonState::Active);
}
