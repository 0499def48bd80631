use super::*;

fn status_of(attributes: &Value) -> Result<JobStatus, AlmError> {
    let job = json!({"data": {"id": "4593", "type": "job", "attributes": attributes}});
    status(job.to_string().as_bytes())
}

#[test]
fn a_job_is_asked_for_as_documented() {
    let payload = json!({"fromDate": "2020-05-05T18:30:00.000Z", "users": "1,3"});
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(request(JobType::LearnerTranscript, &payload), @r#"
        {
          "data": {
            "attributes": {
              "description": "Milepost",
              "jobType": "generateLearnerTranscript",
              "payload": {
                "fromDate": "2020-05-05T18:30:00.000Z",
                "users": "1,3"
              }
            },
            "type": "job"
          }
        }
        "#);
    });
}

#[test]
fn a_job_runs_in_both_shapes() {
    for attributes in [
        json!({"status": {"code": "Submitted"}}),
        json!({"status": {"code": "Something new"}}),
        json!({"status": "QUEUED"}),
        json!({"status": "IN_PROGRESS"}),
        json!({"status": null}),
        json!({}),
    ] {
        assert_eq!(status_of(&attributes), Ok(JobStatus::Running), "{attributes}");
    }
}

#[test]
fn a_finished_job_names_its_file_in_both_shapes() {
    let older = json!({"status": {"code": "Completed", "data": {"s3Url": "https://a.example/1"}}});
    let file = JobFile { url: "https://a.example/1".to_owned(), expires_at: None };
    assert_eq!(status_of(&older), Ok(JobStatus::Finished(file)));
    let newer = json!({"status": "COMPLETED", "result": {
        "downloadUrl": "https://learningmanager.adobe.com/primeapi/v2/jobs/4593/download",
        "expiresAt": "2026-09-24T18:12:41.000+05:30",
    }});
    let Ok(JobStatus::Finished(file)) = status_of(&newer) else { panic!("{newer}") };
    assert_eq!(file.url, "https://learningmanager.adobe.com/primeapi/v2/jobs/4593/download");
    assert_eq!(file.expires_at, "2026-09-24T12:42:41Z".parse().ok());
    assert!(!format!("{file:?}").contains("4593"), "{file:?}");
}

#[test]
fn a_finished_job_without_a_file_is_an_error() {
    for attributes in [json!({"status": "COMPLETED"}), json!({"status": {"code": "Completed"}})] {
        let error = AlmError::Malformed("a finished job without a file");
        assert_eq!(status_of(&attributes), Err(error));
    }
}

#[test]
fn a_failed_job_gives_its_code_and_no_text() {
    for (attributes, reason) in [
        (json!({"status": "FAILED", "error": {"code": "TOO_LARGE", "x": "Ana"}}), "TOO_LARGE"),
        (json!({"status": "FAILED", "error": {"status": "BAD_REQUEST"}}), "BAD_REQUEST"),
        (json!({"status": "FAILED", "error": "OUT_OF_TIME"}), "OUT_OF_TIME"),
        (json!({"status": "FAILED", "error": "ana@example.com is unknown"}), "FAILED"),
        (json!({"status": "FAILED"}), "FAILED"),
        (json!({"status": {"code": "Failed"}}), "FAILED"),
        (json!({"status": {"code": "Error: for ana@example.com"}}), "unknown"),
    ] {
        let failed = AlmError::JobFailed(reason.to_owned());
        assert_eq!(status_of(&attributes), Err(failed), "{attributes}");
    }
}

#[test]
fn a_new_job_has_an_id() {
    assert_eq!(id(br#"{"data": {"id": 4593}}"#).unwrap().as_str(), "4593");
    for body in [r#"{"data": {}}"#, r#"{"data": {"id": ".."}}"#, r#"{"data": []}"#] {
        assert_eq!(id(body.as_bytes()), Err(AlmError::Malformed("a job without an id")), "{body}");
    }
}
