//! What a certificate's PDF is, and what a company's own design may and may not do.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use jiff::{Timestamp, civil::date};
use milepost_typeset::{Content, Design, TypesetError, Typesetter};

fn content() -> Content {
    Content {
        name: "Ada Lovelace".into(),
        title: "Notes on the Analytical Engine".into(),
        completed_on: date(2026, 3, 14).into(),
        expires_on: None,
        locale: Some("en-GB".into()),
        score: None,
        certificate_id: "3f2b8c1e-6d0a-4c57-9b1f-2a7e5d904c86".into(),
        verification_url: "https://learn.example.com/certificates/3f2b8c1e".into(),
        issuer: "Northwind Academy".into(),
        credential: Some(br#"{"type":["VerifiableCredential"]}"#.to_vec()),
        created: Timestamp::UNIX_EPOCH,
    }
}

fn set(content: &Content) -> Vec<u8> {
    Typesetter::new().unwrap().pdf(&Design::default(), content).unwrap()
}

/// What comes of a template of a company's own.
fn with_template(template: &str) -> Result<Vec<u8>, TypesetError> {
    let design = Design::from_parts(Some(template.as_bytes()), None, None)?;
    Typesetter::new()?.pdf(&design, &content())
}

fn has(pdf: &[u8], text: &str) -> bool {
    pdf.windows(text.len()).any(|window| window == text.as_bytes())
}

#[track_caller]
fn assert_refused(template: &str, why: &str) {
    match with_template(template) {
        Err(TypesetError::Template(told)) => assert!(told.contains(why), "{told}"),
        other => panic!("expected an error of the template, got {:?}", other.map(|pdf| pdf.len())),
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    let typesetter = Typesetter::new().unwrap();
    let first = typesetter.pdf(&Design::default(), &content()).unwrap();
    let other = Content { name: "Charles Babbage".into(), ..content() };

    assert!(typesetter.pdf(&Design::default(), &other).unwrap() != first);
    assert!(typesetter.pdf(&Design::default(), &content()).unwrap() == first);
    assert!(set(&content()) == first, "another typesetter makes the same");
}

#[test]
fn a_certificate_is_for_the_archive_and_for_screen_readers() {
    let pdf = set(&content());

    for mark in ["<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>"] {
        assert!(has(&pdf, mark), "{mark}");
    }
    assert!(has(&pdf, "<pdfuaid:part>1</pdfuaid:part>"));
    assert!(has(&pdf, "Notes on the Analytical Engine – Ada Lovelace"), "its title");
}

#[test]
fn a_name_that_no_font_covers_still_gets_its_certificate() {
    let pdf = set(&Content { name: "Ada \u{1f680} Lovelace".into(), ..content() });

    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(!has(&pdf, "pdfaid:part"), "it must not claim the standard");
}

#[test]
fn empty_texts_make_a_page_too() {
    let empty = Content { name: String::new(), title: " \u{202e}".into(), ..content() };
    assert!(set(&empty).starts_with(b"%PDF"));
}

#[test]
fn a_template_sees_its_own_files_only() {
    for path in ["/etc/passwd", "/../secret", "notes.txt", "/proc/self/environ"] {
        let template = format!("#let certificate(data) = [#read(\"{path}\")]");
        let told = with_template(&template).map(|pdf| pdf.len()).unwrap_err().to_string();
        assert!(told.contains("template.typ:1"), "{told}");
    }
    assert_refused("#let certificate(data) = [#read(\"x.txt\")]", "sees only its own files");
    assert_refused("#import \"@preview/cetz:0.3.0\"", "cannot load packages");
}

#[test]
fn a_template_is_told_where_it_fails_but_no_name() {
    assert_refused("\n#let certificate(data) = data.nome", "template.typ:2: ");
    for expression in ["panic(data.name)", "rgb(data.name)", "assert(false, message: data.name)"] {
        let told = with_template(&format!("#let certificate(data) = {expression}")).unwrap_err();
        assert!(!told.to_string().contains("Lovelace"), "{told}");
    }
}

#[test]
fn a_template_makes_one_page() {
    let two = with_template("#let certificate(data) = { [a]; pagebreak(); [b] }");
    assert!(matches!(two, Err(TypesetError::Pages(2))));
}

#[test]
fn an_endless_loop_is_noticed() {
    assert_refused("#let certificate(data) = { let n = 0; while n >= 0 { n += 1 } }", "infinite");
    assert_refused("#let certificate(data) = certificate(data)", "depth");
}

#[test]
fn a_company_brings_its_own() {
    let template = br#"
        #import "/milepost.typ": fit
        #let certificate(data) = {
          image(data.logo, height: 10mm, alt: data.organisation)
          text(fill: rgb(data.colours.accent), fit(data.name))
          for person in data.signatories { par(person.name) }
        }"#;
    let design = Design::from_parts(
        Some(template),
        Some(include_bytes!("theme.json")),
        Some(include_bytes!("logo.svg")),
    );
    let pdf = Typesetter::new().unwrap().pdf(&design.unwrap(), &content()).unwrap();
    assert!(has(&pdf, "Harbour &amp; Field Group"), "the author in the metadata");
}

#[test]
fn what_is_no_design_is_refused() {
    let refused = |parts: [Option<&[u8]>; 3]| {
        let [template, theme, logo] = parts;
        Design::from_parts(template, theme, logo).unwrap_err()
    };
    assert!(matches!(refused([Some(b"\xff"), None, None]), TypesetError::TemplateEncoding));
    assert!(matches!(refused([None, Some(b"{"), None]), TypesetError::Theme(_)));
    assert!(matches!(refused([None, None, Some(b"GIF89a")]), TypesetError::LogoFormat));
}
