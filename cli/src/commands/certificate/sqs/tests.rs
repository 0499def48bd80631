use milepost_certificate::CERTIFICATE_REVOCATION_REQUESTED;
use serde_json::{Value, json};

use super::super::fakes::{CALLER, id, time};
use super::*;
use crate::stack::tests::config;
use crate::tests::server::{answer, server};

fn request() -> CloudEvent<Request> {
    let request = Request {
        certificate_id: id(1),
        requested_by: Some(CALLER.to_owned()),
        comment: Some("żle".to_owned()),
    };
    let kind = CERTIFICATE_REVOCATION_REQUESTED;
    request.into_cloud_event(kind, "/milepost/cli", "r-1".to_owned(), time())
}

async fn queue(status: u16, body: &Value) -> (Queue, tokio::task::JoinHandle<Vec<String>>) {
    let (url, server) = server(vec![answer(status, &body.to_string())]).await;
    let config = config(&url);
    let place = Place::of(&config).unwrap();
    (Queue { client: Client::new(&config), url: format!("{url}/1/c.fifo"), place }, server)
}

#[tokio::test]
async fn a_request_is_grouped_by_its_certificate() {
    let body = request().to_body().unwrap();
    assert!(body.is_ascii() && body.contains(r"\u017cle"), "{body}");
    let (queue, server) = queue(200, &json!({"MessageId": "m"})).await;
    queue.send(&request()).await.unwrap();
    let requests = server.await.unwrap();
    let (head, sent) = requests[0].split_once("\r\n\r\n").unwrap();
    assert!(head.contains("AmazonSQS.SendMessage\r\n"), "{head}");
    let mut sent: Value = serde_json::from_str(sent).unwrap();
    sent.as_object_mut().unwrap().remove("QueueUrl");
    let expected = json!({
        "MessageBody": body, "MessageDeduplicationId": "r-1",
        "MessageGroupId": "01010101-0101-4101-8101-010101010101",
    });
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_refusal_is_told() {
    let refusal = json!({"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "gone"});
    let (queue, _server) = queue(400, &refusal).await;
    let error = queue.send(&request()).await.unwrap_err().to_string();
    assert!(error.ends_with("refused the call: QueueDoesNotExist: gone"), "{error}");
}
