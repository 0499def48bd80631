//! The builds that are measured.

use std::fs;
use std::path::{Path, PathBuf};

use milepost_e2e::stack::root;

use crate::subject::Program;

/// The release build of a function.
pub fn real(function: &'static str) -> Program {
    Program { function, bootstrap: bootstrap(function), variables: Vec::new() }
}

/// Its floor, which plays the calls of this file.
pub fn floor(function: &'static str, calls: Option<&Path>) -> Program {
    let calls = calls.map(|file| {
        (milepost_floor::calls::VARIABLE.to_owned(), file.to_string_lossy().into_owned())
    });
    let bootstrap = bootstrap(&format!("floor-{function}"));
    Program { function, bootstrap, variables: calls.into_iter().collect() }
}

/// The size of a build, in bytes.
pub fn size(program: &Program) -> u64 {
    fs::metadata(&program.bootstrap).expect("a build").len()
}

fn bootstrap(name: &str) -> PathBuf {
    let path = root().join("target/lambda").join(name).join("bootstrap");
    assert!(path.exists(), "{name} is not built: run `make bench`");
    path
}
