//! Deaths and faults at every call: the same records, history and messages in the end.

use std::collections::{BTreeMap, BTreeSet};

use milepost_harness::{Faults, Scenario, matrix};

use super::*;

/// Two learners, one of whom completes; and an event of the catalog.
struct Lives;

impl Scenario for Lives {
    type World = World;
    /// The states by learner, the number of the history's rows, and what was published.
    type End = (BTreeMap<String, String>, usize, BTreeSet<String>);

    fn world(&self, faults: Faults) -> World {
        World::with_faults(faults)
    }

    fn messages(&self) -> Vec<Delivery> {
        deliveries(&[
            event("COURSE_ENROLLMENT", 1, 0, json!({"enrollmentSource": "SELF_ENROLL"})),
            progress(1, 5, 30),
            progress(2, 5, 10),
            event("COURSE_COMPLETED", 1, 9, json!({"hasPassed": true})),
            seats(5),
        ])
    }

    async fn process(&self, world: &World, deliveries: &[Delivery], _: u32) -> Failed {
        deliver(&world.worker(), deliveries, jiff::Timestamp::now).await
    }

    async fn end(&self, world: &World) -> Self::End {
        let state = |it: EnrollmentItem| (it.user_id.to_string(), format!("{:?}", it.view));
        let states = world.enrollments().into_iter().map(state).collect();
        let published = world.published().into_iter().map(|it| it.body);
        (states, world.history().len(), published.collect())
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Lives).await, @"7 calls, 35 faults");
}
