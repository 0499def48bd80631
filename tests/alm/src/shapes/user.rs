//! A user (ALM developer manual).

use serde_json::{Value, json};

use super::to_one;
use crate::company::{ACCOUNT, Person};

pub(crate) fn user(person: &Person) -> Value {
    let mut relationships = json!({"account": to_one("account", ACCOUNT)});
    // Who has no manager has no relation either.
    if let Some(manager) = &person.manager {
        relationships["manager"] = to_one("user", manager);
    }
    json!({
        "id": person.id,
        "type": "user",
        "attributes": attributes(person),
        "relationships": relationships,
    })
}

fn attributes(person: &Person) -> Value {
    json!({
        "binUserId": format!("bin-{}", person.unique_id),
        "contentLocale": person.locale,
        "email": person.email,
        // A value is a text or a list.
        "fields": {"City": person.city, "Languages": [person.locale, "en-US"]},
        "gamificationEnabled": true,
        "lastLoginDate": "2026-11-12T07:30:00.000Z",
        "metadata": {},
        "name": person.name,
        "pointsEarned": 0,
        "pointsRedeemed": 0,
        "profile": "Employee",
        "roles": person.roles,
        "state": if person.deleted { "DELETED" } else { "ACTIVE" },
        "timeZoneCode": person.time_zone,
        "uiLocale": person.locale,
        "userType": "Internal",
        "userUniqueId": person.unique_id,
    })
}
