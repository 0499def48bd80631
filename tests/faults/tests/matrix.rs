//! A part of the matrix, as CI runs it: every fault at every call, and some of the pairs. The
//! whole is `cargo run -p milepost-faults --bin faults`.

use std::sync::Arc;

use milepost_faults::fault::Fault;
use milepost_faults::matrix::table::Table;
use milepost_faults::matrix::{Breadth, OPERATIONS, Report, Runner, cases};

/// Enough for a machine with two processors: the runs mostly wait.
const AT_A_TIME: usize = 48;

/// Every seventh pair of the first round: the wheel of faults turns from pair to pair, so that
/// seven, no divisor of what it turns by, meets all of them.
const PART: Breadth = Breadth { rounds: 1, every: 7 };

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_nothing_is_lost_and_nothing_doubled() {
    let runner = Arc::new(Runner::new().await);
    let cases = cases(runner.trace(), PART);
    let (mut table, mut wrong) = (Table::default(), Vec::new());
    let tell = |report: Report| {
        if !report.verdict.is_good() {
            wrong.push(format!("{}: {}", report.case, report.verdict.wrong.join("; ")));
        }
        table.enter(&report);
    };
    runner.run_all(cases, AT_A_TIME, tell).await;
    println!("{}\n{}", table.to_markdown(), table.totals);
    assert_eq!(wrong, Vec::<String>::new());
    for operation in OPERATIONS {
        for fault in Fault::ALL {
            let cases = table.cell(fault, operation).map_or(0, |cell| cell.cases);
            assert_eq!(cases > 0, fault.fits(operation), "{fault:?} at {operation}: {cases}");
        }
    }
    let totals = table.totals;
    assert!(totals.deaths > 0 && totals.redriven > 0 && totals.replayed > 0, "{totals}");
    assert!(totals.unreachable * 20 < totals.cases, "too many faults did not strike: {totals}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calm_run_has_all_that_can_go_wrong_in_it() {
    let runner = Runner::new().await;
    let calm = runner.calm();
    assert_eq!(calm.records.len(), 3, "records");
    assert_eq!(calm.acknowledged.len(), 12, "distinct events accepted");
    assert_eq!(calm.history.len(), 12, "and all of them processed");
    assert_eq!(calm.quarantined.len(), 2, "a body and an event in quarantine");
    let changed = calm.history.values().filter(|row| row.message.is_some()).count();
    assert_eq!((changed, calm.messages.len()), (12, 12), "all of them had something to tell");
    let states: Vec<&str> =
        calm.records.values().filter_map(|record| record["state"].as_str()).collect();
    assert_eq!(states, ["completed", "enrolled", "in_progress"]);
    for operation in OPERATIONS {
        let is_called = runner.trace().iter().any(|place| place.operation == operation);
        assert!(is_called, "{operation} is never called");
    }
}
