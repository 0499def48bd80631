use jiff::civil::date;
use serde_json::json;

use super::*;

/// Completed at eight in the evening of 19 November in Auckland.
fn printed() -> Snapshot {
    let completed_at = "2025-11-19T07:00:00.000Z";
    serde_json::from_value(json!({"timeZone": "Pacific/Auckland", "completedAt": completed_at}))
        .unwrap()
}

#[test]
fn a_renewal_is_on_the_day_that_was_asked_for_in_the_learners_zone() {
    // It is the morning of 24 November there.
    let (old, now) = (printed(), "2026-11-23T20:00:00Z".parse().unwrap());
    let day = |asked| renewed_at(&old, asked, now).map(|time| old.day(time).date);
    for asked in [date(2025, 11, 19), date(2026, 3, 4), date(2026, 11, 24)] {
        assert_eq!(day(asked), Some(asked));
    }
    assert_eq!(renewed_at(&old, date(2025, 11, 19), now), Some(old.completed_at), "not before it");
    assert_eq!(renewed_at(&old, date(2026, 11, 24), now), Some(now), "noon is still to come");
    assert_eq!([date(2025, 11, 18), date(2026, 11, 25)].map(day), [None, None]);
}
