//! Imports of size by the real command, into an AWS that takes everything.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const STACK: &str = "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs>\
    <member><OutputKey>EnrollmentsTable</OutputKey><OutputValue>e</OutputValue></member>\
    <member><OutputKey>HistoryTable</OutputKey><OutputValue>h</OutputValue></member>\
    <member><OutputKey>DirectoryTable</OutputKey><OutputValue>d</OutputValue></member>\
    </Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>";

const NAMES: [&str; 6] = [
    "Ana Souza",
    "山田 太郎",
    "محمد علي",
    "Зоя Ким",
    "\"Łukasz \"\"Luk\"\" Wójcik\"",
    "\"Devi,\nNeha\"",
];

/// Answers calls until the test ends; counts the items that are put.
fn sink() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let puts = Arc::<AtomicUsize>::default();
    let counted = puts.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let puts = counted.clone();
            std::thread::spawn(move || answer_all(&stream, &puts));
        }
    });
    (url, puts)
}

fn answer_all(stream: &TcpStream, puts: &AtomicUsize) -> Option<()> {
    let (mut reader, mut writer) = (BufReader::new(stream), BufWriter::new(stream));
    loop {
        let (mut length, mut is_write) = (0, false);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
            let line = line.trim_end().to_lowercase();
            length = line.strip_prefix("content-length: ").map_or(length, |it| it.parse().unwrap());
            is_write |= line.ends_with("batchwriteitem");
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let put = String::from_utf8(body).unwrap().matches("\"PutRequest\"").count();
        puts.fetch_add(put, Ordering::Relaxed);
        let answer = if is_write { r#"{"UnprocessedItems":{}}"# } else { STACK };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", answer.len());
        writer
            .write_all(head.as_bytes())
            .and_then(|()| writer.write_all(answer.as_bytes()))
            .ok()?;
        writer.flush().ok()?;
    }
}

/// A User report with so many rows, and one that is broken.
fn users(name: &str, rows: usize) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut file = BufWriter::new(std::fs::File::create(&path).unwrap());
    file.write_all("\u{feff}internalUserID,userEmail,name,managerEmail,state,Desk\r\n".as_bytes())
        .unwrap();
    let mut row = String::new();
    for id in 0..rows {
        row.clear();
        let (name, manager) = (NAMES[id % NAMES.len()], id / 10);
        write!(row, "{id},u{id}@example.com,{name},u{manager}@example.com,ACTIVE,{}\r\n", id % 7)
            .unwrap();
        file.write_all(row.as_bytes()).unwrap();
    }
    file.write_all(b"x,\"broken\r\n").unwrap();
    file.flush().unwrap();
    path
}

/// The build of these tests, or the one that `MILEPOST_BINARY` names.
fn binary() -> OsString {
    env::var_os("MILEPOST_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_milepost").into())
}

fn import(report: &PathBuf, url: &str) -> Output {
    Command::new(binary())
        .args(["directory", "import"])
        .arg(report)
        .envs([("AWS_ENDPOINT_URL", url), ("AWS_REGION", "eu-west-1")])
        .envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")])
        .output()
        .unwrap()
}

/// The summary, and the peak memory in it, in MB.
fn imported(rows: usize) -> (String, f64) {
    let (url, puts) = sink();
    let report = users(&format!("users-{rows}.csv"), rows);
    let output = import(&report, &url);
    std::fs::remove_file(report).unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "one row is broken: {text}{errors}");
    assert_eq!(puts.load(Ordering::Relaxed), 2 * rows, "{text}{errors}");
    assert!(text.contains(&format!(" {rows} people")), "{text}");
    assert!(text.contains("columns Desk\n"), "{text}");
    let lines_before = rows + rows / NAMES.len() + 1;
    let broken = format!("line {}: a quotation mark is not closed", lines_before + 1);
    assert!(text.contains(&broken), "{text}");
    let memory = text.lines().find_map(|line| line.strip_prefix("memory")).unwrap();
    let memory = memory.trim().replace('\u{a0}', " ");
    let megabytes = memory.split(' ').next().unwrap().parse().unwrap();
    assert!(memory.contains(" MB"), "{memory}");
    (text, megabytes)
}

/// The 20,000 rows would take more than 40 MB if they were held.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_rows() {
    let ((_, few), (text, many)) = (imported(2_000), imported(20_000));
    assert!(many < few + 15.0, "{few} MB, then {many} MB\n{text}");
}

/// With the release build: `MILEPOST_BINARY=$PWD/.aws-sam/release/bin/milepost cargo test
/// -p milepost-cli --test import -- --ignored --nocapture`
#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes a minute or more"]
fn a_million_rows_take_less_than_100_megabytes() {
    let (text, megabytes) = imported(1_000_000);
    println!("{text}");
    assert!(megabytes < 100.0);
}
