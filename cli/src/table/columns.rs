//! Columns that fit a terminal: no word is broken; what does not fit is left out, and named.

use std::fmt;

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table,
    TableStyle, Width,
};
use unicode_width::UnicodeWidthStr;

/// Between two columns.
const GAP: u16 = 2;

/// So much of a word stays together in scripts that may have no spaces between words.
const UNBROKEN: usize = 16;

/// A line under the headings and no others.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// One column. A rank of 0 stays; of the others the highest goes first.
struct Column {
    heading: &'static str,
    rank: u8,
    is_number: bool,
    cells: Vec<Cell>,
}

impl Column {
    /// The longest word in it.
    fn least_width(&self) -> u16 {
        let contents = self.cells.iter().map(Cell::content).chain([self.heading.to_owned()]);
        let longest = contents.filter_map(|text| text.split(' ').map(least_width).max()).max();
        let longest = longest.unwrap_or_default();
        u16::try_from(longest).unwrap_or(u16::MAX)
    }
}

/// How wide a word is at least. A word in ASCII, such as an id, is not broken.
fn least_width(word: &str) -> usize {
    if word.is_ascii() { word.len() } else { word.width().min(UNBROKEN) }
}

/// A column's cells, one of each item.
pub(crate) fn each<T>(items: &[T], cell: impl Fn(&T) -> Cell) -> Vec<Cell> {
    items.iter().map(cell).collect()
}

/// A table made of columns.
#[derive(Default)]
pub(crate) struct Columns(Vec<Column>);

impl Columns {
    pub(crate) fn add(&mut self, heading: &'static str, rank: u8, cells: Vec<Cell>) {
        self.0.push(Column { heading, rank, is_number: false, cells });
    }

    pub(crate) fn add_numbers(&mut self, heading: &'static str, rank: u8, cells: Vec<Cell>) {
        self.0.push(Column { heading, rank, is_number: true, cells });
    }

    /// For the terminal, if there is one, else as wide as it takes.
    pub(crate) fn fit(self) -> Fitted {
        let terminal = Table::new();
        let is_coloured = terminal.is_tty() && std::env::var_os("NO_COLOR").is_none();
        self.fit_to(terminal.width(), is_coloured)
    }

    /// For a terminal of this width.
    pub(crate) fn fit_to(mut self, width: Option<u16>, is_coloured: bool) -> Fitted {
        let mut hidden = Vec::new();
        while width.is_some_and(|width| self.least_width() > width) {
            let ranks = self.0.iter().enumerate().filter(|(_, column)| column.rank > 0);
            let Some((last, _)) = ranks.max_by_key(|(_, column)| column.rank) else { break };
            hidden.push(self.0.remove(last).heading);
        }
        let mut table = self.table(width);
        if !is_coloured {
            table.force_no_tty();
        }
        Fitted { table, hidden }
    }

    fn least_width(&self) -> u16 {
        let widths = self.0.iter().map(Column::least_width);
        widths.fold(0, |sum, width| sum.saturating_add(width).saturating_add(GAP))
    }

    fn table(self, width: Option<u16>) -> Table {
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(width) = width {
            table.set_width(width);
        }
        let heading = |column: &Column| Cell::new(column.heading).add_attribute(Attribute::Bold);
        table.set_header(self.0.iter().map(heading));
        let rows = self.0.first().map_or(0, |column| column.cells.len());
        for row in 0..rows {
            table.add_row(self.0.iter().filter_map(|column| column.cells.get(row).cloned()));
        }
        for (column, shown) in self.0.iter().zip(table.column_iter_mut()) {
            let least = Width::Fixed(column.least_width().saturating_add(GAP));
            shown.set_padding((0, GAP)).set_constraint(ColumnConstraint::LowerBoundary(least));
            if column.is_number {
                shown.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
    }
}

/// A table to print.
pub(crate) struct Fitted {
    table: Table,
    hidden: Vec<&'static str>,
}

impl fmt::Display for Fitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.table.trim_fmt())?;
        if !self.hidden.is_empty() {
            write!(f, "\n(a wider terminal also shows: {})", self.hidden.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Columns {
        let cells = |texts: [&str; 2]| texts.map(Cell::new).to_vec();
        let mut columns = Columns::default();
        columns.add("Id", 0, cells(["course:7542090_10423047", "course:1_2"]));
        columns.add("When", 1, cells(["2026-11-16 08:30", "–"]));
        columns.add("Why", 2, cells(["because of it", "no"]));
        columns.add_numbers("Number", 3, cells(["1", "20"]));
        columns
    }

    #[test]
    fn without_a_terminal_it_is_as_wide_as_it_takes() {
        insta::assert_snapshot!(columns().fit_to(None, false), @"
        Id                       When              Why            Number
        ──────────────────────────────────────────────────────────────────
        course:7542090_10423047  2026-11-16 08:30  because of it       1
        course:1_2               –                 no                 20
        ");
    }

    #[test]
    fn on_a_narrow_terminal_texts_are_broken_between_words() {
        insta::assert_snapshot!(columns().fit_to(Some(60), false), @"
        Id                       When        Why            Number
        ────────────────────────────────────────────────────────────
        course:7542090_10423047  2026-11-16  because of it       1
                                 08:30
        course:1_2               –           no                 20
        ");
    }

    #[test]
    fn on_a_narrower_one_columns_are_left_out() {
        insta::assert_snapshot!(columns().fit_to(Some(40), false), @"
        Id                       When
        ─────────────────────────────────────
        course:7542090_10423047  2026-11-16
                                 08:30
        course:1_2               –
        (a wider terminal also shows: Number, Why)
        ");
        insta::assert_snapshot!(columns().fit_to(Some(10), false).hidden.join(" "), @"Number Why When");
    }
}
