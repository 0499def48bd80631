//! `certificates` while its process dies at each of its calls to AWS, and while several work at
//! the same completion: there is one certificate, with one of each document and one message.
//!
//! The release build runs here as on Lambda, against the emulator with the stack's own key, bucket
//! and topic.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests panic")]

mod end;
mod network;
mod stage;
mod story;

use futures::{StreamExt as _, stream};
use milepost_certificate::{CertificateId, Status};

use end::{Held, certificates, held, issued, items, revoked_after_issue};
use network::Trouble;
use stage::{Case, Stage, Way};
use story::{deliver, resumed};

/// Cases that are played at the same time.
const LANES: usize = 3;
const PROCESSES: usize = 5;
const DELIVERIES: usize = 50;

/// What is told of one enrollment.
#[derive(Clone, Copy, Debug)]
enum Story {
    /// A completion.
    Completed,
    /// One that is taken back.
    RolledBack,
    /// One by a learner whose name is learnt only then.
    AwaitingName,
    /// Completed, taken back and announced again, delivered in this order.
    Again([usize; 3]),
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// How a case ended.
struct Played {
    held: Vec<Held>,
    calls: usize,
    has_struck: bool,
}

impl Story {
    async fn play(self, stage: &Stage, trouble: Option<Trouble>) -> Played {
        let case = stage.case(Way { trouble, ..Way::default() }, 1).await;
        let told = self.tell(stage, &case).await;
        let calls = case.seen.calls();
        let ended = held(stage, &case).await;
        // A week later ALM, or an operator with a dead letter, sends it all once more.
        case.deliver(&told).await;
        assert_eq!(held(stage, &case).await, ended, "{self:?} {trouble:?}: repeated");
        case.functions[0].stop().await;
        Played { held: ended, calls, has_struck: case.seen.has_struck() }
    }

    async fn tell(self, stage: &Stage, case: &Case) -> Vec<String> {
        if !matches!(self, Self::AwaitingName) {
            stage.learn_name(case).await;
        }
        let mut told = match self {
            Self::Completed | Self::AwaitingName => vec![case.completed(3)],
            Self::RolledBack => vec![case.completed(3), case.rolled_back(5)],
            Self::Again(order) => {
                let in_order = [case.completed(3), case.rolled_back(5), case.completed(7)];
                order.map(|place| in_order[place].clone()).into()
            }
        };
        case.deliver(&told).await;
        if matches!(self, Self::AwaitingName) {
            let id = awaiting(stage, case).await;
            stage.learn_name(case).await;
            told.push(resumed(id));
            case.deliver(&told[1..]).await;
        }
        told
    }
}

/// The certificate that waits for a name.
async fn awaiting(stage: &Stage, case: &Case) -> CertificateId {
    let items = items(stage, case).await;
    let [certificate] = certificates(&items).try_into().expect("one certificate");
    assert_eq!(certificate.status, Status::AwaitingName);
    certificate.id
}

/// Plays a story with each of these troubles, and looks at each end.
async fn play_each(
    stage: &Stage,
    story: Story,
    troubles: impl Iterator<Item = Trouble>,
    check: impl Fn(Trouble, &[Held]),
) {
    let plays =
        troubles.map(|trouble| async move { (trouble, story.play(stage, Some(trouble)).await) });
    let plays: Vec<_> = stream::iter(plays).buffer_unordered(LANES).collect().await;
    assert!(!plays.is_empty());
    println!("{story:?}: {} cases", plays.len());
    for (trouble, played) in plays {
        assert!(played.has_struck, "{story:?} {trouble:?}: nothing went wrong");
        check(trouble, &played.held);
    }
}

/// Plays a story with each trouble at each call from this one on: it ends in these.
async fn always_ends_in(stage: &Stage, story: Story, from: usize, expected: &[Held]) {
    let calm = story.play(stage, None).await;
    assert_eq!(calm.held, expected);
    assert!(calm.calls > from, "it makes calls");
    play_each(stage, story, Trouble::at(from..calm.calls), |trouble, held| {
        assert_eq!(held, expected, "{trouble:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_at_any_call_of_a_completion_ends_in_one_certificate() {
    let stage = Stage::set().await;
    always_ends_in(&stage, Story::Completed, 0, &[issued(3, &["drawn", "issued"])]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_at_any_call_of_a_revocation_ends_in_one_revocation() {
    let stage = Stage::set().await;
    let before = Story::Completed.play(&stage, None).await.calls;
    always_ends_in(&stage, Story::RolledBack, before, &[revoked_after_issue(3)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_at_any_call_while_a_name_is_missing_or_learnt_ends_in_one_certificate() {
    let stage = Stage::set().await;
    let expected = [issued(3, &["drawn", "issued", "named"])];
    always_ends_in(&stage, Story::AwaitingName, 0, &expected).await;
}

/// Each order with a part of the troubles, all orders together with all of them.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_order_and_wherever_it_dies_the_last_announcement_stands() {
    let stage = Stage::set().await;
    for (turn, order) in ORDERS.into_iter().enumerate() {
        let calm = Story::Again(order).play(&stage, None).await;
        the_last_stands(&format!("{order:?}"), &calm.held);
        let troubles = Trouble::at(0..calm.calls).skip(turn).step_by(ORDERS.len());
        play_each(&stage, Story::Again(order), troubles, |trouble, held| {
            the_last_stands(&format!("{order:?} {trouble:?}"), held);
        })
        .await;
    }
}

/// What was announced last stands; whatever was drawn for the announcement before is revoked.
fn the_last_stands(context: &str, held: &[Held]) {
    let (last, before) = held.split_last().expect("a certificate");
    assert!(last.announced_in == 7 && last.stands(), "{context}: {held:#?}");
    assert!(
        before.iter().all(|it| it.announced_in == 3 && it.is_revoked()),
        "{context}: {held:#?}"
    );
    assert!(before.len() <= 1, "{context}: {held:#?}");
}

/// One completion, delivered often, to several processes at once: none gets an answer to its
/// first call before all have asked.
async fn in_parallel(stage: &Stage, loses_conditions: bool) -> (Vec<Held>, usize) {
    let case = stage.case(Way { loses_conditions, ..Way::default() }, PROCESSES).await;
    stage.learn_name(&case).await;
    let body = case.completed(3);
    let deliveries = case.functions.iter().map(|function| async {
        for _ in 0..DELIVERIES / PROCESSES {
            deliver(function, &body).await;
        }
    });
    futures::future::join_all(deliveries).await;
    for function in &case.functions {
        function.stop().await;
    }
    (held(stage, &case).await, case.seen.conflicts())
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_deliveries_to_five_processes_make_one_certificate() {
    let stage = Stage::set().await;
    let (held, conflicts) = in_parallel(&stage, false).await;
    assert!(conflicts > 0, "no process met another");
    assert_eq!(held, [issued(3, &["drawn", "issued"])]);
}

/// What the comparison is worth.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_conditions_of_its_writes_there_would_be_several() {
    let stage = Stage::set().await;
    let (held, _) = in_parallel(&stage, true).await;
    assert_ne!(held, [issued(3, &["drawn", "issued"])]);
    assert!(held.len() > 1, "{held:#?}");
}
