//! Making tapes: the real functions, with AWS in memory behind them.

mod archive;
mod catalog;
mod changes;

use std::sync::{Arc, Mutex};

use hyper::body::Bytes;
use hyper::{Request, Response};
use milepost_faults::aws::{MAX_RECEIVE, StandIn};
use milepost_faults::call::Operation;
use milepost_faults::server::serve;
use milepost_faults::upstream::Upstream;
use milepost_faults::world::invocation;
use serde_json::Value;

use crate::Bench;
use crate::subject::Subject;
use crate::tape::{Call, Take, Tape};
use crate::workload::Workload;

/// How many batches of `progress` the archive gathers in its batching window of a minute: a million
/// single events a month are 23 a minute, for five pollers.
const GATHERED: usize = 4;

/// AWS in memory, and what it was asked.
#[derive(Clone, Debug)]
struct Recorder {
    aws: StandIn,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Upstream for Recorder {
    async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        let operation = Operation::of(&parts, &body).expect("an operation");
        let response = match operation {
            Operation::PutRecordBatch => archive::put_record_batch(&body),
            _ => self.aws.call(Request::from_parts(parts, body.clone())).await,
        };
        assert!(response.status().is_success(), "{operation} was refused");
        let call = Call { operation, request: body, response: response.clone() };
        self.calls.lock().expect("no panic before").push(call);
        response
    }
}

impl Recorder {
    fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut *self.calls.lock().expect("no panic before"))
    }
}

/// One function, recorded.
struct Recording {
    subject: Subject,
    recorder: Recorder,
    tape: Tape,
}

impl Recording {
    async fn start(
        function: &'static str,
        events_per_take: usize,
        aws: &StandIn,
        bench: &Bench,
    ) -> Self {
        let recorder = Recorder { aws: aws.clone(), calls: Arc::default() };
        let url = serve(recorder.clone()).await;
        let subject = Subject::start(&bench.builds.real(function), &url, &bench.cores).await;
        let (at_start, takes) = Default::default();
        Self { subject, recorder, tape: Tape { function, events_per_take, at_start, takes } }
    }

    async fn invoke(&mut self, payload: &Value) {
        let payload = Bytes::from(payload.to_string());
        let answer = self.subject.invoke(payload.clone()).await.body;
        let calls = self.recorder.take_calls().into_iter();
        let (at_start, calls) = calls.partition(|it| it.operation == Operation::GetSecretValue);
        self.tape.at_start.extend::<Vec<_>>(at_start);
        self.tape.takes.push(Take { payload, calls, answer });
    }
}

/// Sends a workload through `ingest`, `progress` and `archive`, and as large batches of edits
/// through `catalog`; answers what each did.
pub async fn record(workload: Workload, bench: &Bench) -> [Tape; 4] {
    let aws = invocation::stand_in();
    let events = workload.events();
    let mut ingest = Recording::start("ingest", events, &aws, bench).await;
    let mut progress = Recording::start("progress", events, &aws, bench).await;
    let mut archive = Recording::start("archive", events * GATHERED, &aws, bench).await;
    let mut archived = 0;
    for (number, body) in workload.bodies().iter().enumerate() {
        ingest.invoke(&invocation::of_request(body)).await;
        let batch = aws.queue().receive(MAX_RECEIVE);
        assert_eq!(batch.len(), events, "ingest sends all events");
        let messages = batch.iter().map(|it| (&it.message, it.receive_count));
        progress.invoke(&invocation::of_batch(messages)).await;
        for received in batch {
            aws.queue().delete(received.receipt);
        }
        if (number + 1).is_multiple_of(GATHERED) {
            let changes = aws.topic().published().split_off(archived);
            archived += changes.len();
            archive.invoke(&changes::batch("archive", &changes)).await;
        }
    }
    let mut catalog = Recording::start("catalog", events, &aws, bench).await;
    for changes in catalog::batches(workload) {
        catalog.invoke(&changes::batch("catalog", &changes)).await;
    }
    assert_eq!(aws.violations(), [""; 0]);
    assert_eq!(aws.unexpected(), [""; 0]);
    [ingest.tape, progress.tape, archive.tape, catalog.tape]
}
