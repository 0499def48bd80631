//! The build under test: the template and its functions, as `make build` has laid them out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs};

use serde::Deserialize;

use crate::stack::root;

/// Where another build lies than that of the profile `dev`: `make test-release` sets it.
const DIRECTORY: &str = "MILEPOST_BUILD";

/// A build, with what its manifest says of the template.
#[derive(Debug, Deserialize)]
pub struct Build {
    #[serde(skip)]
    directory: PathBuf,
    /// The functions of the template.
    pub functions: Vec<Function>,
    /// The outputs with the queues that functions consume, in the order in which events meet them.
    pub queues: Vec<String>,
}

/// A function of the template.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Function {
    /// In the template.
    pub logical_id: String,
    /// Of the binary, and of the directory of its payloads.
    #[serde(rename = "binary")]
    pub name: String,
    /// Its variables by default; a resource stands there as `${Name}` or `${Name.Attribute}`.
    pub environment: BTreeMap<String, String>,
}

impl Build {
    /// The build that this process tests.
    pub fn under_test() -> &'static Self {
        static BUILD: OnceLock<Build> = OnceLock::new();
        BUILD.get_or_init(|| {
            let directory =
                env::var_os(DIRECTORY).map_or_else(|| ".aws-sam/local".into(), PathBuf::from);
            Self::read(&root().join(directory))
        })
    }

    fn read(directory: &Path) -> Self {
        let manifest = fs::read(directory.join("manifest.json")).expect("run `make build` first");
        let mut build: Self = serde_json::from_slice(&manifest).expect("a manifest");
        directory.clone_into(&mut build.directory);
        build
    }

    /// Whether it is optimised as it will be on AWS, so that its figures mean something.
    pub fn is_release(&self) -> bool {
        self.directory.ends_with("release")
    }

    /// The directory of the functions' programs: `<name>/bootstrap`.
    pub fn programs(&self) -> PathBuf {
        self.directory.join("functions")
    }

    /// The function of this name.
    pub fn function(&self, name: &str) -> &Function {
        let found = self.functions.iter().find(|it| it.name == name);
        found.unwrap_or_else(|| panic!("the template has no function {name}"))
    }

    /// The program of a function.
    pub fn bootstrap(&self, name: &str) -> PathBuf {
        existing(self.programs().join(name).join("bootstrap"))
    }

    /// A program of this host, such as `milepost`.
    pub fn program(&self, name: &str) -> PathBuf {
        existing(self.directory.join("bin").join(name))
    }
}

fn existing(path: PathBuf) -> PathBuf {
    assert!(path.exists(), "{} is missing: run `make build`", path.display());
    path
}
