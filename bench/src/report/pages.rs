//! Tables in the pages of `docs/`.

use std::fs;
use std::path::Path;

/// Replaces what stands in a page between the markers of this name.
///
/// # Errors
/// If the page cannot be read or written, or has no such markers.
pub fn replace(page: &Path, name: &str, text: &str) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: {error}", page.display());
    let old = fs::read_to_string(page).map_err(at)?;
    let new = replaced(&old, name, text);
    let new = new.ok_or_else(|| format!("{}: no markers bench:{name}", page.display()))?;
    fs::write(page, new).map_err(at)
}

fn replaced(page: &str, name: &str, text: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- bench:{name} -->\n"), format!("<!-- /bench:{name} -->"));
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{text}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let page =
            "a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb\n<!-- bench:y -->\n<!-- /bench:y -->\n";
        let expected = "a\n<!-- bench:x -->\n\nnew\n\n<!-- /bench:x -->\nb\n<!-- bench:y -->\n<!-- /bench:y -->\n";
        let once = replaced(page, "x", "new\n").unwrap();
        assert_eq!(once, expected);
        assert_eq!(replaced(&once, "x", "new\n").unwrap(), expected);
        assert_eq!(replaced(page, "z", "new"), None);
    }
}
