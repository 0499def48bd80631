use milepost_domain::Origin;
use serde_json::{Value, json};

use super::*;

/// What this event in the name of account 1234 says.
fn changed(raw: &Value) -> Option<CatalogChanged> {
    let raw = raw.to_string();
    let event = Event::parse(&raw, &"1234".parse().unwrap(), Origin::Webhook).unwrap();
    CatalogChanged::of(&event, &raw, "2026-11-23T12:00:00Z".parse().unwrap())
}

fn of(name: &str) -> Option<CatalogChange> {
    let data = json!({"loId": "course:1", "loInstanceId": "course:1_2", "userId": 7});
    changed(&json!({"eventName": name, "data": data})).map(|changed| changed.change)
}

#[test]
fn every_event_of_the_catalog_says_what_changed() {
    for (name, change) in [
        ("LEARNING_OBJECT_DRAFT", CatalogChange::Drafted),
        ("LEARNING_OBJECT_MODIFICATION", CatalogChange::Modified),
        ("LEARNING_OBJECT_MODIFICATION_BATCH", CatalogChange::Modified),
        ("LEARNING_OBJECT_DELETION", CatalogChange::Deleted),
        ("LEARNING_OBJECT_INSTANCE_MODIFICATION", CatalogChange::InstanceModified),
        ("LEARNING_OBJECT_INSTANCE_MODIFICATION_BATCH", CatalogChange::InstanceModified),
        ("LEARNING_OBJECT_INSTANCE_DELETION", CatalogChange::InstanceDeleted),
        ("CI_STATS", CatalogChange::SeatsChanged),
    ] {
        assert_eq!(of(name), Some(change), "{name}");
    }
    for name in ["COURSE_COMPLETED", "BADGE_AWARDED", "RESPONSE:ASYNCAPI_USERGROUP_USER_ADDED"] {
        assert_eq!(of(name), None, "{name}");
    }
}

#[test]
fn an_event_that_names_nothing_tells_nobody() {
    assert_eq!(changed(&json!({"eventName": "LEARNING_OBJECT_DELETION", "data": {}})), None);
}

#[test]
fn the_message_of_seats_is_stable() {
    let data = json!({
        "loInstanceId": "course:1_2", "waitlistCount": 2, "enrollmentCount": "30", "seatLimit": 30,
    });
    let changed = changed(&json!({"eventName": "CI_STATS", "data": data})).unwrap();
    assert_eq!(
        changed.filter_attributes(),
        FilterAttributes {
            changes: vec!["seats_changed"],
            account: "1234".to_owned(),
            lo_type: "course".to_owned(),
        }
    );
    insta::assert_json_snapshot!(changed.into_cloud_event("key".to_owned()), @r#"
    {
      "specversion": "1.0",
      "id": "key",
      "source": "/milepost/progress",
      "type": "milepost.catalog.changed.v1",
      "subject": "course:1_2",
      "time": "2026-11-23T12:00:00.000Z",
      "datacontenttype": "application/json",
      "data": {
        "accountId": "1234",
        "eventName": "CI_STATS",
        "change": "seats_changed",
        "loInstanceId": "course:1_2",
        "loType": "course",
        "occurredAt": "2026-11-23T12:00:00.000Z",
        "seats": {
          "seatLimit": 30,
          "enrollmentCount": 30,
          "waitlistCount": 2
        }
      }
    }
    "#);
}

#[test]
fn the_message_of_a_deletion_is_stable() {
    let data = json!({"loId": "learning_program:5", "loType": "learningProgram", "seatLimit": 1});
    let changed = changed(&json!({"eventName": "LEARNING_OBJECT_DELETION", "data": data})).unwrap();
    assert_eq!(changed.filter_attributes().changes, ["catalog_changed"]);
    let event = changed.into_cloud_event("key".to_owned());
    assert_eq!(event.subject, "learningProgram:5");
    insta::assert_json_snapshot!(event.data, @r#"
    {
      "accountId": "1234",
      "eventName": "LEARNING_OBJECT_DELETION",
      "change": "deleted",
      "loId": "learningProgram:5",
      "loType": "learningProgram",
      "occurredAt": "2026-11-23T12:00:00.000Z"
    }
    "#);
}
