use std::sync::Mutex;
use std::time::Duration;

use super::*;

/// Fails, panics or hangs at bodies that say so, and remembers the rounds.
#[derive(Default)]
struct Worker {
    rounds: Mutex<Vec<Vec<String>>>,
}

impl WorkMessages for Worker {
    fn name(&self) -> &'static str {
        "worker"
    }

    async fn work(&self, deliveries: &[Delivery], _: &Batch) -> Failed {
        let ids = deliveries.iter().map(|delivery| delivery.message_id.clone()).collect();
        self.rounds.lock().unwrap().push(ids);
        assert!(deliveries.iter().all(|delivery| delivery.body != "panic"), "a bug");
        if deliveries.iter().any(|delivery| delivery.body == "hang") {
            std::future::pending::<()>().await;
        }
        let failing = deliveries.iter().filter(|delivery| delivery.body == "fail");
        failing.map(|delivery| delivery.message_id.clone()).collect()
    }
}

/// (id, group, receive count, body)
type Message = (&'static str, &'static str, u32, &'static str);

fn deliveries(messages: &[Message]) -> Vec<Delivery> {
    let delivery = |(id, group, receive_count, body): &Message| Delivery {
        message_id: (*id).to_owned(),
        group: (!group.is_empty()).then(|| (*group).to_owned()),
        receive_count: *receive_count,
        body: (*body).to_owned(),
    };
    messages.iter().map(delivery).collect()
}

async fn run(messages: &[Message]) -> (Vec<String>, Vec<Vec<String>>) {
    let worker = Worker::default();
    let deadline = Instant::now() + Duration::from_secs(5);
    let batch = Batch::new(Timestamp::now);
    let response = work_batch(deliveries(messages), &worker, &batch, deadline).await;
    let failed =
        response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect();
    (failed, worker.rounds.into_inner().unwrap())
}

#[tokio::test]
async fn a_message_fails_with_the_later_ones_of_its_group() {
    let (failed, rounds) =
        run(&[("1", "a", 1, ""), ("2", "a", 1, "fail"), ("3", "b", 1, ""), ("4", "a", 1, "")])
            .await;
    assert_eq!(failed, ["2", "4"]);
    assert_eq!(rounds, [["1", "2", "3", "4"]]);
}

#[tokio::test]
async fn on_a_standard_queue_a_message_fails_alone() {
    let (failed, _) = run(&[("1", "", 1, "fail"), ("2", "", 1, "")]).await;
    assert_eq!(failed, ["1"]);
}

#[tokio::test]
async fn suspects_come_last_one_at_a_time_and_their_group_waits() {
    let (failed, rounds) =
        run(&[("1", "a", 3, ""), ("2", "b", 1, ""), ("3", "a", 1, ""), ("4", "c", 4, "")]).await;
    assert!(failed.is_empty());
    assert_eq!(rounds, [vec!["2"], vec!["1"], vec!["3"], vec!["4"]]);
}

#[tokio::test]
async fn what_is_behind_a_failed_suspect_is_not_tried() {
    let (failed, rounds) =
        run(&[("1", "a", 3, "fail"), ("2", "a", 3, ""), ("3", "b", 3, "")]).await;
    assert_eq!(failed, ["1", "2"]);
    assert_eq!(rounds, [["1"], ["3"]]);
}

#[tokio::test]
async fn from_the_fourth_receive_on_nobody_waits_for_a_poison_message() {
    let (failed, rounds) =
        run(&[("1", "a", 4, "fail"), ("2", "a", 4, ""), ("3", "a", 1, ""), ("4", "a", 4, "")])
            .await;
    assert_eq!(failed, ["1", "3"], "a newcomer waits on");
    assert_eq!(rounds, [["1"], ["2"], ["4"]]);
}

#[tokio::test]
async fn a_panic_fails_its_round_only() {
    let (failed, _) = run(&[("1", "a", 3, "panic"), ("2", "b", 3, ""), ("3", "c", 1, "")]).await;
    assert_eq!(failed, ["1"]);
}

#[tokio::test(start_paused = true)]
async fn at_the_deadline_the_rest_is_given_back() {
    let (failed, rounds) =
        run(&[("1", "a", 1, ""), ("2", "b", 3, "hang"), ("3", "c", 3, "")]).await;
    assert_eq!(failed, ["2", "3"]);
    assert_eq!(rounds, [["1"], ["2"]]);
}

#[tokio::test]
async fn the_line_names_the_events_that_messages_go_back_to() {
    let body = r#"{"id": "one", "source": "/milepost/progress", "data": {}}"#;
    let batch = Batch::new(Timestamp::now);
    let deliveries = deliveries(&[("1", "", 1, body), ("2", "", 1, "fail")]);
    let deadline = Instant::now() + Duration::from_secs(5);
    work_batch(deliveries, &Worker::default(), &batch, deadline).await;
    batch.trace(["another"]);
    let line = batch.line("worker", 2, &Failed::new(), Duration::ZERO);
    let line: serde_json::Value = serde_json::from_str(&line.to_line(batch.now())).unwrap();
    assert_eq!(line["eventKeys"], serde_json::json!(["another", "one"]));
}
