//! The table of a certificate's audit trail.

use comfy_table::Cell;
use milepost_certificate::AuditRow;

use super::words::action;
use crate::format::one_line;
use crate::table::{Columns, KEY_LENGTH, NOTHING, each, second};

/// One row for each line, in the order given.
pub(super) fn certificate_trail(rows: &[AuditRow]) -> Columns {
    let text =
        |text: Option<&String>| Cell::new(text.map_or(NOTHING.to_owned(), |it| one_line(it)));
    let mut columns = Columns::default();
    columns.add("When", 0, each(rows, |row| Cell::new(second(Some(row.at)))));
    columns.add("What", 0, each(rows, |row| Cell::new(action(row))));
    if rows.iter().any(|row| row.requested_by.is_some()) {
        columns.add("By", 1, each(rows, |row| text(row.requested_by.as_ref())));
    }
    if rows.iter().any(|row| row.comment.is_some()) {
        columns.add("Why", 0, each(rows, |row| text(row.comment.as_ref())));
    }
    let cause = |row: &AuditRow| one_line(&row.cause).chars().take(KEY_LENGTH).collect::<String>();
    columns.add("Message", 2, each(rows, |row| Cell::new(cause(row))));
    columns
}

#[cfg(test)]
mod tests {
    use milepost_certificate::{AuditAction, Reason};

    use super::*;

    fn row(action: AuditAction, cause: &str) -> AuditRow {
        let at = "2026-11-23T08:00:00Z".parse().unwrap();
        AuditRow { at, action, cause: cause.repeat(16), requested_by: None, comment: None }
    }

    #[test]
    fn who_did_what_and_why() {
        let mut last = row(AuditAction::Revoked { reason: Reason::Withdrawn }, "r-1");
        last.requested_by = Some("arn:aws:iam::123456789012:user/ana".to_owned());
        last.comment = Some("left\nthe company\u{202e}".to_owned());
        let trail = [row(AuditAction::Drawn, "ab"), row(AuditAction::Issued, "cd"), last];
        insta::assert_snapshot!(certificate_trail(&trail[..2]).fit_to(Some(120), false), @"
        When                 What    Message
        ───────────────────────────────────────────
        2026-11-23 08:00:00  drawn   abababababab
        2026-11-23 08:00:00  issued  cdcdcdcdcdcd
        ");
        insta::assert_snapshot!(certificate_trail(&trail).fit_to(Some(140), false), @"
        When                 What                     By                                  Why                Message
        ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        2026-11-23 08:00:00  drawn                    –                                   –                  abababababab
        2026-11-23 08:00:00  issued                   –                                   –                  cdcdcdcdcdcd
        2026-11-23 08:00:00  revoked: by an operator  arn:aws:iam::123456789012:user/ana  left the company�  r-1r-1r-1r-1
        ");
    }
}
