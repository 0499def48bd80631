//! The stall sweep, started as its schedule does.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::stack::Stack;

const PATIENCE: Duration = Duration::from_mins(1);

/// Sweeps, waits for the end and returns what came of it.
pub async fn sweep(stack: &Stack) -> Value {
    let machine = stack.output("StallSweepArn");
    let begun = call(stack, "StartExecution", &json!({"stateMachineArn": machine})).await;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let execution = json!({"executionArn": begun["executionArn"]});
        let state = call(stack, "DescribeExecution", &execution).await;
        match state["status"].as_str() {
            Some("SUCCEEDED") => {
                let output = state["output"].as_str().expect("an output");
                return serde_json::from_str(output).expect("JSON");
            }
            Some("RUNNING") => {}
            _ => panic!("the sweep ended otherwise: {state}"),
        }
        assert!(Instant::now() < deadline, "the sweep does not end: {state}");
        sleep(Duration::from_millis(100)).await;
    }
}

async fn call(stack: &Stack, operation: &str, body: &Value) -> Value {
    let call = reqwest::Client::new()
        .post(stack.endpoint())
        .header("x-amz-target", format!("AWSStepFunctions.{operation}"))
        .header("content-type", "application/x-amz-json-1.0")
        .header("authorization", stack.authorization("states"))
        .body(body.to_string());
    let (status, answer) = crate::webhook::answer(call.send().await.expect("an answer")).await;
    assert!(status.is_success(), "{operation}: {status} {answer}");
    answer
}
