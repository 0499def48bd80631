use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;

use super::*;

/// Fails, panics or hangs at messages that say so, and remembers what it has done.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Consumer for Notes {
    type Message = String;
    type Error = &'static str;

    fn name(&self) -> &'static str {
        "notes"
    }

    fn counts(&self) -> &'static [&'static str] {
        &["Noted", "Never"]
    }

    fn read(&self, body: &str) -> Result<String, &'static str> {
        (body != "unreadable").then(|| body.to_owned()).ok_or("unreadable")
    }

    async fn handle(&self, message: String, context: &Context<'_>) -> Result<(), &'static str> {
        tokio::task::yield_now().await;
        assert_ne!(message, "panic", "a bug");
        match message.as_str() {
            "fail" => return Err("failed"),
            "hang" => std::future::pending().await,
            _ => {}
        }
        self.0.lock().unwrap().push(message);
        context.batch.count("Noted", 1);
        Ok(())
    }
}

/// (id, group, body)
fn deliveries(messages: &[(&str, &str, &str)]) -> Vec<Delivery> {
    let delivery = |(id, group, body): &(&str, &str, &str)| Delivery {
        message_id: (*id).to_owned(),
        group: Some((*group).to_owned()).filter(|group| !group.is_empty()),
        receive_count: 1,
        body: (*body).to_owned(),
    };
    messages.iter().map(delivery).collect()
}

async fn run(messages: &[(&str, &str, &str)]) -> (Vec<String>, Vec<String>, Batch) {
    let (notes, batch) = (Notes::default(), Batch::new(|| Timestamp::UNIX_EPOCH));
    let failed = Each(&notes).work(&deliveries(messages), &batch).await;
    let mut failed: Vec<String> = failed.into_iter().collect();
    failed.sort();
    (failed, notes.0.into_inner().unwrap(), batch)
}

#[tokio::test]
async fn groups_go_on_side_by_side_each_in_its_order() {
    let messages = [("1", "a", "a1"), ("2", "a", "a2"), ("3", "b", "b1"), ("4", "", "c")];
    let (failed, done, batch) = run(&messages).await;
    assert!(failed.is_empty());
    assert_eq!(done, ["a1", "b1", "c", "a2"]);
    assert_eq!(batch.counts(), [("Never", 0), ("Noted", 4)].into());
}

#[tokio::test]
async fn what_is_behind_a_failure_waits_and_others_go_on() {
    for wrong in ["fail", "panic", "unreadable"] {
        let messages = [("1", "a", wrong), ("2", "a", "a2"), ("3", "b", "b1"), ("4", "", "c")];
        let (failed, done, _) = run(&messages).await;
        assert_eq!(failed, ["1", "2"], "{wrong}");
        assert_eq!(done, ["b1", "c"], "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn at_the_deadline_only_what_is_not_done_comes_again() {
    let (notes, batch) = (Notes::default(), Batch::new(|| Timestamp::UNIX_EPOCH));
    let deliveries = deliveries(&[("1", "a", "a1"), ("2", "b", "hang"), ("3", "c", "c1")]);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(5);
    let failed = batch::work_until(&deliveries, &Each(&notes), &batch, deadline).await;
    assert_eq!(failed, Failed::from(["2".to_owned()]));
}
