//! Functions that SQS invokes.

use std::fmt;

use milepost_runtime::batch::{Delivery, Failed};

use crate::faults::Faults;
use crate::matrix::Invoked;

/// A function, the messages that it gets, and what must be there in the end.
pub trait Scenario {
    /// What the function works on: tables, queues, topics and buckets in memory.
    type World;
    /// What is there when all messages are done.
    type End: PartialEq + fmt::Debug;

    /// A world whose calls fail as this says.
    fn world(&self, faults: Faults) -> Self::World;

    /// The messages.
    fn messages(&self) -> Vec<Delivery>;

    /// Hands messages to a new process of the function. `receive` says for which time they are
    /// delivered, from 1, for functions that look at the clock.
    fn process(
        &self,
        world: &Self::World,
        deliveries: &[Delivery],
        receive: u32,
    ) -> impl Future<Output = Failed>;

    /// What is there now. Calls do not fail any more.
    fn end(&self, world: &Self::World) -> impl Future<Output = Self::End>;
}

impl<S: Scenario> Invoked for S {
    type World = S::World;
    type Input = Vec<Delivery>;
    type End = S::End;

    fn world(&self, faults: Faults) -> S::World {
        Scenario::world(self, faults)
    }

    fn input(&self) -> Vec<Delivery> {
        self.messages()
    }

    /// Delivers what is left, as SQS does.
    async fn invoke(
        &self,
        world: &S::World,
        left: &Vec<Delivery>,
        receive: u32,
    ) -> Option<Vec<Delivery>> {
        let mut deliveries = left.clone();
        for it in &mut deliveries {
            it.receive_count += receive - 1;
        }
        let failed = self.process(world, &deliveries, receive).await;
        let left = left.iter().filter(|it| failed.contains(&it.message_id)).cloned();
        Some(left.collect::<Vec<_>>()).filter(|left| !left.is_empty())
    }

    async fn end(&self, world: &S::World) -> S::End {
        Scenario::end(self, world).await
    }
}
