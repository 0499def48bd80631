//! The operator's `milepost`, run as one does after `source .local/env`, and `alm-load`.

use std::env;
use std::process::{Command, Output};

use crate::build::Build;
use crate::stack::{Stack, root};

/// Runs it in the project's root, with the stack's environment and nothing else
/// but `PATH` and `HOME`.
pub fn milepost(stack: &Stack, arguments: &[&str]) -> Output {
    run("milepost", stack, arguments)
}

/// Sends events with `alm-load`, in the same way.
pub fn alm_load(stack: &Stack, arguments: &[&str]) -> Output {
    run("alm-load", stack, arguments)
}

fn run(program: &str, stack: &Stack, arguments: &[&str]) -> Output {
    let inherited =
        ["PATH", "HOME"].into_iter().filter_map(|name| Some((name, env::var_os(name)?)));
    Command::new(Build::under_test().program(program))
        .args(arguments)
        .current_dir(root())
        .env_clear()
        .envs(inherited)
        .envs(&stack.env)
        .output()
        .expect("the program runs")
}

/// Its standard output, if it ended with this status.
pub fn ended(status: i32, output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{out}\n{err}");
    out
}

/// Its standard output, if it ended well.
pub fn succeeded(output: &Output) -> String {
    ended(0, output)
}
