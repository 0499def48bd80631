//! `DynamoDB` bills a transaction by started kilobytes, twice: a row of more than one costs double.

use std::fs;
use std::path::Path;

use milepost_store::item_bytes;

use super::*;

/// The events of the sample webhooks, in the order of the files.
fn samples() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/webhooks");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    let bodies = files.iter().map(|it| serde_json::from_slice(&fs::read(it).unwrap()).unwrap());
    bodies
        .flat_map(|body: Value| body["events"].as_array().cloned().unwrap_or(vec![body]))
        .collect()
}

#[tokio::test]
async fn the_row_of_every_sample_is_below_one_kilobyte() {
    let (world, samples) = (World::default(), samples());
    for events in samples.chunks(10) {
        assert!(run(&world, events).await.is_empty());
    }
    let rows = world.history();
    assert!(rows.len() >= 12 && rows.iter().any(|row| row.published.is_some()));
    for row in rows {
        let bytes = item_bytes(&serde_dynamo::to_item(&row).unwrap());
        assert!(bytes <= 1024, "{} has {bytes} bytes", row.event_name);
    }
}

/// A learner's whole way through a course, in real time and told once more.
fn life() -> Vec<Value> {
    let data = |more: Value| {
        let mut data = json!({
            "userId": 20_411_180, "loId": "course:7542090", "loInstanceId": "course:7542090_10423047",
            "loType": "course", "enrollmentSource": "SELF_ENROLL",
        });
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    let event = |name: &str, time: &str, more: Value| {
        let info = "1795860843000-040366-10488-0";
        json!({"eventId": "f0c7", "eventName": name, "timestamp": time, "eventInfo": info, "data": data(more)})
    };
    let enrolled = json!({"dateEnrolled": "2026-11-20T05:24:00.000Z"});
    let completed = json!({"dateCompleted": "2026-11-22T08:02:00.000Z", "hasPassed": true});
    let progress = [20_u8, 45, 70, 95].into_iter().enumerate().map(|(hour, percent)| {
        let more = json!({"progressPercent": percent, "dateStarted": "2026-11-20T05:30:00.000Z"});
        event("LEARNER_PROGRESS", &format!("2026-11-21T0{hour}:40:03.000Z"), more)
    });
    let mut life = vec![event("COURSE_ENROLLMENT", "2026-11-20T05:24:33.000Z", enrolled)];
    life.extend(progress);
    life.push(event("COURSE_COMPLETED", "2026-11-22T08:02:11.000Z", completed));
    life
}

#[tokio::test]
async fn the_record_of_a_completed_course_is_below_one_kilobyte() {
    let world = World::default();
    assert!(run(&world, &life()).await.is_empty());
    let [record] = &world.enrollments()[..] else { panic!("one record") };
    let bytes = item_bytes(&serde_dynamo::to_item(record).unwrap());
    assert_eq!(record.view.state, State::Completed);
    assert!(bytes <= 1024, "{bytes} bytes");
}
