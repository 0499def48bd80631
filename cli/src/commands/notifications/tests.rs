use serde_json::{Value, json};

use super::*;
use crate::stack::tests::{OUTPUTS, config};
use crate::tests::server::{answer, server};

fn item(id: &str, about: &str) -> Value {
    let text = |text: &str| json!({"S": text});
    json!({
        "pk": text(&format!("notification#{id}")), "sk": text("notification"),
        "revision": {"N": "1"}, "aboutId": text(about), "at": text("2026-11-20T08:00:00.000Z"),
        "expiresAt": {"N": "1"}, "id": text(id), "accountId": text("1"), "userId": text(about),
        "loInstanceId": text("course:1_2"), "rule": text("stalled"), "trigger": text("stalled"),
        "cause": text("c"), "occurredAt": text("2026-11-20T08:00:00.000Z"),
        "audience": text("manager"), "channel": text("email"), "severity": text("warning"),
        "template": text("stalled"), "details": {"M": {}}, "status": text("pending"),
        "tries": {"N": "1"}, "createdAt": text("2026-11-20T08:00:00.000Z"),
    })
}

async fn stack(answers: Vec<Value>) -> (Stack, tokio::task::JoinHandle<Vec<String>>) {
    let outputs = OUTPUTS.replace(
        "</Outputs>",
        "<member><OutputKey>NotificationsTable</OutputKey><OutputValue>n</OutputValue></member></Outputs>",
    );
    let mut all = vec![answer(200, &outputs)];
    all.extend(answers.iter().map(|it| answer(200, &it.to_string())));
    let (url, server) = server(all).await;
    (Stack::find_in(config(&url), "milepost").await.unwrap(), server)
}

fn sent(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn what_is_about_somebody_and_what_is_to_them_is_listed_once() {
    let [one, two] = ["aa", "bb"].map(|it| it.repeat(32));
    let about = json!({"Items": [item(&one, "7"), item(&two, "7")]});
    let to = json!({"Items": [item(&two, "7")]});
    let (stack, server) = stack(vec![about, to]).await;
    let found = about_and_to(&stack, &"7".parse().unwrap()).await.unwrap();
    assert_eq!(found.len(), 2);
    let requests = server.await.unwrap();
    let asked = |place: usize| {
        let query = sent(&requests[place]);
        (query["IndexName"].clone(), query["ExpressionAttributeNames"]["#key"].clone())
    };
    assert_eq!(asked(1), (json!("about"), json!("aboutId")));
    assert_eq!(asked(2), (json!("recipient"), json!("toId")));
}

#[tokio::test]
async fn what_waits_is_read_from_every_shard_of_its_index() {
    let answers = vec![json!({"Items": []}); PENDING_SHARDS.len()];
    let (stack, server) = stack(answers).await;
    assert_eq!(pending(&stack).await.unwrap(), []);
    let requests = server.await.unwrap();
    let shard = |request: &String| {
        let value = sent(request)["ExpressionAttributeValues"][":value"]["S"].clone();
        value.as_str().unwrap().to_owned()
    };
    let mut shards: Vec<String> = requests[1..].iter().map(shard).collect();
    shards.sort();
    assert_eq!(shards, PENDING_SHARDS);
}
