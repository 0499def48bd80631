//! Deaths and faults at every call: ALM posts again what was not answered with 2xx, and in the end
//! each event is on the queue or in quarantine.

use std::collections::{BTreeMap, BTreeSet};

use ingest::answer::Answer;
use ingest::auth::{AuthMode, FetchError, FetchSecret, SecretCache};
use ingest::handler::Handler;
use ingest::header_names::HeaderNames;
use ingest::plan::Planner;
use lambda_http::http::Method;
use milepost_harness::messaging::Memory;
use milepost_harness::{Faults, Scenario, delivery, matrix, store};
use milepost_messaging::SendError;
use milepost_runtime::batch::{Delivery, Failed};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;
use milepost_store::Upload;

use crate::support::{SECRET, envelope, event, now, place, request};

/// The secret, the queue and the quarantine.
struct World {
    faults: Faults,
    queue: Memory,
    objects: store::Memory,
}

impl FetchSecret for &World {
    async fn fetch(&self) -> Result<String, FetchError> {
        let fetch = || Ok::<_, SendError>(SECRET.to_owned());
        let fetched = self.faults.around("GetSecretValue", fetch).await;
        fetched.map_err(|error| FetchError(error.to_string()))
    }
}

/// One post with events that can be read, and one that cannot.
struct Post;

impl Scenario for Post {
    type World = World;
    /// The ids of the messages on the queue, and what is in quarantine.
    type End = (BTreeSet<String>, BTreeMap<String, Upload>);

    fn world(&self, faults: Faults) -> World {
        let queue = Memory::with_faults(faults.clone());
        let objects = store::Memory::with_faults(faults.clone());
        World { faults, queue, objects }
    }

    fn messages(&self) -> Vec<Delivery> {
        let events: Vec<String> = (0..12).map(event).chain(["{}".to_owned()]).collect();
        vec![delivery("post", envelope(&events))]
    }

    async fn process(&self, world: &World, posts: &[Delivery], _: u32) -> Failed {
        let handler = Handler {
            auth_mode: AuthMode::Basic,
            secrets: SecretCache::new(world),
            planner: Planner::new(None),
            queue: world.queue.queue("events"),
            quarantine: world.objects.bucket("quarantine"),
            log_key: LogKey::new(&Secret::new("log-key")),
            header_names: HeaderNames::default(),
        };
        let login = Some(("authorization", "Basic YWxtOnBhc3M6d29yZA=="));
        let request = request(Method::POST, login, posts[0].body.as_bytes());
        match handler.handle(request, now()).await.0 {
            Answer::Stored { accepted: 12, quarantined: 1 } => Failed::new(),
            Answer::Unavailable => Failed::from([posts[0].message_id.clone()]),
            answer => panic!("{answer:?}"),
        }
    }

    async fn end(&self, world: &World) -> Self::End {
        let messages = world.queue.taken("events");
        let ids = messages.iter().map(|it| place(it).deduplication_id.clone());
        (ids.collect(), world.objects.objects("quarantine"))
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Post).await, @"4 calls, 20 faults");
}
