//! The badge that is used until a company brings its own.

/// A PNG of 512 by 512 pixels, without a credential; rendered from `artwork/badge.svg`.
pub const DEFAULT_BADGE: &[u8] = include_bytes!("../artwork/badge.png");
