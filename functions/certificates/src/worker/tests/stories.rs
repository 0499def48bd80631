//! The claims that hold whatever happens: deaths between calls, many at once, any order.

use std::collections::BTreeSet;

use milepost_certificate::CERTIFICATE_ISSUED;
use milepost_harness::{Faults, Scenario, matrix};
use proptest::prelude::*;

use super::*;

fn run<R>(future: impl Future<Output = R>) -> R {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

/// Delivers until nothing fails, as SQS does.
async fn deliver_until_done(world: &World, bodies: &[&str]) {
    for _ in 0..20 {
        if world.faults.run(deliver(world, bodies)).await == Some(0) {
            return;
        }
    }
    panic!("it never succeeds");
}

fn assert_one_of_each(world: &World, context: &str) {
    let issued = world.only();
    assert_eq!(issued.status, Status::Issued, "{context}");
    let expected = [(issued.id, CERTIFICATE_ISSUED.to_owned())];
    assert_eq!(world.published(), expected, "{context}");
    assert_eq!(world.files().len(), 3, "{context}");
    assert_eq!(world.audit().len(), 2, "{context}");
}

/// Messages about one completion.
struct Story(fn() -> Vec<String>);

impl Scenario for Story {
    type World = World;
    /// The certificate's status, what was published of it, its files, its audit trail, and whether
    /// the public list says that it is revoked.
    type End = (Status, BTreeSet<String>, usize, Vec<Value>, bool);

    fn world(&self, faults: Faults) -> World {
        let world = World::with_faults(faults);
        world.learn("7");
        world
    }

    fn messages(&self) -> Vec<Delivery> {
        (self.0)().iter().map(|body| delivery(body)).collect()
    }

    async fn process(&self, world: &World, deliveries: &[Delivery], _: u32) -> Failed {
        work(world, deliveries).await
    }

    async fn end(&self, world: &World) -> Self::End {
        let certificate = world.only();
        let published = world.published().into_iter().map(|(id, kind)| {
            assert_eq!(id, certificate.id);
            kind
        });
        let actions = world.audit().into_iter();
        let actions = actions.map(|row| serde_json::to_value(row.action).unwrap());
        let state = world.state.lock().unwrap();
        let is_listed = state.lists[&0] == [certificate.status_list.index];
        let files = world.files().len();
        (certificate.status, published.collect(), files, actions.collect(), is_listed)
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    let completion = Story(|| vec![completed("7", 3)]);
    insta::assert_snapshot!(matrix(&completion).await, @"15 calls, 75 faults");
    let revocation = Story(|| vec![completed("7", 3), rolled_back(5)]);
    insta::assert_snapshot!(matrix(&revocation).await, @"23 calls, 115 faults");
}

#[tokio::test(start_paused = true)]
async fn fifty_at_once_make_one() {
    let world = world();
    let body = completed("7", 3);
    let workers = (0..50).map(|_| async { deliver_until_done(&world, &[&body]).await });
    join_all(workers).await;
    assert!(world.places() > 1, "they did not meet");
    assert_one_of_each(&world, "fifty");
}

/// Completed, rolled back, completed again …, and an order of delivery with repetitions.
fn delivered() -> impl Strategy<Value = (usize, Vec<usize>, Option<(usize, Fault)>)> {
    let fault = prop::option::weighted(0.8, (0_usize..60, prop::sample::select(&Fault::ALL[..])));
    (1_usize..6, fault).prop_flat_map(|(count, fault)| {
        let order = Just((0..count).collect::<Vec<_>>()).prop_shuffle();
        let again = prop::collection::vec(0..count, 0..4);
        let order = (order, again).prop_map(|(order, again)| [again, order].concat());
        (Just(count), order, Just(fault))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_the_order_the_right_ones_stand((count, order, fault) in delivered()) {
        let world = world();
        if let Some((at, fault)) = fault {
            world.faults.fail_at(at, fault);
        }
        let story: Vec<String> = (0..count).map(|step| {
            let version = u64::try_from(step).unwrap() * 2 + 1;
            if step % 2 == 0 { completed("7", version) } else { rolled_back(version) }
        }).collect();
        run(async {
            for index in order {
                deliver_until_done(&world, &[&story[index]]).await;
            }
        });
        let stands = usize::from(count % 2 == 1);
        prop_assert_eq!(world.ids(Status::Issued).len(), stands);
        let revoked = world.ids(Status::Revoked);
        prop_assert_eq!(world.statuses().len(), stands + revoked.len());
        let state = world.state.lock().unwrap();
        let outcomes = world.messages.taken(OUTCOMES);
        let is_published = |id: String| {
            outcomes.iter().any(|it| it.place.as_ref().is_some_and(|at| at.deduplication_id == id))
        };
        for it in &world.certificates() {
            // The public list says of each what the table says.
            let is_listed = state.lists.values().flatten().any(|bit| *bit == it.status_list.index);
            prop_assert_eq!(is_listed, it.status == Status::Revoked);
            // Whoever was told that it was issued was told that it is revoked.
            let told = |what: &str| is_published(format!("{}-{what}", it.id));
            prop_assert_eq!(told("revoked"), it.status == Status::Revoked && it.issued_at.is_some());
            prop_assert!(told("issued") || it.status == Status::Revoked);
        }
    }
}
