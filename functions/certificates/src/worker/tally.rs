//! What a batch came to, as metrics. Counted is what the table took: of a message that comes
//! again nothing is written, so nothing is counted twice.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use milepost_certificate::{AuditAction, Status};
use milepost_runtime::metrics::Metrics;

use crate::table::Write;

/// Counts while a batch is worked at.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Counts>);

/// What there was of each.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Counts {
    pub(super) drawn: usize,
    pub(super) issued: usize,
    pub(super) revoked: usize,
    /// Of the drawn, those that began to wait for a name or title.
    pub(super) awaiting: usize,
    /// Of those that waited, those that do no more.
    pub(super) named: usize,
    /// Writes refused because another writer was faster.
    pub(super) conflicts: usize,
    /// The longest that setting a PDF took, if one was set.
    pub(super) slowest_pdf: Option<Duration>,
}

impl Tally {
    /// Counts what a transaction did that the table took.
    pub(super) fn committed(&self, writes: &[Write]) {
        self.change(|counts| writes.iter().for_each(|write| counts.add(write)));
    }

    /// Counts a transaction that the table refused.
    pub(super) fn conflict(&self) {
        self.change(|counts| counts.conflicts += 1);
    }

    /// Notes how long a PDF took.
    pub(super) fn pdf(&self, took: Duration) {
        self.change(|counts| counts.slowest_pdf = counts.slowest_pdf.max(Some(took)));
    }

    pub(super) fn counts(&self) -> Counts {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Counts {
    fn add(&mut self, write: &Write) {
        match write {
            Write::Audit(_, row) => match row.action {
                AuditAction::Drawn => self.drawn += 1,
                AuditAction::Named => self.named += 1,
                AuditAction::Issued => self.issued += 1,
                AuditAction::Revoked { .. } => self.revoked += 1,
            },
            // Written with this status once: when it is drawn.
            Write::Certificate(it) if it.value.status == Status::AwaitingName => self.awaiting += 1,
            _ => {}
        }
    }

    /// The metrics of a batch.
    pub(super) fn metrics(self, received: usize, failed: usize) -> Metrics {
        let metrics = Metrics::new("certificates")
            .count("MessagesReceived", received)
            .count("MessagesFailed", failed)
            .count("CertificatesDrawn", self.drawn)
            .count("CertificatesAwaitingName", self.awaiting)
            .count("CertificatesNamed", self.named)
            .count("CertificatesIssued", self.issued)
            .count("CertificatesRevoked", self.revoked)
            .count("WriteConflicts", self.conflicts);
        match self.slowest_pdf {
            Some(took) => metrics.duration("PdfDuration", took),
            None => metrics,
        }
    }
}
