//! Rules with their words: what a rules file is good for.

use crate::Policy;
use crate::policy::{DEFAULT, PolicyError, Problem, own_templates};
use crate::render::{Book, RenderError, Templates};

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
        let own = own_templates(text)?;
        match Templates::with(own.clone()) {
            Ok(templates) => {
                let policy = Policy::parse(text, |name| templates.has(name))?;
                Ok(Self { policy, templates })
            }
            // With what else is wrong, so that it can be mended in one go.
            Err(errors) => {
                let built_in = Templates::with(Book::new());
                let has = |name: &str| {
                    own.contains_key(name) || built_in.as_ref().is_ok_and(|it| it.has(name))
                };
                Err(wrong(&errors, Policy::parse(text, has)))
            }
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

fn wrong(errors: &[RenderError], policy: Result<Policy, PolicyError>) -> PolicyError {
    let mut problems = match policy {
        Err(PolicyError::Problems(problems)) => problems,
        _ => Vec::new(),
    };
    problems.extend(errors.iter().map(|error| Problem::Template(error.to_string())));
    PolicyError::Problems(problems)
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
