//! What the whole way costs: from HTTP to records committed in a real Kafka.
//!
//! `cargo bench --bench throughput -- [--feeds 400] [--entries 50] [--runs 3]`
//!
//! Three passes over the same feeds on loopback: all of it new, all answered 304, all sent
//! again as the same bytes. CPU and memory are those of the daemon's process alone. Needs
//! Java 17 and Maven, or `WIREDESK_TEST_KAFKA=host:port`.
// A program that cannot go on says so and ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod newsroom;
mod origin;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use origin::Origin;
use support::{
    argument, consumer,
    desk::{Desk, Setup},
    eventually, kafka, median,
};

/// How long a feed rests between two passes: longer than the first pass takes.
const REST: Duration = Duration::from_secs(20);

/// When the daemon writes what polls learned that found nothing.
const FLUSH: Duration = Duration::from_secs(2);

/// One pass.
struct Pass {
    name: &'static str,
    wall: Duration,
    cpu: Duration,
    /// What was worked off: articles of the first pass, polls of the others.
    units: usize,
}

fn main() {
    let (feeds, entries, runs) = (argument("--feeds", 400), argument("--entries", 50), argument("--runs", 3));
    let brokers = kafka::shared().expect("this needs a real Kafka: Java 17 and Maven, or WIREDESK_TEST_KAFKA");
    let documents = newsroom::documents(feeds, entries);
    let bytes: usize = documents.iter().map(Vec::len).sum();
    println!("{feeds} feeds x {entries} entries, {:.1} MB, {runs} runs", bytes as f64 / 1e6);
    let mut all: Vec<Vec<Pass>> = Vec::new();
    let mut memory = Vec::new();
    for n in 1..=runs {
        let origin = Origin::start(documents.clone());
        let (passes, peak) = run(brokers, &origin, feeds, entries);
        println!("run {n}: {}", passes.iter().map(line).collect::<Vec<_>>().join("; "));
        all.push(passes);
        memory.push(peak);
    }
    println!("\n{}", table(&all, &memory));
}

/// One daemon, three passes; returns them with the peak of its memory in MB.
fn run(brokers: &str, origin: &Origin, feeds: usize, entries: usize) -> (Vec<Pass>, f64) {
    let setup = setup(brokers, origin, feeds);
    let desk = setup.start();
    let articles = feeds * entries;
    eventually("the first request", Duration::from_secs(60), || {
        if origin.answered().0 > 0 { Ok(()) } else { Err(desk.log()) }
    });
    let (started, cpu) = (Instant::now(), Duration::ZERO);
    eventually("all articles are committed", Duration::from_secs(300), || {
        let committed = committed_articles(&desk);
        if committed >= articles { Ok(()) } else { Err(format!("{committed} of {articles}\n{}", desk.log())) }
    });
    let first =
        Pass { name: "first pass", wall: started.elapsed(), cpu: desk.cpu().saturating_sub(cpu), units: articles };
    let idle = idle(&desk);
    let not_modified = again("304", &desk, origin, feeds, true);
    let same = again("the same bytes", &desk, origin, feeds, false);
    let peak = desk.peak_memory_mb();
    assert!(desk.stop().0.success());
    let records = consumer::committed(brokers, &setup.topic("articles"));
    assert_eq!(records.len(), articles, "each article once");
    (vec![first, idle, not_modified, same], peak)
}

/// The next pass over all feeds: from its first request until the state that rode along is
/// committed. What the wall clock shows is the schedule, not the work.
fn again(name: &'static str, desk: &Desk, origin: &Origin, feeds: usize, validators: bool) -> Pass {
    origin.validators(validators);
    let count = || if validators { origin.answered().1 } else { origin.answered().0 };
    let before = count();
    let answers = |n: usize| {
        eventually(name, REST * 4, || {
            if count() >= before + n { Ok(()) } else { Err(format!("{} of {feeds}", count() - before)) }
        });
    };
    answers(1);
    let (started, cpu) = (Instant::now(), desk.cpu());
    answers(feeds);
    std::thread::sleep(FLUSH + Duration::from_secs(1));
    Pass { name, wall: started.elapsed(), cpu: desk.cpu().saturating_sub(cpu), units: feeds }
}

/// The time between two passes: what membership, heartbeats and waiting cost.
fn idle(desk: &Desk) -> Pass {
    std::thread::sleep(FLUSH);
    let (started, cpu) = (Instant::now(), desk.cpu());
    std::thread::sleep(Duration::from_secs(5));
    Pass { name: "idle", wall: started.elapsed(), cpu: desk.cpu().saturating_sub(cpu), units: 0 }
}

fn setup(brokers: &str, origin: &Origin, feeds: usize) -> Setup {
    let mut text = format!(
        "[kafka]\nbrokers = \"{brokers}\"\ngroup = \"PREFIX\"\n[admin]\nlisten = \"127.0.0.1:PORT\"\n\
         [topics]\nprefix = \"PREFIX\"\n[daemon]\nflush_interval = \"{flush}s\"\n\
         [schedule]\ninitial_interval = \"{rest}s\"\nstartup_spread = \"0s\"\n[fetch]\nhost_gap = \"0s\"\n\
         host_concurrency = 16\nconcurrency = 16\n[defaults]\nmin_interval = \"{rest}s\"\n\
         max_interval = \"{rest}s\"\nallow_networks = [\"127.0.0.0/8\"]\n",
        rest = REST.as_secs(),
        flush = FLUSH.as_secs()
    );
    for n in 0..feeds {
        let url = origin.url(n);
        let _ = write!(text, "[[feeds]]\nid = \"wire-{n}\"\nurl = \"{url}\"\npublisher = \"wire-{n}.example\"\n");
    }
    Setup::whole(env!("CARGO_BIN_EXE_wiredesk"), brokers, &text)
}

/// As `/metrics` counts them.
fn committed_articles(desk: &Desk) -> usize {
    let (_, text) = desk.get("/metrics");
    let name = "wiredesk_records_committed_total{topic=\"articles\"} ";
    text.lines().find_map(|line| line.strip_prefix(name)?.parse().ok()).unwrap_or(0)
}

fn line(pass: &Pass) -> String {
    format!("{} {:.2} s, CPU {:.2} s", pass.name, pass.wall.as_secs_f64(), pass.cpu.as_secs_f64())
}

fn table(all: &[Vec<Pass>], memory: &[f64]) -> String {
    let mut text = String::from("| pass | wall s | CPU s | per second | per CPU second |\n|---|---|---|---|---|\n");
    for (n, pass) in all[0].iter().enumerate() {
        let wall = median(all.iter().map(|passes| passes[n].wall.as_secs_f64()));
        let cpu = median(all.iter().map(|passes| passes[n].cpu.as_secs_f64()));
        let units = pass.units as f64;
        // What the wall clock shows of the later passes is the schedule.
        let (pace, worth) = match n {
            0 => (format!("{:.0} articles", units / wall), format!("{:.0} articles", units / cpu)),
            _ if pass.units == 0 => ("-".into(), "-".into()),
            _ => ("-".into(), format!("{:.0} polls", units / cpu)),
        };
        let _ = writeln!(text, "| {} | {wall:.2} | {cpu:.2} | {pace} | {worth} |", pass.name);
    }
    let _ = writeln!(text, "\nMedians of {} runs. Peak RSS {:.0} MB.", all.len(), median(memory.iter().copied()));
    text
}
