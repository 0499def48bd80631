//! Changes in: every one archived through Firehose, for analytics.
//!
//! At least once: a change may be archived twice, under one `id`. Queries count distinct ids.

#![warn(missing_docs)]

mod firehose;

use std::time::Instant;

use jiff::Timestamp;
use milepost_runtime::batch::{Delivery, Failed, WorkMessages};
use milepost_runtime::metrics::Metrics;

pub use firehose::FirehosePut;

/// Port: put lines into the archive.
pub trait PutLines {
    /// Puts all of them and returns the numbers of those that were refused.
    fn put(&self, lines: &[String]) -> impl Future<Output = Vec<usize>> + Send;
}

/// Archives messages as they are, one line each.
pub struct Worker<P> {
    /// Puts lines.
    pub put: P,
    /// What time it is.
    pub clock: fn() -> Timestamp,
}

impl<P: PutLines + Sync> WorkMessages for Worker<P> {
    async fn work(&self, deliveries: &[Delivery]) -> Failed {
        let start = Instant::now();
        // Our messages are JSON without line breaks: a line break ends a message.
        let lines: Vec<String> =
            deliveries.iter().map(|delivery| format!("{}\n", delivery.body)).collect();
        let refused = self.put.put(&lines).await;
        let failed: Failed = refused
            .iter()
            .filter_map(|index| deliveries.get(*index))
            .map(|it| it.message_id.clone())
            .collect();
        let now = (self.clock)();
        Metrics::new("archive")
            .count("ChangesArchived", lines.len() - failed.len())
            .count("ChangesFailed", failed.len())
            .duration("ArchiveDuration", start.elapsed())
            .entry(now, if failed.is_empty() { "INFO" } else { "ERROR" }, "batch.archived")
            .write(now);
        failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

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

    fn delivery(id: &str, body: &str) -> Delivery {
        Delivery { message_id: id.to_owned(), group: None, receive_count: 1, body: body.to_owned() }
    }

    #[tokio::test]
    async fn each_message_is_a_line_and_a_refused_one_fails_alone() {
        let worker = Worker { put: Lines::default(), clock: Timestamp::now };
        let failed =
            worker.work(&[delivery("1", "{}"), delivery("2", "refuse"), delivery("3", "[]")]).await;
        assert_eq!(failed, Failed::from(["2".to_owned()]));
        assert_eq!(*worker.put.0.lock().unwrap(), ["{}\n", "[]\n"]);
    }
}
