use super::*;

fn read(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let defaults = [
        ("EVENTS_QUEUE_URL", "https://queue"),
        ("QUARANTINE_BUCKET", "bucket"),
        ("WEBHOOK_SECRET_ARN", "arn"),
        ("AUTH_MODE", "basic"),
        ("ALM_ACCOUNT_ID", ""),
        ("LOG_HASH_KEY", "key"),
    ];
    Config::read(&defaults.iter().chain(changes).copied().collect())
}

fn scheme(changes: &[(&str, &str)]) -> SignatureScheme {
    let changes: Vec<_> = [("AUTH_MODE", "signature")].iter().chain(changes).copied().collect();
    match read(&changes).unwrap().auth_mode {
        AuthMode::Signature(scheme) => scheme,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_modes_are_read() {
    assert_eq!(read(&[]).unwrap().auth_mode, AuthMode::Basic);
    assert_eq!(read(&[("AUTH_MODE", "none")]).unwrap().auth_mode, AuthMode::None);
    assert_eq!(read(&[]).unwrap().account, None);
    assert_eq!(read(&[("ALM_ACCOUNT_ID", "1234")]).unwrap().account.unwrap().as_str(), "1234");
}

#[test]
fn an_open_webhook_must_be_chosen() {
    for mode in ["", "None", "off", "basic "] {
        assert!(read(&[("AUTH_MODE", mode)]).is_err(), "{mode:?}");
    }
}

#[test]
fn each_needed_variable_is_named() {
    for name in ["EVENTS_QUEUE_URL", "QUARANTINE_BUCKET", "WEBHOOK_SECRET_ARN", "LOG_HASH_KEY"] {
        let missing = ConfigError::Missing { name: name.to_owned() };
        assert_eq!(read(&[(name, "")]).unwrap_err(), missing);
    }
    assert!(read(&[("AUTH_MODE", "none"), ("WEBHOOK_SECRET_ARN", "")]).is_ok());
}

#[test]
fn the_signature_has_defaults() {
    let defaults = scheme(&[("SIGNATURE_PREFIX", "")]);
    assert_eq!(defaults.header, "x-alm-signature");
    assert_eq!((defaults.algorithm, defaults.encoding), (Algorithm::Sha256, Encoding::Hex));
    assert_eq!(defaults.prefix, "sha256=");
    assert_eq!(scheme(&[("SIGNATURE_ALGORITHM", "sha512")]).prefix, "sha512=");
}

#[test]
fn the_signature_is_configurable() {
    let other = scheme(&[
        ("SIGNATURE_HEADER", "X-Hub-Signature"),
        ("SIGNATURE_ALGORITHM", "sha512"),
        ("SIGNATURE_ENCODING", "base64"),
        ("SIGNATURE_PREFIX", "v1:"),
    ]);
    assert_eq!(other.header, "x-hub-signature");
    assert_eq!((other.algorithm, other.encoding), (Algorithm::Sha512, Encoding::Base64));
    assert_eq!(other.prefix, "v1:");
    for (name, value) in [
        ("SIGNATURE_HEADER", "two words"),
        ("SIGNATURE_ALGORITHM", "md5"),
        ("SIGNATURE_ENCODING", "plain"),
    ] {
        assert!(read(&[("AUTH_MODE", "signature"), (name, value)]).is_err(), "{name}");
    }
}
