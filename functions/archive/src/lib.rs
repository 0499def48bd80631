//! Changes in: every one archived through Firehose, for analytics.
//!
//! At least once: a change may be archived twice, under one `id`. Queries count distinct ids.

#![warn(missing_docs)]

mod firehose;

use milepost_runtime::batch::{Batch, Delivery, Failed, WorkMessages};

pub use firehose::FirehosePut;

/// Port: put lines into the archive.
pub trait PutLines {
    /// Puts all of them and returns the numbers of those that were refused.
    fn put(&self, lines: &[String]) -> impl Future<Output = Vec<usize>> + Send;
}

/// Archives messages as they are, one line each.
pub struct Archive<P> {
    /// Puts lines.
    pub put: P,
}

impl<P: PutLines + Sync> WorkMessages for Archive<P> {
    fn name(&self) -> &'static str {
        "archive"
    }

    async fn work(&self, deliveries: &[Delivery], batch: &Batch) -> Failed {
        // Our messages are JSON without line breaks: a line break ends a message.
        let lines: Vec<String> =
            deliveries.iter().map(|delivery| format!("{}\n", delivery.body)).collect();
        let refused = self.put.put(&lines).await;
        batch.count("ChangesArchived", lines.len() - refused.len());
        let failed = refused.iter().filter_map(|index| deliveries.get(*index));
        failed.map(|it| it.message_id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use jiff::Timestamp;
    use milepost_harness::{Faults, Scenario, deliver, delivery, matrix};
    use milepost_store::StoreError;

    use super::*;

    #[derive(Default)]
    struct Lines(Mutex<Vec<String>>);

    impl PutLines for Lines {
        /// Refuses what says so.
        async fn put(&self, lines: &[String]) -> Vec<usize> {
            let refused = |line: &String| line.contains("refuse");
            self.0.lock().unwrap().extend(lines.iter().filter(|line| !refused(line)).cloned());
            lines
                .iter()
                .enumerate()
                .filter(|(_, line)| refused(line))
                .map(|(index, _)| index)
                .collect()
        }
    }

    /// A stream in memory.
    struct Stream(Faults, Mutex<BTreeSet<String>>);

    impl PutLines for &Stream {
        async fn put(&self, lines: &[String]) -> Vec<usize> {
            let take = || {
                self.1.lock().unwrap().extend(lines.iter().cloned());
                Ok::<_, StoreError>(Vec::new())
            };
            let taken = self.0.around("PutRecordBatch", take).await;
            taken.unwrap_or_else(|_| (0..lines.len()).collect())
        }
    }

    struct TwoChanges;

    impl Scenario for TwoChanges {
        type World = Stream;
        /// The lines; one may be archived twice, under one id.
        type End = BTreeSet<String>;

        fn world(&self, faults: Faults) -> Stream {
            Stream(faults, Mutex::default())
        }

        fn messages(&self) -> Vec<Delivery> {
            vec![delivery("1", "{}"), delivery("2", "[]")]
        }

        async fn process(&self, world: &Stream, deliveries: &[Delivery], _: u32) -> Failed {
            deliver(&Archive { put: world }, deliveries, Timestamp::now).await
        }

        async fn end(&self, world: &Stream) -> BTreeSet<String> {
            world.1.lock().unwrap().clone()
        }
    }

    #[tokio::test]
    async fn it_ends_the_same_whatever_call_fails() {
        insta::assert_snapshot!(matrix(&TwoChanges).await, @"1 calls, 5 faults");
    }

    #[tokio::test]
    async fn each_message_is_a_line_and_a_refused_one_fails_alone() {
        let worker = Archive { put: Lines::default() };
        let deliveries = [delivery("1", "{}"), delivery("2", "refuse"), delivery("3", "[]")];
        let failed = deliver(&worker, &deliveries, Timestamp::now).await;
        assert_eq!(failed, Failed::from(["2".to_owned()]));
        assert_eq!(*worker.put.0.lock().unwrap(), ["{}\n", "[]\n"]);
    }
}
