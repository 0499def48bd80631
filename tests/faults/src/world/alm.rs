//! What ALM does: posts in order, and posts the same again until it is accepted.

use std::collections::BTreeMap;

use super::{Stuck, World, invocation};
use crate::aws::Object;
use crate::matrix::Pace;
use crate::scenario::Scenario;

/// More often than any case needs.
const MAX_POSTS: usize = 12;
/// After so many posts of one request an outage ends.
const OUTAGE_POSTS: usize = 3;
/// Where `ingest` keeps what the queue refused.
const REFUSED_BY_QUEUE: &str = "refused_by_queue/";

impl World {
    /// Posts a body until the answer is 2xx.
    pub(super) async fn post_until_accepted(
        &self,
        request: usize,
        body: &str,
    ) -> Result<(), Stuck> {
        let mut last = String::new();
        for posts in 1..=MAX_POSTS {
            match self.ingest.function.invoke(&invocation::of_request(body)).await {
                Ok(answer) if is_success(&answer) => return Ok(()),
                Ok(answer) => last = answer.to_string(),
                // API Gateway answers 5xx for the function.
                Err(error) => last = error.to_string(),
            }
            if posts == OUTAGE_POSTS {
                self.script.end_outage();
            }
            self.let_time_pass();
            // ALM takes its time: what is on the queue does not wait for it.
            if self.pace == Pace::After {
                self.drain().await?;
            }
        }
        Err(Stuck::NotAccepted { request, posts: MAX_POSTS, last })
    }

    /// Posts once more what went to quarantine since the queue refused it, as an operator does,
    /// until nothing comes back there. Answers how many events that were.
    pub(super) async fn replay(&self) -> Result<usize, Stuck> {
        let mut replayed = BTreeMap::new();
        // Each replay that is refused writes its object again.
        while let Some((key, Object { body, writes, .. })) = self.refused(&replayed) {
            let body = Scenario::replay(&String::from_utf8_lossy(&body));
            replayed.insert(key, writes);
            self.post_until_accepted(self.scenario.requests.len(), &body).await?;
            self.drain().await?;
        }
        Ok(replayed.len())
    }

    /// An event that the queue refused and that was not posted since.
    fn refused(&self, replayed: &BTreeMap<String, u32>) -> Option<(String, Object)> {
        let specimens = self.aws.bucket().objects().into_iter();
        let mut refused = specimens.filter(|(key, _)| key.starts_with(REFUSED_BY_QUEUE));
        refused.find(|(key, object)| replayed.get(key) != Some(&object.writes))
    }
}

fn is_success(answer: &serde_json::Value) -> bool {
    answer["statusCode"].as_u64().is_some_and(|status| (200..300).contains(&status))
}
