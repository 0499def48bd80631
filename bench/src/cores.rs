//! Functions on one core, everything else on the others.

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

/// The calling thread.
const SELF: Pid = Pid::from_raw(0);

/// Which cores are for whom.
#[derive(Clone, Copy, Debug)]
pub struct Cores {
    function: CpuSet,
    others: CpuSet,
}

impl Cores {
    /// The first core that this process may use is the function's. With a single one, everybody
    /// shares it: CPU times are right then, elapsed times are not.
    pub fn divide() -> Self {
        let all = sched_getaffinity(SELF).expect("the cores of this process");
        let mut usable = (0..CpuSet::count()).filter(|core| all.is_set(*core).unwrap_or(false));
        let first = usable.next().expect("a core");
        let (mut function, mut others) = (CpuSet::new(), all);
        function.set(first).expect("a core that exists");
        if usable.next().is_some() {
            others.unset(first).expect("a core that exists");
        }
        Self { function, others }
    }

    /// Leaves the function's core. Threads and processes that are started hence inherit it.
    pub fn leave(&self) {
        sched_setaffinity(SELF, &self.others).expect("a core");
    }

    /// Starts something on the function's core.
    pub fn start<T>(&self, start: impl FnOnce() -> T) -> T {
        sched_setaffinity(SELF, &self.function).expect("a core");
        let started = start();
        self.leave();
        started
    }
}
