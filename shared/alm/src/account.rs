//! What ALM's `account` says of time zones.

use milepost_domain::directory::TimeZones;

use crate::document::{ResourceObject, list, text};

/// The codes with an IANA name. ALM documents only that there are `timeZones`; that each has a
/// `timeZoneCode` and a `zoneId` is known from Adobe's reference site for learners.
pub(crate) fn time_zones(account: ResourceObject<'_>) -> TimeZones {
    let zones = list(account.attribute("timeZones")).iter();
    zones.filter_map(|zone| Some((text(&zone["timeZoneCode"])?, text(&zone["zoneId"])?))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;

    #[test]
    fn what_has_a_code_and_a_name_is_read() {
        let zones = json!([
            {"id": "1", "timeZoneCode": "213", "zoneId": "Asia/Kolkata", "utcOffset": 330},
            {"timeZoneCode": 356, "zoneId": "America/Los_Angeles"},
            {"timeZoneCode": "7", "name": "(UTC) Nowhere"},
            "Europe/Berlin",
        ]);
        for (zones, expected) in [(zones, 2), (json!({"a": 1}), 0), (json!(null), 0)] {
            let account = json!({"data": {"id": "1", "attributes": {"timeZones": zones}}});
            let document = Document::read(account.to_string().as_bytes()).unwrap();
            let found = time_zones(document.data().next().unwrap());
            assert_eq!(found.len(), expected);
            let zone = found.zone("356").map(|zone| zone.to_string());
            assert_eq!(zone.as_deref(), (expected > 0).then_some("America/Los_Angeles"));
        }
    }
}
