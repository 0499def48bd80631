use serde_json::json;

use super::*;

fn page(json: &Value) -> Document {
    Document::read(json.to_string().as_bytes()).unwrap()
}

fn object(attributes: &Value) -> LearningObject {
    let page = page(&json!({"data": {"id": "course:1", "attributes": attributes}}));
    let object = page.data().next().unwrap();
    read(object.id().unwrap(), object)
}

/// The sample of ALM's developer manual.
fn sample() -> Document {
    page(&json!({
        "data": {
            "id": "course:1171899",
            "type": "learningObject",
            "attributes": {
                "loType": "course", "state": "Published",
                "dateCreated": "2026-01-05T09:00:00.000Z", "duration": 60,
                "enrollmentType": "Self Enroll", "loFormat": "Self Paced",
                "unenrollmentAllowed": true, "tags": [],
                "catalogLabels": [{"name": "Department", "values": ["Sales"]}],
                "localizedMetadata": [{"locale": "en-US", "name": "Fire safety"}],
            },
            "relationships": {"instances": {"data": [
                {"id": "course:1171899_2067352", "type": "learningObjectInstance"},
            ]}},
        },
        "included": [{
            "id": "course:1171899_2067352",
            "type": "learningObjectInstance",
            "attributes": {
                "state": "Active", "isDefault": true, "dateCreated": "2026-01-05T09:00:00.000Z",
                "completionDeadline": "2027-01-31T00:00:00.000Z",
                "enrollmentDeadline": "2027-01-15T00:00:00.000Z", "seatLimit": 30,
                "validity": "1y", "timeZoneCode": "356",
                "startDate": "2026-02-01T00:00:00.000Z", "localizedMetadata": [],
            },
        }],
    }))
}

#[test]
fn the_documented_learning_object_is_read() {
    let sample = sample();
    let object = sample.data().next().unwrap();
    insta::assert_json_snapshot!(read(object.id().unwrap(), object), @r#"
    {
      "loId": "course:1171899",
      "loType": "course",
      "titles": {
        "en-US": "Fire safety"
      },
      "duration": 60,
      "state": "Published",
      "labels": {
        "Department": [
          "Sales"
        ]
      }
    }
    "#);
}

#[test]
fn the_documented_instance_is_read() {
    let owner = ("course:1171899_2067352".parse().unwrap(), "course:1171899".parse().unwrap());
    let (instances, unreadable) = instances(&sample(), &Owners::from([owner]));
    assert_eq!(unreadable, 0);
    insta::assert_json_snapshot!(instances, @r#"
    [
      {
        "loInstanceId": "course:1171899_2067352",
        "loId": "course:1171899",
        "state": "Active",
        "completionDeadline": "2027-01-31T00:00:00.000Z",
        "enrollmentDeadline": "2027-01-15T00:00:00.000Z",
        "seatLimit": 30
      }
    ]
    "#);
}

#[test]
fn an_instance_without_id_or_owner_is_counted() {
    let owner = ("course:1_2".parse().unwrap(), "course:1".parse().unwrap());
    let page = page(&json!({"data": [], "included": [
        {"id": "course:1_2", "type": "learningObjectInstance"},
        {"id": "course:1_2", "type": "learningObjectInstance"},
        {"id": "course:1_3", "type": "learningObjectInstance"},
        {"type": "learningObjectInstance"},
        {"id": "badge:1", "type": "badge"},
    ]}));
    let (instances, unreadable) = instances(&page, &Owners::from([owner]));
    let expected = Instance::new("course:1_2".parse().unwrap(), "course:1".parse().unwrap());
    assert_eq!((instances, unreadable), (vec![expected], 2));
}

#[test]
fn titles_are_by_locale_or_the_one_there_is() {
    for (attributes, expected) in [
        (
            json!({"name": "x", "localizedMetadata": [
                {"locale": "de-DE", "name": "Brandschutz"}, {"locale": "fr-FR"}, 7, null,
                {"locale": "ja-JP", "name": "防火", "overview": "…"},
            ]}),
            vec![("de-DE", "Brandschutz"), ("ja-JP", "防火")],
        ),
        (json!({"name": "Fire safety", "localizedMetadata": []}), vec![("", "Fire safety")]),
        (json!({"name": "Fire safety", "localizedMetadata": {}}), vec![("", "Fire safety")]),
        (json!({"localizedMetadata": [{"name": "Fire safety"}]}), vec![("", "Fire safety")]),
        (json!({"name": "<b>Fire</b> &amp; safety"}), vec![("", "Fire & safety")]),
        (json!({"name": null}), vec![]),
    ] {
        let titles = object(&attributes).titles;
        let titles: Vec<_> = titles.iter().map(|(l, t)| (l.as_str(), t.as_str())).collect();
        assert_eq!(titles, expected, "{attributes}");
    }
}

#[test]
fn labels_of_one_name_are_one_label() {
    let labels = object(&json!({"catalogLabels": [
        {"name": "Compliance", "values": ["Safety", 7, null]},
        {"name": "Compliance", "values": ["Law"]},
        {"name": "Empty"},
        {"values": ["nobody's"]},
        "x",
    ]}))
    .labels;
    let expected = [("Compliance", vec!["Safety", "7", "Law"]), ("Empty", vec![])];
    let expected = expected.map(|(name, values)| {
        (name.to_owned(), values.into_iter().map(str::to_owned).collect::<Vec<_>>())
    });
    assert_eq!(labels, BTreeMap::from(expected));
}

#[test]
fn a_learning_object_is_what_is_left_of_it() {
    let left = object(&json!({"loType": [], "duration": "long", "state": null}));
    assert_eq!(left, LearningObject::new("course:1".parse().unwrap()));
    let other = object(&json!({"loType": "learning_program", "duration": "90"}));
    assert_eq!((other.lo_type, other.duration), (Some(LoType::LearningProgram), Some(90)));
}
