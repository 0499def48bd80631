use milepost_directory::Source;
use milepost_directory::item::person_key;
use milepost_domain::directory::{LearningObject, Person};
use serde_json::json;

use super::*;

pub(crate) fn time() -> Time {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// A person's item; without a name if it is empty.
pub(crate) fn person(id: &str, name: &str) -> Item {
    let mut person = Person::new(id.parse().unwrap());
    person.name = Some(name.to_owned()).filter(|name| !name.is_empty());
    person.email = Some("ana@example.com".to_owned());
    Item::of_person(person, time(), Source::Report, time()).remove(0)
}

/// A learning object's item; without a title if it is empty.
pub(crate) fn object(id: &str, title: &str) -> Item {
    let mut object = LearningObject::new(id.parse().unwrap());
    if !title.is_empty() {
        object.titles.insert("en-US".to_owned(), title.to_owned());
    }
    Item::of_object(object, time(), Source::Api, time())
}

/// The record of a write, as DynamoDB Streams makes it.
pub(crate) fn record(number: usize, item: &Item) -> Value {
    let image: serde_dynamo::Item = serde_dynamo::to_item(item).unwrap();
    json!({
        "eventID": format!("e-{number}"),
        "eventName": "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-west-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_490_583.0,
            "Keys": {"pk": {"S": item.pk}, "sk": {"S": item.sk}},
            "NewImage": image,
            "SequenceNumber": number.to_string(),
            "SizeBytes": 100,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": "arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/s",
    })
}

/// A batch of the writes of these items.
pub(crate) fn batch<'a>(items: impl IntoIterator<Item = &'a Item>) -> StreamEvent {
    let records = (1..).zip(items).map(|(number, item)| record(number, item));
    StreamEvent { records: records.collect() }
}

fn learnt(item: &Item) -> Option<Awaited> {
    Record::read(&record(1, item)).unwrap().learnt.map(|learnt| learnt.awaited)
}

#[test]
fn an_event_is_read_as_lambda_hands_it_over() {
    // As delivered on the local stack.
    let event: StreamEvent = serde_json::from_str(
        r#"{"Records": [{"eventID": "39ee464b", "eventName": "INSERT", "eventVersion": "1.1",
            "eventSource": "aws:dynamodb", "awsRegion": "us-east-1", "dynamodb": {
            "ApproximateCreationDateTime": 1795490583,
            "Keys": {"pk": {"S": "person#1"}, "sk": {"S": "content"}},
            "SequenceNumber": "000000017954905837530000000001", "SizeBytes": 0,
            "StreamViewType": "NEW_IMAGE", "NewImage": {
                "pk": {"S": "person#1"}, "sk": {"S": "content"},
                "content": {"M": {"kind": {"S": "person"}, "userId": {"S": "1"},
                    "name": {"S": "Ana Ünïcode"}, "state": {"S": "active"}}},
                "asOf": {"S": "2026-11-23T08:00:00.000Z"}, "source": {"S": "api"},
                "expiresAt": {"N": "1798000000"}}},
            "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s"}]}"#,
    )
    .unwrap();
    let expected = Record {
        event_id: "39ee464b".to_owned(),
        sequence_number: "000000017954905837530000000001".to_owned(),
        learnt: Some(Learnt { awaited: Awaited::Person("1".parse().unwrap()), as_of: time() }),
    };
    assert_eq!(Record::read(&event.records[0]), Ok(expected));
}

#[test]
fn only_a_name_and_a_title_are_waited_for() {
    assert_eq!(learnt(&person("1", "Ana")), Some(Awaited::Person("1".parse().unwrap())));
    assert_eq!(
        learnt(&object("course:1", "T")),
        Some(Awaited::Object("course:1".parse().unwrap()))
    );
    for nothing in ["", "  "] {
        assert_eq!(learnt(&person("1", nothing)), None);
        assert_eq!(learnt(&object("course:1", nothing)), None);
    }
    for content in [
        Content::Absent,
        Content::Changed { deleted: false },
        Content::Email { user_id: "1".parse().unwrap() },
    ] {
        let item = Item::new(person_key(&"1".parse().unwrap()), content, time(), None, time());
        assert_eq!(learnt(&item), None, "{item:?}");
    }
}

#[test]
fn what_is_deleted_wakes_nobody() {
    let mut record = record(1, &person("1", "Ana"));
    record["eventName"] = json!("REMOVE");
    record["dynamodb"].as_object_mut().unwrap().remove("NewImage");
    assert_eq!(Record::read(&record).unwrap().learnt, None);
}

#[test]
fn what_is_no_record_of_ours_is_unreadable() {
    let good = record(1, &person("1", "Ana"));
    for (pointer, value) in [
        ("/eventID", Value::Null),
        ("/eventName", json!("TRUNCATE")),
        ("/dynamodb", json!("none")),
        ("/dynamodb/SequenceNumber", json!(7)),
        ("/dynamodb/NewImage", Value::Null),
        ("/dynamodb/NewImage/pk", json!({"X": "person#1"})),
        ("/dynamodb/NewImage/content/M/kind", json!({"S": "planet"})),
        ("/dynamodb/NewImage/asOf", json!({"S": "yesterday"})),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        assert_eq!(Record::read(&bad), Err(Unreadable), "{pointer}");
    }
}

#[test]
fn the_answer_is_what_lambda_reads() {
    let answer = |number: Option<&str>| {
        let response = StreamResponse::back_to(number.map(str::to_owned));
        serde_json::to_value(response).unwrap()
    };
    assert_eq!(answer(None), json!({"batchItemFailures": []}));
    assert_eq!(answer(Some("17")), json!({"batchItemFailures": [{"itemIdentifier": "17"}]}));
}
