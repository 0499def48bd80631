//! Asking before something cannot be undone.

use std::io::{self, BufRead, IsTerminal as _, Write as _};

use crate::args::common::RemovalArgs;

/// Why nothing happens.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unconfirmed {
    #[error("no terminal to ask on: say --yes to go on without a question")]
    NobodyToAsk,
    #[error("nothing was done")]
    Declined,
}

/// Asks on the terminal, unless --yes was said; where there is none, nobody can have said yes.
pub(crate) fn confirm(what: &str, removal: &RemovalArgs) -> Result<(), Unconfirmed> {
    let copy = if removal.no_backup { "without a backup" } else { "after a backup" };
    ask(&format!("{what}, {copy}"), removal.yes)
}

/// As [`confirm`], of what is no removal.
pub(crate) fn ask(what: &str, yes: bool) -> Result<(), Unconfirmed> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(Unconfirmed::NobodyToAsk);
    }
    eprint!("{what}? [y/N] ");
    let _ = io::stderr().flush();
    if is_yes(io::stdin().lock()) { Ok(()) } else { Err(Unconfirmed::Declined) }
}

fn is_yes(mut input: impl BufRead) -> bool {
    let mut line = String::new();
    let read = input.read_line(&mut line).is_ok();
    read && matches!(line.trim(), "y" | "Y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_is_yes() {
        assert!(is_yes(&b"y\n"[..]) && is_yes(&b" yes \n"[..]));
        assert!(!is_yes(&b"\n"[..]) && !is_yes(&b""[..]) && !is_yes(&b"no\n"[..]));
    }
}
