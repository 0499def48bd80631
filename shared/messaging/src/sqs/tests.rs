use milepost_scripted_aws::json_aws;
use serde_json::{Value, json};

use super::*;

fn messages() -> Vec<Message> {
    let fifo = |name: &str| Message::fifo(format!("body {name}"), format!("group-{name}"), name);
    vec![fifo("a"), Message::new("body b".to_owned()), fifo("c")]
}

fn taken(place: usize) -> Value {
    json!({"Id": place.to_string(), "MessageId": "m", "MD5OfMessageBody": "x"})
}

async fn send(status: u16, answer: Value) -> (Result<Vec<Failure>, SendError>, Value) {
    let (config, requests) = json_aws([(status, answer)]);
    let sqs = Sqs { client: Client::new(&config), url: "https://sqs/1/q".to_owned() };
    let messages = messages();
    let sent = sqs.send(&messages.iter().collect::<Vec<_>>()).await;
    let [(target, request)] = requests.calls().try_into().unwrap();
    assert_eq!(target, "AmazonSQS.SendMessageBatch");
    (sent, request)
}

#[tokio::test]
async fn a_call_is_one_send_message_batch() {
    let (sent, request) = send(200, json!({"Successful": [taken(0), taken(1), taken(2)]})).await;
    assert_eq!(sent, Ok(vec![]));
    let expected = json!({"QueueUrl": "https://sqs/1/q", "Entries": [
        {"Id": "0", "MessageBody": "body a", "MessageGroupId": "group-a", "MessageDeduplicationId": "a"},
        {"Id": "1", "MessageBody": "body b"},
        {"Id": "2", "MessageBody": "body c", "MessageGroupId": "group-c", "MessageDeduplicationId": "c"},
    ]});
    assert_eq!(request, expected);
}

#[tokio::test]
async fn a_partial_failure_says_whose_fault_it_is() {
    let failed = |id: &str, fault: bool| json!({"Id": id, "SenderFault": fault, "Code": "X"});
    let answer =
        json!({"Successful": [taken(1)], "Failed": [failed("0", true), failed("2", false)]});
    let of_the_message = SendError::Invalid("X".to_owned());
    let expected = vec![
        Failure { place: 0, error: of_the_message },
        Failure { place: 2, error: SendError::NotTaken("X".to_owned()) },
    ];
    assert_eq!(send(200, answer).await.0, Ok(expected));
}

#[tokio::test]
async fn of_what_the_answer_leaves_out_nobody_knows() {
    let (sent, _) = send(200, json!({"Successful": [taken(0), taken(2)]})).await;
    let [Failure { place: 1, error: SendError::NotReached(_) }] = &*sent.unwrap() else {
        panic!("message 1 alone")
    };
}

#[tokio::test]
async fn a_failed_call_says_whose_fault_it_is() {
    for (code, expected) in [
        ("com.amazonaws.sqs#BatchRequestTooLong", "invalid: "),
        ("com.amazonaws.sqs#InvalidMessageContents", "invalid: "),
        ("AWS.SimpleQueueService.BatchRequestTooLong", "invalid: "),
        ("com.amazonaws.sqs#RequestThrottled", "throttled: "),
        ("com.amazonaws.sqs#QueueDoesNotExist", "refused: "),
        ("com.amazonaws.sqs#AccessDenied", "refused: "),
    ] {
        let (sent, _) = send(400, json!({"__type": code, "message": "why"})).await;
        let error = sent.unwrap_err().to_string();
        assert!(error.starts_with(expected) && error.ends_with("why"), "{code}: {error}");
    }
}
