//! In which form an answer is wanted (RFC 9110, section 12.5.1).

/// A form of an answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// A page, for people.
    Html,
    /// The result as JSON, for programs.
    Json,
    /// The signed credential.
    Credential,
}

/// What each form answers to; of those wanted alike the first is taken.
const OFFERS: [(&str, Format); 5] = [
    ("text/html", Format::Html),
    ("application/xhtml+xml", Format::Html),
    ("application/json", Format::Json),
    ("application/vc", Format::Credential),
    ("application/ld+json", Format::Credential),
];

impl Format {
    /// The form that `Accept` wants most. A page if it wants none of them: better than a refusal.
    pub fn of(accept: &str) -> Self {
        let ranges = weighted(accept);
        let mut best = (0, Self::Html);
        for (offer, format) in OFFERS {
            let weight = weight(&ranges, offer);
            if weight > best.0 {
                best = (weight, format);
            }
        }
        best.1
    }
}

/// The ranges of a list with their weights in thousandths.
pub(crate) fn weighted(list: &str) -> Vec<(String, u16)> {
    list.split(',').filter_map(range).collect()
}

/// A range and its weight in thousandths. One with a broken weight is left out.
fn range(text: &str) -> Option<(String, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next()?.to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let weight = weight.map_or(Some(1.0), |text| text.parse::<f32>().ok())?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
    (0.0..=1.0).contains(&weight).then_some((name, (weight * 1000.0).round() as u16))
}

/// The most specific range that covers the offer says what it weighs.
fn weight(ranges: &[(String, u16)], offer: &str) -> u16 {
    let of =
        |wanted: &str| ranges.iter().find(|(name, _)| name == wanted).map(|(_, weight)| *weight);
    let family = offer.split('/').next().unwrap_or_default();
    of(offer).or_else(|| of(&format!("{family}/*"))).or_else(|| of("*/*")).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_that_is_wanted_most_is_taken() {
        for (accept, format) in [
            ("", Format::Html),
            ("*/*", Format::Html),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Format::Html),
            ("application/json", Format::Json),
            ("Application/JSON; charset=utf-8", Format::Json),
            ("application/*", Format::Html),
            ("application/vc", Format::Credential),
            ("application/ld+json", Format::Credential),
            ("application/vc, application/json;q=0.5", Format::Credential),
            ("text/html;q=0.1, application/json;q=0.2", Format::Json),
            ("text/html;q=0, application/xhtml+xml;q=0, */*", Format::Json),
            ("application/json;q=nonsense", Format::Html),
            ("application/json;q=NaN", Format::Html),
            ("image/png", Format::Html),
        ] {
            assert_eq!(Format::of(accept), format, "{accept}");
        }
    }
}
