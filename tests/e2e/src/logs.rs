//! The functions' log lines.

use serde_json::{Value, json};

use crate::stack::Stack;

/// Every line that the functions of the stack have written.
pub async fn all(stack: &Stack) -> Vec<String> {
    let groups = call(stack, "DescribeLogGroups", &json!({})).await;
    let names = groups["logGroups"].as_array().into_iter().flatten();
    let mut lines = Vec::new();
    for name in names.filter_map(|group| group["logGroupName"].as_str()) {
        let mut request = json!({"logGroupName": name});
        loop {
            let page = call(stack, "FilterLogEvents", &request).await;
            let events = page["events"].as_array().into_iter().flatten();
            lines.extend(events.filter_map(|event| event["message"].as_str()).map(str::to_owned));
            match page["nextToken"].as_str() {
                Some(token) => request["nextToken"] = token.into(),
                None => break,
            }
        }
    }
    lines
}

/// One call of CloudWatch Logs.
async fn call(stack: &Stack, operation: &str, request: &Value) -> Value {
    let response = reqwest::Client::new()
        .post(stack.endpoint())
        .header("x-amz-target", format!("Logs_20140328.{operation}"))
        .header("content-type", "application/x-amz-json-1.1")
        .header("authorization", stack.authorization("logs"))
        .body(request.to_string())
        .send()
        .await
        .expect("an answer of CloudWatch Logs");
    crate::webhook::answer(response).await.1
}
