use serde_json::{Value, json};

use crate::company::{ACCOUNT, TIME_ZONES};

/// The account, as far as its time zones (Adobe's reference site for learners has the fields).
pub(crate) fn account() -> Value {
    let zone = |(code, zone): (&str, &str)| json!({"timeZoneCode": code, "zoneId": zone});
    let zones: Vec<Value> = TIME_ZONES.map(zone).into();
    json!({"id": ACCOUNT, "type": "account", "attributes": {"timeZones": zones}})
}
