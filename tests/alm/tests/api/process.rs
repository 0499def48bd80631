//! The stand-in as a process.

use std::process::Stdio;

use milepost_alm_stand_in::{CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

#[tokio::test]
async fn it_prints_its_address_and_the_credentials_and_serves() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_alm-stand-in"))
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let line: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
    assert_eq!(line["clientId"], CLIENT_ID);
    assert_eq!(line["clientSecret"], CLIENT_SECRET);
    assert_eq!(line["refreshToken"], REFRESH_TOKEN);
    let url = format!("{}/_alm/requests", line["url"].as_str().unwrap());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(http.get(url).send().await.unwrap().text().await.unwrap(), "{}");
}
