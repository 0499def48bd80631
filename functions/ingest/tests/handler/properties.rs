//! Whatever is posted: no panic, and nothing but 2xx while the ports are up.

use ingest::answer::Answer;
use ingest::auth::AuthMode;
use ingest::request::UnverifiedRequest;
use lambda_http::http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;

use crate::support::{envelope, event, handler, now, post};

/// Posts a body, and checks the answer and that every event is somewhere.
fn check(body: &[u8]) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let handler = handler(AuthMode::None);
    let (answer, report) = runtime.block_on(post(&handler, body));
    prop_assert!(answer.status().is_success(), "{answer:?}");
    prop_assert_eq!(report.body_bytes, body.len());
    if let Answer::Stored { accepted, quarantined } = answer {
        prop_assert!(accepted + quarantined > 0);
        prop_assert!(handler.count() <= accepted);
        prop_assert_eq!(handler.count() == 0, accepted == 0);
        prop_assert_eq!(handler.quarantine.reasons().is_empty(), quarantined == 0);
    }
    Ok(())
}

pub(crate) fn samples() -> Vec<Vec<u8>> {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/domain/tests/samples");
    let folders = ["iso", "misc"].map(|folder| std::fs::read_dir(format!("{samples}/{folder}")));
    let files = folders.into_iter().flat_map(Result::unwrap);
    let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = files.iter().map(|path| std::fs::read(path).unwrap());
    read.chain([envelope(&[event(1), event(2), event(1)]).into_bytes()]).collect()
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let name = prop::sample::select(vec![
        "accountId",
        "events",
        "eventName",
        "event",
        "timestamp",
        "data",
        "userId",
        "loId",
        "loInstanceId",
        "progressPercent",
        "dateStarted",
        "challenge",
        "x",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        prop::sample::select(vec!["COURSE_ENROLLMENT", "LEARNER_PROGRESS", "course:1_2"])
            .prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|members| {
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_bytes(body in prop::collection::vec(any::<u8>(), 0..2_000)) {
        check(&body)?;
    }

    #[test]
    fn any_text(body in any::<String>()) {
        check(body.as_bytes())?;
    }

    #[test]
    fn any_json(body in json()) {
        check(body.to_string().as_bytes())?;
    }

    #[test]
    fn any_event_in_an_envelope(events in prop::collection::vec(json(), 1..6)) {
        let events: Vec<_> = events.iter().map(ToString::to_string).collect();
        check(envelope(&events).as_bytes())?;
    }

    #[test]
    fn samples_with_some_bytes_changed(
        sample in prop::sample::select(samples()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut body = sample;
        for (place, byte) in changes {
            let place = place.index(body.len());
            body[place] = byte;
        }
        if let Some(cut) = cut {
            body.truncate(cut.index(body.len()));
        }
        check(&body)?;
    }

    #[test]
    fn no_header_opens_the_door(value in prop::collection::vec(any::<u8>(), 0..200), is_basic: bool) {
        let Ok(value) = HeaderValue::from_bytes(&value) else { return Ok(()) };
        let prefixed = HeaderValue::from_bytes(&[b"Basic ", value.as_bytes()].concat()).unwrap();
        let value = if is_basic { prefixed } else { value };
        let headers = HeaderMap::from_iter([("authorization".parse().unwrap(), value)]);
        let request = UnverifiedRequest::new(Method::POST, headers, b"{}".to_vec());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let handler = handler(AuthMode::Basic);
        let (answer, _) = runtime.block_on(handler.handle(request, now()));
        prop_assert_eq!(answer, Answer::Unauthorized { basic: true });
    }
}
