//! The table: what went wrong in which place, and what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::case::{Case, OPERATIONS};
use super::run::Report;
use super::totals::Totals;
use crate::call::Operation;
use crate::fault::Fault;

/// What came of the cases with one fault in one place.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Cell {
    /// How many cases there were in which it struck.
    pub cases: usize,
    /// Events lost.
    pub lost: usize,
    /// Events worked in twice, or told of in two ways.
    pub doubled: usize,
    /// The cases that did not come to the same end as a calm run.
    pub wrong: Vec<Case>,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cases, lost, doubled, wrong } = self;
        if wrong.is_empty() {
            write!(f, "{lost} lost, {doubled} double, same records ({cases})")
        } else {
            let different = wrong.len();
            write!(f, "{lost} lost, {doubled} double, {different} of {cases} WRONG: {}", wrong[0])
        }
    }
}

/// What came of all cases.
#[derive(Clone, Debug, Default)]
pub struct Table {
    cells: BTreeMap<(Fault, Operation), Cell>,
    pairs: BTreeSet<(String, String)>,
    /// The sums.
    pub totals: Totals,
}

impl Table {
    /// Enters a case under each fault that struck.
    pub fn enter(&mut self, report: &Report) {
        let Report { case, verdict, struck, .. } = report;
        for (strike, _) in case.strikes.iter().zip(struck).filter(|(_, struck)| **struck) {
            let cell = self.cells.entry((strike.fault, strike.place.operation)).or_default();
            cell.cases += 1;
            cell.lost += verdict.lost;
            cell.doubled += verdict.doubled;
            cell.wrong.extend((!verdict.is_good()).then(|| case.clone()));
        }
        if let [first, second] = case.strikes.as_slice() {
            self.pairs.insert((first.place.to_string(), second.place.to_string()));
        }
        self.totals.enter(report);
    }

    /// The cell of a fault in a place.
    pub fn cell(&self, fault: Fault, operation: Operation) -> Option<&Cell> {
        self.cells.get(&(fault, operation))
    }

    /// How many pairs of places were played.
    pub fn pairs(&self) -> usize {
        self.pairs.len()
    }

    /// The cells by row, with what names the row; `None` where the fault cannot happen.
    pub fn rows(&self) -> impl Iterator<Item = (Fault, Vec<Option<&Cell>>)> {
        let cell = |fault, operation| self.cell(fault, operation);
        Fault::ALL.into_iter().map(move |fault| {
            (fault, OPERATIONS.into_iter().map(|operation| cell(fault, operation)).collect())
        })
    }

    /// As Markdown.
    pub fn to_markdown(&self) -> String {
        let mut lines = vec![
            format!("| | {} |", header().join(" | ")),
            format!("|---{}|", "|---".repeat(OPERATIONS.len())),
        ];
        for (fault, cells) in self.rows() {
            let cells: Vec<String> = cells.into_iter().map(text).collect();
            lines.push(format!("| {} | {} |", words(fault), cells.join(" | ")));
        }
        lines.join("\n") + "\n"
    }
}

/// The columns: each operation with the function that calls it.
pub fn header() -> Vec<String> {
    let function = |operation| match operation {
        Operation::GetSecretValue | Operation::SendMessageBatch | Operation::PutObject => "ingest",
        Operation::PutItem => "catalog",
        Operation::PutRecordBatch => "archive",
        _ => "progress",
    };
    OPERATIONS.into_iter().map(|it| format!("{}: {it}", function(it))).collect()
}

/// A cell's text.
pub fn text(cell: Option<&Cell>) -> String {
    cell.map_or_else(|| "–".to_owned(), Cell::to_string)
}

/// A row's name.
pub fn words(fault: Fault) -> &'static str {
    match fault {
        Fault::ServerError => "answered 500",
        Fault::Throttled => "throttled",
        Fault::LostAnswer => "done, the answer lost",
        Fault::Silence => "done, no answer in time",
        Fault::Partial => "done in part",
        Fault::SenderFault => "one entry refused for good",
        Fault::ConditionFailed => "cancelled: condition",
        Fault::Conflict => "cancelled: conflict",
        Fault::DeathBefore => "the process dies before",
        Fault::DeathAfter => "the process dies after",
    }
}
