//! What `catalog` reads: a bulk edit in ALM, object by object or of one of them.

use milepost_contracts::{CatalogChanged, FilterAttributes, group_id};
use milepost_domain::{Event, Origin};
use milepost_faults::aws::{Attribute, Attributes, Published};
use serde_json::{Value, json};

use crate::workload::Workload;

/// The changes of each batch: as many as other functions get events, of one object in the place
/// of one record. No two batches are of the same object: within a millisecond, the second would
/// be refused as no newer.
pub(super) fn batches(workload: Workload) -> Vec<Vec<Published>> {
    let size = workload.events();
    let batch = |batch: usize| -> Vec<Published> {
        let numbers = batch * size..(batch + 1) * size;
        let object = |number| if workload == Workload::OneRecord { batch } else { number };
        numbers.map(|number| change(object(number), number)).collect()
    };
    (0..workload.bodies().len()).map(batch).collect()
}

/// An edit of an object; the number tells events apart.
fn change(object: usize, number: usize) -> Published {
    let raw = json!({
        "eventId": format!("54cb9dd5-61b7-4d4e-ab94-{number:012x}"),
        "eventName": "LEARNING_OBJECT_MODIFICATION",
        "timestamp": 1_794_816_000 + number,
        "eventInfo": "1794986448000-197521-347321-0",
        "data": {"loId": format!("course:{}", 7_542_090 + object), "loType": "course"},
    });
    published(&raw, number)
}

/// As `progress` publishes it.
fn published(raw: &Value, number: usize) -> Published {
    let raw = raw.to_string();
    let account = "1234".parse().expect("an account");
    let event = Event::parse(&raw, &account, Origin::Webhook).expect("an event");
    let occurred_at = event.occurred_at.expect("a time");
    let changed = CatalogChanged::of(&event, &raw, occurred_at).expect("a change");
    let attributes = attributes(changed.filter_attributes());
    let key = event.key().to_string();
    Published {
        message_id: format!("00000000-0000-4000-9000-{number:012}"),
        group: group_id(&event),
        deduplication_id: key.clone(),
        body: changed.into_cloud_event(key).to_body().expect("JSON"),
        attributes,
    }
}

fn attributes(FilterAttributes { changes, account, lo_type }: FilterAttributes) -> Attributes {
    let attribute = |name: &str, data_type: &str, value: String| {
        (name.to_owned(), Attribute { data_type: data_type.to_owned(), value })
    };
    [
        attribute("changes", "String.Array", json!(changes).to_string()),
        attribute("account", "String", account),
        attribute("lo_type", "String", lo_type),
    ]
    .into()
}
