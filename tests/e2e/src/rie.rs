//! A function under AWS's runtime interface emulator, as `sam local invoke` runs it, but without
//! Docker: the emulator's binary ships inside aws-sam-cli.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use reqwest::Client;
use serde_json::Value;

use crate::build::Build;
use crate::stack::{Stack, root};

/// How long it may take to listen, and to end.
const PATIENCE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(10);

/// A running emulator with one function in it.
#[derive(Debug)]
pub struct Rie {
    child: Child,
    url: String,
    log: PathBuf,
}

impl Rie {
    /// Starts a function with the environment that it has in the stack, and with these
    /// variables besides or instead.
    pub async fn start(name: &str, stack: &Stack, variables: &BTreeMap<String, String>) -> Self {
        let build = Build::under_test();
        let logical_id = &build.function(name).logical_id;
        let configuration = configuration(stack, stack.output(logical_id)).await;
        let [address, runtime_api] = free_addresses();
        let log = env::temp_dir().join(format!("milepost-rie-{}", address.replace(':', "-")));
        let output = File::create(&log).expect("a log");
        let child = Command::new(emulator())
            .args(["--log-level", "info"])
            .args(["--runtime-interface-emulator-address", &address])
            .args(["--runtime-api-address", &runtime_api])
            .arg(build.bootstrap(name))
            .env_clear()
            .envs(environment(&configuration, stack))
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a second handle"))
            .stderr(output)
            .spawn()
            .expect("the emulator starts");
        let url = format!("http://{address}/2015-03-31/functions/function/invocations");
        let mut rie = Self { child, url, log };
        rie.wait_until_listening(&address).await;
        rie
    }

    async fn wait_until_listening(&mut self, address: &str) {
        let deadline = Instant::now() + PATIENCE;
        while tokio::net::TcpStream::connect(address).await.is_err() {
            let ended = self.child.try_wait().expect("its status");
            assert!(ended.is_none(), "the emulator ended: {}", self.log_so_far());
            assert!(Instant::now() < deadline, "nobody listens: {}", self.log_so_far());
            tokio::time::sleep(POLL).await;
        }
    }

    /// Invokes the function.
    pub async fn invoke(&self, payload: Vec<u8>) -> Value {
        let call = Client::new().post(&self.url).body(payload).send();
        let answer = call.await.expect("an answer").bytes().await.expect("a body");
        serde_json::from_slice(&answer).unwrap_or_else(|_| {
            let answer = String::from_utf8_lossy(&answer);
            panic!("invalid JSON: {answer}\n{}", self.log_so_far())
        })
    }

    /// Stops the function and returns all that it and the emulator wrote.
    pub fn stop(mut self) -> String {
        self.end();
        self.log_so_far()
    }

    fn log_so_far(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Asks it to end, so that it ends the function as well; kills it if it does not.
    fn end(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let deadline = Instant::now() + PATIENCE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(POLL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Rie {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.end();
        }
        let _ = fs::remove_file(&self.log);
    }
}

/// Two different ports that are free now.
fn free_addresses() -> [String; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("its address").to_string())
}

/// This machine's processor, by Lambda's name.
pub fn processor() -> &'static str {
    if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" }
}

/// The emulator for this machine's processor.
fn emulator() -> PathBuf {
    let processor = processor();
    let library = root().join(".venv/lib");
    let pythons = fs::read_dir(&library).expect("run `make .venv` first").flatten();
    let below = format!("site-packages/samcli/local/rapid/aws-lambda-rie-{processor}");
    pythons
        .map(|python| python.path().join(&below))
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("no {below} in {}", library.display()))
}

/// How the function is deployed.
async fn configuration(stack: &Stack, name: &str) -> Value {
    let response = Client::new()
        .get(format!("{}/2015-03-31/functions/{name}/configuration", stack.endpoint()))
        .header("authorization", stack.authorization("lambda"))
        .send()
        .await
        .expect("an answer of Lambda");
    crate::webhook::answer(response).await.1
}

/// The function's own variables, those that Lambda sets, and the way to the stack's AWS. Nothing
/// else: a variable that the template forgets is missing here too.
fn environment(configuration: &Value, stack: &Stack) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let own = configuration["Environment"]["Variables"].as_object().expect("its variables");
    let own = own.iter().map(|(name, value)| (name.clone(), text(value)));
    let lambdas = [
        ("AWS_LAMBDA_FUNCTION_NAME", "FunctionName"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "MemorySize"),
        ("AWS_LAMBDA_FUNCTION_TIMEOUT", "Timeout"),
    ];
    let lambdas = lambdas.map(|(name, field)| (name.to_owned(), text(&configuration[field])));
    let aws = stack.env.iter().filter(|(name, _)| name.starts_with("AWS_"));
    let aws = aws.map(|(name, value)| (name.clone(), value.clone()));
    own.chain(lambdas).chain(aws).collect()
}
