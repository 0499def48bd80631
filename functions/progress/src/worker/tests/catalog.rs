//! Events about the catalog: no enrollment changes, and others are told.

use milepost_contracts::{CatalogChanged, HistoryItem};

use super::*;

/// Seats of one instance, at this minute.
pub(super) fn seats(minute: i64) -> Value {
    json!({
        "eventName": "CI_STATS", "timestamp": 1_700_000_000_000_i64 + minute * 60_000,
        "data": {"loInstanceId": "course:1_2", "seatLimit": 3},
    })
}

/// An undated event about a learning object.
pub(super) fn object(name: &str, object: &str) -> Value {
    json!({"eventName": name, "data": {"loId": object, "loType": "course"}})
}

#[tokio::test]
async fn what_alm_says_of_the_catalog_goes_out_in_the_group_of_its_events() {
    let world = World::default();
    assert!(run(&world, &[seats(5)]).await.is_empty());
    let [message] = world.published().try_into().unwrap();
    let place = message.place.as_ref().unwrap();
    let event: CloudEvent<CatalogChanged> = serde_json::from_str(&message.body).unwrap();
    assert_eq!((&event.id, event.subject.as_str()), (&place.deduplication_id, "course:1_2"));
    assert_eq!(event.data.seats.unwrap().seat_limit, Some(3));
    assert_eq!(message.attributes[0].value, r#"["seats_changed"]"#);
    assert_eq!(Some(&place.group), delivery(0, &seats(5)).group.as_ref());
}

#[tokio::test]
async fn a_repeated_event_of_the_catalog_tells_the_same_again() {
    let world = World::default();
    let events = [seats(5), object("LEARNING_OBJECT_DELETION", "course:1")];
    run(&world, &events).await;
    let history = world.history();
    assert!(run(&world, &events).await.is_empty());
    let published = world.published();
    assert_eq!(published[..2], published[2..]);
    assert_eq!(world.history(), history);
}

#[tokio::test]
async fn a_kept_event_that_cannot_be_read_fails_alone() {
    let world = World::default();
    let events = [seats(5), progress(1, 5, 30)];
    run(&world, &events).await;
    let (key, _) = keys(&events[0]);
    let row = world.history().into_iter().find(|it| it.key.sk == key.sk).unwrap();
    let row = HistoryItem { event: "{".to_owned(), ..row };
    world.tables.seed("history", &row).unwrap();
    assert_eq!(run(&world, &events).await, HashSet::from(["m-0".to_owned()]));
}
