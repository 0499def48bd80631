//! Titles and names as people read them: without the markup of ALM's editors and imports.

/// Elements that format a few words; what is in them stays. Only these are taken for markup, so
/// that `a < b` and `<Team> meeting` survive.
const ELEMENTS: [&str; 24] = [
    "a", "b", "big", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "i", "li",
    "mark", "p", "s", "small", "span", "strong", "sub", "sup", "u", "ul",
];
/// Those of them that part words.
const PARTING: [&str; 8] = ["br", "div", "h1", "h2", "h3", "li", "p", "ul"];

/// A title or name without elements of HTML, and with its entities (`&amp;`, `&#39;`) read once.
/// An entity without a semicolon is none: `R&D` stays. What is left of mere markup is nothing.
pub fn plain(text: &str) -> Option<String> {
    let text = without_elements(text);
    let text = html_escape::decode_html_entities(&text);
    (!text.trim().is_empty()).then(|| text.into_owned())
}

fn without_elements(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_changed = false;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let tag = after.split_once('>').and_then(|(tag, after)| Some((element(tag)?, after)));
        rest = if let Some((name, after)) = tag {
            is_changed = true;
            plain.push_str(if PARTING.contains(&name) { " " } else { "" });
            after
        } else {
            plain.push('<');
            after
        };
    }
    plain.push_str(rest);
    if is_changed { plain.split_whitespace().collect::<Vec<_>>().join(" ") } else { plain }
}

/// The element that begins or ends with `<tag>`, if it is one of ours.
fn element(tag: &str) -> Option<&'static str> {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let tag = tag.strip_suffix('/').unwrap_or(tag);
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    // Words that are no attributes are a sentence: `x <b and c> d`.
    let is_markup = attributes.trim().is_empty() || attributes.contains('=');
    let known = ELEMENTS.iter().find(|it| it.eq_ignore_ascii_case(name));
    known.filter(|_| is_markup).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_elements_are_read() {
        for (sent, expected) in [
            ("Health &amp; Safety", "Health & Safety"),
            ("<b>Fire</b> drill", "Fire drill"),
            ("Manager&#39;s guide", "Manager's guide"),
            ("Sant&eacute; &#x26; s&#233;curit&eacute;", "Santé & sécurité"),
            ("<p>Fire</p><p>drill</p>", "Fire drill"),
            ("Fire<br/>drill", "Fire drill"),
            ("CO<SUB>2</SUB>", "CO2"),
            (r#"<span style="color:red">Fire</span> &lt;new&gt;"#, "Fire <new>"),
            ("Q&amp;amp;A", "Q&amp;A"),
        ] {
            assert_eq!(plain(sent).as_deref(), Some(expected), "{sent}");
        }
    }

    #[test]
    fn what_is_no_markup_survives() {
        for title in [
            "R&D",
            "a < b",
            "a<b",
            "b > a",
            "x <b and c> d",
            "<Team> meeting",
            "AT&T &co;",
            "<",
            "<b",
            "&",
            "&#;",
            "  two  spaces ",
            "if a<b && c>d",
            "Fire <3",
        ] {
            assert_eq!(plain(title).as_deref(), Some(title), "{title}");
        }
    }

    #[test]
    fn mere_markup_is_nothing() {
        for title in ["", " ", "<p></p>", "&nbsp;", "<br>"] {
            assert_eq!(plain(title), None, "{title}");
        }
    }
}
