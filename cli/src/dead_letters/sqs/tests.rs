use milepost_contracts::Routed;
use milepost_domain::EventKey;
use milepost_harness::server::{Server, answer};
use serde_json::{Value, json};

use super::*;
use crate::stack::tests::config;

async fn sqs(answers: &[Value]) -> (Sqs, Server) {
    sqs_of("events.fifo", answers).await
}

/// With the name of the queue that dead letters are sent to again.
async fn sqs_of(source: &str, answers: &[Value]) -> (Sqs, Server) {
    let answers = answers.iter().map(|body| answer(200, &body.to_string()));
    let server = Server::start(answers).await;
    let pair = Pair {
        name: "events".to_owned(),
        source_url: format!("{}/1/{source}", server.url),
        dead_url: format!("{}/1/dead.fifo", server.url),
    };
    let config = config(&server.url);
    let place = Place::of(&config).unwrap();
    (Sqs::new(Client::new(&config), pair, place), server)
}

/// The operation and the JSON of the only request, without the host of the queue's URL.
fn request(server: &Server) -> (String, Value) {
    let requests = server.requests();
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    let target = head.lines().find_map(|line| line.strip_prefix("x-amz-target: AmazonSQS."));
    let mut body: Value = serde_json::from_str(body).unwrap();
    let queue = body["QueueUrl"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    body["QueueUrl"] = queue.into();
    (target.unwrap().to_owned(), body)
}

fn letter(receipt: &str) -> Letter {
    Letter {
        receipt: receipt.to_owned(),
        body: "{}".to_owned(),
        group: Some("g".to_owned()),
        ..Letter::default()
    }
}

#[tokio::test]
async fn it_receives_with_attributes_and_hides() {
    let (sqs, server) = sqs(&[json!({"Messages": [{
        "MessageId": "m-1", "ReceiptHandle": "r-1", "Body": "{}",
        "Attributes": {"MessageGroupId": "g", "SentTimestamp": "1700000000123", "ApproximateReceiveCount": "6"},
        "MessageAttributes": {"milepostRedrives": {"DataType": "Number", "StringValue": "2"}},
    }]})])
    .await;
    let letters = sqs.receive(7).await.unwrap();
    assert_eq!(letters[0].redrives(), 2);
    assert_eq!(
        letters,
        [Letter {
            message_id: "m-1".to_owned(),
            sent_at: Timestamp::from_millisecond(1_700_000_000_123).ok(),
            receives: 6,
            attributes: letters[0].attributes.clone(),
            ..letter("r-1")
        }]
    );
    let expected = json!({
        "QueueUrl": "dead.fifo", "MaxNumberOfMessages": 7, "VisibilityTimeout": 120, "WaitTimeSeconds": 1,
        "MessageSystemAttributeNames": ["MessageGroupId", "SentTimestamp", "ApproximateReceiveCount"],
        "MessageAttributeNames": ["All"],
    });
    assert_eq!(request(&server), ("ReceiveMessage".to_owned(), expected));
}

#[tokio::test]
async fn it_sends_to_the_source_and_says_what_was_not_taken() {
    let (sqs, server) = sqs(&[json!({
        "Successful": [{"Id": "1", "MessageId": "m", "MD5OfMessageBody": "99914b932bd37a50b983c5e7c90ae93b"}],
        "Failed": [{"Id": "0", "Code": "InternalError", "SenderFault": false}],
    })])
    .await;
    let now = Timestamp::from_millisecond(1_700_000_000_123).unwrap();
    let batch: Vec<Outgoing> = (0..3).map(|_| Outgoing::of(&letter("r"), now)).collect();
    let refused = sqs.send(&batch).await.unwrap();
    let whys: Vec<_> = refused.iter().map(|entry| (entry.place, entry.why.as_str())).collect();
    assert_eq!(whys, [(0, "InternalError"), (2, "no answer")]);
    let entry = |place: usize| {
        json!({
            "Id": place.to_string(), "MessageBody": "{}", "MessageGroupId": "g",
            "MessageDeduplicationId": batch[place].deduplication_id,
            "MessageAttributes": {
                "milepostRedrives": {"DataType": "Number", "StringValue": "1"},
                "milepostRedrivenAt": {"DataType": "Number", "StringValue": "1700000000123"},
            },
        })
    };
    let expected = json!({"QueueUrl": "events.fifo", "Entries": [entry(0), entry(1), entry(2)]});
    assert_eq!(request(&server), ("SendMessageBatch".to_owned(), expected));
}

#[tokio::test]
async fn to_a_standard_queue_it_sends_neither_group_nor_id() {
    let (sqs, server) = sqs_of(
        "archive",
        &[json!({"Successful": [{"Id": "0", "MessageId": "m", "MD5OfMessageBody": "99914b932bd37a50b983c5e7c90ae93b"}]})],
    )
    .await;
    let undelivered = Outgoing::of(&letter("r"), Timestamp::UNIX_EPOCH);
    assert_eq!(sqs.send(&[undelivered]).await.unwrap(), []);
    let (_, body) = request(&server);
    let entry = &body["Entries"][0];
    assert_eq!(entry["MessageBody"], "{}");
    assert_eq!(
        (&entry["MessageGroupId"], &entry["MessageDeduplicationId"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn an_event_goes_with_its_group_and_id_alone() {
    let (sqs, server) = sqs(&[json!({
        "Successful": [{"Id": "0", "MessageId": "m", "MD5OfMessageBody": "99914b932bd37a50b983c5e7c90ae93b"}],
    })])
    .await;
    let event = Routed {
        key: EventKey::from_bytes([7; 32]),
        group_id: "group".to_owned(),
        body: "{}".to_owned(),
        record: None,
    };
    let event = Outgoing::of_event(&event);
    assert_eq!(sqs.send(std::slice::from_ref(&event)).await.unwrap(), []);
    let entry = json!({
        "Id": "0", "MessageBody": "{}", "MessageGroupId": "group",
        "MessageDeduplicationId": event.deduplication_id,
    });
    let expected = json!({"QueueUrl": "events.fifo", "Entries": [entry]});
    assert_eq!(request(&server), ("SendMessageBatch".to_owned(), expected));
}

#[tokio::test]
async fn it_deletes_by_the_last_receipt() {
    let (sqs, server) = sqs(&[json!({"Successful": [{"Id": "0"}, {"Id": "1"}]})]).await;
    assert_eq!(sqs.delete(&[letter("r-1"), letter("r-2")]).await.unwrap(), []);
    let expected = json!({"QueueUrl": "dead.fifo", "Entries": [
        {"Id": "0", "ReceiptHandle": "r-1"}, {"Id": "1", "ReceiptHandle": "r-2"},
    ]});
    assert_eq!(request(&server), ("DeleteMessageBatch".to_owned(), expected));
}

#[tokio::test]
async fn it_shows_again_at_once() {
    let (sqs, server) = sqs(&[json!({"Successful": [{"Id": "0"}]})]).await;
    sqs.release(&[letter("r-1")]).await.unwrap();
    let expected = json!({"QueueUrl": "dead.fifo", "Entries": [
        {"Id": "0", "ReceiptHandle": "r-1", "VisibilityTimeout": 0},
    ]});
    assert_eq!(request(&server), ("ChangeMessageVisibilityBatch".to_owned(), expected));
}

#[tokio::test]
async fn it_counts_what_is_visible_and_what_is_hidden() {
    let (sqs, server) = sqs(&[json!({"Attributes": {
        "ApproximateNumberOfMessages": "23", "ApproximateNumberOfMessagesNotVisible": "4",
    }})])
    .await;
    assert_eq!(sqs.depth().await.unwrap(), Depth { visible: 23, hidden: 4 });
    let (operation, body) = request(&server);
    assert_eq!(
        (operation.as_str(), &body["QueueUrl"]),
        ("GetQueueAttributes", &"dead.fifo".into())
    );
}

#[tokio::test]
async fn in_the_source_it_counts_what_is_delayed_too() {
    let (sqs, server) = sqs(&[json!({"Attributes": {
        "ApproximateNumberOfMessages": "5", "ApproximateNumberOfMessagesDelayed": "1",
        "ApproximateNumberOfMessagesNotVisible": "2",
    }})])
    .await;
    assert_eq!(sqs.source_depth().await.unwrap(), Depth { visible: 6, hidden: 2 });
    let expected = json!({"QueueUrl": "events.fifo", "AttributeNames": [
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
    ]});
    assert_eq!(request(&server), ("GetQueueAttributes".to_owned(), expected));
}

#[tokio::test]
async fn a_refused_call_is_one_line() {
    let refusal =
        json!({"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue"});
    let server = Server::start([answer(400, &refusal.to_string())]).await;
    let url = &server.url;
    let pair = Pair { name: "events".to_owned(), source_url: url.clone(), dead_url: url.clone() };
    let config = config(url);
    let sqs = Sqs::new(Client::new(&config), pair, Place::of(&config).unwrap());
    let error = sqs.receive(1).await.unwrap_err().to_string().replace(url, "URL");
    insta::assert_snapshot!(error, @"URL (region us-east-1) refused the call: QueueDoesNotExist: no such queue");
}
