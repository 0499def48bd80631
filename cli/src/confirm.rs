//! Asking before something cannot be undone.

use std::io::{self, BufRead, IsTerminal as _, Write as _};

use crate::args::common::RemovalArgs;
use crate::error::Error;

/// Asks on the terminal, unless --yes was said; where there is none, nobody can have said yes.
pub(crate) fn confirm(what: &str, removal: &RemovalArgs) -> Result<(), Error> {
    let copy = if removal.no_backup { "without a backup" } else { "after a backup" };
    ask(&format!("{what}, {copy}"), removal.yes)
}

/// As [`confirm`], of what is no removal.
pub(crate) fn ask(what: &str, yes: bool) -> Result<(), Error> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(Error::NobodyToAsk);
    }
    eprint!("{what}? [y/N] ");
    let _ = io::stderr().flush();
    if is_yes(io::stdin().lock()) { Ok(()) } else { Err(Error::Declined) }
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
