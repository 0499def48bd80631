//! Ages and sizes in the unit that fits, as people say them.

use jiff::Timestamp;

/// How long ago, in the largest unit that fits.
pub(crate) fn age(at: Timestamp, now: Timestamp) -> String {
    lasting(now.as_second().saturating_sub(at.as_second()))
}

/// A time of so many seconds, in the largest unit that fits.
pub(crate) fn lasting(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (number, unit) = match seconds {
        0..60 => (seconds, "s"),
        60..3600 => (seconds / 60, "min"),
        3600..172_800 => (seconds / 3600, "h"),
        _ => (seconds / 86_400, "d"),
    };
    format!("{number}\u{a0}{unit}")
}

/// A number of bytes.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["B", "KB", "MB", "GB"];
    let mut tenths = bytes.saturating_mul(10);
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    let (whole, tenth) = (tenths / 10, tenths % 10);
    if unit == 0 || whole >= 10 {
        format!("{whole}\u{a0}{}", UNITS[unit])
    } else {
        format!("{whole}.{tenth}\u{a0}{}", UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn ages() {
        let now: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let ages = [0, 59, 60, 3599, 3600, 172_799, 172_800]
            .map(|seconds| age(now - Duration::from_secs(seconds), now));
        assert_eq!(
            ages.join(", "),
            "0 s, 59 s, 1 min, 59 min, 1 h, 47 h, 2 d"
                .replace(' ', "\u{a0}")
                .replace(",\u{a0}", ", ")
        );
        assert_eq!(age(now, Timestamp::UNIX_EPOCH), "0\u{a0}s", "clocks differ");
    }

    #[test]
    fn sizes() {
        let shown = [0, 1023, 1024, 10_300, 5 << 20, 3 << 40].map(size).join(", ");
        assert_eq!(shown.replace('\u{a0}', " "), "0 B, 1023 B, 1.0 KB, 10 KB, 5.0 MB, 3072 GB");
    }
}
