use std::sync::atomic::{AtomicI64, Ordering};

use milepost_store::{Memory, Table};

use super::*;

const FILE: &str = "version = 1\n[[rules]]\nname = \"only\"\non = \"started\"\n\
                    audience = [\"learner\"]\nchannels = [\"email\"]\ntemplate = \"welcome\"\n";

#[derive(Default)]
struct World {
    file: Mutex<Option<Result<String, Outside>>>,
    memory: Memory,
    reads: AtomicI64,
}

impl World {
    fn put(&self, text: &str) {
        *self.file.lock().unwrap() = Some(Ok(text.to_owned()));
    }

    fn table(&self) -> Notifications {
        Notifications::new(Table::memory(&self.memory, "notifications"))
    }

    fn down(&self) {
        let why = "down".to_owned();
        *self.file.lock().unwrap() = Some(Err(Outside { what: "file", why }));
    }
}

impl ReadPolicyFile for &World {
    async fn read(&self) -> Result<Option<String>, Outside> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.file.lock().unwrap().clone().transpose()
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
    let rules = CurrentRules::new(&world, world.table(), clock);
    let built_in = count(&rules.current().await.unwrap());
    assert!(built_in > 1);
    world.put(FILE);
    assert_eq!(count(&rules.current().await.unwrap()), built_in, "fresh for a minute");
    assert_eq!(world.reads.load(Ordering::SeqCst), 1);
    later(1);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    *world.file.lock().unwrap() = None;
    later(1);
    assert_eq!(count(&rules.current().await.unwrap()), built_in);
}

#[tokio::test]
async fn a_wrong_file_is_refused_and_the_old_one_stays() {
    let world = World::default();
    let rules = CurrentRules::new(&world, world.table(), clock);
    world.put(FILE);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    world.put("version = 1\nrulez = []\n");
    later(1);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    // Also for an instance that starts with the wrong file.
    let started = CurrentRules::new(&world, world.table(), clock);
    assert_eq!(count(&started.current().await.unwrap()), 1);
    assert_eq!(world.table().accepted_policy().await.unwrap().as_deref(), Some(FILE));
}

#[tokio::test]
async fn without_the_bucket_the_old_rules_stay_and_a_new_instance_waits() {
    let world = World::default();
    let rules = CurrentRules::new(&world, world.table(), clock);
    world.put(FILE);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    world.down();
    later(1);
    assert_eq!(count(&rules.current().await.unwrap()), 1);
    assert!(CurrentRules::new(&world, world.table(), clock).current().await.is_err());
}
