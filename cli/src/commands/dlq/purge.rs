//! The purge: receive, keep a copy, delete.

use super::finding::Finding;
use crate::dead_letters::{Hold, Letter, MAX_ENTRIES, Queue, Stop};
use crate::error::Error;

/// What a purge did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Purged {
    pub(crate) deleted: usize,
    /// SQS would not delete them.
    pub(crate) failed: usize,
}

/// Deletes those letters that are wanted, each after `keep` has made a copy.
pub(crate) async fn purge<Q: Queue>(
    queue: &Q,
    examine: impl AsyncFn(Vec<Letter>) -> Result<Vec<Finding>, Error>,
    is_wanted: impl Fn(&Finding) -> bool,
    mut keep: impl FnMut(&[Finding]) -> Result<(), Error>,
    stop: &Stop,
) -> Result<Purged, Error> {
    let (mut hold, mut purged) = (Hold::default(), Purged::default());
    let outcome = async {
        while let Some(new) = hold.receive(queue, MAX_ENTRIES, stop).await? {
            let mut findings = examine(new).await?;
            findings.retain(&is_wanted);
            if !findings.is_empty() {
                keep(&findings)?;
                let letters: Vec<Letter> = findings.into_iter().map(|it| it.letter).collect();
                purged.deleted += hold.delete(queue, &letters, &mut purged.failed).await?;
            }
        }
        Ok(())
    }
    .await;
    hold.release(queue).await;
    outcome.map(|()| purged)
}

#[cfg(test)]
mod tests {
    use super::super::known::Known;
    use super::*;
    use crate::dead_letters::Content;
    use crate::tests::world::{Fault, World};

    /// Without tables.
    async fn examine(letters: Vec<Letter>) -> Result<Vec<Finding>, Error> {
        let finding = |letter: Letter| {
            let content = Content::of_event(&letter);
            Finding::of(letter, content, &Known::default())
        };
        Ok(letters.into_iter().map(finding).collect())
    }

    async fn run(world: &World, prefix: &str) -> (Result<Purged, Error>, Vec<String>) {
        let mut kept = Vec::new();
        let keep = |findings: &[Finding]| {
            assert!(findings.iter().all(|it| world.dead().contains(&it.letter.body)), "kept first");
            kept.extend(findings.iter().map(|finding| finding.letter.body.clone()));
            Ok(())
        };
        let is_wanted = |finding: &Finding| finding.begins_with(prefix);
        let outcome = purge(world, examine, is_wanted, keep, &Stop::default()).await;
        (outcome, kept)
    }

    #[tokio::test]
    async fn what_is_wanted_is_kept_then_deleted_and_the_rest_given_back() {
        let world = World::with(&[("a", 13), ("b", 2)]);
        let (outcome, kept) = run(&world, "a").await;
        assert_eq!(outcome.unwrap(), Purged { deleted: 13, failed: 0 });
        assert_eq!((kept.len(), world.hidden()), (13, 0));
        assert_eq!(world.dead(), ["b001", "b002"]);
    }

    #[tokio::test]
    async fn without_a_copy_nothing_is_deleted() {
        let world = World::with(&[("a", 3)]);
        let keep = |_: &[Finding]| Err(Error::Stopped);
        assert!(purge(&world, examine, |_| true, keep, &Stop::default()).await.is_err());
        assert_eq!((world.dead().len(), world.hidden()), (3, 0));
    }

    #[tokio::test]
    async fn what_sqs_does_not_delete_is_counted() {
        let world = World::with(&[("a", 2)]);
        world.fail_next(&[Fault::None, Fault::Refuses, Fault::Refuses]);
        let (outcome, _) = run(&world, "a").await;
        assert_eq!(outcome.unwrap(), Purged { deleted: 1, failed: 1 });
        assert_eq!((world.dead().len(), world.hidden()), (1, 0));
    }
}
