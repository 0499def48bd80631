//! Each item against a computation by hand.

use std::collections::BTreeMap;
use std::fs;

use milepost_e2e::stack::root;
use milepost_faults::call::Operation;

use super::*;
use crate::counts::Messages;

fn ingest() -> Counts {
    Counts {
        invocations: 0.1,
        steps: BTreeMap::from([(Operation::SendMessageBatch, 0.1)]),
        http_requests: 0.1,
        sent: Messages { requests: 0.1, messages: 1.0, bytes: 900.0 },
        ..Counts::default()
    }
}

fn progress() -> Counts {
    Counts {
        invocations: 0.2,
        steps: BTreeMap::from([
            (Operation::BatchGetItem, 0.2),
            (Operation::TransactWriteItems, 0.2),
            (Operation::PublishBatch, 0.5),
        ]),
        received: Messages { requests: 0.3, messages: 1.0, bytes: 900.0 },
        published: Messages { requests: 0.25, messages: 0.5, bytes: GB / 1e6 },
        dynamodb: Capacity { read_units: 2.0, write_units: 8.0, stored_bytes: 3.0 * GB / 1e6 },
        ..Counts::default()
    }
}

/// The bill of these counts.
fn made_up() -> Vec<Item> {
    let (ingest, progress) = (ingest(), progress());
    let function = |counts, cpu_us_per_event, log_bytes_per_event| Function {
        counts,
        cpu_us_per_event,
        log_bytes_per_event,
    };
    bill(
        &US_EAST_1,
        &Load {
            ingest: function(&ingest, 100.0, 10.0),
            progress: function(&progress, 300.0, 20.0),
            archive: Archive {
                changes_per_batch: 5.0,
                cpu_us_per_change: 40.0,
                log_bytes_per_change: 6.0,
                firehose_bytes_per_change: 4.0 * GB / 1e6,
            },
        },
    )
}

#[track_caller]
fn assert_near(one: f64, other: f64, name: &str) {
    assert!((one - other).abs() < 1e-9, "{name}: {one} is not {other}");
}

#[test]
fn each_item_is_what_one_computes_by_hand() {
    // 1 ms of CPU at 256 of 1,769 MB is 6.91 ms; with a wait of 8 ms, 15 are billed.
    let ingest_gb_s = 100_000.0 * 0.015 * 0.25;
    // 1.5 ms of CPU is 10.37 ms; 6 and 12 ms, and 2.5 times 15: 65.87 ms.
    let progress_gb_s = 200_000.0 * 0.066 * 0.25;
    // 0.2 ms of CPU is 1.38 ms; with a wait of 25 ms, 27 are billed.
    let archive_gb_s = 100_000.0 * 0.027 * 0.25;
    // 10 + 20 + half of 6, 26 for each of 0.4 invocations, 192 for each of 0.1 requests.
    let log_gb = (33.0 + 10.4 + 19.2) * 1e6 / 1_073_741_824.0;
    let expected = [
        ("API Gateway: HTTP API", 0.1 * 1.0),
        ("Lambda ingest: requests", 0.1 * 0.2),
        ("Lambda ingest: duration", ingest_gb_s * 0.000_013_333_4),
        ("SQS events: send", 0.1 * 0.5),
        ("SQS events: receive and delete", (0.3 + 0.2) * 0.5),
        ("Lambda progress: requests", 0.2 * 0.2),
        ("Lambda progress: duration", progress_gb_s * 0.000_013_333_4),
        ("DynamoDB: reads", 2.0 * 0.125),
        ("DynamoDB: writes", 8.0 * 0.625),
        ("DynamoDB: storage, one month", 3.0 * 0.25),
        ("DynamoDB: recovery, one month", 3.0 * 0.2),
        ("SNS: publish", 0.25 * 0.3),
        ("SNS: published data", 0.017),
        ("SNS: deliveries", 0.5 * 0.01),
        ("SNS: delivered data", 0.001),
        ("SQS archive: send, receive, delete", (0.5 + 0.1 + 0.1) * 0.4),
        ("Lambda archive: requests", 0.1 * 0.2),
        ("Lambda archive: duration", archive_gb_s * 0.000_013_333_4),
        ("Firehose: data", 2.0 * 0.029),
        ("CloudWatch Logs: data", log_gb * 0.5),
    ];
    let items = made_up();
    assert_eq!(items.len(), expected.len());
    for (item, (name, dollars)) in items.iter().zip(expected) {
        assert_eq!(item.name, name);
        assert_near(item.dollars(), dollars, name);
    }
    assert_near(total(&items), expected.iter().map(|(_, dollars)| dollars).sum(), "the total");
}

#[test]
fn nothing_published_is_nothing_archived() {
    assert_near(duration::archive_gb_seconds(0.0, 10.0, 40.0), 0.0, "the archive");
    let counts = Counts { invocations: 1.0, ..Counts::default() };
    assert_near(billed_gb_seconds(&counts, 0.0), 0.0, "nothing done");
}

#[test]
fn the_template_says_the_same_as_the_model() {
    let template = fs::read_to_string(root().join("template.yaml")).unwrap();
    let sizes: Vec<_> = template.lines().filter(|line| line.contains("MemorySize:")).collect();
    assert_eq!(sizes, [format!("    MemorySize: {MEMORY_MB}")], "one size, for all functions");
    let lines = |text: &str| template.lines().filter(|line| line.trim() == text).count();
    let filters = template.lines().filter(|line| line.trim().starts_with("FilterPolicy:"));
    // Those by channel are of the topic of notifications.
    let filtered = filters.filter(|line| !line.contains("channel")).count();
    assert_eq!(lines("TopicArn: !Ref TransitionsTopic") - filtered, 1, "SUBSCRIPTIONS");
    // What all tables share is written once.
    assert_eq!(lines("<<: &Table") + lines("<<: *Table"), lines("Type: AWS::DynamoDB::Table"));
    assert_eq!(lines("PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }"), 1);
    assert_eq!(lines("BillingMode: PAY_PER_REQUEST"), 1);
}
