//! The bill of what was measured.

use crate::cost::{Archive, Function, Load, US_EAST_1, bill, table};
use crate::run::{Measured, Run};
use crate::workload::Workload;

/// What a million events cost: alone, and ten of ten learners together.
pub fn bill_table(run: &Run) -> String {
    let bill = |workload| bill(&US_EAST_1, &load(run, workload));
    table(&bill(Workload::Single), &bill(Workload::TenRecords))
}

fn load(run: &Run, workload: Workload) -> Load<'_> {
    let measured = |function| &run.measured[&(function, workload)];
    let archive: &Measured = measured("archive");
    let changes_per_event = measured("progress").counts.published.messages;
    let real = archive.compared.real;
    Load {
        ingest: function(measured("ingest")),
        progress: function(measured("progress")),
        archive: Archive {
            changes_per_batch: changes_per_event / archive.counts.invocations,
            cpu_us_per_change: real.cpu_us_per_event / changes_per_event,
            log_bytes_per_change: real.log_bytes_per_event / changes_per_event,
            firehose_bytes_per_change: archive.counts.archived_bytes / changes_per_event,
        },
    }
}

fn function(measured: &Measured) -> Function<'_> {
    let real = measured.compared.real;
    Function {
        counts: &measured.counts,
        cpu_us_per_event: real.cpu_us_per_event,
        log_bytes_per_event: real.log_bytes_per_event,
    }
}
