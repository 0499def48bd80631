//! `sam local invoke` with the project's `samconfig.toml`: the functions in containers, with the
//! deployed stack behind them.
//!
//! It needs Docker and its base image; without them the tests are reported as ignored, with what is
//! missing.

use std::process::{Command, Output};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use milepost_e2e::payloads::{self, Case};
use milepost_e2e::rie::processor;
use milepost_e2e::stack::{Stack, root};

/// The functions, each with the payload that needs nothing before it.
const INVOCATIONS: [(&str, &str, &str); 5] = [
    ("IngestFunction", "ingest", "enrolled"),
    ("ProgressFunction", "progress", "01-enrolled"),
    ("CatalogFunction", "catalog", "01-object-changed"),
    ("CertificatesFunction", "certificates", "01-completed"),
    ("VerificationFunction", "verification", "unknown"),
];

fn main() {
    // One container at a time: a function in a second one may be too slow for its own limits.
    let arguments = Arguments { test_threads: Some(1), ..Arguments::from_args() };
    let missing = missing();
    let stack = missing.is_none().then(Stack::shared);
    let trials = INVOCATIONS.map(|invocation| {
        let stack = stack.clone();
        Trial::test(invocation.0, move || answers_as_expected(stack.as_ref(), invocation))
            .with_kind(missing.unwrap_or_default())
            .with_ignored_flag(missing.is_some())
    });
    let conclusion = libtest_mimic::run(&arguments, trials.into());
    drop(stack);
    conclusion.exit();
}

/// What this machine lacks.
fn missing() -> Option<&'static str> {
    if !succeeds(&["info"]) {
        return Some("skipped: no Docker engine is running");
    }
    let image = format!("public.ecr.aws/lambda/provided:al2023-{}", processor());
    let is_there = succeeds(&["image", "inspect", &image]);
    (!is_there).then_some("skipped: the base image is missing, run `make local-image`")
}

fn succeeds(docker: &[&str]) -> bool {
    Command::new("docker").args(docker).output().is_ok_and(|output| output.status.success())
}

fn answers_as_expected(
    stack: Option<&Arc<Stack>>,
    (logical_id, function, payload): (&str, &str, &str),
) -> Result<(), Failed> {
    let stack = stack.ok_or("without Docker nothing runs")?;
    let file = format!("events/{function}/{payload}.json");
    let case = payloads::cases(function).into_iter().find(|case| case.file == file);
    let case = case.ok_or_else(|| format!("{file} is missing"))?;
    let output = invoke(stack, logical_id, &case)?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let answer =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("{error}\n{log}"))?;
    match payloads::difference(&case, &answer) {
        Some(difference) => Err(format!("{difference}\n{log}").into()),
        None => Ok(()),
    }
}

/// As a developer calls it; only the variables are those of this stack and not of `make up`'s.
fn invoke(stack: &Stack, logical_id: &str, case: &Case) -> std::io::Result<Output> {
    Command::new(root().join(".venv/bin/sam"))
        .args(["local", "invoke", logical_id, "--event", &case.file, "--env-vars"])
        .arg(stack.directory().join("functions.json"))
        .current_dir(root())
        .envs(&stack.env)
        .env("SAM_CLI_TELEMETRY", "0")
        .output()
}
