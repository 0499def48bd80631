//! The measurement: a function and its floor by turns, so that a change of the machine's mood
//! meets both.

use std::path::Path;
use std::time::{Duration, Instant};

use milepost_faults::server::serve;

use crate::Bench;
use crate::floor;
use crate::replay::Replay;
use crate::stats::{median, percentile};
use crate::subject::{Program, Subject};
use crate::tape::Tape;

/// How long to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Turns of each.
    pub rounds: usize,
    /// The length of a turn.
    pub turn: Duration,
}

/// What an event costs a program.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Events a second, one invocation after the other.
    pub events_per_s: f64,
    /// CPU time, in microseconds per event.
    pub cpu_us_per_event: f64,
    /// Half of the invocations take at most this, in milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 take at most this.
    pub p99_ms: f64,
    /// The most memory it held, in bytes.
    pub peak_memory: u64,
    /// What it writes to its log, in bytes per event.
    pub log_bytes_per_event: f64,
}

/// A function and its floor.
#[derive(Clone, Copy, Debug)]
pub struct Compared {
    /// The function.
    pub real: Cost,
    /// The floor.
    pub floor: Cost,
    /// The CPU time of the function in terms of the floor's: the median of the rounds.
    pub ratio: f64,
}

/// Measures the function of a tape.
pub async fn compare(tape: &Tape, effort: Effort, bench: &Bench) -> Compared {
    let directory = std::env::temp_dir().join(format!("milepost-bench-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    let compared = compare_in(&directory, tape, effort, bench).await;
    std::fs::remove_dir_all(&directory).expect("a directory");
    compared
}

async fn compare_in(directory: &Path, tape: &Tape, effort: Effort, bench: &Bench) -> Compared {
    let calls = floor::write(tape, directory);
    let mut real = Contender::start(&bench.builds.real(tape.function), tape, bench).await;
    let mut floor =
        Contender::start(&bench.builds.floor(tape.function, Some(&calls)), tape, bench).await;
    real.assert_same_bytes(&mut floor).await;
    for contender in [&mut real, &mut floor] {
        contender.turn(effort.turn).await;
        contender.turns.clear();
        contender.took.clear();
    }
    for _ in 0..effort.rounds {
        real.turn(effort.turn).await;
        floor.turn(effort.turn).await;
    }
    let both = real.turns.iter().zip(&floor.turns);
    let mut ratios: Vec<f64> = both.map(|(it, floor)| it.cpu / floor.cpu).collect();
    let ratio = median(&mut ratios).expect("a round");
    Compared {
        real: real.cost(tape.events_per_take),
        floor: floor.cost(tape.events_per_take),
        ratio,
    }
}

/// What an invocation cost in one turn: times in seconds.
#[derive(Clone, Copy, Debug)]
struct Turn {
    elapsed: f64,
    cpu: f64,
    log_bytes: f64,
}

struct Contender<'a> {
    subject: Subject,
    replay: Replay,
    tape: &'a Tape,
    next: usize,
    turns: Vec<Turn>,
    took: Vec<Duration>,
}

impl<'a> Contender<'a> {
    async fn start(program: &Program, tape: &'a Tape, bench: &Bench) -> Self {
        let replay = Replay::of(tape);
        let aws = serve(replay.clone()).await;
        let subject = Subject::start(program, &aws, &bench.cores).await;
        Self { subject, replay, tape, next: 0, turns: Vec::new(), took: Vec::new() }
    }

    /// The next invocation of the tape; what it does must be what is on it.
    async fn invoke(&mut self) -> Duration {
        let take = &self.tape.takes[self.next];
        self.replay.cue(self.next);
        let answered = self.subject.invoke(take.payload.clone()).await;
        assert_eq!(answered.body, take.answer, "another answer than on the tape");
        assert_eq!(self.replay.counts(), take.counts(), "other calls than on the tape");
        self.next = (self.next + 1) % self.tape.takes.len();
        answered.took
    }

    /// Once through the tape: what the function sends, its floor has to send as well.
    async fn assert_same_bytes(&mut self, floor: &mut Self) {
        for _ in &self.tape.takes {
            let mut sent = [Vec::new(), Vec::new()];
            for (contender, sent) in [&mut *self, &mut *floor].into_iter().zip(&mut sent) {
                contender.replay.keep();
                contender.invoke().await;
                *sent = contender.replay.take_kept();
                sent.sort_by_key(|(operation, body)| (*operation, body.len()));
            }
            let lengths = |sent: &Vec<(_, hyper::body::Bytes)>| -> Vec<_> {
                sent.iter().map(|(operation, body)| (*operation, body.len())).collect()
            };
            assert_eq!(lengths(&sent[0]), lengths(&sent[1]), "the floor sends other bytes");
        }
    }

    /// Invocations one after the other for so long.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    async fn turn(&mut self, length: Duration) {
        let (started, cpu) = (Instant::now(), self.subject.cpu());
        let log_bytes = self.subject.log_bytes();
        let mut invocations = 0.0;
        while started.elapsed() < length {
            let took = self.invoke().await;
            self.took.push(took);
            invocations += 1.0;
        }
        let elapsed = started.elapsed().as_secs_f64() / invocations;
        let cpu = self.subject.cpu().saturating_sub(cpu).as_secs_f64() / invocations;
        let log_bytes = (self.subject.log_bytes() - log_bytes) as f64 / invocations;
        self.turns.push(Turn { elapsed, cpu, log_bytes });
    }

    #[expect(clippy::cast_precision_loss, reason = "at most ten")]
    fn cost(&mut self, events: usize) -> Cost {
        let events = events as f64;
        let of = |value: fn(&Turn) -> f64| {
            median(&mut self.turns.iter().map(value).collect::<Vec<_>>()).expect("a turn")
        };
        let (elapsed, cpu) = (of(|it| it.elapsed), of(|it| it.cpu));
        let mut took =
            |share| percentile(&mut self.took, share).expect("an invocation").as_secs_f64() * 1e3;
        Cost {
            events_per_s: events / elapsed,
            cpu_us_per_event: cpu * 1e6 / events,
            p50_ms: took(0.5),
            p99_ms: took(0.99),
            peak_memory: self.subject.peak_memory(),
            log_bytes_per_event: of(|it| it.log_bytes) / events,
        }
    }
}
