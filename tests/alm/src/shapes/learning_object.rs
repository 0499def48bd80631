//! A learning object and its instances (ALM developer manual; ALM, July 2023).

use serde_json::{Map, Value, json};

use crate::company::{Instance, LearningObject};
use crate::page::Query;

/// What of a learning object has to be asked for explicitly since July 2023.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The instances themselves, by `include`.
    pub(crate) included: bool,
    /// The relation to them.
    pub(crate) instances: bool,
    /// The catalog labels.
    pub(crate) labels: bool,
}

impl Asked {
    pub(crate) fn of(query: &Query) -> Self {
        let enforced = |field| query.lists("enforcedFields[learningObject]", field);
        let included = query.lists("include", "instances");
        Self {
            included,
            instances: included || enforced("instances"),
            labels: enforced("catalogLabels"),
        }
    }
}

pub(crate) fn learning_object(object: &LearningObject, asked: Asked) -> Value {
    let mut attributes = json!({
        "dateCreated": "2025-01-13T09:00:00.000Z",
        "datePublished": "2025-02-03T09:00:00.000Z",
        "dateUpdated": "2026-10-05T09:00:00.000Z",
        "duration": object.duration,
        "effectiveModifiedDate": "2026-10-05T09:00:00.000Z",
        "enrollmentType": "Self Enroll",
        "loFormat": "Self Paced",
        "loType": object.lo_type,
        "localizedMetadata": object.titles.iter().map(title).collect::<Vec<_>>(),
        "state": object.state,
        "tags": [],
        "unenrollmentAllowed": true,
    });
    if asked.labels {
        let label = |(name, value): &_| json!({"name": name, "values": [value]});
        attributes["catalogLabels"] = object.labels.iter().map(label).collect();
    }
    let mut answer = json!({"id": object.id, "type": "learningObject", "attributes": attributes});
    if asked.instances {
        let link =
            |instance: &Instance| json!({"id": instance.id, "type": "learningObjectInstance"});
        let links: Vec<_> = object.instances.iter().map(link).collect();
        answer["relationships"] = json!({"instances": {"data": links}});
    }
    answer
}

fn title((locale, name): &(&str, String)) -> Value {
    json!({"locale": locale, "name": name, "description": "", "overview": ""})
}

pub(crate) fn instance(instance: &Instance, is_default: bool) -> Value {
    let mut attributes = Map::from_iter([
        ("dateCreated".to_owned(), json!("2025-01-13T09:00:00.000Z")),
        ("isDefault".to_owned(), json!(is_default)),
        ("localizedMetadata".to_owned(), json!([{"locale": "en-US", "name": instance.title}])),
        ("state".to_owned(), json!(instance.state)),
        ("timeZoneCode".to_owned(), json!("213")),
    ]);
    // What is not set is not sent.
    let optional = [
        ("completionDeadline", instance.completion_deadline.as_ref().map(|date| json!(date))),
        ("enrollmentDeadline", instance.enrollment_deadline.as_ref().map(|date| json!(date))),
        ("seatLimit", instance.seat_limit.map(|seats| json!(seats))),
    ];
    let set = optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    attributes.extend(set);
    json!({"id": instance.id, "type": "learningObjectInstance", "attributes": attributes})
}
