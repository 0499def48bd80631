//! How much memory this process took at most.

/// In bytes, where the system says so (Linux: proc(5), `VmHWM`, the peak resident set).
pub(super) fn peak() -> Option<u64> {
    of_status(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn of_status(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_in_kilobytes() {
        assert_eq!(of_status("Name:\tm\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n"), Some(2 << 20));
        assert_eq!(of_status("Name:\tm\n"), None);
    }
}
