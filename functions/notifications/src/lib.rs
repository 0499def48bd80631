//! News in: decides who is told, writes it down, renders it and hands it over to the channels.
#![warn(missing_docs)]

pub mod addressee;
pub mod config;
pub mod enrollments;
pub mod facts;
pub mod intake;
pub mod known;
pub mod rules;
pub mod standing;
pub mod worker;
