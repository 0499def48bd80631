//! ALM's reports as CSV: the User report and the Training report.
