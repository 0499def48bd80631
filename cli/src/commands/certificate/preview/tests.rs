use std::io::Write as _;
use std::process::Stdio;

use clap::Parser as _;

use super::*;
use crate::args::certificate::CertificateCommand;
use crate::args::{Cli, Command as Parsed};

fn args(more: &[&str]) -> CertificatePreviewArgs {
    let words = ["milepost", "certificate", "preview", "--name", "Zoë Łukasiewicz"];
    match Cli::try_parse_from(words.iter().chain(more)).unwrap().command {
        Parsed::Certificate(it) => match it {
            CertificateCommand::Preview(args) => *args,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn now() -> Timestamp {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

/// A directory of its own for a test, with these files.
fn directory(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("milepost-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    for (file, content) in files {
        std::fs::write(directory.join(file), content).unwrap();
    }
    directory
}

/// What comes of a design of these files.
fn previewed(name: &str, files: &[(&str, &str)]) -> Result<Vec<u8>, Error> {
    let directory = directory(name, files);
    let args = args(&["--design", directory.to_str().unwrap()]);
    let pdf = Parts::read(&args.design).and_then(|parts| set(&args, &parts, now()));
    std::fs::remove_dir_all(directory).unwrap();
    pdf
}

/// The whole error, as the command prints it.
fn told(name: &str, files: &[(&str, &str)]) -> String {
    crate::causes::line(&previewed(name, files).map(|pdf| pdf.len()).unwrap_err())
}

/// The PDF's text, as another program reads it.
fn text(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is needed: install poppler-utils");
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn the_page_says_what_is_asked() {
    let args = args(&[
        "--title=Brandschutz",
        "--language=de-DE",
        "--score=87.5",
        "--completed=2026-03-14",
        "--valid-days=365",
        "--issuer=Northwind Academy",
    ]);
    let text = text(&set(&args, &Parts::default(), now()).unwrap());
    for word in ["Zoë Łukasiewicz", "Brandschutz", "87.5", "14. März 2026", "14. März 2027"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(text.to_lowercase().contains("northwind academy"), "{text}");
}

#[test]
fn a_design_is_taken_whole() {
    let template = "#let certificate(data) = [#data.organisation \\ #data.name]";
    let theme = r#"{"organisation": "Harbour & Field"}"#;
    let pdf = previewed("whole", &[("template.typ", template), ("theme.json", theme)]).unwrap();
    let text = text(&pdf);
    assert!(text.contains("Harbour & Field") && text.contains("Zoë Łukasiewicz"), "{text}");
}

#[test]
fn a_mistake_is_told_with_its_line() {
    let template = "// ours\n#let certificate(data) = data.nome";
    let told = told("mistake", &[("template.typ", template)]);
    assert!(told.contains("template.typ:2: "), "{told}");
}

#[test]
fn a_template_reads_no_file_and_loads_no_package() {
    let file = "#let certificate(data) = [#read(\"/etc/passwd\")]";
    let told_of_file = told("file", &[("template.typ", file)]);
    assert!(told_of_file.contains("sees only its own files"), "{told_of_file}");
    let package = told("package", &[("template.typ", "#import \"@preview/cetz:0.3.0\"")]);
    assert!(package.contains("cannot load packages"), "{package}");
}

#[test]
fn every_part_is_checked() {
    for (file, content) in [("theme.json", "{"), ("logo", "GIF89a"), ("badge.png", "GIF89a")] {
        let told = told(file, &[(file, content)]);
        assert!(told.starts_with("the design cannot be used: "), "{file}: {told}");
        assert_eq!(
            told.matches("line 1").count(),
            usize::from(content == "{"),
            "told once: {told}"
        );
    }
}

#[test]
fn a_file_that_the_function_would_not_read_is_named() {
    let directory = directory("others", &[("logo.svg", "<svg/>"), ("theme.json", "{}")]);
    let args = args(&["--design", directory.to_str().unwrap()]);
    let parts = Parts::read(&args.design).unwrap();
    std::fs::remove_dir_all(&directory).unwrap();
    assert_eq!(parts.unused, ["logo.svg"]);
    assert_eq!(parts.used, [directory.join("theme.json")]);
}

#[test]
fn what_is_named_must_be_there() {
    for option in ["--design", "--template", "--theme", "--logo"] {
        let args = args(&[option, "/nowhere/at/all"]);
        let error = Parts::read(&args.design).unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{option}");
    }
}
