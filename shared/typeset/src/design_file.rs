use crate::TypesetError;

/// A file that a company may put beside others to have certificates in its own design. What is
/// missing is the built-in one.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum DesignFile {
    /// The Typst template.
    Template,
    /// Colours, organisation and signatories.
    Theme,
    /// The logo, an SVG or PNG image; it is in every certificate.
    Logo,
    /// The badge's picture, a PNG image; it is in every badge.
    Badge,
}

impl DesignFile {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Template, Self::Theme, Self::Logo, Self::Badge];

    /// Its name in the directory of a design.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Template => "template.typ",
            Self::Theme => "theme.json",
            Self::Logo => "logo",
            Self::Badge => "badge.png",
        }
    }

    /// The most bytes that it may have. The function that reads it has 256 MB.
    pub const fn limit(self) -> usize {
        match self {
            Self::Template => 256 * 1024,
            Self::Theme => 64 * 1024,
            Self::Logo | Self::Badge => 512 * 1024,
        }
    }

    /// Refuses a file that is too large.
    ///
    /// # Errors
    /// [`TypesetError::Size`]
    pub const fn check(self, bytes: &[u8]) -> Result<(), TypesetError> {
        if bytes.len() > self.limit() { Err(TypesetError::Size(self)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::DesignFile;

    #[test]
    fn a_file_may_be_as_large_as_its_limit() {
        for file in DesignFile::ALL {
            file.check(&vec![b' '; file.limit()]).unwrap();
            let refused = file.check(&vec![b' '; file.limit() + 1]).unwrap_err().to_string();
            assert!(refused.starts_with(&format!("{} has more than", file.name())), "{refused}");
        }
    }
}
