//! What is believed of an event, and what is kept for an operator to judge.

use ingest::auth::AuthMode;
use serde_json::{Value, json};

use crate::support::{handler, post, stored};

fn envelope(name: &str, data: &Value) -> String {
    json!({"accountId": 1234, "events": [{"eventName": name, "data": data}]}).to_string()
}

fn completion(user: &Value, has_passed: &Value) -> String {
    let data = json!({"userId": user, "loInstanceId": "course:1_2", "hasPassed": has_passed});
    envelope("COURSE_COMPLETED", &data)
}

#[tokio::test]
async fn a_completion_is_accepted_if_it_says_clearly_whether_it_was_passed() {
    let clear = [json!(0), json!("0"), json!("FAILED"), json!("no"), json!("false "), json!(null)];
    for has_passed in clear {
        let handler = handler(AuthMode::None);
        let (answer, _) = post(&handler, completion(&json!(7), &has_passed)).await;
        assert_eq!((answer, handler.count()), (stored(1, 0), 1), "{has_passed}");
    }
    let handler = handler(AuthMode::None);
    let (answer, _) = post(&handler, completion(&json!(7), &json!("perhaps"))).await;
    assert_eq!((answer, handler.count()), (stored(0, 1), 0));
    assert_eq!(handler.quarantine.reasons(), ["invalid_passed"]);
}

#[tokio::test]
async fn one_learner_in_several_spellings_is_one_event() {
    let handler = handler(AuthMode::None);
    for user in [json!(20_411_227), json!(2.041_122_7e7), json!("2.0411227E7")] {
        let (answer, _) = post(&handler, completion(&user, &json!(true))).await;
        assert_eq!(answer, stored(1, 0), "{user}");
    }
    let messages = handler.taken();
    let places: Vec<_> = messages.iter().map(crate::support::place).collect();
    assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
    let (answer, _) = post(&handler, completion(&json!("2.04E+07"), &json!(true))).await;
    assert_eq!(answer, stored(0, 1), "digits are missing");
    assert_eq!(handler.quarantine.reasons(), ["invalid_id"]);
}

#[tokio::test]
async fn an_unknown_name_is_kept() {
    for name in ["COURSE_ALTERNATE_COMPLETION_REMOVED", "COURSE_ALTERNATE_COMPLETION_WITHDRAWN"] {
        let handler = handler(AuthMode::None);
        let data = json!({"userId": 7, "loInstanceId": "course:1_2"});
        let (answer, _) = post(&handler, envelope(name, &data)).await;
        assert_eq!((answer, handler.count()), (stored(1, 0), 1), "{name}");
    }
}
