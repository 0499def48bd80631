//! `make bench`.

use milepost_bench::cores::Cores;
use milepost_bench::measure::{self, Effort};
use milepost_bench::workload::Workload;
use milepost_bench::{record, start};

fn main() {
    let cores = Cores::divide();
    cores.leave();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let effort = Effort { rounds: 5, turn: std::time::Duration::from_millis(800) };
        for workload in Workload::ALL {
            for tape in record::record(workload, &cores).await {
                let it = measure::compare(&tape, workload.events(), effort, &cores).await;
                println!("{} {} ratio {:.3}\n  {:?}\n  {:?}", tape.function, workload.name(), it.ratio, it.real, it.floor);
                if workload == Workload::Single {
                    println!("{:?}", start::compare(&tape, 15, &cores).await);
                }
            }
        }
    });
}
