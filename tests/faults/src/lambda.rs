//! Lambda, as far as a function notices it: a runtime API, a process, a time limit.

mod environment;
mod function;
mod process;
mod runtime_api;

pub use environment::{DIRECTORY, ENROLLMENTS, HISTORY, variables};
pub use function::{Function, InvokeError};
pub use process::KillSwitch;
pub use runtime_api::{Answer, Invocation, RuntimeApi};
