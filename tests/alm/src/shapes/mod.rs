//! JSON:API as ALM writes it.

mod account;
mod enrollment;
mod learning_object;
mod user;

pub(crate) use account::account;
pub(crate) use enrollment::enrollment;
pub(crate) use learning_object::{Asked, instance, learning_object};
pub(crate) use user::user;

use serde_json::{Value, json};

/// A relation to one.
fn to_one(kind: &str, id: &str) -> Value {
    json!({"data": {"id": id, "type": kind}})
}
