//! The files of a design on this machine, laid out as in S3.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use milepost_typeset::DesignFile;

use crate::args::preview::DesignArgs;
use crate::error::Error;

/// What was read of a design; what is missing is built in.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) template: Option<Vec<u8>>,
    pub(super) theme: Option<Vec<u8>>,
    pub(super) logo: Option<Vec<u8>>,
    pub(super) badge: Option<Vec<u8>>,
    /// The files that were read.
    pub(super) used: Vec<PathBuf>,
    /// What else lies in the directory: the function would not look at it.
    pub(super) unused: Vec<String>,
}

impl Parts {
    pub(super) fn read(args: &DesignArgs) -> Result<Self, Error> {
        let mut parts = Self::default();
        let [template, theme, logo, badge] = DesignFile::ALL.map(DesignFile::name);
        let directory = args.design.as_deref();
        parts.template = parts.part(directory, template, args.template.as_deref())?;
        parts.theme = parts.part(directory, theme, args.theme.as_deref())?;
        parts.logo = parts.part(directory, logo, args.logo.as_deref())?;
        parts.badge = parts.part(directory, badge, None)?;
        if let Some(directory) = directory {
            parts.unused = others(directory).map_err(Error::unreadable(directory))?;
        }
        Ok(parts)
    }

    /// A file that is named must be there; one of the directory may be missing.
    fn part(
        &mut self,
        directory: Option<&Path>,
        name: &str,
        named: Option<&Path>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let in_directory = || directory.map(|directory| directory.join(name));
        let Some(path) = named.map(Path::to_owned).or_else(in_directory) else { return Ok(None) };
        match std::fs::read(&path) {
            Ok(content) => {
                self.used.push(path);
                Ok(Some(content))
            }
            Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => Ok(None),
            Err(source) => Err(Error::Unreadable { path, source }),
        }
    }
}

fn others(directory: &Path) -> std::io::Result<Vec<String>> {
    let mut others = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        // The function reads no other.
        if !DesignFile::ALL.iter().any(|file| file.name() == name) {
            others.push(name);
        }
    }
    others.sort();
    Ok(others)
}
