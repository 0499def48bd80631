//! The queues in Amazon SQS.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::BuildError;
use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry as Entry, Message, QueueAttributeName,
};

use super::queues::{CountMessages, Depth, PeekMessages, Received};
use crate::aws_error::{AwsError, Place};
use crate::stack::Stack;

/// How long messages stay hidden if the audit dies before it gives them back, in seconds.
const HIDDEN: i32 = 120;
/// How long a receive waits: one that does not wait asks only some of the servers.
const WAIT: i32 = 1;

/// Any queue.
pub(super) struct Queues {
    client: Client,
    place: Place,
}

impl Queues {
    pub(super) fn of(stack: &Stack) -> Self {
        Self { client: Client::new(&stack.config), place: stack.place.clone() }
    }
}

impl CountMessages for Queues {
    async fn depth(&self, queue_url: &str) -> Result<Depth, AwsError> {
        use QueueAttributeName::{
            ApproximateNumberOfMessages as Visible, ApproximateNumberOfMessagesDelayed as Delayed,
            ApproximateNumberOfMessagesNotVisible as InFlight,
        };
        let call = self.client.get_queue_attributes().queue_url(queue_url);
        let call = call.set_attribute_names(Some(vec![Visible, Delayed, InFlight]));
        let answer = call.send().await.map_err(|error| AwsError::of(&error, &self.place))?;
        let number = |name: &QueueAttributeName| -> usize {
            let found = answer.attributes().and_then(|all| all.get(name));
            found.and_then(|text| text.parse().ok()).unwrap_or_default()
        };
        Ok(Depth { visible: number(&Visible) + number(&Delayed), in_flight: number(&InFlight) })
    }
}

impl PeekMessages for Queues {
    async fn receive(&self, queue_url: &str) -> Result<Vec<Received>, AwsError> {
        let call = self.client.receive_message().queue_url(queue_url);
        let call = call.max_number_of_messages(10).visibility_timeout(HIDDEN);
        let answer = call.wait_time_seconds(WAIT).send().await;
        let answer = answer.map_err(|error| AwsError::of(&error, &self.place))?;
        Ok(answer.messages().iter().filter_map(received).collect())
    }

    async fn release(&self, queue_url: &str, receipts: &[String]) -> Result<(), AwsError> {
        let entries = receipts.iter().enumerate().map(entry).collect::<Result<Vec<_>, _>>();
        let call = self.client.change_message_visibility_batch().queue_url(queue_url);
        let call = call.set_entries(entries.ok());
        // One that is not given back shows up by itself in two minutes.
        call.send().await.map(|_| ()).map_err(|error| AwsError::of(&error, &self.place))
    }
}

fn received(message: &Message) -> Option<Received> {
    Some(Received {
        message_id: message.message_id()?.to_owned(),
        receipt: message.receipt_handle()?.to_owned(),
        body: message.body().unwrap_or_default().to_owned(),
    })
}

fn entry((place, receipt): (usize, &String)) -> Result<Entry, BuildError> {
    Entry::builder().id(place.to_string()).receipt_handle(receipt).visibility_timeout(0).build()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::stack::tests::config;
    use crate::testing::{answer, server};

    async fn queues(answered: Value) -> (Queues, tokio::task::JoinHandle<Vec<String>>) {
        let (url, server) = server(vec![answer(200, &answered.to_string())]).await;
        let config = config(&url);
        let place = Place::of(&config).unwrap();
        (Queues { client: Client::new(&config), place }, server)
    }

    async fn sent(server: tokio::task::JoinHandle<Vec<String>>) -> (String, Value) {
        let request = server.await.unwrap().remove(0);
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let target = head.lines().find_map(|line| line.strip_prefix("x-amz-target: AmazonSQS."));
        (target.unwrap().to_owned(), serde_json::from_str(body).unwrap())
    }

    #[tokio::test]
    async fn a_depth_is_one_get_queue_attributes() {
        let attributes = json!({
            "ApproximateNumberOfMessages": "5", "ApproximateNumberOfMessagesDelayed": "1",
            "ApproximateNumberOfMessagesNotVisible": "2",
        });
        let (queues, server) = queues(json!({"Attributes": attributes})).await;
        let depth = queues.depth("http://q/1/e.fifo").await.unwrap();
        assert_eq!(depth, Depth { visible: 6, in_flight: 2 });
        let (target, body) = sent(server).await;
        assert_eq!(target, "GetQueueAttributes");
        assert_eq!(
            body,
            json!({"QueueUrl": "http://q/1/e.fifo", "AttributeNames": [
                "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed",
                "ApproximateNumberOfMessagesNotVisible",
            ]})
        );
    }

    #[tokio::test]
    async fn a_look_hides_messages_for_a_while() {
        let message = json!({"MessageId": "m", "ReceiptHandle": "r", "Body": "{}"});
        let (queues, server) = queues(json!({"Messages": [message]})).await;
        let expected =
            Received { message_id: "m".to_owned(), receipt: "r".to_owned(), body: "{}".to_owned() };
        assert_eq!(queues.receive("u").await.unwrap(), [expected]);
        let (target, body) = sent(server).await;
        assert_eq!(target, "ReceiveMessage");
        assert_eq!(
            body,
            json!({"QueueUrl": "u", "MaxNumberOfMessages": 10, "VisibilityTimeout": 120,
                   "WaitTimeSeconds": 1})
        );
    }

    #[tokio::test]
    async fn a_release_makes_them_visible_at_once() {
        let (queues, server) = queues(json!({"Successful": [{"Id": "0"}], "Failed": []})).await;
        queues.release("u", &["r0".to_owned(), "r1".to_owned()]).await.unwrap();
        let (target, body) = sent(server).await;
        assert_eq!(target, "ChangeMessageVisibilityBatch");
        let entry = |id: &str, receipt: &str| json!({"Id": id, "ReceiptHandle": receipt, "VisibilityTimeout": 0});
        assert_eq!(body, json!({"QueueUrl": "u", "Entries": [entry("0", "r0"), entry("1", "r1")]}));
    }
}
