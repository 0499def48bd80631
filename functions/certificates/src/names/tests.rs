use milepost_directory::{Item, Source};
use milepost_domain::Time;
use milepost_domain::directory::LearningObject;
use milepost_harness::store::Memory;

use super::*;

/// A directory that knows these.
fn directory(items: &[Item]) -> DirectoryTable {
    let memory = Memory::default();
    for item in items {
        memory.seed("directory", item).unwrap();
    }
    DirectoryTable::new(memory.table("directory"))
}

fn now() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

fn person(name: &str, locale: Option<&str>) -> Item {
    let mut person = Person::new("7".parse().unwrap());
    person.name = Some(name.to_owned());
    person.locale = locale.map(str::to_owned);
    Item::of_person(person, now(), Source::Api, now()).remove(0)
}

fn object(titles: &[(&str, &str)]) -> Item {
    let mut object = LearningObject::new("course:1".parse().unwrap());
    object.titles = titles.iter().map(|(of, it)| ((*of).into(), (*it).into())).collect();
    Item::of_object(object, now(), Source::Api, now())
}

#[tokio::test]
async fn the_title_is_in_the_learners_language() {
    let titles = [("de-DE", "Brandschutz"), ("en-US", "Fire safety")];
    for (locale, expected) in [(Some("de-AT"), "Brandschutz"), (None, "Fire safety")] {
        let directory = directory(&[person("Ana", locale), object(&titles)]);
        let (user, lo) = ("7".parse().unwrap(), "course:1".parse().unwrap());
        let names = Names::read(&directory, &user, Some(&lo)).await.unwrap();
        assert_eq!(names.name.as_deref(), Some("Ana"));
        assert_eq!(names.title.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn a_blank_name_is_none() {
    let directory = directory(&[person("  ", None), object(&[("", " ")])]);
    let (user, lo) = ("7".parse().unwrap(), "course:1".parse().unwrap());
    let names = Names::read(&directory, &user, Some(&lo)).await.unwrap();
    assert_eq!((names.name, names.title), (None, None));
}

#[tokio::test]
async fn a_code_of_a_time_zone_is_what_the_account_said() {
    let zones = [("356".to_owned(), "America/Los_Angeles".to_owned())].into_iter().collect();
    let content = Content::TimeZones { zones };
    let zones = Item::new(time_zones_key(), content, now(), Some(Source::Api), now());
    let mut person = Person::new("7".parse().unwrap());
    person.time_zone = Some("356".to_owned());
    let person = Item::of_person(person, now(), Source::Api, now()).remove(0);
    for (items, zone) in
        [(vec![person.clone(), zones], Some("America/Los_Angeles")), (vec![person], None)]
    {
        let names = Names::read(&directory(&items), &"7".parse().unwrap(), None).await.unwrap();
        let found = names.time_zone.map(|zone| zone.to_string());
        assert_eq!(found.as_deref(), zone);
    }
}
