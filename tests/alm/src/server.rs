//! The stand-in as a server.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::alm::Alm;
use crate::error::Refusal;
use crate::gate::gate;
use crate::spoil::HangUp;
use crate::{control_api, directory_api, job_api, token_api};

/// Serves until it is dropped, and then drops its connections.
pub(crate) async fn serve(listener: TcpListener, alm: Arc<Alm>) {
    let router = router(alm);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((connection, _)) = listener.accept() => {
                connections.spawn(answer(connection, router.clone()));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

fn router(alm: Arc<Alm>) -> Router {
    let api = Router::new()
        .route("/users", get(directory_api::users))
        .route("/users/{id}", get(directory_api::one_user))
        .route("/users/{id}/enrollments", get(directory_api::enrollments))
        .route("/learningObjects", get(directory_api::learning_objects))
        .route("/learningObjects/{id}", get(directory_api::one_learning_object))
        .route("/account", get(directory_api::account))
        .route("/jobs", post(job_api::create))
        .route("/jobs/{id}", get(job_api::read));
    Router::new()
        .nest(crate::endpoint::API, api)
        .route("/oauth/token/refresh", post(token_api::refresh))
        .route("/oauth/token/check", get(token_api::check))
        .route("/files/{name}", get(job_api::file))
        .merge(control_api::routes())
        .fallback(|| async { Refusal::NotFound.into_response() })
        .layer(from_fn_with_state(Arc::clone(&alm), gate))
        .with_state(alm)
}

async fn answer(connection: TcpStream, router: Router) {
    // A caller that goes away is none of our business, and neither is how it is told.
    let _ = connection.set_nodelay(true);
    let service = service_fn(|request| sent(router.clone(), request));
    let _ = http1::Builder::new().serve_connection(TokioIo::new(connection), service).await;
}

/// The answer, or an error, at which hyper ends the connection without one.
async fn sent(router: Router, request: Request<Incoming>) -> io::Result<Response> {
    let Ok(response) = TowerToHyperService::new(router).call(request).await;
    match response.extensions().get::<HangUp>() {
        Some(HangUp) => Err(io::Error::other("closed on demand")),
        None => Ok(response),
    }
}
