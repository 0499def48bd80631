//! Twenty thousand broken payloads and as much noise: no panic, and what is read keeps its
//! promises. The fuzz targets check the same without an end.
#![expect(clippy::unwrap_used, reason = "tests panic")]

#[path = "support/invariants.rs"]
mod invariants;
#[path = "support/mutate.rs"]
mod mutate;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use milepost_domain::{AccountId, Event, Origin};
use mutate::Rng;

const CASES: u64 = 20_000;

fn samples() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/samples/iso", "tests/samples/misc", "../../events/webhooks"];
    let files = folders.iter().flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let mut paths: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Checks a body, and says which one it was if it breaks a promise. Answers the events read.
fn check(case: u64, body: &[u8]) -> usize {
    let checked = catch_unwind(|| invariants::check_body(body).unwrap_or_default());
    checked.unwrap_or_else(|_| panic!("case {case}: {}", String::from_utf8_lossy(body)))
}

#[test]
fn broken_payloads_are_read_or_refused() {
    let samples = samples();
    let read: usize = (0..CASES)
        .map(|case| {
            let mut rng = Rng::new(case);
            let sample = rng.of(&samples).clone();
            check(case, &mutate::mutated(&sample, &mut rng))
        })
        .sum();
    // A mutation that no reader survives would test nothing but the first line of it.
    assert!(read > 4_000, "{read}");
}

#[test]
fn noise_is_refused() {
    for case in 0..CASES {
        check(case, &mutate::noise(&mut Rng::new(case)));
    }
}

/// Found by fuzzing: a JSON reader that rounds made another event of the rewritten number.
#[test]
fn a_number_of_many_digits_is_the_same_event_when_rewritten() {
    for number in
        ["1907.117274146130005880000", "0.1234567890123456789", "8.5e-7", "95.10000000000001"]
    {
        for raw in [
            format!(r#"{{"eventName":"CI_STATS","data":{{"seats":{number}}}}}"#),
            format!(
                r#"{{"eventName":"COURSE_COMPLETED","data":{{"userId":1,"loInstanceId":"course:1_2","score":{number}}}}}"#
            ),
        ] {
            let account = AccountId::default();
            let event = Event::parse(&raw, &account, Origin::Webhook).unwrap();
            invariants::check_event(&raw, &account, &event);
        }
    }
}
