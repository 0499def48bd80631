//! Any body of a webhook: read, split, each event parsed and folded.
#![no_main]

#[path = "../../shared/domain/tests/support/invariants.rs"]
mod invariants;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let _ = invariants::check_body(body);
});
