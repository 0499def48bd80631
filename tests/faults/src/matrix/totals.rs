//! The sums of a run of the matrix.

use std::fmt;

use super::run::Report;

/// The sums of all cases.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Totals {
    /// Cases.
    pub cases: usize,
    /// Calls to AWS, the SDK's attempts at one counted once.
    pub calls: usize,
    /// Processes that died in an invocation.
    pub deaths: usize,
    /// Second faults that could not strike since the first changed the way.
    pub unreachable: usize,
    /// Cases in which events went through the dead-letter queue.
    pub redriven: usize,
    /// Cases in which events went through quarantine.
    pub replayed: usize,
    /// Cases in which a record's events were rightly worked in in another order: the end was
    /// compared, not the way.
    pub reordered: usize,
    /// Cases in which a change overtook an earlier one of its record on the topic.
    pub overtaken: usize,
    /// Cases that went wrong.
    pub wrong: usize,
}

impl Totals {
    /// Adds a case.
    pub(super) fn enter(&mut self, report: &Report) {
        let Report { verdict, struck, .. } = report;
        self.cases += 1;
        self.calls += report.calls;
        self.deaths += report.deaths;
        self.unreachable += usize::from(struck.get(1) == Some(&false));
        self.redriven += usize::from(report.is_redriven);
        self.replayed += usize::from(report.is_replayed);
        self.reordered += usize::from(verdict.is_reordered);
        self.overtaken += usize::from(verdict.overtaken > 0);
        self.wrong += usize::from(!verdict.is_good());
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} cases, {} calls to AWS, {} process deaths.",
            self.cases, self.calls, self.deaths
        )?;
        writeln!(
            f,
            "{} second faults could not strike: the first had changed the way.",
            self.unreachable
        )?;
        writeln!(
            f,
            "{} cases went through the dead-letter queue, {} through quarantine.",
            self.redriven, self.replayed
        )?;
        writeln!(
            f,
            "In {} cases a record's events came in another order: the ends are compared, not the ways.",
            self.reordered
        )?;
        writeln!(
            f,
            "In {} cases a change overtook an earlier one of its record, always after a dead letter.",
            self.overtaken
        )?;
        write!(f, "{} cases went wrong.", self.wrong)
    }
}
