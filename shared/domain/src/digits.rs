//! A hash as text.

/// The 64 hexadecimal digits of a SHA-256 hash, without an allocation: an event has several.
#[derive(Clone, Copy)]
pub struct Digits([u8; 64]);

impl Digits {
    /// The digits of these bytes.
    pub fn of(hash: &[u8; 32]) -> Self {
        let mut digits = [b'0'; 64];
        // Cannot fail: the length is right.
        let _ = hex::encode_to_slice(hash, &mut digits);
        Self(digits)
    }

    /// The digits as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_has_two_digits() {
        let mut hash = [0; 32];
        (hash[0], hash[31]) = (0x0f, 0xa0);
        assert_eq!(Digits::of(&hash).as_str(), format!("0f{}a0", "0".repeat(60)));
    }
}
