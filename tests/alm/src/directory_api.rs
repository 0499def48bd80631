//! People, learning objects and enrollments.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, Query as AxumQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::alm::Alm;
use crate::company::{Company, LearningObject, Person};
use crate::endpoint::API;
use crate::error::Refusal;
use crate::gate::JSON_API;
use crate::page::{Page, Query, page};
use crate::shapes::{self, Asked, enrollment, instance, learning_object, user};

type Parameters = AxumQuery<Vec<(String, String)>>;

/// `GET /users`
pub(crate) async fn users(
    State(alm): State<Arc<Alm>>,
    AxumQuery(query): Parameters,
) -> Result<Response, Refusal> {
    let query = Query(query);
    let company = &alm.memory().company;
    let page = page(chosen_people(company, &query), |person| person.id.as_str(), &query)?;
    let included = managers(company, &page.items, &query);
    Ok(list(&alm, "users", &page, |person| user(person), included))
}

/// `GET /users/{id}`
pub(crate) async fn one_user(
    State(alm): State<Arc<Alm>>,
    Path(id): Path<String>,
    AxumQuery(query): Parameters,
) -> Result<Response, Refusal> {
    let company = &alm.memory().company;
    let person = company.person(&id).ok_or(Refusal::NotFound)?;
    let included = managers(company, &[person], &Query(query));
    Ok(one(user(person), included))
}

/// `GET /users/{id}/enrollments`
pub(crate) async fn enrollments(
    State(alm): State<Arc<Alm>>,
    Path(id): Path<String>,
    AxumQuery(query): Parameters,
) -> Result<Response, Refusal> {
    let company = &alm.memory().company;
    let person = company.person(&id).ok_or(Refusal::NotFound)?;
    let page = page(company.enrollments(person), |one| &one.lo_instance_id, &Query(query))?;
    let path = format!("users/{id}/enrollments");
    Ok(list(&alm, &path, &page, |one| enrollment(person, one), None))
}

/// `GET /account`
pub(crate) async fn account() -> Response {
    one(shapes::account(), None)
}

/// `GET /learningObjects`
pub(crate) async fn learning_objects(
    State(alm): State<Arc<Alm>>,
    AxumQuery(query): Parameters,
) -> Result<Response, Refusal> {
    let query = Query(query);
    let asked = Asked::of(&query);
    let company = &alm.memory().company;
    let page = page(chosen_objects(company, &query), |object| object.id.as_str(), &query)?;
    let included = asked.included.then(|| instances(&page.items));
    Ok(list(&alm, "learningObjects", &page, |object| learning_object(object, asked), included))
}

/// `GET /learningObjects/{id}`
pub(crate) async fn one_learning_object(
    State(alm): State<Arc<Alm>>,
    Path(id): Path<String>,
    AxumQuery(query): Parameters,
) -> Result<Response, Refusal> {
    let asked = Asked::of(&Query(query));
    let company = &alm.memory().company;
    let object = company.learning_object(&id).ok_or(Refusal::NotFound)?;
    let included = asked.included.then(|| instances(&[object]));
    Ok(one(learning_object(object, asked), included))
}

/// By id, or as `email:<address>`; whom ALM does not know is not in the answer.
fn chosen_people<'a>(company: &'a Company, query: &Query) -> Vec<&'a Person> {
    let ids = query.list("ids");
    let is = |person: &Person, id: &str| {
        id.strip_prefix("email:").map_or(person.id == id, |email| person.email == email)
    };
    let chosen =
        |person: &&Person| ids.as_ref().is_none_or(|ids| ids.iter().any(|id| is(person, id)));
    company.people().iter().filter(chosen).collect()
}

/// ALM's pages have both `ids` and `id`.
fn chosen_objects<'a>(company: &'a Company, query: &Query) -> Vec<&'a LearningObject> {
    let ids = query.list("ids").or_else(|| query.list("id"));
    let types = query.list("filter.loTypes");
    let within = |parts: &Option<Vec<&str>>, part: &str| {
        parts.as_ref().is_none_or(|parts| parts.contains(&part))
    };
    let chosen =
        |object: &&LearningObject| within(&ids, &object.id) && within(&types, object.lo_type);
    company.learning_objects().iter().filter(chosen).collect()
}

fn managers(company: &Company, people: &[&Person], query: &Query) -> Option<Vec<Value>> {
    let ids: BTreeSet<_> = people.iter().filter_map(|person| person.manager.as_deref()).collect();
    let managers = || ids.iter().filter_map(|id| company.person(id)).map(user).collect();
    query.lists("include", "manager").then(managers)
}

fn instances(objects: &[&LearningObject]) -> Vec<Value> {
    let of = |object: &&LearningObject| {
        let numbered = object.instances.iter().enumerate();
        numbered.map(|(n, one)| instance(one, n == 0)).collect::<Vec<_>>()
    };
    objects.iter().flat_map(of).collect()
}

fn list<T>(
    alm: &Alm,
    path: &str,
    page: &Page<T>,
    shape: impl Fn(&T) -> Value,
    included: Option<Vec<Value>>,
) -> Response {
    let links = page.links(&format!("{}{API}/{path}", alm.base));
    let data: Vec<_> = page.items.iter().map(shape).collect();
    answer(json!({"links": links, "data": data}), included)
}

fn one(data: Value, included: Option<Vec<Value>>) -> Response {
    answer(Value::from_iter([("data", data)]), included)
}

fn answer(mut body: Value, included: Option<Vec<Value>>) -> Response {
    if let Some(included) = included {
        body["included"] = Value::from(included);
    }
    ([(CONTENT_TYPE, JSON_API)], body.to_string()).into_response()
}
