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
