//! Making a short message fit.

use super::clean::shorten;
use super::gsm::{fits, transliterated};
use super::{Facts, RenderError};

/// The least that is left of a title and of a name, in characters.
const LEAST: usize = 8;

/// The wording that fits: the longer one, else the shorter one, else that with shorter and
/// shorter titles and names. The link is never cut.
///
/// # Errors
/// If a template fails, or its own words are too long.
pub(super) fn fitted(
    facts: &Facts,
    long: impl Fn(&Facts) -> Result<String, RenderError>,
    short: impl Fn(&Facts) -> Result<String, RenderError>,
    too_long: impl Fn() -> RenderError,
) -> Result<String, RenderError> {
    let facts = in_alphabet(facts);
    let text = transliterated(&long(&facts)?);
    if fits(&text) {
        return Ok(text);
    }
    for room in (LEAST..=40).rev() {
        let text = transliterated(&short(&shortened(&facts, room))?);
        if fits(&text) {
            return Ok(text);
        }
    }
    Err(too_long())
}

fn in_alphabet(facts: &Facts) -> Facts {
    change(facts, transliterated)
}

fn shortened(facts: &Facts, room: usize) -> Facts {
    change(facts, |text| shorten(text, room, "..."))
}

fn change(facts: &Facts, change: impl Fn(&str) -> String) -> Facts {
    let changed = |text: &Option<String>| text.as_deref().map(&change);
    Facts {
        recipient_name: changed(&facts.recipient_name),
        learner_name: changed(&facts.learner_name),
        title: changed(&facts.title),
        company: change(&facts.company),
        ..facts.clone()
    }
}
