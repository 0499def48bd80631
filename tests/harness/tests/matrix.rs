//! The matrix finds what is wrong: a function that marks before it sends loses the message of
//! whoever dies between the two; one that does nothing twice for a repeat sends it again.

use jiff::Timestamp;
use milepost_contracts::ItemKey;
use milepost_harness::{Faults, Scenario, deliver, delivery, matrix, messaging, store};
use milepost_messaging::{Message, Queue, SendError};
use milepost_runtime::batch::{Delivery, Failed};
use milepost_runtime::consumer::{Consumer, Context, Each};
use milepost_store::{StoreError, Table};
use serde_json::{Value, json};

/// Sends each message on, and marks it as sent.
struct Forward {
    marks: Table,
    queue: Queue,
    order: Order,
}

#[derive(Clone, Copy)]
enum Order {
    SendThenMark,
    MarkThenSend,
}

#[derive(Debug, thiserror::Error)]
enum ForwardError {
    #[error(transparent)]
    Table(#[from] StoreError),
    #[error(transparent)]
    Queue(#[from] SendError),
}

impl Forward {
    async fn send(&self, id: &str) -> Result<(), ForwardError> {
        Ok(self.queue.send_all(&[Message::fifo("{}".to_owned(), "all", id)]).await?)
    }

    async fn mark(&self, id: &str) -> Result<(), ForwardError> {
        Ok(self.marks.write(self.marks.put(&json!({"pk": id, "sk": "mark"}))?).await?)
    }
}

impl Consumer for Forward {
    type Message = String;
    type Error = ForwardError;

    fn name(&self) -> &'static str {
        "forward"
    }

    fn read(&self, body: &str) -> Result<String, ForwardError> {
        Ok(body.to_owned())
    }

    async fn handle(&self, id: String, _: &Context<'_>) -> Result<(), ForwardError> {
        let key = ItemKey { pk: id.clone(), sk: "mark".to_owned() };
        if self.marks.get::<Value>(&key).await?.is_some() {
            return Ok(());
        }
        match self.order {
            Order::SendThenMark => {
                self.send(&id).await?;
                self.mark(&id).await
            }
            Order::MarkThenSend => {
                self.mark(&id).await?;
                self.send(&id).await
            }
        }
    }
}

impl Scenario for Order {
    type World = (store::Memory, messaging::Memory);
    /// How many messages were sent on.
    type End = usize;

    fn world(&self, faults: Faults) -> Self::World {
        let tables = store::Memory::with_faults(faults.clone());
        (tables, messaging::Memory::with_faults(faults))
    }

    fn messages(&self) -> Vec<Delivery> {
        vec![delivery("1", "one"), delivery("2", "two")]
    }

    async fn process(
        &self,
        (tables, queues): &Self::World,
        deliveries: &[Delivery],
        _: u32,
    ) -> Failed {
        let forward =
            Forward { marks: tables.table("marks"), queue: queues.queue("next"), order: *self };
        deliver(&Each(&forward), deliveries, Timestamp::now).await
    }

    async fn end(&self, (_, queues): &Self::World) -> usize {
        queues.taken("next").len()
    }
}

#[tokio::test(start_paused = true)]
async fn the_right_order_of_two_writes_passes() {
    let passed = matrix(&Order::SendThenMark).await;
    assert_eq!(passed.to_string(), "6 calls, 30 faults");
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "DeathBefore at call")]
async fn the_wrong_order_of_two_writes_fails() {
    matrix(&Order::MarkThenSend).await;
}
