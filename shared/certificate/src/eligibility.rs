//! Which completions get a certificate.

use milepost_domain::{LoType, Via};

/// Which completions get a certificate, by the stack's parameters.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Eligibility {
    /// Whether one by another learning object that counts for this one does.
    pub for_alternates: bool,
    /// The types of learning objects; empty means every type.
    pub lo_types: Vec<LoType>,
}

impl Eligibility {
    /// Of types as ALM writes them, separated by commas; none means every type.
    pub fn new(for_alternates: bool, lo_types: Option<&str>) -> Self {
        let names = lo_types.unwrap_or_default().split(',').map(str::trim);
        let names = names.filter(|name| !name.is_empty());
        let lo_types = names.map(|name| LoType::from(name.to_owned())).collect();
        Self { for_alternates, lo_types }
    }

    /// Whether a completion of this type gets a certificate. A learning object of unknown type
    /// does: better one too many.
    pub fn covers(&self, lo_type: Option<&LoType>, via: Via) -> bool {
        let fits = |it| self.lo_types.is_empty() || self.lo_types.contains(it);
        (via == Via::Direct || self.for_alternates) && lo_type.is_none_or(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_alternates_are_chosen() {
        let course = LoType::from("course".to_owned());
        let job_aid = LoType::from("jobAid".to_owned());
        let every = Eligibility::new(false, None);
        assert!(every.covers(Some(&course), Via::Direct) && every.covers(None, Via::Direct));
        assert!(!every.covers(Some(&course), Via::Alternate));
        let some = Eligibility::new(true, Some("course, certification"));
        assert!(some.covers(Some(&course), Via::Alternate) && some.covers(None, Via::Direct));
        assert!(!some.covers(Some(&job_aid), Via::Direct));
    }
}
