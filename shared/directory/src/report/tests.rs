use super::*;

const USERS: &str = "internalUserID,userEmail,name,managerEmail,state";
const TRAININGS: &str = "Catalog Name,Training Type,Training Id,Training Name,Modules,\
    Training or Module Duration (mins),Status of Training";

/// The rows of a report, each as a line: ids with the names, or what is wrong.
fn read(csv: impl AsRef<[u8]>) -> Vec<String> {
    let report = Report::open(csv.as_ref(), None).unwrap_or_else(|error| panic!("{error}"));
    report.map(shown).collect()
}

fn shown(row: Result<Row, RowError>) -> String {
    match row {
        Ok(Row::Person(person)) => {
            format!("{} {}", person.user_id, person.name.unwrap_or("-".to_owned()))
        }
        Ok(Row::LearningObject(object)) => {
            format!("{} {:?} {:?}", object.lo_id, object.title(None), object.duration)
        }
        Ok(Row::Detail) => "detail".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn refused(csv: impl AsRef<[u8]>, kind: Option<Kind>) -> String {
    Report::open(csv.as_ref(), kind).err().unwrap().to_string()
}

#[test]
fn a_person_has_all_that_the_report_says() {
    let csv = "internalUserID,userEmail,customerDefinedUniqueUserId,name,managerEmail,userType,\
        state,profile,roles,dateDeleted,uiLocale,contentLocale,timeZoneCode\n\
        17, Ana@example.com ,E-17,Ana D&#39;Souza,kim@example.com,Internal,Active,Nurse,Learner,,de-DE,en-US,IST\n";
    let mut report = Report::open(csv.as_bytes(), None).unwrap();
    assert_eq!((report.kind(), report.unknown_columns()), (Kind::Users, [].as_slice()));
    let Some(Ok(Row::Person(person))) = report.next() else { panic!() };
    insta::assert_json_snapshot!(person, @r#"
    {
      "userId": "17",
      "name": "Ana D'Souza",
      "email": "Ana@example.com",
      "uniqueId": "E-17",
      "managerEmail": "kim@example.com",
      "state": "ACTIVE",
      "locale": "de-DE",
      "contentLocale": "en-US",
      "timeZone": "IST"
    }
    "#);
    assert!(report.next().is_none());
}

#[test]
fn a_learning_object_has_its_title_under_no_locale() {
    let csv = format!(
        "{TRAININGS}\nAll,Learning Path,12,\"Fire, R&amp;D and \"\"safety\"\"\",,90,Published\n"
    );
    let Some(Ok(Row::LearningObject(object))) = Report::open(csv.as_bytes(), None).unwrap().next()
    else {
        panic!()
    };
    insta::assert_json_snapshot!(object, @r#"
    {
      "loId": "learningProgram:12",
      "loType": "learningProgram",
      "titles": {
        "": "Fire, R&D and \"safety\""
      },
      "duration": 90,
      "state": "Published"
    }
    "#);
}

#[test]
fn modules_and_other_catalogs_take_nothing_away() {
    let csv = format!(
        "{TRAININGS}\nA,Course,1,Fire,,90,Published\nA,Course,1,Fire,Exit,10,Published\n\
         ,,,,Alarm,5,\nB,Course,1,Fire,,90,Published\nB,Course,2,Water,Pump,7,Published\n"
    );
    insta::assert_snapshot!(read(csv).join("\n"), @r#"
    course:1 Some("Fire") Some(90)
    detail
    detail
    course:1 Some("Fire") Some(90)
    course:2 Some("Water") None
    "#);
}

#[test]
fn columns_are_found_by_their_names() {
    for header in [
        "name,USEREMAIL,internalUserId",
        "Name,User Email,Internal User ID",
        "\u{feff}name,user_email,internal_user_id",
        "\u{feff}\"name\",\"user-email\",\"internalUserID\"",
        "name ,userEmail,internalUserID (new)",
    ] {
        let rows = read(format!("{header}\r\n山田太郎,a@example.com,17\r\n"));
        assert_eq!(rows, ["17 山田太郎"], "{header}");
    }
}

#[test]
fn columns_that_nobody_knows_are_named_once() {
    let csv = "Shoe size,internalUserID,userEmail,name,AF_Region,metadata,shoe_size,Desk\n";
    let report = Report::open(csv.as_bytes(), None).unwrap();
    assert_eq!(report.unknown_columns(), ["Shoe size", "Desk"]);
}

#[test]
fn a_header_of_something_else_is_refused() {
    insta::assert_snapshot!(refused("Name,Email,Deadline\n", None), @"neither a User report (no column internalUserID) nor a Training report (no column Training ID); found: Name, Email, Deadline");
    insta::assert_snapshot!(refused("internalUserID,name\n", None), @"no User report: no column userEmail; found: internalUserID, name");
    insta::assert_snapshot!(refused(format!("{USERS}\n"), Some(Kind::Trainings)), @"no Training report: no column Training ID, Training Type, Training Name; found: internalUserID, userEmail, name, managerEmail, state");
    let transcript = "Name,Email,User Unique ID,Course,Training ID\n";
    insta::assert_snapshot!(refused(transcript, None), @"no Training report: no column Training Type, Training Name; found: Name, Email, User Unique ID, Course, Training ID");
    insta::assert_snapshot!(refused("17,ana@example.com,Ana Souza\n", None), @"the first row is no header: it holds an e-mail address");
    insta::assert_snapshot!(refused("", None), @"the file is empty");
    insta::assert_snapshot!(refused("\n\r\n", None), @"the file is empty");
    insta::assert_snapshot!(refused("\"name,id\n1,2\n", None), @"the header is broken: a quotation mark is not closed");
    insta::assert_snapshot!(refused(b"\xff\xfei\0d\0\n\0", None), @"the header is broken: not UTF-8");
    let many: Vec<String> = (0..40).map(|column| format!("c{column}")).collect();
    assert!(refused(many.join(","), None).ends_with("c29 and 10 more"));
}

#[test]
fn a_broken_row_loses_only_itself() {
    for (broken, reason) in [
        ("3,c@x,\"Cy,,", "a quotation mark is not closed"),
        ("3,c@x,Cy,,\"", "a quotation mark is not closed"),
        ("3,\"c\"@x,Cy,,", "text after a closing quotation mark"),
        ("3,c@x,Cy,\r,", "a carriage return within the line"),
        ("3,c@x,Cy", "3 fields where the header has 5"),
        ("3,c@x,Cy,,,", "6 fields where the header has 5"),
        (",c@x,Cy,,", "no id"),
        ("  ,c@x,Cy,,", "no id"),
    ] {
        let csv = format!(
            "{USERS}\n1,a@x,\"Ana\nSouza\",,\n{broken}\n\n4,d@x,\"Di \"\"Dee\"\"\",,\n5,e@x,Em,,"
        );
        let expected = ["1 Ana\nSouza", &format!("line 4: {reason}"), "4 Di \"Dee\"", "5 Em"];
        assert_eq!(read(csv), expected, "{broken}");
    }
    let too_long =
        format!("{USERS}\n{},a@x,A,,\n1,{},B,,\n2,b@x,Bo,,\n", "1".repeat(257), "x".repeat(99_999));
    let expected = ["line 2: an id of more than 256 bytes", "line 3: longer than 64 KB", "2 Bo"];
    assert_eq!(read(too_long), expected);
    let latin: Vec<u8> = [USERS.as_bytes(), b"\n1,a@x,Jos\xe9,,\n2,b@x,Bo,,\n"].concat();
    assert_eq!(read(latin), ["line 2: not UTF-8", "2 Bo"]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_costs_no_other_row() {
    let rows: Vec<String> =
        (2..2000).map(|id| format!("{id},x@x,\"Bo \"\"B\"\"\",\"\",\n")).collect();
    let rows = rows.concat();
    let csv = format!("{USERS}\n1,a@x,\"Ana,,\n{rows}");
    let read = read(csv);
    assert_eq!(read.len(), 1999);
    assert_eq!(read[0], "line 2: a quotation mark is not closed");
    assert!(read[1..].iter().all(|row| row.ends_with("Bo \"B\"")));
}

#[test]
fn marks_within_a_bare_field_mean_nothing() {
    assert_eq!(read(format!("{USERS}\n1,a@x,5\" Ana,,\n")), ["1 5\" Ana"]);
}

#[test]
fn a_file_that_cannot_be_read_any_further_is_the_end() {
    struct Torn<'a>(&'a [u8]);
    impl io::Read for Torn<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::Error::other("the disk is gone")),
                bytes => Ok(bytes),
            }
        }
    }
    let csv = format!("{USERS}\n1,a@x,Ana,,\n2,");
    let reader = io::BufReader::new(Torn(csv.as_bytes()));
    let rows: Vec<String> = Report::open(reader, None).unwrap().map(shown).collect();
    assert_eq!(rows, ["1 Ana", "reading stopped"]);
}

#[test]
fn who_has_a_day_of_deletion_is_deleted() {
    let csv = "internalUserID,userEmail,name,state,dateDeleted\n1,,A,,2026-01-01\n2,,B,ACTIVE,2026-01-01\n3,,C,,\n";
    let states = Report::open(csv.as_bytes(), None).unwrap().map(|row| match row {
        Ok(Row::Person(person)) => String::from(person.state),
        _ => panic!(),
    });
    assert_eq!(states.collect::<Vec<_>>(), ["DELETED", "ACTIVE", ""]);
}
