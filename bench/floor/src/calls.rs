//! The calls to make, as they were recorded.

use std::env;
use std::fs;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// The variable with the name of the file of calls. Without it there is nothing to call.
pub const VARIABLE: &str = "FLOOR_CALLS";

/// One call.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Call {
    /// The operation, as AWS calls it.
    pub operation: String,
    /// The members of its input, as in JSON protocols.
    pub input: Value,
}

/// One invocation.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Invocation {
    /// Steps one after the other, each of calls at the same time.
    pub steps: Vec<Vec<Call>>,
    /// What the function answers.
    pub answer: Box<RawValue>,
}

/// The invocations to play, one after the other and from the start again.
pub fn read() -> Vec<Invocation> {
    let Some(file) = env::var_os(VARIABLE) else { return Vec::new() };
    let text = fs::read(file).expect("a file of calls");
    serde_json::from_slice(&text).expect("calls")
}

/// A member that is a text.
pub(crate) fn text(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().map(str::to_owned)
}
