//! A small chaos run; `cargo run -p milepost-faults --bin chaos` is the large one.

use milepost_faults::chaos::{Settings, run};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_doubled_or_told_when_everything_goes_wrong() {
    let settings = Settings {
        events: 600,
        records: 60,
        seed: 7,
        fault_rate: 0.05,
        kills: 2,
        cut_seconds: 5,
        batch: 20,
        rate: 100.0,
        duplicate: 0.1,
        shuffle: false,
        baseline: None,
        markdown: None,
    };
    let report = run(&settings).await;
    println!("{report}");
    assert_eq!(report.failures(), Vec::<String>::new(), "{:?}", report.differing);
    assert!(report.tally.total_faults() > 0 && report.tally.total_deaths() > 0);
    assert_eq!((report.accounts.acknowledged, report.accounts.in_history), (600, 600));
    assert_eq!(report.records, 60);
}
