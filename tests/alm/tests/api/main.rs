//! The stand-in over HTTP.

mod client;
mod control;
mod directory;
mod faults;
mod jobs;
mod limits;
mod process;
mod tokens;
