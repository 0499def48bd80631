//! Whole numbers that a spreadsheet or a JSON writer made decimals of: `7.0`, `2.0411227E7`.

use serde_json_borrow::Number;

/// Beyond this a number with a fraction or an exponent is rounded, which would merge two ids.
const MAX_EXACT: f64 = 9_007_199_254_740_991.0;

/// The exact text of a whole number. Whole ones of up to 64 bits are exact as they are.
pub(super) fn of_number(number: &Number) -> Option<String> {
    let whole = number.as_u64().map(|it| it.to_string());
    whole
        .or_else(|| number.as_i64().map(|it| it.to_string()))
        .or_else(|| number.as_f64().and_then(of_decimal))
}

/// What a text is as an id.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Text {
    /// As it stands: ids are opaque.
    Opaque,
    /// A whole number, written as a decimal.
    Whole(String),
    /// A number that was rounded for display: several ids may look like it.
    Rounded,
}

/// Reads `7.0`, `2.0411227E7` and `2.0411227E+07`. Anything else that looks like a number
/// (`1e5`, `007.0`, `7.5`) may be a name, and stays as it is.
///
/// An exponent with a plus sign is written by programs that cut a number to some digits for
/// display (`2.04E+07` for 20411227), so it is believed only if it shows all digits.
pub(super) fn of_text(text: &str) -> Text {
    let (mantissa, exponent) = match text.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let is_displayed = exponent.is_some_and(|it| it.starts_with('+'));
    let (whole, decimals) = match mantissa.split_once('.') {
        Some((whole, decimals)) if is_digits(decimals) => (whole, decimals),
        None if is_displayed => (mantissa, ""),
        _ => return Text::Opaque,
    };
    if !is_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
        return Text::Opaque;
    }
    let read = match exponent {
        None => Some(0),
        Some(digits) => places(digits),
    };
    match read {
        None => Text::Opaque,
        Some(places) if is_displayed && decimals.len() < places => Text::Rounded,
        Some(_) => text.parse().ok().and_then(of_decimal).map_or(Text::Opaque, Text::Whole),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The exponent, if it can be that of an id.
fn places(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    is_digits(digits).then(|| digits.parse().ok()).flatten()
}

fn of_decimal(number: f64) -> Option<String> {
    #[expect(clippy::cast_possible_truncation, reason = "whole, and at most MAX_EXACT")]
    let whole = || (number as i64).to_string();
    (number.fract() == 0.0 && number.abs() <= MAX_EXACT).then(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_of_whole_numbers_are_read() {
        for (text, whole) in [
            ("7.0", "7"),
            ("20411227.000", "20411227"),
            ("0.0", "0"),
            ("2.0411227E7", "20411227"),
            ("2.04E7", "20400000"),
            ("2.0411227e+07", "20411227"),
            ("2.04112270E+7", "20411227"),
        ] {
            assert_eq!(of_text(text), Text::Whole(whole.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_may_be_a_name_stays_as_it_is() {
        for text in [
            "7",
            "007",
            "007.0",
            "1e5",
            "2E07",
            "7.5",
            "7.",
            ".0",
            "1.0.0",
            "-7.0",
            " 7.0",
            "7.0E",
            "7.0E-1",
            "1.5E0",
            "E+07",
            "x1.0E7",
            "1.0E99",
            "9007199254740992.0",
            "",
        ] {
            assert_eq!(of_text(text), Text::Opaque, "{text}");
        }
    }

    #[test]
    fn digits_that_a_display_has_dropped_are_not_made_up() {
        for text in ["2.04E+07", "2.04112E+07", "2E+07", "2.041e+7", "1.0E+99"] {
            assert_eq!(of_text(text), Text::Rounded, "{text}");
        }
    }
}
