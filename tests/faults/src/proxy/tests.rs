//! The AWS SDK itself reads the answers.

mod aws;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws::{Aws, Script, calls};

use super::{Forward, Proxy};
use crate::call::Operation;
use crate::fault::Fault;

use Operation::{
    BatchGetItem, GetSecretValue, PublishBatch, PutItem, PutObject, PutRecordBatch,
    SendMessageBatch, TransactWriteItems,
};

/// AWS behind a proxy to whose first attempts this happens.
fn behind(fault: Option<Fault>) -> (Proxy, Aws, Arc<Script>) {
    let (aws, script) = (Aws::default(), Arc::new(Script::new(fault)));
    (Proxy::start(aws.clone(), Arc::clone(&script)), aws, script)
}

#[tokio::test]
async fn every_refusal_has_its_name_and_is_tried_again() {
    for (operation, server_error, throttled) in [
        (GetSecretValue, "InternalServiceError", "ThrottlingException"),
        (SendMessageBatch, "InternalFailure", "RequestThrottled"),
        (PutObject, "InternalError", "SlowDown"),
        (BatchGetItem, "InternalServerError", "ProvisionedThroughputExceededException"),
        (TransactWriteItems, "InternalServerError", "ThrottlingException"),
        (PutItem, "InternalServerError", "ThrottlingException"),
        (PublishBatch, "InternalError", "Throttling"),
        (PutRecordBatch, "InternalFailure", "ServiceUnavailableException"),
    ] {
        for (fault, code) in [(Fault::ServerError, server_error), (Fault::Throttled, throttled)] {
            let (proxy, aws, _script) = behind(Some(fault));
            let once = aws::call(operation, &proxy.url(), 1).await;
            assert_eq!(once.unwrap_err().as_deref(), Some(code), "{operation}, {fault:?}");
            assert_eq!(aws.bodies(), Vec::<String>::new(), "{operation}: nothing is done");
            aws::call(operation, &proxy.url(), 2).await.unwrap();
            assert_eq!(aws.bodies().len(), 1, "{operation}, {fault:?}: the second attempt");
        }
    }
}

