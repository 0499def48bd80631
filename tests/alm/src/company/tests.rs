use std::collections::BTreeSet;

use super::*;

#[test]
fn there_are_300_people_with_names_and_addresses_of_their_own() {
    let company = Company::default();
    assert_eq!(company.people().len(), 300);
    let distinct =
        |of: fn(&Person) -> &String| company.people().iter().map(of).collect::<BTreeSet<_>>().len();
    assert_eq!(distinct(|person| &person.id), 300);
    assert_eq!(distinct(|person| &person.name), 300);
    assert_eq!(distinct(|person| &person.email), 300);
    assert_eq!(distinct(|person| &person.unique_id), 300);
    assert!(
        company
            .people()
            .iter()
            .all(|person| { person.email.is_ascii() && person.email.ends_with("@example.com") })
    );
    assert!(company.people().is_sorted_by_key(|person| &person.id));
}

#[test]
fn three_managers_are_above_every_learner_but_one() {
    let company = Company::default();
    let chain = |person: &Person| {
        let up = |person: &&Person| company.person(person.manager.as_deref()?);
        std::iter::successors(Some(person), up).skip(1).count()
    };
    let levels = |wanted| company.people().iter().filter(|person| chain(person) == wanted).count();
    assert_eq!([levels(0), levels(1), levels(2), levels(3), levels(4)], [2, 6, 24, 268, 0]);
}

#[test]
fn four_accounts_are_deleted_and_none_of_a_manager() {
    let company = Company::default();
    let deleted: Vec<_> = company.people().iter().filter(|person| person.deleted).collect();
    assert_eq!(deleted.len(), 4);
    assert!(deleted.iter().all(|person| person.roles == ["Learner"]));
}

#[test]
fn names_are_written_in_many_scripts() {
    let company = Company::default();
    let written = |from: char, to: char| {
        company.people().iter().any(|person| person.name.chars().any(|c| (from..=to).contains(&c)))
    };
    let scripts = [
        ('À', 'ỹ'),
        ('Α', 'ώ'),
        ('А', 'ї'),
        ('א', 'ת'),
        ('ء', 'ي'),
        ('अ', 'ह'),
        ('ก', 'ฮ'),
        ('あ', 'ん'),
        ('一', '龠'),
        ('가', '힣'),
    ];
    for (from, to) in scripts {
        assert!(written(from, to), "nobody's name has letters from {from} to {to}");
    }
}

#[test]
fn there_are_40_learning_objects_with_instances_of_their_own() {
    let company = Company::default();
    let objects = company.learning_objects();
    assert_eq!(objects.len(), 40);
    let instances: Vec<_> = objects.iter().flat_map(|object| &object.instances).collect();
    let ids: BTreeSet<_> = instances.iter().map(|instance| &instance.id).collect();
    assert_eq!(ids.len(), instances.len());
    assert!(instances.iter().any(|instance| instance.state == "Retired"));
    assert!(instances.iter().any(|instance| instance.completion_deadline.is_none()));
    let count = |lo_type| objects.iter().filter(|object| object.lo_type == lo_type).count();
    assert_eq!([count("course"), count("learningProgram"), count("certification")], [26, 8, 6]);
}

#[test]
fn everything_that_the_sample_webhooks_name_exists() {
    let company = Company::default();
    for entry in std::fs::read_dir("../../events/webhooks").unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        check(&company, &serde_json::from_str(&text).unwrap());
    }
}

fn check(company: &Company, value: &serde_json::Value) {
    let Some(fields) = value.as_object() else {
        value.as_array().into_iter().flatten().for_each(|value| check(company, value));
        return;
    };
    for (name, value) in fields {
        let known = match name.as_str() {
            "accountId" => value.as_u64() == ACCOUNT.parse().ok(),
            "userId" => company.person(&value.to_string()).is_some_and(|person| !person.deleted),
            "loId" | "courseId" => company.learning_object(value.as_str().unwrap()).is_some(),
            "loInstanceId" => has_instance(company, value.as_str().unwrap()),
            _ => true,
        };
        assert!(known, "{name} {value} is not of the company");
        check(company, value);
    }
}

fn has_instance(company: &Company, id: &str) -> bool {
    let instances = company.learning_objects().iter().flat_map(|object| &object.instances);
    instances.into_iter().any(|instance| instance.id == id && instance.state == "Active")
}
