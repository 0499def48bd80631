//! Rules with their words: what a rules file is good for.

use crate::Policy;
use crate::policy::{DEFAULT, File, PolicyError, Problem};
use crate::render::{Templates, built_in};

/// A policy with the templates that it names.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Who is told what.
    pub policy: Policy,
    /// In which words.
    pub templates: Templates,
}

impl Rules {
    /// Reads and checks a rules file with the templates in it.
    ///
    /// # Errors
    /// If anything is wrong in it: then nothing of it counts.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let file = File::read(text)?;
        let (own, built_in) = (&file.templates, built_in());
        let is_built_in = |name: &str| built_in.as_ref().is_ok_and(|it| it.contains_key(name));
        let mut problems = file.problems(|name| own.contains_key(name) || is_built_in(name));
        let templates = Templates::with(own.clone());
        // With what else is wrong, so that it can be mended in one go.
        let errors = templates.as_ref().err().into_iter().flatten();
        problems.extend(errors.map(|error| Problem::Template(error.to_string())));
        match templates {
            Ok(templates) if problems.is_empty() => Ok(Self { policy: file.into(), templates }),
            _ => Err(PolicyError::Problems(problems)),
        }
    }

    /// What counts without a file.
    ///
    /// # Errors
    /// None: a test reads it.
    pub fn built_in() -> Result<Self, PolicyError> {
        Self::parse(DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let text = "version = 2\n[templates.stalled.en]\nsubject = \"{{ nobody }}\"\n\
                    body = \"\"\nreason = \"\"\nsms = \"\"\nsms_short = \"\"\n";
        let PolicyError::Problems(problems) = Rules::parse(text).unwrap_err() else {
            panic!("unreadable")
        };
        assert!(problems.contains(&Problem::Version(2)), "{problems:?}");
        assert!(problems.iter().any(|it| it.to_string().contains("template stalled in en")));
    }
}
