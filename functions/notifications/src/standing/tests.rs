use serde_json::json;

use super::*;

const SAW: &str = "2026-11-08T07:00:00.000Z";
const LATER: &str = "2026-11-22T07:00:00.000Z";

fn notification(trigger: &str) -> Notification {
    let notification = json!({
        "id": "ab".repeat(32), "accountId": "1", "userId": "7", "loInstanceId": "course:1_2",
        "rule": "rule", "trigger": trigger, "cause": "key", "occurredAt": SAW,
        "audience": "manager", "channel": "email", "severity": "info", "template": "stalled",
        "details": {"lastActivityAt": SAW}, "status": "pending", "createdAt": SAW,
    });
    serde_json::from_value(notification).unwrap()
}

fn contradicts(state: &str, last_activity: &str, trigger: &str) -> bool {
    let standing = json!({"state": state, "lastActivityAt": last_activity, "userId": "7"});
    let standing: Standing = serde_json::from_value(standing).unwrap();
    standing.contradicts(&notification(trigger))
}

#[test]
fn a_stall_is_told_while_it_lasts() {
    assert!(!contradicts("stalled", SAW, "stalled"));
    assert!(contradicts("stalled", LATER, "stalled"), "another stall");
    for state in ["in_progress", "completed", "dropped", "enrolled"] {
        assert!(contradicts(state, SAW, "stalled"), "{state}");
    }
}

#[test]
fn who_is_done_is_not_almost_there() {
    for trigger in ["milestone", "started", "enrolled", "reenrolled", "resumed"] {
        assert!(contradicts("completed", LATER, trigger), "{trigger}");
        assert!(contradicts("dropped", LATER, trigger), "{trigger}");
        for state in ["in_progress", "stalled", "enrolled"] {
            assert!(!contradicts(state, LATER, trigger), "{trigger} {state}");
        }
    }
}

#[test]
fn nobody_is_congratulated_on_what_was_taken_back() {
    for trigger in ["completed", "completed_by_alternate", "certificate_issued"] {
        assert!(!contradicts("completed", LATER, trigger), "{trigger}");
        assert!(contradicts("in_progress", LATER, trigger), "{trigger}");
    }
    for trigger in ["failed", "completion_revoked", "dropped", "certificate_revoked"] {
        for state in ["in_progress", "completed", "dropped"] {
            assert!(!contradicts(state, LATER, trigger), "{trigger} {state}");
        }
    }
}

#[test]
fn news_goes_out_as_it_comes_but_for_stalls() {
    assert!(!may_be_outdated(&notification("milestone"), false));
    assert!(may_be_outdated(&notification("milestone"), true));
    assert!(may_be_outdated(&notification("stalled"), false));
}
