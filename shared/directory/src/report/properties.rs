use proptest::prelude::*;

use super::*;

/// Names as people have them, and as they should not.
fn name() -> impl Strategy<Value = String> {
    const NAMES: [&str; 7] =
        ["Ana Souza", "山田 太郎", "محمد علي", "Зоя", "नेहा", "Łukasz", "O'Neil, \"Bo\""];
    let name = prop_oneof![
        prop::sample::select(NAMES.as_slice()).prop_map(str::to_owned),
        "[\"\n\r, a]{1,8}",
        "\\PC{1,12}",
    ];
    name.prop_filter("not blank", |name| !name.trim().is_empty())
}

/// Names that begin with a letter, as it were. The opening mark of `",Ana"` could as well be the
/// closing one of a row before, if that has none: no reader can tell.
fn plain_name() -> impl Strategy<Value = String> {
    name().prop_filter("a letter first", |name| !name.starts_with(['"', ',', '\r', '\n']))
}

/// A report as another program writes it.
fn written(names: &[String], terminator: csv::Terminator) -> Vec<Vec<u8>> {
    let row = |fields: [&str; 4]| {
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        writer.write_record(fields).unwrap();
        writer.into_inner().unwrap()
    };
    let header = row(["internalUserID", "name", "userEmail", "state"]);
    let rows = names.iter().enumerate();
    let rows = rows.map(|(id, name)| row([&id.to_string(), name, "a@example.com", "ACTIVE"]));
    std::iter::once(header).chain(rows).collect()
}

fn terminator() -> impl Strategy<Value = csv::Terminator> {
    prop_oneof![Just(csv::Terminator::CRLF), Just(csv::Terminator::Any(b'\n'))]
}

/// What can be wrong with a row whatever stands around it.
const BROKEN: [&str; 6] = [
    "x,\"Ana,a@x,ACTIVE\n",
    "x,Ana\n",
    ",Ana,a@x,ACTIVE\n",
    "x,\"A\"na,a@x,\n",
    "x,\"\n",
    "a,b,c,d,e\n",
];

proptest! {
    #[test]
    fn any_name_comes_back_the_same(names in prop::collection::vec(name(), 0..20), end in terminator()) {
        let csv = written(&names, end).concat();
        let read: Vec<String> = Report::open(csv.as_slice(), None).unwrap().map(|row| match row {
            Ok(Row::Person(person)) => person.name.unwrap(),
            other => panic!("{other:?}"),
        }).collect();
        prop_assert_eq!(read, names);
    }

    #[test]
    fn a_broken_row_anywhere_loses_only_itself(
        names in prop::collection::vec(plain_name(), 1..20),
        end in terminator(),
        broken in prop::sample::select(BROKEN.as_slice()),
        place in any::<prop::sample::Index>(),
    ) {
        let mut rows = written(&names, end);
        let place = place.index(names.len()) + 1;
        rows.insert(place, broken.into());
        let lines = rows[..place].concat().split(|byte| *byte == b'\n').count();
        let csv = rows.concat();
        let (mut read, mut told) = (Vec::new(), Vec::new());
        for row in Report::open(csv.as_slice(), None).unwrap() {
            match row {
                Ok(Row::Person(person)) => read.push(person.name.unwrap()),
                Err(RowError::Broken(row)) => told.push(row.line),
                other => panic!("{other:?}"),
            }
        }
        prop_assert_eq!(read, names);
        prop_assert_eq!(told, [lines as u64]);
    }

    #[test]
    fn no_bytes_are_too_odd(csv in prop::collection::vec(any::<u8>(), 0..400)) {
        let bytes = [b"internalUserID,name,userEmail\n".as_slice(), &csv].concat();
        let lines = bytes.split(|byte| *byte == b'\n').count();
        let rows = Report::open(bytes.as_slice(), None).unwrap();
        let rows: Result<Vec<_>, _> =
            rows.map(|row| match row { Err(RowError::Read(error)) => Err(error), _ => Ok(()) }).collect();
        prop_assert!(rows.unwrap().len() <= lines);
    }
}