#[tokio::test]
async fn a_cancelled_transaction_names_the_first_item() {
    for (fault, code) in [
        (Fault::ConditionFailed, "ConditionalCheckFailed"),
        (Fault::Conflict, "TransactionConflict"),
    ] {
        let (proxy, aws, _script) = behind(Some(fault));
        assert_eq!(calls::cancellation(&proxy.url()).await, [code, "None"]);
        assert_eq!(aws.bodies(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn of_three_messages_to_sqs_two_arrive_and_the_answer_says_so() {
    let (proxy, aws, _script) = behind(Some(Fault::Partial));
    let (sent, failed) = calls::send(&proxy.url(), 3).await;
    assert_eq!((sent, failed), (vec!["0", "2"].map_str(), vec![("1".to_owned(), false)]));
    assert_eq!(aws.entries("Entries"), [2]);
    let (sent, failed) = calls::send(&proxy.url(), 1).await;
    assert_eq!((sent, failed), (vec![], vec![("0".to_owned(), false)]));
    assert_eq!(aws.entries("Entries"), [2], "nothing of a single one");
}

#[tokio::test]
async fn one_message_is_the_senders_fault() {
    let (proxy, aws, _script) = behind(Some(Fault::SenderFault));
    let (sent, failed) = calls::send(&proxy.url(), 3).await;
    assert_eq!((sent, failed), (vec!["1", "2"].map_str(), vec![("0".to_owned(), true)]));
    assert_eq!(aws.entries("Entries"), [2]);
}

#[tokio::test]
async fn keys_are_left_unprocessed_across_tables() {
    let (proxy, aws, _script) = behind(Some(Fault::Partial));
    assert_eq!(calls::unprocessed(&proxy.url(), 1, 2).await, [("history".to_owned(), 1)]);
    assert_eq!(calls::unprocessed(&proxy.url(), 0, 1).await, [("history".to_owned(), 1)]);
    assert_eq!(aws.bodies().len(), 1, "nothing of a single one");
    assert_eq!(aws.tables(), [("enrollments".to_owned(), 1), ("history".to_owned(), 1)]);
}

#[tokio::test]
async fn messages_to_sns_are_renumbered() {
    let (proxy, aws, _script) = behind(Some(Fault::Partial));
    assert_eq!(calls::publish(&proxy.url(), 4).await, ["1", "3"]);
    let form = &aws.bodies()[0];
    let entries: Vec<_> = form.split('&').filter(|field| field.contains(".Id=")).collect();
    let entry = "PublishBatchRequestEntries.member.";
    assert_eq!(entries, [format!("{entry}1.Id=0"), format!("{entry}2.Id=2")]);
    assert_eq!(calls::publish(&proxy.url(), 1).await, ["0"]);
    assert_eq!(aws.bodies().len(), 1, "nothing of a single one");
}

#[tokio::test]
async fn refused_records_stand_at_their_places() {
    let (proxy, aws, _script) = behind(Some(Fault::Partial));
    assert_eq!(calls::put(&proxy.url(), 4).await, [false, true, false, true]);
    assert_eq!(calls::put(&proxy.url(), 1).await, [true]);
    assert_eq!(aws.entries("Records"), [2]);
}

#[tokio::test]
async fn a_call_without_an_answer_is_done_or_not() {
    for (fault, done, kills) in [
        (Fault::LostAnswer, 1, 0),
        (Fault::Silence, 1, 0),
        (Fault::DeathBefore, 0, 1),
        (Fault::DeathAfter, 1, 1),
    ] {
        let (proxy, aws, script) = behind(Some(fault));
        let answer = aws::call(GetSecretValue, &proxy.url(), 1).await;
        assert_eq!(answer, Err(None), "{fault:?}: no code, since no answer");
        assert_eq!(aws.bodies().len(), done, "{fault:?}");
        assert_eq!(script.kills.load(Ordering::SeqCst), kills, "{fault:?}");
    }
}

#[tokio::test]
async fn a_cut_ends_new_connections_and_old_ones() {
    let (proxy, aws, _script) = behind(None);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let post = || client.post(proxy.url()).header("x-amz-target", "a.GetSecretValue").send();
    assert!(post().await.is_ok());
    proxy.cut().set(true);
    assert!(post().await.is_err(), "on the connection that there is");
    assert!(post().await.is_err(), "on a new one");
    proxy.cut().set(false);
    assert!(post().await.is_ok());
    assert_eq!(aws.bodies().len(), 2);
}

#[tokio::test]
async fn what_is_forwarded_arrives_as_it_was() {
    let (behind, aws, _script) = behind(None);
    let forward = Forward::default();
    let proxy = Proxy::start(forward.clone(), Arc::new(Script::new(None)));
    assert_eq!(aws::call(GetSecretValue, &proxy.url(), 1).await, Err(None), "503, not connected");
    forward.connect(&behind.url());
    for operation in [PutObject, SendMessageBatch, PublishBatch] {
        aws::call(operation, &proxy.url(), 1).await.unwrap();
    }
    let seen = aws.requests();
    assert_eq!(seen[0].0.uri, "/bucket/a%20key?x-id=PutObject");
    assert!(seen.iter().all(|(parts, _)| parts.headers.contains_key("authorization")));
    assert!(seen.iter().all(|(parts, _)| parts.headers["host"] == proxy.url()[7..]), "signed");
    assert!(
        tokio::time::timeout(std::time::Duration::from_secs(5), calls::send(&proxy.url(), 2))
            .await
            .is_ok()
    );
}

/// Texts from literals.
trait MapStr {
    fn map_str(self) -> Vec<String>;
}

impl MapStr for Vec<&str> {
    fn map_str(self) -> Vec<String> {
        self.into_iter().map(str::to_owned).collect()
    }
}
