//! The functions' log lines.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::stack::Stack;

/// Every line that the functions of the stack have written.
pub async fn all(stack: &Stack) -> Vec<String> {
    by_group(stack).await.into_values().flatten().collect()
}

/// Every line that was written to each log group.
pub async fn by_group(stack: &Stack) -> BTreeMap<String, Vec<String>> {
    let groups = call(stack, "DescribeLogGroups", &json!({})).await;
    let names = groups["logGroups"].as_array().into_iter().flatten();
    let mut lines = BTreeMap::new();
    for name in names.filter_map(|group| group["logGroupName"].as_str()) {
        lines.insert(name.to_owned(), of_group(stack, name).await);
    }
    lines
}

async fn of_group(stack: &Stack, name: &str) -> Vec<String> {
    let mut request = json!({"logGroupName": name});
    let mut lines = Vec::new();
    loop {
        let page = call(stack, "FilterLogEvents", &request).await;
        let events = page["events"].as_array().into_iter().flatten();
        lines.extend(events.filter_map(|event| event["message"].as_str()).map(str::to_owned));
        match page["nextToken"].as_str() {
            Some(token) => request["nextToken"] = token.into(),
            None => return lines,
        }
    }
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
