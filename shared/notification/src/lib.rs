//! Notifications: who is told what of a change, in which words, and what became of it.
//!
//! 1. [`news::read`] turns a message into news: what happened, as rules speak of it.
//! 2. [`Policy::decide`] says which notices a piece of news leads to: rule, audience, channel.
//! 3. A [`Notification`] is the record of one of them; its id makes sure that there is one.
//! 4. [`NotificationMessage`] is what goes to whoever delivers: a [`delivery::Courier`].
#![warn(missing_docs)]

mod audience;
pub mod delivery;
pub mod item;
mod life;
mod message;
pub mod news;
mod notice;
pub mod policy;
mod reason;
mod record;
pub mod render;
mod rules;
pub mod table;

pub use audience::{Audience, Channel, Severity, TeamName};
pub use life::{Claim, GIVE_UP_AFTER_HOURS, LEASE_MINUTES};
pub use message::{
    Content, NOTIFICATION_REQUESTED, NOTIFICATION_RESUMED, NotificationMessage, Recipient, Resume,
};
pub use milepost_contracts::About;
pub use news::{News, Trigger};
pub use notice::Notice;
pub use policy::Policy;
pub use reason::Reason;
pub use record::{Notification, NotificationId, Status};
pub use rules::Rules;
