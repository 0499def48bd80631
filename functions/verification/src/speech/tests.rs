use super::*;

fn wish(lang: Option<&str>, accept: &str) -> Wish {
    Wish { lang: lang.map(str::to_owned), accept: accept.to_owned() }
}

#[test]
fn the_address_then_the_browser_then_the_certificate_choose_the_language() {
    for (lang, accept, certificate, tag, valid) in [
        (Some("fr"), "de", Some("ja-JP"), "fr", "Valable"),
        (None, "de-AT,de;q=0.9,en;q=0.8", Some("ja-JP"), "de-AT", "Gültig"),
        (None, "en;q=0.5, it", Some("ja-JP"), "it", "Valido"),
        (None, "tlh, pt-BR;q=0.9", None, "pt-BR", "Válido"),
        (None, "*", Some("ja_JP"), "ja-JP", "有効"),
        (None, "de;q=0", Some("ja-JP"), "ja-JP", "有効"),
        (None, "", Some("zh-TW"), "zh-TW", "有效"),
        (Some("<script>"), "x;q=nonsense", Some("tlh"), "en-US", "Valid"),
        (None, "", None, "en-US", "Valid"),
    ] {
        let speech = Speech::of(&wish(lang, accept), certificate);
        assert_eq!((speech.tag().as_str(), speech.words.valid.as_str()), (tag, valid), "{accept}");
    }
}

#[test]
fn the_page_speaks_every_language_of_the_certificate() {
    assert!(WORDS.len() >= 27);
    for tag in PHRASES.keys() {
        let speech = Speech::of(&wish(Some(tag), ""), None);
        assert_eq!(&speech.tag(), tag);
        assert!(speech.phrases.completed_on.is_some());
    }
}
