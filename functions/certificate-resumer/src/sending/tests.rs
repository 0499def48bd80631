use milepost_certificate::CertificateId;
use milepost_scripted_aws::json_aws;
use serde_json::{Value, json};

use super::*;

fn resumed(byte: u8) -> Resumed {
    Resumed {
        certificate: CertificateId::from_bytes([byte; 16]),
        id: format!("id-{byte}"),
        time: "2026-11-23T08:00:00Z".parse().unwrap(),
    }
}

/// Sends to a queue that answers this; also what it was asked.
async fn send(
    batch: &[Resumed],
    status: u16,
    answer: Value,
) -> (Result<(), WakeError>, Vec<(String, Value)>) {
    let (config, requests) = json_aws([(status, answer)]);
    let queue = "https://sqs.eu-west-1.amazonaws.com/1/certificates.fifo".to_owned();
    let sent = SqsResumed::new(Client::new(&config), queue).send(batch).await;
    (sent, requests.calls())
}

/// An answer that the entries with these ids were taken.
fn taken(ids: &[usize]) -> Value {
    let entry = |id: &usize| {
        // Nobody checks the hash in an answer to a batch.
        let hash = "99914b932bd37a50b983c5e7c90ae93b";
        json!({"Id": id.to_string(), "MessageId": "m", "MD5OfMessageBody": hash})
    };
    json!({"Successful": ids.iter().map(entry).collect::<Vec<_>>(), "Failed": []})
}

#[tokio::test]
async fn a_message_is_grouped_by_certificate_and_known_by_its_id() {
    let batch = [resumed(1), resumed(2)];
    let (sent, requests) = send(&batch, 200, taken(&[0, 1])).await;
    assert_eq!(sent, Ok(()));
    let entry = |place: usize| {
        json!({
            "Id": place.to_string(),
            "MessageBody": batch[place].body().unwrap(),
            "MessageGroupId": batch[place].certificate.to_string(),
            "MessageDeduplicationId": batch[place].id,
        })
    };
    let expected = json!({
        "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/certificates.fifo",
        "Entries": [entry(0), entry(1)],
    });
    assert_eq!(requests, [("AmazonSQS.SendMessageBatch".to_owned(), expected)]);
}

#[tokio::test]
async fn what_the_answer_does_not_name_as_taken_is_not() {
    let batch = [resumed(1), resumed(2), resumed(3)];
    let mut answer = taken(&[1]);
    answer["Failed"] = json!([{"Id": "0", "Code": "InternalError", "SenderFault": false}]);
    let (sent, _) = send(&batch, 200, answer).await;
    assert_eq!(sent, Err(WakeError::NotTaken { messages: 2 }));
}

#[tokio::test]
async fn a_refusal_says_why() {
    let refusal = json!({"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "gone"});
    let (sent, _) = send(&[resumed(1)], 400, refusal).await;
    insta::assert_snapshot!(sent.unwrap_err(), @"the certificates' queue: refused: QueueDoesNotExist: gone");
}

#[tokio::test]
async fn more_than_a_call_takes_is_not_sent() {
    let batch: Vec<Resumed> = (0..11).map(resumed).collect();
    let (sent, requests) = send(&batch, 200, json!({})).await;
    insta::assert_snapshot!(sent.unwrap_err(), @"the certificates' queue: a call has 11 entries, more than 10");
    assert_eq!(requests, []);
}
