//! OAuth over HTTP.

use std::sync::Arc;

use axum::extract::{Query as AxumQuery, State};
use axum::{Form, Json};
use serde_json::{Value, json};

use crate::alm::Alm;
use crate::company::ACCOUNT;
use crate::error::Refusal;
use crate::page::Query;
use crate::tokens::{LIFETIME_SECONDS, TokenRefusal, TokenRequest};

/// Whom the tokens belong to: the head of the company.
const ADMIN: &str = "20410001";

/// `POST /oauth/token/refresh`. The statuses of refusals are documented nowhere; these are
/// OAuth's (RFC 6749, 5.2).
pub(crate) async fn refresh(
    State(alm): State<Arc<Alm>>,
    Form(request): Form<TokenRequest>,
) -> Result<Json<Value>, Refusal> {
    let now = alm.now();
    let given = alm.memory().tokens.refresh(&request, now);
    let (access, refresh) = given.map_err(|refusal| match refusal {
        TokenRefusal::Client => Refusal::Unauthorized("invalid_client"),
        TokenRefusal::RefreshToken => Refusal::BadRequest("invalid_grant"),
    })?;
    let mut answer = claims(&access);
    answer["refresh_token"] = json!(refresh);
    Ok(Json(answer))
}

/// `GET /oauth/token/check?access_token=`
pub(crate) async fn check(
    State(alm): State<Arc<Alm>>,
    AxumQuery(query): AxumQuery<Vec<(String, String)>>,
) -> Result<Json<Value>, Refusal> {
    let query = Query(query);
    match query.get("access_token") {
        Some(token) if alm.accepts(token) => Ok(Json(claims(token))),
        _ => Err(Refusal::Unauthorized("the access token is not valid")),
    }
}

fn claims(access: &str) -> Value {
    json!({
        "access_token": access,
        "account_id": ACCOUNT,
        "expires_in": LIFETIME_SECONDS,
        "user_id": ADMIN,
        "user_role": "admin",
    })
}
