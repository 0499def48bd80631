//! `/_alm`: how tests steer a stand-in that is another process.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::SignedDuration;
use serde::Deserialize;

use crate::alm::{Alm, Counts};
use crate::faults::Order;
use crate::jobs::JobShape;
use crate::tokens::TokenChange;

#[derive(Deserialize)]
struct Tokens {
    change: TokenChange,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Time {
    advance_seconds: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Jobs {
    #[serde(default)]
    shape: Option<JobShape>,
    #[serde(default)]
    fail_next: bool,
}

#[derive(Deserialize)]
struct Title {
    id: String,
    title: String,
}

pub(crate) fn routes() -> Router<Arc<Alm>> {
    Router::new()
        .route("/_alm/faults", post(order))
        .route("/_alm/requests", get(requests))
        .route("/_alm/tokens", post(tokens))
        .route("/_alm/time", post(time))
        .route("/_alm/jobs", post(jobs))
        .route("/_alm/titles", post(title))
        .route("/_alm/reset", post(reset))
}

async fn order(State(alm): State<Arc<Alm>>, Json(order): Json<Order>) -> StatusCode {
    alm.order(order);
    StatusCode::NO_CONTENT
}

async fn requests(State(alm): State<Arc<Alm>>) -> Json<Counts> {
    Json(alm.counts())
}

async fn tokens(State(alm): State<Arc<Alm>>, Json(tokens): Json<Tokens>) -> StatusCode {
    alm.memory().tokens.change(tokens.change);
    StatusCode::NO_CONTENT
}

async fn time(State(alm): State<Arc<Alm>>, Json(time): Json<Time>) -> StatusCode {
    alm.advance(SignedDuration::from_secs(time.advance_seconds));
    StatusCode::NO_CONTENT
}

async fn jobs(State(alm): State<Arc<Alm>>, Json(jobs): Json<Jobs>) -> StatusCode {
    let mut memory = alm.memory();
    memory.job_shape = jobs.shape.unwrap_or(memory.job_shape);
    if jobs.fail_next {
        memory.jobs.fail_next();
    }
    StatusCode::NO_CONTENT
}

async fn title(State(alm): State<Arc<Alm>>, Json(title): Json<Title>) -> StatusCode {
    let known = alm.memory().company.rename(&title.id, title.title);
    if known { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

async fn reset(State(alm): State<Arc<Alm>>) -> StatusCode {
    alm.reset();
    StatusCode::NO_CONTENT
}
