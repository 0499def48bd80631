//! What a redrive has done.

use std::fmt;

use crate::format::counted;

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Tally {
    /// Sent to their queue.
    pub(crate) redriven: usize,
    /// Sent, but still a dead letter as well: SQS would not delete it.
    pub(crate) kept: usize,
    /// Sent by this run and dead again.
    pub(crate) died_again: usize,
    /// SQS's codes for those that it did not take.
    pub(crate) refused: Vec<String>,
}

impl Tally {
    /// How many an operator has to look at again.
    pub(crate) fn failures(&self) -> usize {
        self.kept + self.died_again + self.refused.len()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "redriven     {}", self.redriven)?;
        if self.died_again > 0 {
            write!(f, "\ndied again   {} (find the cause first)", self.died_again)?;
        }
        if self.kept > 0 {
            write!(
                f,
                "\nnot deleted  {} (another run sends them twice, which is harmless)",
                self.kept
            )?;
        }
        let mut codes = self.refused.clone();
        codes.sort();
        codes.dedup();
        let number = self.refused.len();
        if number > 0 {
            write!(f, "\nrefused      {} ({})", counted(number, "letter"), codes.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_went_wrong_and_only_that() {
        insta::assert_snapshot!(Tally { redriven: 12, ..Tally::default() }, @"redriven     12");
        let refused = vec!["InternalError".to_owned(), "InternalError".to_owned()];
        let tally = Tally { redriven: 3, kept: 1, died_again: 2, refused };
        assert_eq!(tally.failures(), 5);
        insta::assert_snapshot!(tally, @"
        redriven     3
        died again   2 (find the cause first)
        not deleted  1 (another run sends them twice, which is harmless)
        refused      2 letters (InternalError)
        ");
    }
}
