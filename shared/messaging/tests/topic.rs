//! Any number of messages on a topic: none overtakes an earlier one of its group.

use milepost_harness::messaging::Memory;
use milepost_messaging::{Failure, Message, SendError};
use proptest::prelude::*;

/// A message whose id is its group and its place in it.
fn message(group: &str, place: usize) -> Message {
    Message::fifo("{}".to_owned(), group, format!("{group}{place}"))
}

fn name(message: &Message) -> &str {
    message.place.as_ref().map_or("", |place| &place.deduplication_id)
}

/// Publishes to a topic that refuses these, and tells what it took and what failed.
async fn publish(messages: &[Message], refused: &[&str]) -> (Vec<String>, Vec<Failure>) {
    let memory = Memory::default();
    let refused: Vec<String> = refused.iter().map(ToString::to_string).collect();
    let invalid = || SendError::Invalid("X".to_owned());
    memory.refuse(move |it| refused.iter().any(|name| name == self::name(it)).then(invalid));
    let failures = memory.topic("topic").publish(messages).await;
    let taken = memory.taken("topic").iter().map(|it| name(it).to_owned()).collect();
    (taken, failures)
}

#[tokio::test]
async fn each_wave_has_the_next_of_every_group() {
    let messages = [("a", 1), ("b", 1), ("a", 2), ("c", 1), ("a", 3), ("b", 2)];
    let messages = messages.map(|(group, place)| message(group, place));
    let (taken, failures) = publish(&messages, &[]).await;
    assert_eq!(taken, ["a1", "b1", "c1", "a2", "b2", "a3"]);
    assert!(failures.is_empty());
}

#[tokio::test]
async fn what_is_behind_a_refused_one_is_not_tried() {
    let messages = [("a", 1), ("b", 1), ("a", 2), ("a", 3), ("b", 2)];
    let messages = messages.map(|(group, place)| message(group, place));
    let (taken, failures) = publish(&messages, &["a2"]).await;
    assert_eq!(taken, ["a1", "b1", "b2"]);
    let behind = Failure { place: 3, error: SendError::Behind };
    assert_eq!(failures[1..], [behind]);
}

#[tokio::test]
async fn a_message_over_a_limit_holds_up_its_group_alone() {
    let wrong = Message::fifo("\u{1}".to_owned(), "a", "a1");
    let messages = [wrong, message("a", 2), message("b", 1)];
    let (taken, failures) = publish(&messages, &[]).await;
    assert_eq!(taken, ["b1"]);
    assert!(matches!(failures[0].error, SendError::Limit(_)));
    assert_eq!(failures[1], Failure { place: 1, error: SendError::Behind });
}

#[tokio::test]
async fn without_groups_all_goes_at_once() {
    let memory = Memory::default();
    let topic = memory.topic("topic");
    let messages = vec![Message::new("{}".to_owned()); 12];
    assert_eq!(topic.publish(&messages).await, []);
    assert_eq!(memory.taken("topic").len(), 12);
    assert_eq!(topic.publish_one(messages[0].clone()).await, Ok(()));
}

proptest! {
    #[test]
    fn no_message_overtakes_an_earlier_one(
        groups in prop::collection::vec(0..4_usize, 0..30),
        refused in prop::collection::vec(any::<bool>(), 30),
    ) {
        let messages: Vec<Message> =
            groups.iter().enumerate().map(|(place, group)| message(&group.to_string(), place)).collect();
        let refuses: Vec<&str> =
            messages.iter().zip(&refused).filter(|(_, no)| **no).map(|(it, _)| name(it)).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (taken, failures) = runtime.block_on(publish(&messages, &refuses));
        for (place, message) in messages.iter().enumerate() {
            let earlier = (0..=place).filter(|it| groups[*it] == groups[place]);
            let is_blocked = earlier.into_iter().any(|it| refused[it]);
            prop_assert_eq!(failures.iter().any(|it| it.place == place), is_blocked);
            prop_assert_eq!(taken.iter().any(|it| it == name(message)), !is_blocked);
        }
        for group in 0..4 {
            let prefix = |it: &&String| it.starts_with(&group.to_string());
            let numbers: Vec<usize> = taken.iter().filter(prefix).map(|it| it[1..].parse().unwrap()).collect();
            prop_assert!(numbers.is_sorted());
        }
    }
}
