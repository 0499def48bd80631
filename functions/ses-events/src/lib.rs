//! What came back: no mail to addresses that bounce, or whose owners complain.
//!
//! [`event::read`] says what an event of Amazon SES means, the [`worker::Worker`] writes it down.

#![warn(missing_docs)]

pub mod event;
pub mod worker;
