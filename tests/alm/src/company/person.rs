//! The people: one head, six directors, 24 managers, and those whom they manage.

use super::cultures::{CULTURES, FAMILY, GIVEN};

const HEAD: u64 = 20_410_001;
const FIRST_DIRECTOR: u64 = 20_410_011;
const DIRECTORS: u64 = 6;
const FIRST_MANAGER: u64 = 20_410_101;
const MANAGERS: u64 = 24;
/// The first of those whom no one reports to; the sample webhooks are about them.
const FIRST_LEARNER: u64 = 20_411_001;
const LEARNERS: u64 = 269;

/// Whose account is deleted; they manage nobody.
const DELETED: [u64; 4] = [20_411_040, 20_411_111, 20_411_180, 20_411_250];
/// Who reports to nobody, although not the head.
const WITHOUT_MANAGER: u64 = 20_411_077;
/// A name that CSV has to quote.
const QUOTED: (u64, &str) = (20_411_015, "Grace \"Gigi\" O'Neill, Jr.");

/// A person of the company.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Person {
    /// ALM's id, a number as a text.
    pub id: String,
    /// The name as they write it.
    pub name: String,
    /// At `example.com`.
    pub email: String,
    /// The company's own id.
    pub unique_id: String,
    /// The manager's id.
    pub manager: Option<String>,
    /// Whether the account is deleted.
    pub deleted: bool,
    /// The language of the user interface.
    pub locale: String,
    /// ALM's code of the time zone.
    pub time_zone: String,
    /// Where they work.
    pub city: String,
    /// `Manager` for those whom somebody reports to.
    pub roles: Vec<&'static str>,
}

/// All people, in the order of their ids.
pub(super) fn people() -> Vec<Person> {
    let ids = std::iter::once(HEAD)
        .chain(FIRST_DIRECTOR..FIRST_DIRECTOR + DIRECTORS)
        .chain(FIRST_MANAGER..FIRST_MANAGER + MANAGERS)
        .chain(FIRST_LEARNER..FIRST_LEARNER + LEARNERS);
    (0..).zip(ids).map(|(index, id)| person(index, id)).collect()
}

fn person(index: usize, id: u64) -> Person {
    let culture = &CULTURES[index % CULTURES.len()];
    let turn = index / CULTURES.len();
    let (given, given_letters) = split(culture.given[turn % GIVEN]);
    let (family, family_letters) = split(culture.family[turn % FAMILY]);
    let name = match (id == QUOTED.0, culture.family_first) {
        (true, _) => QUOTED.1.to_owned(),
        (false, true) => format!("{family}{given}"),
        (false, false) => format!("{given} {family}"),
    };
    Person {
        id: id.to_string(),
        name,
        email: format!("{given_letters}.{family_letters}@example.com"),
        unique_id: format!("emp{:05}", index + 1),
        manager: manager(id).map(|id| id.to_string()),
        deleted: DELETED.contains(&id),
        locale: culture.locale.to_owned(),
        time_zone: culture.time_zone.to_owned(),
        city: culture.city.to_owned(),
        roles: if id < FIRST_LEARNER { vec!["Learner", "Manager"] } else { vec!["Learner"] },
    }
}

fn split(name: &'static str) -> (&'static str, &'static str) {
    name.split_once('/').unwrap_or((name, name))
}

fn manager(id: u64) -> Option<u64> {
    match id {
        HEAD | WITHOUT_MANAGER => None,
        FIRST_LEARNER.. => Some(FIRST_MANAGER + (id - FIRST_LEARNER) % MANAGERS),
        FIRST_MANAGER.. => Some(FIRST_DIRECTOR + (id - FIRST_MANAGER) % DIRECTORS),
        _ => Some(HEAD),
    }
}
