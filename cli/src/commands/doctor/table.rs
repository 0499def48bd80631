//! Findings for people: the worst first.

use comfy_table::{Attribute, Cell, Color};

use super::finding::{Level, Row};
use crate::format::counted;
use crate::table::{Columns, each};

/// A row for each finding; what to do stands below what was found.
pub(super) fn findings(rows: &[Row]) -> Columns {
    let mut columns = Columns::default();
    columns.add("Level", 0, each(rows, |row| level(row.finding.level)));
    columns.add("Looked at", 0, each(rows, |row| Cell::new(row.subject)));
    let text = |row: &Row| match &row.finding.action {
        Some(action) => format!("{}\n→ {action}", row.finding.found),
        None => row.finding.found.clone(),
    };
    columns.add("Found, and what to do", 0, each(rows, |row| Cell::new(text(row))));
    columns
}

fn level(level: Level) -> Cell {
    match level {
        Level::Problem => Cell::new("problem").fg(Color::Red).add_attribute(Attribute::Bold),
        Level::Warning => Cell::new("warning").fg(Color::Yellow),
        Level::Note => Cell::new("note").fg(Color::Blue),
        Level::Ok => Cell::new("ok").fg(Color::Green),
    }
}

/// All of it in a line.
pub(super) fn summary(stack: &str, rows: &[Row]) -> String {
    let count = |level| rows.iter().filter(|row| row.finding.level == level).count();
    let [problems, warnings] = [Level::Problem, Level::Warning].map(count);
    let (problems, warnings) = (counted(problems, "problem"), counted(warnings, "warning"));
    format!("Stack {stack}: {problems}, {warnings}, {}.", counted(count(Level::Note), "note"))
}
