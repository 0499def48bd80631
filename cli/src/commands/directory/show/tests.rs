use milepost_domain::Time;
use milepost_harness::store::Memory;

use super::*;

fn time() -> Time {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

/// Ana, whose manager the report names by address; his, whom ALM's API names by id; and back.
fn company() -> (Memory, DirectoryTable) {
    let person = |id: &str, name: &str, email: &str| {
        let mut person = Person::new(id.parse().unwrap());
        (person.name, person.email) = (Some(name.to_owned()), Some(email.to_owned()));
        person
    };
    let mut ana = person("1", "Ana\nSouza", "ana@example.com");
    ana.manager_email = Some("KIM@example.com".to_owned());
    ana.locale = Some("pt-BR".to_owned());
    let mut kim = person("2", "김 지훈", "kim@example.com");
    kim.manager_id = "3".parse().ok();
    let mut boss = person("3", "محمد علي", "boss@example.com");
    boss.manager_id = "2".parse().ok();
    let mut object = LearningObject::new("course:7".parse().unwrap());
    object.titles.insert(String::new(), "防火".to_owned());
    object.duration = Some(45);
    let people = [ana, kim, boss].map(|one| Item::of_person(one, time(), Source::Report, time()));
    let items = people.into_iter().flatten();
    let items = items.chain([Item::of_object(object, time(), Source::Api, time())]);
    let memory = Memory::default();
    items.for_each(|item| memory.seed("directory", &item).unwrap());
    (memory.clone(), DirectoryTable::new(memory.table("directory")))
}

async fn shown(id: &str) -> String {
    let found = look_up(&company().1, id.to_owned()).await.unwrap();
    description(&found, "2026-11-23T08:00:00Z".parse().unwrap())
}

#[tokio::test]
async fn a_person_is_shown_with_the_managers_above() {
    insta::assert_snapshot!(shown("1").await, @"
    1
      user id     1
      name        Ana Souza
      e-mail      ana@example.com
      manager     KIM@example.com
      locale      pt-BR
      source      a report, 2026-11-20T08:00:00.000Z (3 d ago)
      managers    김 지훈 (2) → محمد علي (3)
    ");
}

#[tokio::test]
async fn an_address_leads_to_its_person_in_any_case() {
    let by_address = shown("Ana@Example.com").await;
    assert_eq!(by_address.replace("Ana@Example.com\n", "1\n"), shown("1").await);
}

#[tokio::test]
async fn a_learning_object_is_shown_with_its_title() {
    insta::assert_snapshot!(shown("course:7").await, @"
    course:7
      title       防火
      duration    45 min
      source      ALM's API, 2026-11-20T08:00:00.000Z (3 d ago)
    ");
}

#[tokio::test]
async fn nothing_is_said_of_who_is_not_there() {
    insta::assert_snapshot!(shown("99").await, @"
    99
      nothing is known
    ");
}

#[tokio::test]
async fn managers_in_a_circle_end() {
    let (memory, table) = company();
    let found = look_up(&table, "2".to_owned()).await.unwrap();
    let ids: Vec<&str> = found.managers.iter().map(|it| it.user_id.as_str()).collect();
    assert_eq!((ids, memory.calls().len()), (vec!["3"], 2));
}
