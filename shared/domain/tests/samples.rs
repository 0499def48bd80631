//! Every payload that Adobe documents, read and remembered: a change of what we make of one
//! shows as a changed snapshot.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::fs;
use std::path::{Path, PathBuf};

use milepost_domain::{AccountId, Enrollment, Event, EventKind, Ignored, Origin, Time, webhook};
use serde_json::{Value, json};

fn samples() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let mut paths: Vec<PathBuf> = ["iso", "misc"]
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

fn events(body: &[u8]) -> Vec<Event> {
    let webhook = webhook::read(body).unwrap();
    let account: AccountId = webhook.account.unwrap();
    webhook
        .events
        .iter()
        .map(|raw| Event::parse(raw.get(), &account, Origin::Webhook).unwrap())
        .collect()
}

fn described(event: &Event) -> Value {
    let received: Time = "2026-12-01T00:00:00Z".parse().unwrap();
    let applied = Enrollment::default().apply(event, received);
    json!({
        "account": event.account, "id": event.id, "name": event.name, "kind": event.kind.as_str(),
        "occurredAt": event.occurred_at, "user": event.user, "lo": event.lo,
        "instance": event.lo_instance, "type": event.lo_type, "details": event.details,
        "key": event.key(), "scope": event.scope().to_string(),
        "onAnEmptyRecord": {
            "decision": applied.decision.as_str(),
            "reason": applied.decision.reason().map(Ignored::as_str),
            "view": applied.after,
            "changes": applied.changes,
        },
    })
}

#[test]
fn every_documented_payload_is_read_as_expected() {
    let samples = samples();
    assert_eq!(samples.len(), 33, "all files of the manifest");
    for (name, body) in samples {
        let described: Vec<Value> = events(&body).iter().map(described).collect();
        // The order of members depends on what else is built.
        insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(name, described) });
    }
}

#[test]
fn every_documented_event_name_is_recognised() {
    let manifest: Value = serde_json::from_str(include_str!("samples/manifest.json")).unwrap();
    for sample in manifest["samples"].as_array().unwrap() {
        let name = sample["event_name"].as_str().unwrap();
        assert_ne!(EventKind::of(name, Origin::Webhook), EventKind::Unrecognised, "{name}");
    }
}

#[test]
fn no_two_documented_events_share_a_key_although_some_share_an_id() {
    // Adobe documents one roll-back in two places, word for word.
    let distinct =
        samples().into_iter().filter(|(name, _)| name != "LEARNING_PATH_COMPLETION_ROLLBACK.2");
    let mut keys: Vec<_> =
        distinct.flat_map(|(_, body)| events(&body)).map(|event| event.key()).collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all);
}
