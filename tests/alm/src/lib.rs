//! A stand-in for ALM's public API, version 2, with a small [`company`].
//!
//! It answers `/oauth/token/refresh`, `/oauth/token/check` and, under `/primeapi/v2`, `/users`,
//! `/users/{id}`, `/users/{id}/enrollments`, `/learningObjects`, `/learningObjects/{id}`, `/jobs`
//! and `/jobs/{id}` as ALM's pages say: media types, tokens, pages, rate limits and errors
//! included. In a test, start a [`StandIn`]. A stand-in in a process of its own (`alm-stand-in`)
//! is steered over HTTP:
//!
//! | request | does |
//! |---|---|
//! | `GET /_alm/requests` | counts by endpoint and method: `{"users": {"GET": 3}}` |
//! | `POST /_alm/faults` | orders a [`Fault`]: `{"endpoint": "users", "times": 2, "fault": "status", "status": 429, "retryAfter": "10.752"}`; others are `{"fault": "delay", "millis": 200}`, `truncated`, `broken_json`, `closed`, `{"fault": "missing", "fields": ["email"]}` |
//! | `POST /_alm/tokens` | `{"change": "expire"}`, `rotate` or `revoke`: see [`TokenChange`] |
//! | `POST /_alm/time` | lets time pass: `{"advanceSeconds": 3600}` |
//! | `POST /_alm/jobs` | `{"shape": "text", "failNext": true}`: see [`JobShape`] |
//! | `POST /_alm/titles` | `{"id": "course:7542090", "title": "New"}` |
//! | `POST /_alm/reset` | forgets all of this |
#![warn(missing_docs)]

mod alm;
pub mod company;
mod control_api;
mod directory_api;
mod endpoint;
mod error;
mod faults;
mod gate;
mod job_api;
mod jobs;
mod page;
mod rate;
pub mod report;
mod server;
mod settings;
mod shapes;
mod spoil;
mod stand_in;
mod token_api;
mod tokens;

pub use alm::Counts;
pub use company::Company;
pub use endpoint::Endpoint;
pub use faults::Fault;
pub use jobs::JobShape;
pub use rate::RateLimit;
pub use settings::Settings;
pub use stand_in::StandIn;
pub use tokens::{CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, TokenChange};
