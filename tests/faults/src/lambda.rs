//! Lambda, as far as a function notices it: a runtime API, a process, a time limit.

mod environment;
mod function;
mod process;
mod runtime_api;

pub use environment::{ACCESS_KEY_ID, ACCOUNT, Names, REGION, SECRET_ACCESS_KEY};
pub use function::{Function, InvokeError};
pub use process::KillSwitch;
