//! ALM's `user` as a person.

use milepost_domain::UserId;
use milepost_domain::directory::{Person, PersonState};

use crate::document::{ResourceObject, text};
use crate::plain;

/// Reads what ALM says of a person.
pub(crate) fn read(user_id: UserId, user: ResourceObject<'_>) -> Person {
    let attribute = |name| text(user.attribute(name));
    Person {
        name: attribute("name").and_then(|name| plain(&name)),
        email: attribute("email"),
        unique_id: attribute("userUniqueId"),
        manager_id: user.related("manager"),
        state: PersonState::from(attribute("state").unwrap_or_default()),
        locale: attribute("uiLocale"),
        content_locale: attribute("contentLocale"),
        time_zone: attribute("timeZoneCode"),
        ..Person::new(user_id)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::document::Document;

    fn person(user: &Value) -> Person {
        let document = Document::read(json!({"data": user}).to_string().as_bytes()).unwrap();
        let object = document.data().next().unwrap();
        read(object.id().unwrap(), object)
    }

    #[test]
    fn the_documented_user_is_read() {
        let user = json!({
            "id": "13386404",
            "type": "user",
            "attributes": {
                "email": "ana@example.com", "name": "Ana D&#39;Souza", "userUniqueId": "E-17",
                "state": "ACTIVE", "userType": "Internal", "roles": ["Learner"],
                "profile": "Employee", "pointsEarned": 0, "pointsRedeemed": 0,
                "gamificationEnabled": true, "fields": {}, "metadata": {}, "uiLocale": "en-US",
                "contentLocale": "pt-BR", "timeZoneCode": "213",
                "lastLoginDate": "2026-08-21T00:00:00.000Z", "binUserId": "x",
            },
            "relationships": {
                "account": {"data": {"id": "1010", "type": "account"}},
                "manager": {"data": {"id": "3400468", "type": "user"}},
            },
        });
        insta::assert_json_snapshot!(person(&user), @r#"
        {
          "userId": "13386404",
          "name": "Ana D'Souza",
          "email": "ana@example.com",
          "uniqueId": "E-17",
          "managerId": "3400468",
          "state": "ACTIVE",
          "locale": "en-US",
          "contentLocale": "pt-BR",
          "timeZone": "213"
        }
        "#);
    }

    #[test]
    fn a_user_is_what_is_left_of_it() {
        let user = json!({
            "id": 7,
            "attributes": {"name": " ", "email": ["a@example.com"], "state": true, "timeZoneCode": 213},
            "relationships": {"manager": {"data": {"id": 8}}},
        });
        insta::assert_json_snapshot!(person(&user), @r#"
        {
          "userId": "7",
          "managerId": "8",
          "state": "",
          "timeZone": "213"
        }
        "#);
        assert_eq!(person(&json!({"id": "7"})), Person::new("7".parse().unwrap()));
    }
}
