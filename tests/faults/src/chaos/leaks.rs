//! Reading every log line for what must not be in one.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use milepost_e2e::logs;
use milepost_e2e::stack::Stack;

use super::lives::PERSONAL;

/// What the logs of a stack hold.
#[derive(Clone, Debug, Default)]
pub struct Leaks {
    /// Lines read, by function; those of the emulator's own log under `emulator`.
    pub lines: BTreeMap<String, usize>,
    /// Lines with something personal or secret, and what it is.
    pub leaks: Vec<(String, String)>,
}

/// The functions whose lines must be there: a log that is not read proves nothing.
const FUNCTIONS: [&str; 3] = ["ingest", "progress", "archive"];

impl Leaks {
    /// Reads the functions' log groups, and the emulator's log, where their output stands, too.
    pub async fn of(stack: &Stack) -> Self {
        let [user, password] =
            ["USER", "PASSWORD"].map(|name| &stack.env[&format!("MILEPOST_WEBHOOK_{name}")]);
        let header = BASE64_STANDARD.encode(format!("{user}:{password}"));
        let secrets: Vec<&str> = PERSONAL.into_iter().chain([password.as_str(), &header]).collect();
        let mut leaks = Self::default();
        for (group, lines) in logs::by_group(stack).await {
            let function = group.rsplit(['/', '-']).next().unwrap_or(&group);
            leaks.read(function, &lines, &secrets);
        }
        leaks.read("emulator", &stack.emulator_log(), &secrets);
        leaks
    }

    fn read(&mut self, place: &str, lines: &[String], secrets: &[&str]) {
        *self.lines.entry(place.to_owned()).or_default() += lines.len();
        for line in lines {
            let found = secrets.iter().find(|secret| line.contains(**secret));
            self.leaks.extend(found.map(|secret| ((*secret).to_owned(), line.clone())));
        }
    }

    /// The functions of which there is no line.
    pub fn silent(&self) -> Vec<&'static str> {
        let is_silent = |function: &&str| self.lines.get(*function).is_none_or(|lines| *lines == 0);
        FUNCTIONS.into_iter().filter(is_silent).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_secret_is_found_and_a_silent_function_named() {
        let mut leaks = Leaks::default();
        let lines = ["{\"count\":1}".to_owned(), "learner 881904770000012".to_owned()];
        leaks.read("ingest", &lines, &PERSONAL);
        assert_eq!(leaks.lines["ingest"], 2);
        assert_eq!(leaks.leaks, [("8819047700".to_owned(), lines[1].clone())]);
        assert_eq!(leaks.silent(), ["progress", "archive"]);
    }
}
