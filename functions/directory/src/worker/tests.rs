use std::sync::{Arc, Mutex};

use milepost_alm::LearningObjects;
use milepost_directory::DirectoryTable;
use milepost_domain::directory::{LearningObject, Person, TimeZones};
use milepost_domain::{LoId, Time, UserId};
use milepost_harness::store::Memory;
use milepost_harness::{Fault, Faults, Scenario, deliver, matrix};
use serde_json::{Value, json};

use super::*;

/// An ALM in which user 9 manages everybody, or that fails.
#[derive(Default)]
struct Api {
    failure: Option<AlmError>,
    time_zone: Option<&'static str>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl AlmApi for Api {
    async fn people(&self, ids: &[UserId]) -> Result<Vec<Person>, AlmError> {
        self.asked.lock().unwrap().extend(ids.iter().map(ToString::to_string));
        let person = |id: &UserId| {
            let mut person = Person::new(id.clone());
            person.manager_id = "9".parse().ok();
            person.time_zone = self.time_zone.map(str::to_owned);
            person
        };
        self.failure.clone().map_or(Ok(ids.iter().map(person).collect()), Err)
    }

    async fn learning_objects(&self, ids: &[LoId]) -> Result<LearningObjects, AlmError> {
        self.asked.lock().unwrap().extend(ids.iter().map(ToString::to_string));
        let objects = ids.iter().cloned().map(LearningObject::new).collect();
        let answer = LearningObjects { objects, ..LearningObjects::default() };
        self.failure.clone().map_or(Ok(answer), Err)
    }

    async fn time_zones(&self) -> Result<TimeZones, AlmError> {
        self.asked.lock().unwrap().push("account".to_owned());
        let zones = [("213".to_owned(), "Asia/Kolkata".to_owned())];
        self.failure.clone().map_or(Ok(zones.into_iter().collect()), Err)
    }
}

fn clock() -> Time {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn changed(user: &str) -> Delivery {
    let data = json!({
        "accountId": "1234", "userId": user, "loId": "course:1", "loInstanceId": "course:1_2",
        "eventName": "COURSE_ENROLLMENT", "version": 1, "attempt": 1, "stateFrom": "not_started",
        "stateTo": "enrolled", "progressPercent": 0, "occurredAt": "2026-11-23T12:00:00.000Z",
        "changes": [{"type": "enrolled"}]
    });
    let event = json!({
        "specversion": "1.0", "id": "key", "source": "/milepost/progress", "data": data,
        "type": "milepost.enrollment.changed.v1", "subject": "1234#1#course:1_2",
        "time": "2026-11-23T12:00:00.000Z", "datacontenttype": "application/json"
    });
    delivery(user, &event.to_string())
}

fn delivery(id: &str, body: &str) -> Delivery {
    Delivery { message_id: id.to_owned(), group: None, receive_count: 1, body: body.to_owned() }
}

fn worker(faults: &Faults, api: Api) -> Worker<Api> {
    let table = Memory::with_faults(faults.clone()).table("directory");
    Worker { directory: Directory::new(DirectoryTable::new(table), api, clock) }
}

struct Changes;

impl Scenario for Changes {
    type World = (Faults, Memory);
    /// What is in the table.
    type End = Vec<Value>;

    fn world(&self, faults: Faults) -> Self::World {
        (faults.clone(), Memory::with_faults(faults))
    }

    fn messages(&self) -> Vec<Delivery> {
        vec![changed("1"), changed("2"), changed("1")]
    }

    async fn process(&self, (_, memory): &Self::World, deliveries: &[Delivery], _: u32) -> Failed {
        let table = DirectoryTable::new(memory.table("directory"));
        let worker = Worker { directory: Directory::new(table, Api::default(), clock) };
        deliver(&worker, deliveries, || clock().into()).await
    }

    async fn end(&self, (_, memory): &Self::World) -> Vec<Value> {
        memory.all("directory", "").unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Changes).await, @"5 calls, 25 faults");
}

#[tokio::test]
async fn each_id_is_looked_up_once_with_the_direct_managers() {
    let api = Api::default();
    let asked = Arc::clone(&api.asked);
    let worker = worker(&Faults::default(), api);
    let batch = [changed("1"), changed("2"), changed("1")];
    assert_eq!(deliver(&worker, &batch, || clock().into()).await, Failed::new());
    let outcome = worker.look_up(&wanted::of(&batch).0).await.unwrap();
    assert_eq!((outcome.people, outcome.objects), (2, 1));
    assert_eq!(*asked.lock().unwrap(), ["1", "2", "course:1", "9"]);
}

#[tokio::test]
async fn a_code_of_a_time_zone_is_learnt_once() {
    let api = Api { time_zone: Some("213"), ..Api::default() };
    let asked = Arc::clone(&api.asked);
    let worker = worker(&Faults::default(), api);
    for user in ["1", "2"] {
        assert_eq!(deliver(&worker, &[changed(user)], || clock().into()).await, Failed::new());
    }
    assert_eq!(asked.lock().unwrap().iter().filter(|it| *it == "account").count(), 1);
}

#[tokio::test]
async fn an_unreadable_message_fails_alone() {
    let worker = worker(&Faults::default(), Api::default());
    let failed = deliver(&worker, &[changed("1"), delivery("x", "{}")], || clock().into()).await;
    assert_eq!(failed, Failed::from(["x".to_owned()]));
}

#[tokio::test]
async fn without_alm_no_message_fails() {
    for failure in [AlmError::NoCredentials, AlmError::TimedOut] {
        let api = Api { failure: Some(failure), ..Api::default() };
        let worker = worker(&Faults::default(), api);
        assert_eq!(deliver(&worker, &[changed("1")], || clock().into()).await, Failed::new());
    }
}

#[tokio::test]
async fn without_the_table_all_come_again() {
    let faults = Faults::default();
    faults.fail_next("BatchGetItem", 1, Fault::NotReached);
    let worker = worker(&faults, Api::default());
    assert_eq!(
        deliver(&worker, &[changed("1")], || clock().into()).await,
        Failed::from(["1".to_owned()])
    );
}

#[test]
fn refused_credentials_are_counted_for_the_alarm() {
    let failures = vec![
        AlmError::RefreshTokenRefused { status: 401 },
        AlmError::AccessRefused { status: 403 },
        AlmError::TimedOut,
    ];
    let effort = Effort { requests: 2, unasked: 30, failures };
    let batch = Batch::new(|| clock().into());
    Outcome { people: 200, objects: 20, effort }.count(&batch);
    for (metric, value) in [
        ("PeopleKnown", 200),
        ("LearningObjectsKnown", 20),
        ("AlmRequests", 2),
        ("IdsNotAskedFor", 30),
        ("AlmCredentialsRefused", 2),
    ] {
        assert_eq!(batch.counts()[metric], value, "{metric}");
    }
}
