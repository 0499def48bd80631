//! How long what is known may be used without asking ALM again.

use milepost_domain::Time;

use crate::{Content, Item};

/// People change seldom, and ALM sends no event when they do.
const PERSON_MINUTES: i64 = 24 * 60;
/// Learning objects announce their changes; this is for announcements that got lost.
const OBJECT_MINUTES: i64 = 24 * 60;
/// Time zones hardly change; whatever came of it, ALM is asked once a day.
const TIME_ZONES_MINUTES: i64 = 24 * 60;
/// Who is unknown may have been created a moment ago.
const ABSENT_MINUTES: i64 = 60;

/// Whether an item may be used as it is. `changed` is what events said about it, if anything.
pub(crate) fn is_fresh(item: &Item, changed: Option<&Item>, now: Time) -> bool {
    if let Some(changed) = changed
        && let Content::Changed { deleted } = changed.content
    {
        // Of a deleted object nothing newer will ever be known.
        if deleted && !matches!(item.content, Content::Absent) {
            return true;
        }
        if changed.as_of >= item.as_of {
            return false;
        }
    }
    now < item.as_of.plus_minutes(minutes(&item.content))
}

fn minutes(content: &Content) -> i64 {
    match content {
        Content::Person(_) | Content::Email { .. } => PERSON_MINUTES,
        Content::TimeZones { .. } => TIME_ZONES_MINUTES,
        Content::Absent => ABSENT_MINUTES,
        Content::LearningObject(_)
        | Content::Instance(_)
        | Content::Seats(_)
        | Content::Changed { .. } => OBJECT_MINUTES,
    }
}

#[cfg(test)]
mod tests {
    use milepost_domain::directory::{LearningObject, Person};

    use super::*;
    use crate::item::{changed_key, object_key, person_key};

    fn at(minutes: i64) -> Time {
        Time::from_millis(1_795_000_000_000).unwrap().plus_minutes(minutes)
    }

    fn item(content: Content) -> Item {
        Item::new(person_key(&"1".parse().unwrap()), content, at(0), None, at(0))
    }

    fn object() -> Item {
        let id: milepost_domain::LoId = "course:1".parse().unwrap();
        let content = Content::LearningObject(LearningObject::new(id.clone()));
        Item::new(object_key(&id), content, at(0), None, at(0))
    }

    fn changed(minutes: i64, deleted: bool) -> Item {
        let key = changed_key(&"course:1".parse().unwrap());
        Item::new(key, Content::Changed { deleted }, at(minutes), None, at(minutes))
    }

    #[test]
    fn each_kind_has_its_time_to_live() {
        let person = item(Content::Person(Person::new("1".parse().unwrap())));
        for (item, minutes) in [(person, 1_440), (item(Content::Absent), 60), (object(), 1_440)] {
            assert!(is_fresh(&item, None, at(minutes - 1)), "{item:?}");
            assert!(!is_fresh(&item, None, at(minutes)), "{item:?}");
        }
    }

    #[test]
    fn a_change_makes_what_was_asked_for_before_old() {
        assert!(!is_fresh(&object(), Some(&changed(1, false)), at(2)));
        assert!(!is_fresh(&object(), Some(&changed(0, false)), at(2)), "in the same moment");
        assert!(is_fresh(&object(), Some(&changed(-1, false)), at(2)));
    }

    #[test]
    fn nobody_asks_for_a_deleted_object_that_is_known() {
        assert!(is_fresh(&object(), Some(&changed(1, true)), at(9_999)));
        assert!(!is_fresh(&item(Content::Absent), Some(&changed(1, true)), at(9_999)));
    }
}
