//! Notifications, from the webhook to the mails and short messages that the emulator has sent.
#![expect(clippy::unwrap_used, reason = "tests panic")]

mod learner;
mod story;
mod trouble;
