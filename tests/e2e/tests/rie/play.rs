//! Every payload of a function, once in each stack: later payloads build on earlier ones.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use milepost_e2e::payloads::{self, Case};
use milepost_e2e::rie::Rie;
use milepost_e2e::setup::Setup;
use milepost_e2e::stack::Stack;
use tokio::sync::OnceCell;

/// What stands in every body and has no place in a log.
const FIELDS: [&str; 3] = ["userId", "eventInfo", "enrollmentSource"];

/// What was wrong, in words.
type Outcome = Result<(), String>;
type Played = BTreeMap<(PathBuf, String), Arc<OnceCell<Outcome>>>;

/// The stack that has worked in all payloads of the function, each as it should.
pub(crate) async fn played(function: &str) -> Arc<Stack> {
    let stack = Stack::shared();
    if let Err(wrong) = outcome(&stack, function).await {
        panic!("{wrong}");
    }
    stack
}

/// Plays the payloads of a function, unless another test has done so in this stack.
pub(crate) async fn outcome(stack: &Stack, function: &str) -> Outcome {
    static PLAYED: Mutex<Played> = Mutex::new(BTreeMap::new());
    let key = (stack.directory().to_owned(), function.to_owned());
    let cell = {
        let mut played = PLAYED.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(played.entry(key).or_default())
    };
    cell.get_or_init(|| play(stack, function)).await.clone()
}

/// Invokes the function with each of its payloads, and checks the answers and the log.
async fn play(stack: &Stack, function: &str) -> Outcome {
    let mut variables = Setup::of(function).apply(stack).await;
    // The level that shows most: nothing personal is logged at any.
    variables.insert("LOG_LEVEL".to_owned(), "trace".to_owned());
    let cases = payloads::cases(function);
    let rie = Rie::start(function, stack, &variables).await;
    let mut wrong = Vec::new();
    for case in &cases {
        let answer = rie.invoke(case.payload.clone()).await;
        wrong.extend(payloads::difference(case, &answer));
    }
    let log = rie.stop();
    wrong.extend(faults_of_log(&log, function, &cases));
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}\n{log}", wrong.join("\n"))) }
}

/// That there is a report of each invocation, and nothing personal.
fn faults_of_log(log: &str, function: &str, cases: &[Case]) -> Vec<String> {
    let mut faults = Vec::new();
    let reports = log.matches(&format!(r#""function":"{function}""#)).count();
    if reports < cases.len() {
        faults.push(format!("{reports} reports of {} invocations of {function}", cases.len()));
    }
    let secrets: Vec<_> = cases.iter().flat_map(Case::secrets).collect();
    assert!(secrets.iter().all(|secret| !secret.is_empty()), "every log holds nothing");
    let secrets = FIELDS.into_iter().chain(secrets.iter().map(String::as_str));
    faults.extend(
        secrets
            .filter(|secret| log.contains(secret))
            .map(|secret| format!("{secret} in the log of {function}")),
    );
    faults
}
