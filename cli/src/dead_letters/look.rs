//! Looking at dead letters without removing any.

use super::hold::{Hold, MAX_ENTRIES};
use super::letter::Letter;
use super::queue::{Depth, Queue};
use super::stop::Stop;
use crate::aws_error::AwsError;

/// What was seen of a queue.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Before the look.
    pub(crate) depth: Depth,
    pub(crate) letters: Vec<Letter>,
}

/// Receives up to so many letters and gives them back, also if it fails half-way.
///
/// A FIFO queue shows no more of a group while messages of it are hidden, so of each group the
/// first ten are seen at most.
pub(crate) async fn look<Q: Queue>(queue: &Q, limit: usize, stop: &Stop) -> Result<Seen, AwsError> {
    let depth = queue.depth().await?;
    let (mut hold, mut letters) = (Hold::default(), Vec::new());
    let outcome = async {
        while letters.len() < limit {
            let most = MAX_ENTRIES.min(limit - letters.len());
            let Some(new) = hold.receive(queue, most, stop).await? else { break };
            letters.extend(new);
        }
        Ok(())
    }
    .await;
    hold.release(queue).await;
    outcome.map(|()| Seen { depth, letters })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::world::{Fault, World};

    #[tokio::test]
    async fn all_is_seen_but_of_a_group_ten_at_most_and_all_given_back() {
        let world = World::with(&[("a", 13), ("b", 3)]);
        let seen = look(&world, 100, &Stop::default()).await.unwrap();
        assert_eq!((seen.letters.len(), seen.depth.total()), (13, 16));
        assert_eq!(world.hidden(), 0);
        assert_eq!(world.dead().len(), 16);
    }

    #[tokio::test]
    async fn it_stops_at_its_limit() {
        let world = World::with(&[("a", 13), ("b", 13)]);
        assert_eq!(look(&world, 4, &Stop::default()).await.unwrap().letters.len(), 4);
        assert_eq!(world.hidden(), 0);
    }

    #[tokio::test]
    async fn what_was_received_before_a_failure_is_given_back() {
        let world = World::with(&[("a", 1), ("b", 30)]);
        world.fail_next(&[Fault::None, Fault::None, Fault::Fails]);
        assert!(look(&world, 100, &Stop::default()).await.is_err());
        assert_eq!(world.hidden(), 0);
    }
}
