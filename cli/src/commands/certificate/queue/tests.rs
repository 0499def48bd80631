use milepost_certificate::CERTIFICATE_REVOCATION_REQUESTED;
use milepost_scripted_aws::{Requests, json_aws};
use serde_json::{Value, json};

use super::super::tests::{CALLER, id, time};
use super::*;

fn request() -> CloudEvent<Request> {
    let request = Request {
        certificate_id: id(1),
        requested_by: Some(CALLER.to_owned()),
        comment: Some("żle".to_owned()),
        completed_on: None,
    };
    let kind = CERTIFICATE_REVOCATION_REQUESTED;
    request.into_cloud_event(kind, "/milepost/cli", "r-1".to_owned(), time())
}

/// Sends the request to a queue that answers so.
async fn sent(status: u16, body: Value) -> (Result<(), Error>, Requests) {
    let (config, requests) = json_aws([(status, body)]);
    let place = Place::of(&config).unwrap();
    (send(&config, &place, "https://sqs/1/c.fifo", &request()).await, requests)
}

#[tokio::test]
async fn a_request_is_grouped_by_its_certificate() {
    let body = request().to_body().unwrap();
    assert!(body.is_ascii() && body.contains(r"\u017cle"), "{body}");
    let (outcome, requests) = sent(200, json!({"MessageId": "m"})).await;
    outcome.unwrap();
    let (target, sent) = requests.calls().remove(0);
    assert_eq!(target, "AmazonSQS.SendMessage");
    let expected = json!({
        "QueueUrl": "https://sqs/1/c.fifo", "MessageBody": body, "MessageDeduplicationId": "r-1",
        "MessageGroupId": "01010101-0101-4101-8101-010101010101",
    });
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_refusal_is_told() {
    let refusal = json!({"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "gone"});
    let error = sent(400, refusal).await.0.unwrap_err().to_string();
    assert!(error.ends_with("refused the call: QueueDoesNotExist: gone"), "{error}");
}
