//! ALM's `learningObject` and `learningObjectInstance`.

use std::collections::{BTreeMap, HashMap};

use milepost_domain::directory::{Instance, LearningObject};
use milepost_domain::{LoId, LoInstanceId, LoType};
use serde_json::Value;

use crate::document::{Document, ResourceObject, count, list, text, time};
use crate::plain;

/// Which learning object each instance belongs to. An instance's id is not asked: its first part
/// need not be the learning object's (ALM usage guide, samples).
pub(crate) type Owners = HashMap<LoInstanceId, LoId>;

/// Reads what ALM says of a learning object.
pub(crate) fn read(lo_id: LoId, object: ResourceObject<'_>) -> LearningObject {
    LearningObject {
        lo_type: text(object.attribute("loType")).map(LoType::from),
        titles: titles(object),
        duration: count(object.attribute("duration")),
        state: text(object.attribute("state")),
        labels: labels(object.attribute("catalogLabels")),
        ..LearningObject::new(lo_id)
    }
}

/// Reads the instances that came with a page, and counts those that cannot be read: they have no
/// id, or nobody's.
pub(crate) fn instances(page: &Document, owners: &Owners) -> (Vec<Instance>, usize) {
    let mut instances = BTreeMap::new();
    let mut unreadable = 0;
    for object in page.included("learningObjectInstance") {
        let id = object.id::<LoInstanceId>();
        match id.and_then(|id| Some((owners.get(&id)?.clone(), id))) {
            Some((owner, id)) => {
                instances.entry(id.clone()).or_insert_with(|| instance(id, owner, object));
            }
            None => unreadable += 1,
        }
    }
    (instances.into_values().collect(), unreadable)
}

fn instance(id: LoInstanceId, owner: LoId, object: ResourceObject<'_>) -> Instance {
    Instance {
        state: text(object.attribute("state")),
        completion_deadline: time(object.attribute("completionDeadline")),
        enrollment_deadline: time(object.attribute("enrollmentDeadline")),
        seat_limit: count(object.attribute("seatLimit")),
        titles: titles(object),
        ..Instance::new(id, owner)
    }
}

/// The name in each locale; else the one name that is there, under the empty text.
fn titles(object: ResourceObject<'_>) -> BTreeMap<String, String> {
    let localized = list(object.attribute("localizedMetadata")).iter();
    let mut titles: BTreeMap<_, _> = localized.filter_map(title).collect();
    if titles.is_empty() {
        titles.extend(name(object.attribute("name")).map(|name| (String::new(), name)));
    }
    titles
}

fn title(metadata: &Value) -> Option<(String, String)> {
    Some((text(&metadata["locale"]).unwrap_or_default(), name(&metadata["name"])?))
}

fn name(value: &Value) -> Option<String> {
    plain(&text(value)?)
}

fn labels(catalog_labels: &Value) -> BTreeMap<String, Vec<String>> {
    let mut labels = BTreeMap::<_, Vec<_>>::new();
    for label in list(catalog_labels) {
        if let Some(name) = text(&label["name"]) {
            labels.entry(name).or_default().extend(list(&label["values"]).iter().filter_map(text));
        }
    }
    labels
}

#[cfg(test)]
mod tests;
