//! What third parties need to check a certificate: its page, its files, the status lists and the
//! issuer's keys. Without login, listing or tracking: who knows a certificate's id sees it, and
//! nothing else can be found out.
//!
//! The way of a request: [`route::Route`] and [`negotiation::Format`] from its path and `Accept`
//! → the [`table`] and the bucket → a [`view::View`] → an [`answer::Answer`] and a [`report::Report`]. The
//! [`handler::Handler`] runs it.

#![warn(missing_docs)]

pub mod answer;
pub mod config;
pub mod handler;
pub mod negotiation;
pub mod page;
pub mod report;
pub mod route;
pub mod speech;
pub mod table;
pub mod view;
