//! What is counted: each effect once, however often its message comes.

use std::time::Duration;

use super::super::tally::Counts;
use super::*;

async fn counted(world: &World, bodies: &[&str]) -> Counts {
    let deliveries: Vec<Delivery> = bodies.iter().map(|body| delivery(body)).collect();
    let tally = Tally::default();
    worker(world).work_all(&deliveries, &tally).await;
    Counts { slowest_pdf: None, ..tally.counts() }
}

#[tokio::test(start_paused = true)]
async fn an_effect_is_counted_once_though_its_message_comes_again() {
    let world = world();
    let (completed, rolled_back) = (completed("7", 3), rolled_back(5));
    let first = counted(&world, &[&completed, &completed]).await;
    assert_eq!(first, Counts { drawn: 1, issued: 1, ..Counts::default() });
    let then = counted(&world, &[&completed, &rolled_back, &rolled_back]).await;
    assert_eq!(then, Counts { revoked: 1, ..Counts::default() });
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_counted_when_it_begins_and_when_it_ends() {
    let world = world();
    let completed = completed("8", 3);
    let resumed = || request(CERTIFICATE_RESUMED, world.only().id);
    let first = counted(&world, &[&completed]).await;
    assert_eq!(first, Counts { drawn: 1, awaiting: 1, ..Counts::default() });
    assert_eq!(counted(&world, &[&completed, &resumed()]).await, Counts::default());
    world.learn("8");
    let then = counted(&world, &[&resumed(), &resumed()]).await;
    assert_eq!(then, Counts { named: 1, issued: 1, ..Counts::default() });
}

#[tokio::test(start_paused = true)]
async fn who_is_slower_is_counted_as_a_conflict() {
    let world = world();
    let [one, other] = ["one", "other"].map(|group| {
        let group = Some(group.to_owned());
        Delivery { group, ..delivery(&completed("7", 3)) }
    });
    let tally = Tally::default();
    worker(&world).work_all(&[one, other], &tally).await;
    let counts = tally.counts();
    assert_eq!((counts.drawn, counts.issued), (1, 1));
    assert!(counts.conflicts > 0);
}

#[tokio::test(start_paused = true)]
async fn a_fault_at_any_call_counts_nothing_twice() {
    for at in 0..16 {
        for fault in Fault::ALL {
            let world = world();
            world.faults.fail_at(at, fault);
            let (mut drawn, mut issued) = (0, 0);
            for _ in 0..3 {
                let body = completed("7", 3);
                let counted = world.faults.run(counted(&world, &[&body])).await;
                let counts = counted.unwrap_or_default();
                (drawn, issued) = (drawn + counts.drawn, issued + counts.issued);
            }
            assert!(drawn <= 1 && issued <= 1, "{fault:?} at {at}: {drawn}, {issued}");
            // What was written and nobody heard of is counted by nobody.
            let may_be_lost = !matches!(fault, Fault::NotReached | Fault::Throttled);
            assert!(may_be_lost || drawn + issued == 2, "{fault:?} at {at}: {drawn}, {issued}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_line_names_what_was_counted() {
    let tally = Tally::default();
    let line = |tally: &Tally| -> Value {
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        serde_json::from_str(&tally.counts().metrics(3, 1).to_line(now)).unwrap()
    };
    assert!(line(&tally).get("PdfDuration").is_none(), "no PDF, no duration");
    for millis in [20, 40, 30] {
        tally.pdf(Duration::from_millis(millis));
    }
    tally.conflict();
    let line = line(&tally);
    assert_eq!(line["PdfDuration"], 40.0);
    let counts = ["MessagesReceived", "MessagesFailed", "WriteConflicts", "CertificatesIssued"];
    assert_eq!(counts.map(|name| line[name].as_u64().unwrap()), [3, 1, 1, 0]);
}
