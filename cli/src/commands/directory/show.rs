//! `milepost directory show`.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use jiff::Timestamp;
use milepost_contracts::ItemKey;
use milepost_directory::item::{
    changed_key, email_key, instance_key, object_key, person_key, seats_key,
};
use milepost_directory::{Content, DirectoryTable, Item, Source};
use milepost_domain::directory::{Instance, LearningObject, Person};
use milepost_store::Table;
use serde::Serialize;

use super::managers::managers_of;
use crate::args::directory::DirectoryShowArgs;
use crate::error::Error;
use crate::format::{age, one_line};
use crate::output::{print, print_json};
use crate::stack::{DIRECTORY, Stack};

/// What is known of one id.
#[derive(Debug, Serialize)]
struct Found {
    id: String,
    items: Vec<Item>,
    managers: Vec<Person>,
}

pub(super) async fn run(args: DirectoryShowArgs) -> Result<(), Error> {
    let stack = Stack::find(&args.read.stack).await?;
    let table = Table::dynamo(stack.dynamo.clone(), stack.output(DIRECTORY)?).eventual();
    let table = DirectoryTable::new(table);
    let mut all = Vec::new();
    for id in args.ids {
        all.push(look_up(&table, id).await?);
    }
    if args.read.json {
        print_json(&all)?;
    } else {
        for found in &all {
            print(&description(found, Timestamp::now()))?;
        }
    }
    match all.iter().filter(|found| found.items.is_empty()).count() {
        0 => Ok(()),
        unknown => Err(Error::NotInDirectory(unknown)),
    }
}

async fn look_up(table: &DirectoryTable, id: String) -> Result<Found, Error> {
    let mut read = table.read(&keys(&id)).await.map_err(Error::Directory)?;
    let owner = read.values().find_map(|item| match &item.content {
        Content::Email { user_id } => Some(person_key(user_id)),
        _ => None,
    });
    if let Some(key) = owner {
        read = table.read(&BTreeSet::from([key])).await.map_err(Error::Directory)?;
    }
    let items = in_order(read);
    let person = items.iter().find_map(|item| match &item.content {
        Content::Person(person) => Some(person),
        _ => None,
    });
    let managers = match person {
        Some(person) => managers_of(table, person).await.map_err(Error::Directory)?,
        None => Vec::new(),
    };
    Ok(Found { id, items, managers })
}

/// Wherever something of this id may lie: an id does not say what it is of.
fn keys(id: &str) -> BTreeSet<ItemKey> {
    let mut keys = BTreeSet::new();
    if id.contains('@') {
        keys.insert(email_key(id));
    }
    keys.extend(id.parse().ok().map(|id| person_key(&id)));
    keys.extend(id.parse().ok().into_iter().flat_map(|id| [object_key(&id), changed_key(&id)]));
    keys.extend(id.parse().ok().into_iter().flat_map(|id| [instance_key(&id), seats_key(&id)]));
    keys
}

fn in_order(read: HashMap<ItemKey, Item>) -> Vec<Item> {
    let mut items: Vec<Item> = read.into_values().collect();
    items.sort_by(|a, b| (&b.pk, &b.sk).cmp(&(&a.pk, &a.sk)));
    items
}

fn description(found: &Found, now: Timestamp) -> String {
    let mut text = one_line(&found.id);
    if found.items.is_empty() {
        text.push_str("\n  nothing is known");
    }
    for item in &found.items {
        for (name, value) in lines(&item.content) {
            let _ = write!(text, "\n  {name:<11} {}", one_line(&value));
        }
        let source = match item.source {
            Some(Source::Api) => "ALM's API",
            Some(Source::Report) => "a report",
            None => "an event",
        };
        let age = age(item.as_of.into(), now);
        let _ = write!(text, "\n  {:<11} {source}, {} ({age} ago)", "source", item.as_of);
    }
    if !found.managers.is_empty() {
        let names: Vec<String> = found.managers.iter().map(named).collect();
        let _ = write!(text, "\n  {:<11} {}", "managers", names.join(" → "));
    }
    text
}

fn named(person: &Person) -> String {
    let name = person.name.as_deref().map(|name| format!("{} ", one_line(name)));
    format!("{}({})", name.unwrap_or_default(), one_line(person.user_id.as_str()))
}

type Lines = Vec<(&'static str, String)>;

fn lines(content: &Content) -> Lines {
    match content {
        Content::Person(person) => of_person(person),
        Content::LearningObject(object) => of_object(object),
        Content::Instance(instance) => of_instance(instance),
        Content::Seats(seats) => present([
            ("seats", seats.seat_limit.map(|it| it.to_string())),
            ("enrolled", seats.enrollment_count.map(|it| it.to_string())),
            ("waiting", seats.waitlist_count.map(|it| it.to_string())),
        ]),
        Content::Email { user_id } => vec![("person", user_id.to_string())],
        Content::TimeZones { zones } => vec![("time zones", format!("{} codes", zones.len()))],
        Content::Absent => vec![("absent", "ALM knows nothing of it".to_owned())],
        Content::Changed { deleted: true } => vec![("changed", "ALM deleted it".to_owned())],
        Content::Changed { deleted: false } => vec![("changed", "since then".to_owned())],
    }
}

fn present<const N: usize>(lines: [(&'static str, Option<String>); N]) -> Lines {
    lines.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn of_person(person: &Person) -> Lines {
    let state = String::from(person.state.clone());
    present([
        ("user id", Some(person.user_id.to_string())),
        ("name", person.name.clone()),
        ("e-mail", person.email.clone()),
        ("unique id", person.unique_id.clone()),
        ("manager", person.manager_id.as_ref().map(ToString::to_string)),
        ("manager", person.manager_email.clone()),
        ("state", Some(state).filter(|state| !state.is_empty())),
        ("locale", person.locale.clone()),
        ("content in", person.content_locale.clone()),
        ("time zone", person.time_zone.clone()),
    ])
}

fn of_object(object: &LearningObject) -> Lines {
    let title = |(locale, title): (&String, &String)| match locale.as_str() {
        "" => ("title", title.clone()),
        locale => ("title", format!("{title} ({locale})")),
    };
    let mut lines: Lines = object.titles.iter().map(title).collect();
    lines.extend(present([
        ("type", object.lo_type.as_ref().map(|it| it.as_str().to_owned())),
        ("duration", object.duration.map(|minutes| format!("{minutes} min"))),
        ("state", object.state.clone()),
    ]));
    lines.extend(
        object
            .labels
            .iter()
            .map(|(name, values)| ("label", format!("{name}: {}", values.join(", ")))),
    );
    lines
}

fn of_instance(instance: &Instance) -> Lines {
    present([
        ("object", Some(instance.lo_id.to_string())),
        ("title", instance.titles.values().next().cloned()),
        ("state", instance.state.clone()),
        ("due", instance.completion_deadline.map(|it| it.to_string())),
        ("enroll by", instance.enrollment_deadline.map(|it| it.to_string())),
        ("seats", instance.seat_limit.map(|it| it.to_string())),
    ])
}

#[cfg(test)]
mod tests;
