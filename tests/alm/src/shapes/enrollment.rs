//! An enrollment (ALM's reference site: models).

use serde_json::{Value, json};

use super::to_one;
use crate::company::{Enrollment, Person};

pub(crate) fn enrollment(person: &Person, enrollment: &Enrollment) -> Value {
    let mut attributes = json!({
        "dateEnrolled": "2026-11-16T08:00:00.000Z",
        "enrollmentSource": "ADMIN_ENROLL",
        "hasPassed": enrollment.state == "COMPLETED",
        "progressPercent": enrollment.progress,
        "score": 0,
        "state": enrollment.state,
    });
    if enrollment.state != "ENROLLED" {
        attributes["dateStarted"] = json!("2026-11-17T08:00:00.000Z");
    }
    if enrollment.state == "COMPLETED" {
        attributes["dateCompleted"] = json!("2026-11-19T15:00:00.000Z");
    }
    if let Some(deadline) = &enrollment.completion_deadline {
        attributes["completionDeadline"] = json!(deadline);
    }
    json!({
        "id": format!("{}_{}", enrollment.lo_instance_id, person.id),
        "type": "learningObjectInstanceEnrollment",
        "attributes": attributes,
        "relationships": {
            "learner": to_one("user", &person.id),
            "learningObject": to_one("learningObject", &enrollment.lo_id),
            "loInstance": to_one("learningObjectInstance", &enrollment.lo_instance_id),
        },
    })
}
