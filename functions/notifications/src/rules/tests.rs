use std::sync::atomic::{AtomicI64, Ordering};

use milepost_harness::Fault;
use milepost_harness::store::Memory;
use milepost_store::Upload;

use super::*;

const FILE: &str = "version = 1\n[[rules]]\nname = \"only\"\non = \"started\"\n\
                    audience = [\"learner\"]\nchannels = [\"email\"]\ntemplate = \"welcome\"\n";

#[derive(Default)]
struct World {
    memory: Memory,
}

impl World {
    fn put(&self, text: &str) {
        let bytes = text.as_bytes().to_vec();
        let upload = Upload { bytes, media_type: "application/toml", metadata: vec![] };
        self.memory.seed_object("documents", POLICY_KEY, upload);
    }

    fn table(&self) -> Notifications {
        Notifications::new(self.memory.table("notifications"))
    }

    fn rules(&self) -> CurrentRules {
        CurrentRules::new(self.memory.bucket("documents"), self.table(), clock)
    }

    fn reads(&self) -> usize {
        self.memory.calls().iter().filter(|call| **call == "GetObject").count()
    }
}

thread_local! {
    static MINUTES: AtomicI64 = const { AtomicI64::new(0) };
}

fn clock() -> Time {
    let start: Time = "2026-11-24T08:00:00Z".parse().unwrap();
    start.plus_minutes(MINUTES.with(|it| it.load(Ordering::SeqCst)))
}

fn later(minutes: i64) {
    MINUTES.with(|it| it.fetch_add(minutes, Ordering::SeqCst));
}

fn count(rules: &Rules) -> usize {
    rules.policy.rules().len()
}

#[tokio::test]
async fn a_file_counts_within_a_minute_and_its_absence_too() {
    let world = World::default();
    let rules = world.rules();
    let built_in = count(&rules.current().await.unwrap());
    assert!(built_in > 1);
    world.put(FILE);
    assert_eq!(count(&rules.current().await.unwrap()), built_in, "fresh for a minute");
    assert_eq!(world.reads(), 1);
    later(1);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    world.memory.remove_object("documents", POLICY_KEY);
    later(1);
    assert_eq!(count(&rules.current().await.unwrap()), built_in);
}

#[tokio::test]
async fn a_wrong_file_is_refused_and_the_old_one_stays() {
    let world = World::default();
    let rules = world.rules();
    world.put(FILE);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    world.put("version = 1\nrulez = []\n");
    later(1);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    // Also for an instance that starts with the wrong file.
    let started = world.rules();
    assert_eq!(count(&started.current().await.unwrap()), 1);
    assert_eq!(world.table().accepted_policy().await.unwrap().as_deref(), Some(FILE));
}

#[tokio::test]
async fn without_the_bucket_the_old_rules_stay_and_a_new_instance_waits() {
    let world = World::default();
    let rules = world.rules();
    world.put(FILE);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    world.memory.faults().fail_next("GetObject", 2, Fault::NotReached);
    later(1);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    assert!(world.rules().current().await.is_err());
}
