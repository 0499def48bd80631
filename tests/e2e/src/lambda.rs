//! Invoking a deployed function directly, with a payload of the test's own.

use serde_json::{Value, json};

use crate::stack::Stack;

/// Invokes a function of the stack and returns its answer.
pub async fn invoke(stack: &Stack, function: &str, payload: &Value) -> Value {
    let url = format!("{}/2015-03-31/functions/{function}/invocations", stack.endpoint());
    let call = reqwest::Client::new()
        .post(url)
        .header("authorization", stack.authorization("lambda"))
        .body(payload.to_string());
    let (status, answer) =
        crate::webhook::answer(call.send().await.expect("an answer of Lambda")).await;
    assert!(status.is_success(), "{function}: {status} {answer}");
    answer
}

/// A batch of a standard queue, as SQS hands it to a function.
pub fn batch(bodies: impl IntoIterator<Item = String>) -> Value {
    let record = |(index, body): (usize, String)| {
        json!({
            "messageId": format!("message-{index}"), "receiptHandle": "handle", "body": body,
            "attributes": {"ApproximateReceiveCount": "1"}, "messageAttributes": {},
            "eventSource": "aws:sqs", "awsRegion": "us-east-1"
        })
    };
    json!({"Records": bodies.into_iter().enumerate().map(record).collect::<Vec<_>>()})
}
