//! The stand-in over HTTP.
#![expect(clippy::unwrap_used, reason = "tests panic")]

mod client;
mod control;
mod directory;
mod faults;
mod jobs;
mod limits;
mod process;
mod tokens;

/// Snapshots with sorted keys while it lives: whether JSON keeps its order depends on what else is
/// built.
fn sorted_maps() -> insta::internals::SettingsBindDropGuard {
    let mut settings = insta::Settings::clone_current();
    settings.set_sort_maps(true);
    settings.bind_to_scope()
}
