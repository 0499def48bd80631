use std::cell::Cell;

use milepost_certificate::item::expires_pk;
use milepost_certificate::{CERTIFICATE_REMINDER_DUE, CertificateId};
use milepost_harness::messaging::Memory;
use milepost_harness::{Faults, Invoked, matrix, store};
use serde_json::{Value, json};

use super::*;
use crate::stream::tests::time;

const QUEUE: &str = "certificates";

struct World {
    tables: store::Memory,
    queues: Memory,
}

fn id(number: u8) -> CertificateId {
    CertificateId::from_bytes([number; 16])
}

impl World {
    /// In which these certificates expire on these days; it is 23 November.
    fn of(expiring: &[(&str, u8)], faults: &Faults) -> Self {
        let tables = store::Memory::with_faults(faults.clone());
        for (day, number) in expiring {
            let item = json!({"pk": expires_pk(day), "sk": id(*number)});
            tables.seed("certificates", &item).unwrap();
        }
        Self { tables, queues: Memory::with_faults(faults.clone()) }
    }

    fn reminders(&self, days: u16) -> Reminders {
        let waiting = Waiting::new(self.tables.table("certificates"));
        Reminders { waiting, queue: self.queues.queue(QUEUE), days, clock: time }
    }

    /// Of which certificates it is asked to remind, sorted.
    fn asked(&self) -> Vec<CertificateId> {
        let taken = self.queues.taken(QUEUE).into_iter().map(|message| {
            let body: Value = serde_json::from_str(&message.body).unwrap();
            assert_eq!(body["type"], CERTIFICATE_REMINDER_DUE);
            body["data"]["certificateId"].as_str().unwrap().parse().unwrap()
        });
        let mut taken: Vec<CertificateId> = taken.collect();
        taken.sort();
        taken
    }
}

const EXPIRING: [(&str, u8); 6] = [
    ("2026-11-22", 1),
    ("2026-11-23", 2),
    ("2026-12-01", 3),
    ("2026-12-23", 4),
    ("2026-12-23", 5),
    ("2026-12-24", 6),
];

#[tokio::test]
async fn who_expires_within_the_days_is_asked_about() {
    let world = World::of(&EXPIRING, &Faults::default());
    let left = world.reminders(30).sweep(&Sweep::default(), || false).await.unwrap();
    assert_eq!(left, Sweep::default());
    assert_eq!(world.asked(), [2, 3, 4, 5].map(id));
}

#[tokio::test]
async fn what_does_not_fit_into_the_time_is_left_for_the_next_invocation() {
    let world = World::of(&EXPIRING, &Faults::default());
    let reminders = world.reminders(30);
    let (mut sweep, mut rounds) = (Sweep::default(), 0);
    loop {
        let day = Cell::new(0);
        let is_over = || day.replace(day.get() + 1) == 9;
        sweep = reminders.sweep(&sweep, is_over).await.unwrap();
        rounds += 1;
        if sweep.from.is_none() {
            break;
        }
    }
    assert_eq!((rounds, world.asked()), (4, [2, 3, 4, 5].map(id).to_vec()));
}

#[tokio::test]
async fn without_days_nobody_is_reminded() {
    let world = World::of(&EXPIRING, &Faults::default());
    let left = world.reminders(0).sweep(&Sweep::default(), || false).await.unwrap();
    assert_eq!((left, world.asked().len()), (Sweep::default(), 0));
}

/// A sweep of two days.
struct Days;

impl Invoked for Days {
    type World = World;
    type Input = Sweep;
    type End = Vec<CertificateId>;

    fn world(&self, faults: Faults) -> World {
        World::of(&[("2026-11-23", 1), ("2026-11-24", 2)], &faults)
    }

    fn input(&self) -> Sweep {
        Sweep::default()
    }

    async fn invoke(&self, world: &World, sweep: &Sweep, _: u32) -> Option<Sweep> {
        let left = world.reminders(1).sweep(sweep, || false).await;
        left.is_err().then(|| sweep.clone())
    }

    async fn end(&self, world: &World) -> Vec<CertificateId> {
        world.asked()
    }
}

#[tokio::test]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Days).await, @"4 calls, 20 faults");
}
