use milepost_domain::Zone;

use super::world::{World, at, id};
use super::*;
use crate::Content;
use crate::item::time_zones_key;

/// A person with this code.
fn person(code: &str) -> milepost_domain::directory::Person {
    let mut person = milepost_domain::directory::Person::new(id(1));
    person.time_zone = Some(code.to_owned());
    person
}

impl World {
    async fn learn(&self, code: &str) -> Effort {
        self.directory.learn_time_zones([&person(code)]).await.unwrap()
    }

    /// What a code means to who reads the table.
    async fn zone(&self, code: &str) -> Option<Zone> {
        let keys = [time_zones_key()].into();
        let item = self.directory.table.read(&keys).await.unwrap().remove(&time_zones_key())?;
        let Content::TimeZones { zones } = item.content else { panic!("{item:?}") };
        person(code).zone(&zones)
    }
}

#[tokio::test]
async fn a_code_is_asked_for_once_a_day() {
    let world = World::with_people(1);
    world.api().has_zone("213", "Asia/Kolkata");
    for (minutes, asked) in [(0, 1), (1, 1), (1_439, 1), (1_440, 2), (2_000, 2)] {
        at(minutes);
        world.learn("213").await;
        assert_eq!(world.api().accounts(), asked, "{minutes} minutes");
    }
    assert_eq!(world.zone("213").await, "Asia/Kolkata".parse().ok());
    assert_eq!(world.zone("7").await, None);
}

#[tokio::test]
async fn a_name_needs_no_request() {
    let world = World::with_people(1);
    for code in ["America/Los_Angeles", "UTC", " ", ""] {
        assert_eq!(world.learn(code).await, Effort::default());
    }
    assert_eq!(world.api().accounts(), 0);
}

#[tokio::test]
async fn who_does_not_tell_is_asked_again_the_next_day() {
    let world = World::with_people(1);
    world.api().fail(&[AlmError::Refused { status: 403 }]);
    for (minutes, failures, asked) in [(0, 1, 1), (60, 0, 1), (1_440, 0, 2)] {
        at(minutes);
        assert_eq!(world.learn("213").await.failures.len(), failures);
        assert_eq!(world.api().accounts(), asked, "{minutes} minutes");
        world.api().has_zone("213", "Asia/Kolkata");
    }
    assert!(world.zone("213").await.is_some());
    at(3_000);
    world.api().fail(&[AlmError::TimedOut]);
    world.learn("213").await;
    assert!(world.zone("213").await.is_some(), "what was known stays");
}

#[tokio::test]
async fn without_credentials_nothing_is_written() {
    let world = World::with_people(1);
    world.api().fail(&[AlmError::NoCredentials]);
    assert_eq!(world.learn("213").await.failures, [AlmError::NoCredentials]);
    world.api().has_zone("213", "Asia/Kolkata");
    world.learn("213").await;
    assert!(world.zone("213").await.is_some(), "as soon as there are some");
}
