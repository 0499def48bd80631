//! People, learning objects, enrollments.

use insta::assert_json_snapshot;
use milepost_alm_stand_in::Company;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::client::{Caller, ids};
use crate::sorted_maps;

#[tokio::test]
async fn people_by_id_come_as_users_without_those_whom_alm_does_not_know() {
    let caller = Caller::new().await;
    let body = caller.json("/users?ids=20411001,4711,20410001&page[limit]=1").await;
    let _sorted = sorted_maps();
    assert_json_snapshot!(body, @r#"
    {
      "data": [
        {
          "attributes": {
            "binUserId": "bin-emp00001",
            "contentLocale": "pt-BR",
            "email": "ana.souza@example.com",
            "fields": {
              "City": "São Paulo",
              "Languages": [
                "pt-BR",
                "en-US"
              ]
            },
            "gamificationEnabled": true,
            "lastLoginDate": "2026-11-12T07:30:00.000Z",
            "metadata": {},
            "name": "Ana Souza",
            "pointsEarned": 0,
            "pointsRedeemed": 0,
            "profile": "Employee",
            "roles": [
              "Learner",
              "Manager"
            ],
            "state": "ACTIVE",
            "timeZoneCode": "127",
            "uiLocale": "pt-BR",
            "userType": "Internal",
            "userUniqueId": "emp00001"
          },
          "id": "20410001",
          "relationships": {
            "account": {
              "data": {
                "id": "1234",
                "type": "account"
              }
            }
          },
          "type": "user"
        }
      ],
      "links": {
        "next": "ALM/primeapi/v2/users?ids=20411001%2C4711%2C20410001&page%5Blimit%5D=1&page%5Bcursor%5D=MjA0MTAwMDE",
        "self": "ALM/primeapi/v2/users"
      }
    }
    "#);
    let next = body["links"]["next"].as_str().unwrap().replace("ALM", caller.alm.url());
    let body = caller.json_of(caller.authorized(caller.http.get(next))).await;
    assert_eq!(ids(&body), ["20411001"]);
    assert_eq!(body["links"]["next"], Value::Null);
}

#[tokio::test]
async fn a_person_comes_with_the_manager_if_asked() {
    let caller = Caller::new().await;
    let body = caller.json("/users/20411002?include=manager").await;
    assert_eq!(body["data"]["relationships"]["manager"]["data"]["id"], "20410102");
    assert_eq!(body["included"][0]["id"], "20410102");
    let body = caller.json("/users/20411002").await;
    assert_eq!(body.get("included"), None);
}

#[tokio::test]
async fn who_has_no_manager_has_no_relation_to_one() {
    let caller = Caller::new().await;
    let body = caller.json("/users?ids=20410001,20411077&include=manager").await;
    for person in body["data"].as_array().unwrap() {
        assert_eq!(person["relationships"].get("manager"), None);
    }
    assert_eq!(body["included"], Value::Array(vec![]));
}

#[tokio::test]
async fn people_are_found_by_address_and_deleted_ones_are_marked() {
    let caller = Caller::new().await;
    let company = Company::default();
    let deleted = company.people().iter().find(|person| person.deleted).unwrap();
    let body = caller.json(&format!("/users?ids=email:{}", deleted.email)).await;
    assert_eq!(ids(&body), [deleted.id.as_str()]);
    assert_eq!(body["data"][0]["attributes"]["state"], "DELETED");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of them are the answer")]
async fn learning_objects_come_with_instances_and_labels_if_asked() {
    let caller = Caller::new().await;
    let asked = "include=instances&enforcedFields[learningObject]=instances,catalogLabels";
    let body = caller.json(&format!("/learningObjects?ids=course:7542091&{asked}")).await;
    let _sorted = sorted_maps();
    assert_json_snapshot!(body, @r#"
    {
      "data": [
        {
          "attributes": {
            "catalogLabels": [
              {
                "name": "Compliance",
                "values": [
                  "Data protection"
                ]
              },
              {
                "name": "Department",
                "values": [
                  "All"
                ]
              }
            ],
            "dateCreated": "2025-01-13T09:00:00.000Z",
            "datePublished": "2025-02-03T09:00:00.000Z",
            "dateUpdated": "2026-10-05T09:00:00.000Z",
            "duration": 60,
            "effectiveModifiedDate": "2026-10-05T09:00:00.000Z",
            "enrollmentType": "Self Enroll",
            "loFormat": "Self Paced",
            "loType": "course",
            "localizedMetadata": [
              {
                "description": "",
                "locale": "en-US",
                "name": "Data protection basics",
                "overview": ""
              },
              {
                "description": "",
                "locale": "de-DE",
                "name": "Grundlagen des Datenschutzes",
                "overview": ""
              },
              {
                "description": "",
                "locale": "el-GR",
                "name": "Βασικές αρχές προστασίας δεδομένων",
                "overview": ""
              },
              {
                "description": "",
                "locale": "hi-IN",
                "name": "डेटा सुरक्षा की मूल बातें",
                "overview": ""
              }
            ],
            "state": "Published",
            "tags": [],
            "unenrollmentAllowed": true
          },
          "id": "course:7542091",
          "relationships": {
            "instances": {
              "data": [
                {
                  "id": "course:7542091_10423052",
                  "type": "learningObjectInstance"
                }
              ]
            }
          },
          "type": "learningObject"
        }
      ],
      "included": [
        {
          "attributes": {
            "completionDeadline": "2036-12-02T22:59:00.000Z",
            "dateCreated": "2025-01-13T09:00:00.000Z",
            "enrollmentDeadline": "2036-11-02T22:59:00.000Z",
            "isDefault": true,
            "localizedMetadata": [
              {
                "locale": "en-US",
                "name": "Default instance"
              }
            ],
            "seatLimit": 30,
            "state": "Active",
            "timeZoneCode": "213"
          },
          "id": "course:7542091_10423052",
          "type": "learningObjectInstance"
        }
      ],
      "links": {
        "self": "ALM/primeapi/v2/learningObjects"
      }
    }
    "#);
}

#[tokio::test]
async fn what_is_not_asked_for_is_left_out() {
    let caller = Caller::new().await;
    let body = caller.json("/learningObjects/course%3A7542090").await;
    assert_eq!(body["data"].get("relationships"), None);
    assert_eq!(body["data"]["attributes"].get("catalogLabels"), None);
    assert_eq!(body.get("included"), None);
    let body = caller.json("/learningObjects/course%3A7542090?include=instances").await;
    assert_eq!(body["included"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn learning_objects_are_filtered_by_type() {
    let caller = Caller::new().await;
    let body = caller.json("/learningObjects?filter.loTypes=certification").await;
    assert_eq!(ids(&body).len(), 6);
    assert!(ids(&body).iter().all(|id| id.starts_with("certification:")));
}

#[tokio::test]
async fn an_enrollment_names_learner_object_and_instance() {
    let caller = Caller::new().await;
    let body = caller.json("/users/20411001/enrollments?page[limit]=1").await;
    let _sorted = sorted_maps();
    assert_json_snapshot!(body["data"][0], @r#"
    {
      "attributes": {
        "completionDeadline": "2036-12-02T22:59:00.000Z",
        "dateEnrolled": "2026-11-16T08:00:00.000Z",
        "enrollmentSource": "ADMIN_ENROLL",
        "hasPassed": false,
        "progressPercent": 0,
        "score": 0,
        "state": "ENROLLED"
      },
      "id": "course:7542091_10423052_20411001",
      "relationships": {
        "learner": {
          "data": {
            "id": "20411001",
            "type": "user"
          }
        },
        "learningObject": {
          "data": {
            "id": "course:7542091",
            "type": "learningObject"
          }
        },
        "loInstance": {
          "data": {
            "id": "course:7542091_10423052",
            "type": "learningObjectInstance"
          }
        }
      },
      "type": "learningObjectInstanceEnrollment"
    }
    "#);
}

#[tokio::test]
async fn what_does_not_exist_is_404_and_a_page_that_is_too_large_400() {
    let caller = Caller::new().await;
    for (path, status) in [
        ("/users/4711", 404),
        ("/users/4711/enrollments", 404),
        ("/learningObjects/course%3A1", 404),
        ("/badges", 404),
        ("/users?page[limit]=101", 400),
        ("/users?page[limit]=11&include=manager", 400),
        ("/users?page[offset]=501", 400),
    ] {
        assert_eq!(caller.get(path).await.status(), status, "{path}");
    }
    let body: Value = caller.get("/users?page[limit]=101").await.json().await.unwrap();
    let _sorted = sorted_maps();
    assert_json_snapshot!(body, @r#"
    {
      "source": {
        "info": "page[limit] is at most 100, with include at most 10"
      },
      "status": "BAD_REQUEST",
      "title": "Bad request"
    }
    "#);
}

#[test]
fn pages_of_any_size_give_every_person_once() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let company = Company::default();
    let all: Vec<_> = company.people().iter().map(|person| person.id.clone()).collect();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(24));
    let caller = runtime.block_on(Caller::new());
    let property = |limit| {
        // A walk in small pages takes more requests than an hour has.
        caller.alm.advance(jiff::SignedDuration::from_hours(1));
        prop_assert_eq!(&runtime.block_on(walk(&caller, limit)), &all);
        Ok(())
    };
    runner.run(&(1..=100_usize), property).unwrap();
}

async fn walk(caller: &Caller, limit: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some(caller.url(&format!("/primeapi/v2/users?page[limit]={limit}")));
    while let Some(url) = next {
        let body = caller.json_of(caller.authorized(caller.http.get(url))).await;
        found.extend(ids(&body));
        next = body["links"]["next"].as_str().map(|next| next.replace("ALM", caller.alm.url()));
    }
    found
}
