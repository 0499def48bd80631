use clap::CommandFactory as _;

use super::*;

fn parse(words: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(words.split(' '))
}

#[test]
fn the_command_line_is_well_formed() {
    Cli::command().debug_assert();
}

/// Each command with the first line of its help, and those below it.
fn overview(command: &clap::Command, indent: &str) -> String {
    let line = |one: &clap::Command| {
        let about = one.get_about().unwrap_or_default();
        let below = overview(one, &format!("{indent}  "));
        format!("{indent}{}: {about}\n{below}", one.get_name())
    };
    command.get_subcommands().map(line).collect()
}

#[test]
fn the_help_names_what_there_is() {
    let command = Cli::command();
    insta::assert_snapshot!(command.get_about().unwrap(), @"Operates Milepost: checks a stack, sends webhooks, shows the records that come of them, audits that nothing was lost, shows and revokes certificates, shows who was told what, fills the directory of names, and deals with dead letters and quarantine");
    insta::assert_snapshot!(overview(&command, ""), @"
    send: Post webhooks as Adobe Learning Manager would
    learner: Show a learner's enrollments and history
    enrollments: List enrollments
    certificate: Show and list certificates, revoke them, issue them again, renew them, or try out a design
      show: Show a certificate: where it stands, what is printed on it, and what was done to it
      list: List the certificates of a learner, the oldest first
      revoke: Revoke a certificate: it can still be looked at, but no longer verified
      reissue: Issue a certificate again, under another id, with the name and title known now
      renew: Renew a certificate: issue another for a later completion that ALM does not know
      preview: Set a certificate as the function would, in a design that is not uploaded yet
    notifications: List what was told about and to people, why, and what became of it
    notify: Try the channels
      test: Send a sample to addresses and phones
    policy: Check and replace the policy of notifications: who is told what
      check: Check a policy, and show what it would send
      show: Print the built-in policy, to begin one's own with
      put: Check a policy and put it in force
    directory: Fill the directory of names and titles from ALM's reports, or look into it
      import: Import ALM's User report or Training report, as CSV
      show: Show what the directory knows of people and learning objects, and how old it is
    doctor: Check a stack, and say what to do about what is not in order
    audit: Show where every event is, and prove it against a ledger
    dlq: Look at dead letters, send them to their queue again, or delete them
      list: List the dead letters of one queue or of all, by why they are there
      show: Show a dead letter whole, with what history and the record say of it
      redrive: Send dead letters to their queue again
      purge: Delete dead letters for good, after writing them to a file
    quarantine: Look at what could not be read, read it again, or remove it
      list: List what is in quarantine, by reason
      show: Show one object: what is known of it, and its bytes
      replay: Read objects again with this release, send their events, and remove them
      discard: Remove objects that nobody needs
    ");
}

#[test]
fn values_are_checked() {
    let send = "milepost send a.json --url http://127.0.0.1:1/hook";
    assert!(parse(send).is_ok());
    assert!(parse(&format!("{send} --give-up x")).is_err());
    for wrong in ["dlq redrive --all --rate 0", "enrollments --limit 0"] {
        assert!(parse(&format!("milepost {wrong}")).is_err(), "{wrong}");
    }
    for url in ["127.0.0.1:1/hook", "ftp://h/", "http://user:pw@h/"] {
        assert!(parse(&format!("milepost send a.json --url {url}")).is_err(), "{url}");
    }
}

#[test]
fn notifications_are_asked_for_of_somebody() {
    for wrong in ["notifications --status sent", "notifications --status gone --user 7"] {
        assert!(parse(&format!("milepost {wrong}")).is_err(), "{wrong}");
    }
    for right in ["notifications", "notifications --user 7 --status sent"] {
        assert!(parse(&format!("milepost {right}")).is_ok(), "{right}");
    }
    for wrong in ["notify test", "policy check p.toml --sample 33", "policy put"] {
        assert!(parse(&format!("milepost {wrong}")).is_err(), "{wrong}");
    }
    assert!(parse("milepost policy check p.toml --sample 90 --language de").is_ok());
    assert!(parse("milepost policy check p.toml --sample 90 --event e.json").is_err());
}

#[test]
fn dead_letters_are_neither_sent_nor_deleted_by_accident() {
    for wrong in [
        "redrive",
        "redrive events --all",
        "purge events",
        "purge --no-backup",
        "purge events --no-backup --backup b.jsonl",
        "purge events --no-backup --reason whim",
        "show events",
    ] {
        assert!(parse(&format!("milepost dlq {wrong}")).is_err(), "{wrong}");
    }
    for right in ["list", "redrive --all", "purge events --backup b.jsonl --reason processed"] {
        assert!(parse(&format!("milepost dlq {right}")).is_ok(), "{right}");
    }
}

#[test]
fn objects_are_not_removed_by_accident() {
    for wrong in ["--no-backup", "--all", "--all --no-backup --backup kept", "ab --all --yes"] {
        assert!(parse(&format!("milepost quarantine discard {wrong}")).is_err(), "{wrong}");
    }
    for right in ["ab cd --backup kept", "--reason not_json --no-backup -y"] {
        assert!(parse(&format!("milepost quarantine discard {right}")).is_ok(), "{right}");
    }
}

#[test]
fn a_parsed_command_line_shows_no_secret() {
    let words = "milepost send a.json --url http://h/ --password pw-1 --signature-secret key-1";
    let shown = format!("{:?}", parse(words).unwrap());
    assert!(!shown.contains("pw-1") && !shown.contains("key-1"), "{shown}");
}

#[test]
fn a_certificate_is_revoked_for_a_reason() {
    let revoke = "milepost certificate revoke 01010101-0101-4101-8101-010101010101";
    assert!(parse(&format!("{revoke} --comment left --yes")).is_ok());
    let long = "x".repeat(1_001);
    let wrong = [String::new(), " --comment ".to_owned(), format!(" --comment {long}")];
    for wrong in wrong {
        assert!(parse(&format!("{revoke}{wrong}")).is_err(), "{wrong}");
    }
    assert!(parse("milepost certificate revoke 17 --comment left").is_err());
}

#[test]
fn a_preview_needs_a_name_and_checks_numbers() {
    let preview = "milepost certificate preview";
    assert!(parse(preview).is_err());
    let preview = format!("{preview} --name Ana");
    for right in ["", " --score 87.5 --valid-days 365", " --design d --png --out a.pdf"] {
        assert!(parse(&format!("{preview}{right}")).is_ok(), "{right}");
    }
    for wrong in ["--score many", "--valid-days 0", "--completed 14.3.2026"] {
        assert!(parse(&format!("{preview} {wrong}")).is_err(), "{wrong}");
    }
}
