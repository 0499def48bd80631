//! The builds that are measured.

use std::fs;
use std::path::{Path, PathBuf};

use crate::subject::Program;

/// The directory with one build in each directory: `<name>/bootstrap`.
#[derive(Clone, Debug)]
pub struct Builds(pub PathBuf);

impl Builds {
    /// The release build of a function.
    pub fn real(&self, function: &'static str) -> Program {
        Program { function, bootstrap: self.bootstrap(function), variables: Vec::new() }
    }

    /// Its floor, which plays the calls of this file.
    pub fn floor(&self, function: &'static str, calls: Option<&Path>) -> Program {
        let variable = |file: &Path| {
            (milepost_floor::calls::VARIABLE.to_owned(), file.to_string_lossy().into_owned())
        };
        Program {
            function,
            bootstrap: self.bootstrap(&format!("floor-{function}")),
            variables: calls.map(variable).into_iter().collect(),
        }
    }

    fn bootstrap(&self, name: &str) -> PathBuf {
        let path = self.0.join(name).join("bootstrap");
        assert!(path.exists(), "{} is missing: run `make bench`", path.display());
        path
    }
}

/// The size of a build, in bytes.
pub fn size(program: &Program) -> u64 {
    fs::metadata(&program.bootstrap).expect("a build").len()
}
