//! Managers.

use std::collections::BTreeSet;

use milepost_domain::UserId;
use milepost_domain::directory::Person;
use proptest::prelude::*;

use super::*;
use crate::Source;

fn names(chain: &[&Person]) -> Vec<String> {
    chain.iter().map(|person| person.name.clone().unwrap()).collect()
}

#[tokio::test]
async fn two_hundred_people_and_their_managers_take_three_requests() {
    let world = World::with_people(300);
    // None of them is a manager.
    let people: BTreeSet<UserId> = (0..300).filter(|it| it % 10 != 0).take(200).map(id).collect();
    let managers = world.directory.managers(&people, 1).await.unwrap();
    assert_eq!(world.api().sizes().0, [100, 100, 23]);
    assert!(people.iter().all(|id| managers.chain(id).len() == 1 || managers.chain(id).len() == 2));
}

#[tokio::test]
async fn the_chain_ends_at_the_top_or_at_the_last_level_asked_for() {
    let world = World::with_people(30);
    let of = BTreeSet::from([id(25)]);
    let one = world.directory.managers(&of, 1).await.unwrap();
    assert_eq!(names(&one.chain(&id(25))), ["Person 20"]);
    let all = world.directory.managers(&of, 9).await.unwrap();
    assert_eq!(names(&all.chain(&id(25))), ["Person 20", "Person 0"]);
    assert_eq!(all.person(&id(25)).unwrap().name.as_deref(), Some("Person 25"));
}

#[tokio::test]
async fn a_circle_ends() {
    let world = World::with_people(3);
    world.api().person(1, |person| person.manager_id = Some(id(2)));
    world.api().person(2, |person| person.manager_id = Some(id(1)));
    let managers = world.directory.managers(&learners(1..2), 9).await.unwrap();
    assert_eq!(names(&managers.chain(&id(1))), ["Person 2"]);
    assert_eq!(world.api().sizes().0.len(), 2);
}

#[tokio::test]
async fn a_report_names_managers_by_address_in_any_case() {
    let world = World::with_people(0);
    let person = |number, email: &str, manager: Option<&str>| {
        let mut person = Person::new(id(number));
        person.name = Some(format!("Person {number}"));
        person.email = Some(email.to_owned());
        person.manager_email = manager.map(str::to_owned);
        Item::of_person(person, world::time(0), Source::Report, world::time(0))
    };
    world.put(person(1, "ana@example.com", Some("Bo@Example.com ")));
    world.put(person(2, "bo@example.com", Some("nobody@example.com")));
    let managers = world.directory.managers(&learners(1..2), 5).await.unwrap();
    assert_eq!(names(&managers.chain(&id(1))), ["Person 2"]);
    assert_eq!(managers.effort, Effort::default(), "no request");
}

proptest! {
    #[test]
    fn whoever_manages_whom_no_chain_names_anybody_twice(
        managers in prop::collection::vec(prop::option::of(0_usize..12), 12),
        levels in 0_usize..14,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = World::with_people(12);
        for (number, manager) in managers.iter().enumerate() {
            world.api().person(number, |person| person.manager_id = manager.map(id));
        }
        let found = runtime.block_on(world.directory.managers(&learners(0..1), levels)).unwrap();
        let chain: Vec<_> = found.chain(&id(0)).iter().map(|it| it.user_id.clone()).collect();
        let mut expected = Vec::new();
        let mut next = managers[0];
        while let Some(manager) = next.filter(|it| *it != 0 && !expected.contains(&id(*it)))
            && expected.len() < levels
        {
            expected.push(id(manager));
            next = managers[manager];
        }
        prop_assert_eq!(chain, expected);
    }
}
