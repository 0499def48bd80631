//! Report jobs and their files.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Json, body::Bytes};
use serde::Deserialize;
use serde_json::Value;

use crate::alm::Alm;
use crate::error::{Refusal, failure};
use crate::jobs::{JobRequest, JobType};
use crate::report;

#[derive(Deserialize)]
struct Created {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    attributes: JobRequest,
}

/// `POST /jobs`, in whatever media type.
pub(crate) async fn create(
    State(alm): State<Arc<Alm>>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let created: Created = serde_json::from_slice(&body)
        .map_err(|_| Refusal::BadRequest("no job, or of a type that the stand-in cannot do"))?;
    let now = alm.now();
    let mut memory = alm.memory();
    let shape = memory.job_shape;
    let job = memory.jobs.start(created.data.attributes, alm.settings.job_takes, now)?;
    Ok(Json(job.answer(shape, &alm.base, now)))
}

/// `GET /jobs/{id}`
pub(crate) async fn read(
    State(alm): State<Arc<Alm>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let now = alm.now();
    let memory = alm.memory();
    Ok(Json(memory.jobs.get(&id)?.answer(memory.job_shape, &alm.base, now)))
}

/// The file of a job, `/files/<id>.csv`. The link is all that is needed.
pub(crate) async fn file(
    State(alm): State<Arc<Alm>>,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    let now = alm.now();
    let memory = alm.memory();
    let id = name.strip_suffix(".csv").ok_or(Refusal::NotFound)?;
    let written = match memory.jobs.get(id)?.report(now)? {
        JobType::GenerateUsers => report::users(&memory.company),
        JobType::GenerateTrainingReport => report::trainings(&memory.company),
    };
    Ok(match written {
        Ok(csv) => ([(CONTENT_TYPE, "text/csv;charset=utf-8")], csv).into_response(),
        Err(_) => failure(StatusCode::INTERNAL_SERVER_ERROR),
    })
}
