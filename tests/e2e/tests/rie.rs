//! Every file of `events/` through AWS's own runtime interface emulator, the one that
//! `sam local invoke` uses, with the functions and the deployed stack's
//! tables, queue, topic and stream behind them. A new function needs no test here: its payloads
//! are found.

#[path = "rie/changes.rs"]
mod changes;
#[path = "rie/delivery.rs"]
mod delivery;
#[path = "rie/formats.rs"]
mod formats;
#[path = "rie/play.rs"]
mod play;

use milepost_e2e::build::Build;
use milepost_e2e::payloads;
use milepost_e2e::stack::Stack;

#[tokio::test]
async fn every_payload_gets_its_answer() {
    let stack = Stack::shared();
    let mut wrong = Vec::new();
    for function in &Build::under_test().functions {
        wrong.extend(play::outcome(&stack, &function.name).await.err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_payload_has_its_answer_and_every_answer_its_payload() {
    for function in Build::under_test().functions.iter().map(|it| &it.name) {
        let files = payloads::files(function);
        assert!(!files.is_empty(), "no payloads of {function}");
        assert_eq!(payloads::alone(&files), [""; 0], "of {function}");
    }
}
