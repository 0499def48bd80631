//! The order of publication: a change never overtakes an earlier one of its record.

use std::collections::HashSet;

use super::{Outgoing, Publish};

/// Publishes in waves, each with the next message of every group, and returns the SQS message ids
/// of those that failed.
///
/// SNS may take one message of a call and refuse an earlier one: two of a group in one call could
/// change places. What is behind a failed message of its group waits for the next delivery.
pub async fn publish_in_order(
    publish: &(impl Publish + Sync),
    mut outgoing: Vec<Outgoing>,
) -> Vec<String> {
    let mut failed = Vec::new();
    while !outgoing.is_empty() {
        let (wave, behind) = split(outgoing);
        let refused = publish.publish(&wave).await;
        let (waits, next) = behind.into_iter().partition(|it| is_behind(it, &wave, &refused));
        failed.extend(refused);
        failed.extend(ids(waits));
        outgoing = next;
    }
    failed
}

/// The first message of each group, and the others in their order.
fn split(outgoing: Vec<Outgoing>) -> (Vec<Outgoing>, Vec<Outgoing>) {
    let mut groups = HashSet::new();
    outgoing.into_iter().partition(|it| groups.insert(it.group.clone()))
}

fn is_behind(it: &Outgoing, wave: &[Outgoing], refused: &[String]) -> bool {
    wave.iter().any(|first| first.group == it.group && refused.contains(&first.message_id))
}

fn ids(outgoing: Vec<Outgoing>) -> impl Iterator<Item = String> {
    outgoing.into_iter().map(|it| it.message_id)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use milepost_contracts::FilterAttributes;
    use proptest::prelude::*;

    use super::*;

    /// Takes what it is not told to refuse, and remembers the calls.
    struct Topic {
        refuses: Vec<String>,
        calls: Mutex<Vec<Vec<String>>>,
    }

    impl Publish for Topic {
        async fn publish(&self, outgoing: &[Outgoing]) -> Vec<String> {
            let ids: Vec<_> = outgoing.iter().map(|it| it.message_id.clone()).collect();
            self.calls.lock().unwrap().push(ids.clone());
            ids.into_iter().filter(|id| self.refuses.contains(id)).collect()
        }
    }

    /// A message whose id is its group and its place in it.
    fn outgoing(group: &str, place: usize) -> Outgoing {
        Outgoing {
            message_id: format!("{group}{place}"),
            group: group.to_owned(),
            deduplication_id: String::new(),
            body: String::new(),
            attributes: FilterAttributes {
                changes: vec![],
                account: String::new(),
                lo_type: String::new(),
            },
        }
    }

    async fn publish(
        messages: &[(&str, usize)],
        refuses: &[&str],
    ) -> (Vec<Vec<String>>, Vec<String>) {
        let refuses = refuses.iter().map(ToString::to_string).collect();
        let topic = Topic { refuses, calls: Mutex::default() };
        let messages = messages.iter().map(|(group, place)| outgoing(group, *place)).collect();
        let failed = publish_in_order(&topic, messages).await;
        (topic.calls.into_inner().unwrap(), failed)
    }

    #[tokio::test]
    async fn each_call_has_the_next_of_every_group() {
        let messages = [("a", 1), ("b", 1), ("a", 2), ("c", 1), ("a", 3), ("b", 2)];
        let (calls, failed) = publish(&messages, &[]).await;
        assert_eq!(calls, [vec!["a1", "b1", "c1"], vec!["a2", "b2"], vec!["a3"]]);
        assert!(failed.is_empty());
    }

    #[tokio::test]
    async fn what_is_behind_a_refused_one_waits() {
        let messages = [("a", 1), ("b", 1), ("a", 2), ("a", 3), ("b", 2)];
        let (calls, failed) = publish(&messages, &["a2"]).await;
        assert_eq!(calls, [vec!["a1", "b1"], vec!["a2", "b2"]]);
        assert_eq!(failed, ["a2", "a3"]);
    }

    proptest! {
        #[test]
        fn no_change_overtakes_an_earlier_one(
            groups in prop::collection::vec(0..4_usize, 0..30),
            refused in prop::collection::vec(any::<bool>(), 30),
        ) {
            let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
            let messages: Vec<_> =
                groups.iter().enumerate().map(|(place, group)| (&**group, place)).collect();
            let names: Vec<_> = messages.iter().map(|(group, place)| format!("{group}{place}")).collect();
            let refuses: Vec<_> =
                names.iter().zip(&refused).filter(|(_, no)| **no).map(|(name, _)| &**name).collect();
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let (_, failed) = runtime.block_on(publish(&messages, &refuses));
            for (index, (group, _)) in messages.iter().enumerate() {
                let earlier = (0..=index).filter(|it| messages[*it].0 == *group);
                let blocked = earlier.into_iter().any(|it| refused[it]);
                prop_assert_eq!(failed.contains(&names[index]), blocked);
            }
            prop_assert!(failed.iter().collect::<HashSet<_>>().len() == failed.len());
        }
    }
}
