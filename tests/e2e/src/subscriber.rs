//! A subscriber of one of the stack's topics.

use std::collections::BTreeMap;

use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::{Value, json};

use crate::stack::Stack;

/// A queue that gets what is published from now on.
#[derive(Debug)]
pub struct Subscriber {
    sqs: aws_sdk_sqs::Client,
    queue_url: String,
    seen: BTreeMap<String, Value>,
}

impl Subscriber {
    /// Subscribes to the topic with this ARN in the stack's outputs.
    pub async fn of(stack: &Stack, output: &str) -> Self {
        let sqs = aws_sdk_sqs::Client::new(&stack.sdk().await);
        let is_fifo = stack.output(output).rsplit_once('.').is_some_and(|(_, it)| it == "fifo");
        let name = format!("seen-{output}{}", if is_fifo { ".fifo" } else { "" });
        let mut call = sqs.create_queue().queue_name(name);
        if is_fifo {
            call = call.attributes(QueueAttributeName::FifoQueue, "true");
        }
        let queue_url = call.send().await.expect("a queue").queue_url.expect("its URL");
        let call = sqs.get_queue_attributes().queue_url(&queue_url);
        let answer = call.attribute_names(QueueAttributeName::QueueArn).send().await.expect("it");
        let arn = &answer.attributes.expect("attributes")[&QueueAttributeName::QueueArn];
        admit(&sqs, &queue_url, arn).await;
        subscribe(stack, stack.output(output), arn).await;
        Self { sqs, queue_url, seen: BTreeMap::new() }
    }

    /// All messages so far, by the id of the `CloudEvent`: who gets one twice knows by it.
    pub async fn by_id(&mut self) -> &BTreeMap<String, Value> {
        loop {
            let call = self.sqs.receive_message().queue_url(&self.queue_url);
            let answer = call.max_number_of_messages(10).send().await.expect("an answer");
            let Some(messages) = answer.messages.filter(|messages| !messages.is_empty()) else {
                return &self.seen;
            };
            for message in messages {
                let body = message.body.expect("a body");
                let event: Value = serde_json::from_str(&body).expect("JSON");
                let id = event["id"].as_str().expect("an id").to_owned();
                if let Some(before) = self.seen.insert(id, event.clone()) {
                    assert_eq!(before, event, "one id, two messages");
                }
                let call = self.sqs.delete_message().queue_url(&self.queue_url);
                let receipt = message.receipt_handle.expect("a receipt");
                call.receipt_handle(receipt).send().await.expect("deleted");
            }
        }
    }
}

/// Lets the topic send to the queue.
async fn admit(sqs: &aws_sdk_sqs::Client, queue_url: &str, queue: &str) {
    let statement = json!({
        "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": queue,
    });
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    let call = sqs.set_queue_attributes().queue_url(queue_url);
    call.attributes(QueueAttributeName::Policy, policy).send().await.expect("a policy");
}

async fn subscribe(stack: &Stack, topic: &str, queue: &str) {
    let form = [
        ("Action", "Subscribe"),
        ("Version", "2010-03-31"),
        ("TopicArn", topic),
        ("Protocol", "sqs"),
        ("Endpoint", queue),
        ("Attributes.entry.1.key", "RawMessageDelivery"),
        ("Attributes.entry.1.value", "true"),
    ];
    let body: Vec<_> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let call = reqwest::Client::new()
        .post(stack.endpoint())
        .header("authorization", stack.authorization("sns"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.join("&"));
    let answer = call.send().await.expect("an answer of SNS");
    assert!(answer.status().is_success(), "{answer:?}");
}
