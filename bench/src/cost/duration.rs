//! How long Lambda bills an invocation for.
//!
//! The CPU time was measured on a whole core; Lambda gives a function a share of one, so it takes
//! longer there. The waits for AWS cannot be measured without AWS: they are assumptions.

use milepost_faults::call::Operation;

use crate::counts::Counts;

/// The functions' memory in the template, in MB.
pub const MEMORY_MB: f64 = 256.0;
/// AWS Lambda developer guide, "Configure Lambda function memory": with so much memory, in MB, a
/// function has one vCPU, and with less a share in proportion.
const MEMORY_MB_OF_A_VCPU: f64 = 1769.0;
const MB_PER_GB: f64 = 1024.0;

/// A batch of ten messages onto a FIFO queue, in milliseconds. An assumption, as all that follow.
const SEND_MS: f64 = 8.0;
/// A consistent read of up to 20 small items.
const READ_MS: f64 = 6.0;
/// A transaction: two phases.
const TRANSACTION_MS: f64 = 12.0;
/// A conditional write of one small item.
const WRITE_MS: f64 = 6.0;
/// A publication to a FIFO topic.
const PUBLISH_MS: f64 = 15.0;
/// A batch of records to Firehose, which keeps three copies before it answers.
const ARCHIVE_MS: f64 = 25.0;
/// An object to S3.
const OBJECT_MS: f64 = 30.0;
/// A secret, when the cache of it has expired.
const SECRET_MS: f64 = 10.0;

/// How long a call to AWS in the same region takes, in milliseconds: what is assumed.
pub const fn wait_ms(operation: Operation) -> f64 {
    match operation {
        Operation::SendMessageBatch => SEND_MS,
        Operation::BatchGetItem => READ_MS,
        Operation::TransactWriteItems => TRANSACTION_MS,
        Operation::PutItem => WRITE_MS,
        Operation::PublishBatch => PUBLISH_MS,
        Operation::PutRecordBatch => ARCHIVE_MS,
        Operation::PutObject => OBJECT_MS,
        Operation::GetSecretValue => SECRET_MS,
    }
}

/// GB-seconds of an event: its invocation's CPU time on a share of a vCPU, and one wait for each
/// step of calls, rounded up to whole milliseconds.
pub fn billed_gb_seconds(counts: &Counts, cpu_us_per_event: f64) -> f64 {
    let waits_ms: f64 = counts.steps.iter().map(|(it, steps)| steps * wait_ms(*it)).sum();
    gb_seconds(counts.invocations, cpu_us_per_event, waits_ms)
}

/// GB-seconds of so many changes in the archive: one call for each batch.
pub(super) fn archive_gb_seconds(changes: f64, per_batch: f64, cpu_us_per_change: f64) -> f64 {
    let batches = changes / per_batch;
    gb_seconds(batches, cpu_us_per_change * changes, batches * ARCHIVE_MS)
}

/// GB-seconds of so many invocations (a fraction, for an event), with CPU time and waits of all.
pub fn gb_seconds(invocations: f64, cpu_us: f64, waits_ms: f64) -> f64 {
    if invocations <= 0.0 {
        return 0.0;
    }
    let on_share_ms = cpu_us / 1e3 * (MEMORY_MB_OF_A_VCPU / MEMORY_MB);
    let billed_ms = ((on_share_ms + waits_ms) / invocations).ceil();
    billed_ms / 1e3 * (MEMORY_MB / MB_PER_GB) * invocations
}
