use std::time::Duration;

use super::*;

fn line() -> Value {
    let metrics = Metrics::new("ingest")
        .count("EventsAccepted", 3)
        .duration("IngestDuration", Duration::from_micros(12_345))
        .bytes("BodyBytes", 2_048)
        .property("reasons", json!({"not_json": 1}))
        .property("message", "webhook.accepted");
    let now = "2026-01-02T03:04:05.678Z".parse().unwrap();
    serde_json::from_str(&metrics.to_line(now)).unwrap()
}

#[test]
fn the_line_is_as_specified() {
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(line(), @r#"
    {
      "BodyBytes": 2048,
      "EventsAccepted": 3,
      "IngestDuration": 12.345,
      "_aws": {
        "CloudWatchMetrics": [
          {
            "Dimensions": [
              [
                "stack",
                "function"
              ]
            ],
            "Metrics": [
              {
                "Name": "EventsAccepted",
                "Unit": "Count"
              }
            ],
            "Namespace": "Milepost"
          }
        ],
        "Timestamp": 1767323045678
      },
      "function": "ingest",
      "message": "webhook.accepted",
      "reasons": {
        "not_json": 1
      },
      "stack": "none"
    }
    "#);
    });
}

#[test]
fn a_line_without_metrics_tells_cloudwatch_nothing() {
    let metrics = Metrics::new("archive").count("EventsAccepted", 3).count("ChangesArchived", 2);
    let line: Value = serde_json::from_str(&metrics.to_line(Timestamp::UNIX_EPOCH)).unwrap();
    assert_eq!((&line["_aws"], &line["EventsAccepted"]), (&Value::Null, &json!(3)));
}

#[test]
fn of_numbers_that_are_zero_only_metrics_are_written() {
    let metrics = Metrics::new("progress").count("EventsUnrecognised", 0).count("EventsIgnored", 0);
    let line: Value = serde_json::from_str(&metrics.to_line(Timestamp::UNIX_EPOCH)).unwrap();
    assert_eq!((&line["EventsUnrecognised"], &line["EventsIgnored"]), (&json!(0), &Value::Null));
}

#[test]
fn it_matches_the_published_schema() {
    let schema = serde_json::from_str(include_str!("emf.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = schema.iter_errors(&line()).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert!(!schema.is_valid(&json!({"EventsAccepted": 3})));
}

#[test]
fn every_metric_and_dimension_has_its_value() {
    let line = line();
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    for metric in directive["Metrics"].as_array().unwrap() {
        assert!(line[metric["Name"].as_str().unwrap()].is_number());
    }
    for (place, value) in ["none", "ingest"].into_iter().enumerate() {
        assert_eq!(line[directive["Dimensions"][0][place].as_str().unwrap()], value);
    }
}

#[test]
fn a_property_hides_no_metric() {
    let metrics = Metrics::new("ingest")
        .count("EventsAccepted", 3)
        .property("EventsAccepted", "none")
        .property("function", "other")
        .property("_aws", 1);
    let line: Value = serde_json::from_str(&metrics.to_line(Timestamp::UNIX_EPOCH)).unwrap();
    assert_eq!((&line["EventsAccepted"], &line["function"]), (&json!(3), &json!("ingest")));
    assert!(line["_aws"].is_object());
}

#[test]
fn a_line_break_stays_inside_the_line() {
    let metrics = Metrics::new("ingest").property("reason", "one\ntwo\r\u{2028}");
    assert_eq!(metrics.to_line(Timestamp::UNIX_EPOCH).lines().count(), 1);
}
