//! What is counted: each effect once, however often its message comes.

use milepost_runtime::batch::WorkMessages as _;

use super::*;

/// The counts that are not zero.
async fn counted(world: &World, deliveries: &[Delivery]) -> Vec<(&'static str, usize)> {
    let batch = Batch::new(now);
    Each(&worker(world)).work(deliveries, &batch).await;
    batch.counts().into_iter().filter(|(_, count)| *count > 0).collect()
}

async fn counted_of(world: &World, bodies: &[&str]) -> Vec<(&'static str, usize)> {
    let deliveries: Vec<Delivery> = bodies.iter().map(|body| delivery(body)).collect();
    counted(world, &deliveries).await
}

#[tokio::test(start_paused = true)]
async fn an_effect_is_counted_once_though_its_message_comes_again() {
    let world = world();
    let (completed, rolled_back) = (completed("7", 3), rolled_back(5));
    let first = counted_of(&world, &[&completed, &completed]).await;
    assert_eq!(first, [("CertificatesDrawn", 1), ("CertificatesIssued", 1)]);
    let then = counted_of(&world, &[&completed, &rolled_back, &rolled_back]).await;
    assert_eq!(then, [("CertificatesRevoked", 1)]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_counted_when_it_begins_and_when_it_ends() {
    let world = world();
    let completed = completed("8", 3);
    let resumed = || request(CERTIFICATE_RESUMED, world.only().id);
    let first = counted_of(&world, &[&completed]).await;
    assert_eq!(first, [("CertificatesAwaitingName", 1), ("CertificatesDrawn", 1)]);
    assert_eq!(counted_of(&world, &[&completed, &resumed()]).await, []);
    world.learn("8");
    let then = counted_of(&world, &[&resumed(), &resumed()]).await;
    assert_eq!(then, [("CertificatesIssued", 1), ("CertificatesNamed", 1)]);
}

#[tokio::test(start_paused = true)]
async fn who_is_slower_is_counted_as_a_conflict() {
    let world = world();
    let [one, other] = ["one", "other"].map(|group| {
        let group = Some(group.to_owned());
        Delivery { group, ..delivery(&completed("7", 3)) }
    });
    let counts = counted(&world, &[one, other]).await;
    let [drawn, issued, ("WriteConflicts", _)] = *counts else { panic!("{counts:?}") };
    assert_eq!((drawn, issued), (("CertificatesDrawn", 1), ("CertificatesIssued", 1)));
}

#[tokio::test(start_paused = true)]
async fn a_fault_at_any_call_counts_nothing_twice() {
    for at in 0..20 {
        for fault in Fault::ALL {
            let world = world();
            world.faults.fail_at(at, fault);
            let (mut drawn, mut issued) = (0, 0);
            for _ in 0..3 {
                let body = completed("7", 3);
                let counted = world.faults.run(counted_of(&world, &[&body])).await;
                let counts = counted.unwrap_or_default();
                let of = |name| counts.iter().find(|it| it.0 == name).map_or(0, |it| it.1);
                drawn += of("CertificatesDrawn");
                issued += of("CertificatesIssued");
            }
            assert!(drawn <= 1 && issued <= 1, "{fault:?} at {at}: {drawn}, {issued}");
            // What was written and nobody heard of is counted by nobody.
            let may_be_lost = !matches!(fault, Fault::NotReached | Fault::Throttled);
            assert!(may_be_lost || drawn + issued == 2, "{fault:?} at {at}: {drawn}, {issued}");
        }
    }
}
