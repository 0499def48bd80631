//! Who is enrolled in what: three learning objects each, spread over the catalog.

use super::{LearningObject, Person};

const EACH: usize = 3;
/// Steps over the catalog from one to the next; 40 and 13 have no common divisor.
const STEP: usize = 13;

/// An enrollment of a person in an instance.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Enrollment {
    /// The learning object.
    pub lo_id: String,
    /// Its instance.
    pub lo_instance_id: String,
    /// `ENROLLED`, `STARTED` or `COMPLETED` (ALM's reference site: constants).
    pub state: &'static str,
    /// In percent.
    pub progress: u64,
    /// The instance's deadline.
    pub completion_deadline: Option<String>,
}

pub(super) fn of(person: &Person, objects: &[LearningObject]) -> Vec<Enrollment> {
    let start = person.id.parse::<usize>().unwrap_or_default();
    let pick = |n: usize| &objects[(start + n * STEP) % objects.len()];
    (0..EACH).filter_map(|n| enrollment(pick(n), n)).collect()
}

fn enrollment(object: &LearningObject, n: usize) -> Option<Enrollment> {
    let instance = object.instances.first()?;
    let (state, progress) = [("ENROLLED", 0), ("STARTED", 40), ("COMPLETED", 100)][n % EACH];
    Some(Enrollment {
        lo_id: object.id.clone(),
        lo_instance_id: instance.id.clone(),
        state,
        progress,
        completion_deadline: instance.completion_deadline.clone(),
    })
}
