//! Reports.

use insta::{assert_json_snapshot, assert_snapshot};
use jiff::SignedDuration;
use milepost_alm_stand_in::{Company, JobShape};
use reqwest::Response;
use serde_json::{Value, json};

use crate::client::Caller;
use crate::sorted_maps;

async fn create(caller: &Caller, job_type: &str) -> Response {
    let body = json!({"data": {"type": "job", "attributes": {
        "description": "nightly", "jobType": job_type, "payload": {},
    }}});
    let request = caller.http.post(caller.url("/primeapi/v2/jobs"));
    caller.authorized(request).json(&body).send().await.unwrap()
}

/// The file of a job of this type.
async fn report(caller: &Caller, job_type: &str) -> String {
    let created: Value = create(caller, job_type).await.json().await.unwrap();
    let id = created["data"]["id"].as_str().unwrap();
    caller.alm.advance(SignedDuration::from_secs(1));
    let done: Value = caller.get(&format!("/jobs/{id}")).await.json().await.unwrap();
    let url = done["data"]["attributes"]["status"]["data"]["s3Url"].as_str().unwrap();
    caller.http.get(url).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn a_job_is_submitted_and_then_completed() {
    let caller = Caller::new().await;
    let created: Value = create(&caller, "generateUsers").await.json().await.unwrap();
    assert_eq!(created["data"]["attributes"]["status"], json!({"code": "Submitted"}));
    caller.alm.advance(SignedDuration::from_secs(1));
    let _sorted = sorted_maps();
    assert_json_snapshot!(caller.json("/jobs/43144").await, @r#"
    {
      "data": {
        "attributes": {
          "dateCompleted": "2026-11-23T12:00:01.000Z",
          "dateCreated": "2026-11-23T12:00:00.000Z",
          "description": "nightly",
          "jobType": "generateUsers",
          "payload": {},
          "status": {
            "code": "Completed",
            "data": {
              "s3Url": "ALM/files/43144.csv?X-Amz-Expires=21600"
            }
          }
        },
        "id": "43144",
        "type": "job"
      },
      "links": {
        "self": "ALM/primeapi/v2/jobs/43144"
      }
    }
    "#);
}

#[tokio::test]
async fn the_newer_shape_says_the_same_in_other_words() {
    let caller = Caller::new().await;
    caller.alm.set_job_shape(JobShape::Text);
    let created: Value = create(&caller, "generateUsers").await.json().await.unwrap();
    assert_eq!(created["data"]["attributes"]["status"], "QUEUED");
    caller.alm.advance(SignedDuration::from_secs(1));
    let _sorted = sorted_maps();
    assert_json_snapshot!(caller.json("/jobs/43144").await["data"]["attributes"], @r#"
    {
      "dateCompleted": "2026-11-23T12:00:01.000Z",
      "dateCreated": "2026-11-23T12:00:00.000Z",
      "description": "nightly",
      "jobType": "generateUsers",
      "payload": {},
      "result": {
        "downloadUrl": "ALM/files/43144.csv?X-Amz-Expires=21600",
        "expiresAt": "2026-11-23T18:00:01.000Z"
      },
      "status": "COMPLETED"
    }
    "#);
}

#[tokio::test]
async fn a_second_job_while_one_runs_and_a_job_of_an_unknown_type_are_refused() {
    let caller = Caller::new().await;
    assert_eq!(create(&caller, "generateUsers").await.status(), 200);
    assert_eq!(create(&caller, "generateUsers").await.status(), 429);
    assert_eq!(create(&caller, "makeCoffee").await.status(), 400);
}

#[tokio::test]
async fn the_user_report_lists_everybody() {
    let caller = Caller::new().await;
    let text = report(&caller, "generateUsers").await;
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let headers = rows.headers().unwrap().clone();
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    let value = |row: &csv::StringRecord, name: &str| {
        row[headers.iter().position(|header| header == name).unwrap()].to_owned()
    };
    let names: Vec<_> = rows.iter().map(|row| value(row, "name")).collect();
    let company = Company::default();
    assert!(company.people().iter().map(|person| &person.name).eq(&names));
    assert!(value(&rows[40], "AF_Address").contains('\n'));
    assert_snapshot!(text.lines().take(3).collect::<Vec<_>>().join("\n"), @r#"
    internalUserID,userEmail,customerDefinedUniqueUserId,name,managerEmail,userType,state,excludedFromGamification,pointsEarned,profile,roles,dateCreated,lastLoginDate,dateDeleted,uiLocale,contentLocale,timeZoneCode,userSource,group,AF_City,AF_Address,metadata,lastSocialActivityDate
    20410001,ana.souza@example.com,emp00001,Ana Souza,,INTERNAL,ACTIVE,false,0,Employee,"Learner,Manager",2024-05-06T08:00:00.000Z,,,pt-BR,pt-BR,127,CSV,"All Learners,All Internal Users",São Paulo,"1 ""Old"" Mill Road
    São Paulo",,
    "#);
}

#[tokio::test]
async fn the_training_report_lists_every_learning_object() {
    let caller = Caller::new().await;
    let text = report(&caller, "generateTrainingReport").await;
    let text = text.strip_prefix('\u{feff}').unwrap();
    assert_eq!(csv::Reader::from_reader(text.as_bytes()).records().count(), 40);
    assert_snapshot!(text.lines().take(2).collect::<Vec<_>>().join("\n"), @r#"
    Catalog Name,Training ID,Training Unique ID,Training Type,Training Name,Embedded Path,Sub Trainings,Modules,Format,Training or Module Duration (mins),Status of Training,Skills,Author,Last Published Date (UTC TimeZone),Last Completed Date (UTC TimeZone),Instructors,Enrollment Count,Started Count,Completion Count,Avg L1 Score,Avg L2 Score,Avg L3 Score,Catalog Labels,Tags,Avg Star Rating,Training Language,Gamification Enabled,Completion Deadline (UTC TimeZone)
    Default Catalog,course:7542090,course-7542090,Course,Fire safety at work,,,,Self Paced,45,Published,,,2025-02-03T09:00:00.000Z,,,0,0,0,,,,"Compliance:Fire safety,Department:All",,,"en-US,de-DE,ja-JP,ar-AE","Default instance:0,Spring 2037, on site:0,2025:0","Default instance:2036-12-01T22:59:00.000Z,Spring 2037, on site:2037-03-01T22:59:00.000Z,2025:2025-12-01T22:59:00.000Z"
    "#);
}

#[tokio::test]
async fn a_file_is_there_for_six_hours_and_not_before_its_job_is_done() {
    let caller = Caller::new().await;
    create(&caller, "generateUsers").await;
    let status =
        async || caller.http.get(caller.url("/files/43144.csv")).send().await.unwrap().status();
    assert_eq!(status().await, 404);
    caller.alm.advance(SignedDuration::from_secs(1));
    assert_eq!(status().await, 200);
    caller.alm.advance(SignedDuration::from_hours(6));
    assert_eq!(status().await, 403);
}
