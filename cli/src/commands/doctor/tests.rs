use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::tests::aws::{Asked, aws};

fn row(level: Level) -> Row {
    Row { subject: "queues", finding: Finding::new(level, "found", "do something") }
}

#[test]
fn the_status_is_that_of_the_worst() {
    assert!(verdict(&[row(Level::Note), row(Level::Ok)]).is_ok());
    let warned = verdict(&[row(Level::Warning), row(Level::Note)]).unwrap_err();
    let failed = verdict(&[row(Level::Problem), row(Level::Warning)]).unwrap_err();
    assert!(matches!((warned, failed), (Error::Warnings(1), Error::Problems(1))));
}

#[test]
fn a_table_shows_what_to_do_below_what_was_found() {
    let rows = [
        ("queues", Finding::problem("events: 1 dead letter", "milepost dlq list events")),
        ("feed", Finding::note("no event yet", "connect ALM: docs/alm.md")),
        ("stack", Finding::ok("UPDATE_COMPLETE")),
    ];
    let rows = rows.map(|(subject, finding)| Row { subject, finding });
    insta::assert_snapshot!(table::findings(&rows).fit_to(Some(60), false), @"
    Level    Looked at  Found, and what to do
    ────────────────────────────────────────────────
    problem  queues     events: 1 dead letter
                        → milepost dlq list events
    note     feed       no event yet
                        → connect ALM: docs/alm.md
    ok       stack      UPDATE_COMPLETE
    ");
    insta::assert_snapshot!(table::summary("milepost", &rows), @"Stack milepost: 1 problem, 0 warnings, 1 note.");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The anchors of a document's headings, as they are made of them.
fn anchors(document: &str) -> Vec<String> {
    let headings =
        document.lines().filter_map(|line| Some(line.strip_prefix('#')?.trim_matches(['#', ' '])));
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-');
    headings
        .map(|text| text.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-"))
        .collect()
}

#[test]
fn what_findings_refer_to_is_in_the_documents() {
    let folder = fs::read_dir(root().join("cli/src/commands/doctor")).unwrap();
    let mut seen = 0;
    for file in folder.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()) {
        for place in file.split("docs/").skip(1) {
            let end = place.find(|it: char| !it.is_ascii_alphanumeric() && !"-.#".contains(it));
            let place = place[..end.unwrap_or(place.len())].trim_end_matches('.');
            let Some((name, anchor)) = place.split_once(".md") else { continue };
            let document = fs::read_to_string(root().join(format!("docs/{name}.md"))).unwrap();
            if let Some(anchor) = anchor.strip_prefix('#') {
                assert!(anchors(&document).iter().any(|it| it == anchor), "{place}");
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

/// As each protocol says it: a query, binary JSON, XML or JSON.
fn denial(asked: &Asked) -> Vec<u8> {
    let xml = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    match asked.uri.path() {
        _ if asked.body.starts_with(b"Action=") => {
            format!("<ErrorResponse>{xml}</ErrorResponse>").into_bytes()
        }
        path if path.contains("Granite") => b"\xa1\x66__type\x75AccessDeniedException".to_vec(),
        path if path.starts_with("/x/") => xml.into(),
        _ => json!({"__type": "AccessDeniedException"}).to_string().into_bytes(),
    }
}

/// Elements with a key and a value each.
fn members(kind: &str, pairs: &[(&str, &str)]) -> String {
    let member = |(key, value): &(&str, &str)| {
        format!("<member><{kind}Key>{key}</{kind}Key><{kind}Value>{value}</{kind}Value></member>")
    };
    let members: String = pairs.iter().map(member).collect();
    format!("<{kind}s>{members}</{kind}s>")
}

fn description() -> Vec<u8> {
    let outputs = [
        "AlarmTopicArn",
        "AlmCredentialsSecretArn",
        "DirectoryTable",
        "EnrollmentsTable",
        "EventsDeadLetterQueueUrl",
        "EventsQueueUrl",
        "HistoryTable",
        "IngestFunction",
        "QuarantineBucket",
        "WebhookSecretArn",
    ];
    let outputs = members("Output", &outputs.map(|key| (key, "x")));
    let parameters = [("AuthMode", "basic"), ("MailFrom", "a@example.com"), ("AlmRegion", "EU")];
    let stack = format!("<member>{outputs}{}</member>", members("Parameter", &parameters));
    let result = format!("<DescribeStacksResult><Stacks>{stack}</Stacks></DescribeStacksResult>");
    format!("<DescribeStacksResponse>{result}</DescribeStacksResponse>").into_bytes()
}

#[tokio::test]
async fn without_rights_each_check_names_the_right_that_it_needs() {
    let config = aws(move |asked| {
        if asked.body.starts_with(b"Action=DescribeStacks") {
            return http::Response::new(description());
        }
        let denied = http::Response::builder().status(403);
        denied.header("smithy-protocol", "rpc-v2-cbor").body(denial(&asked)).unwrap()
    });
    let stack = Stack::find_in(config, "milepost").await.unwrap();
    let now = "2026-11-23T08:00:00Z".parse().unwrap();
    let rows = examine(&Context { stack, now, days: 14, url: None }).await;
    let needed = rows.iter().filter_map(|row| {
        let right = row.finding.found.strip_prefix("not checked: needs the right ")?;
        Some(format!("{}: {right}", row.subject))
    });
    insta::assert_snapshot!(needed.collect::<Vec<_>>().join("\n"), @"
    webhook: secretsmanager:GetSecretValue
    webhook secret: secretsmanager:GetSecretValue
    feed: cloudwatch:GetMetricData
    feed: dynamodb:Scan
    queues: sqs:GetQueueAttributes
    quarantine: s3:ListBucket
    ALM's API: secretsmanager:GetSecretValue
    ALM's API: dynamodb:GetItem
    ALM's API: dynamodb:GetItem
    e-mail: ses:GetAccount
    alarms: cloudwatch:DescribeAlarms
    alarms: sns:ListSubscriptionsByTopic
    concurrency: cloudwatch:GetMetricData
    concurrency: servicequotas:GetServiceQuota
    ");
}
