//! What slow, dead and stalled servers cost the feeds of others, and whether caps hold when all
//! feeds are due at once. Real sockets, the daemon as a process, a real Kafka.
//!
//! `cargo bench --bench isolation -- [--feeds 2000] [--seconds 240] [--rest 20] [--due 10000]`
//!
//! Two daemons run at the same time, so that the machine's load is the same for both: one polls
//! quick feeds alone, the other as many quick feeds among others of which 30 in 100 drip one byte a
//! second, 10 have names that no server of names answers for, and 5 accept a connection and say
//! nothing of TLS. Each feed has a host of its own. The origin knows when each item was published
//! and when it was asked for first. Then a third daemon has `due` feeds of 500 hosts due at once, and
//! the origin counts. Needs Java 17 and Maven, or `WIREDESK_TEST_KAFKA=host:port`.
// A program that cannot go on says so and ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod origin;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::{
    fmt::Write,
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use origin::{Delay, Origin};
use support::{
    argument,
    desk::{Desk, Setup},
    eventually, kafka,
};

/// Of twenty feeds so many drip, have dead names, and stall.
const OF_TWENTY: [usize; 3] = [6, 2, 1];
/// Until then all servers are strangers.
const FIRST_ROUNDS: Duration = Duration::from_secs(60);
/// Hosts of the feeds that are due at once.
const HOSTS: usize = 500;
/// Bounds as they are set for these.
const CONCURRENCY: usize = 64;
const SLOW_CONCURRENCY: usize = 256;
const HOST_CONCURRENCY: usize = 2;

fn main() {
    let (feeds, seconds, rest) = (argument("--feeds", 2_000), argument("--seconds", 240), argument("--rest", 20));
    let due = argument("--due", 10_000);
    let brokers = kafka::shared().expect("this needs a real Kafka: Java 17 and Maven, or WIREDESK_TEST_KAFKA");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if feeds > 0 {
        isolation(&runtime, brokers, feeds, seconds, rest);
    }
    if due > 0 {
        caps(&runtime, brokers, due);
    }
}

fn isolation(runtime: &tokio::runtime::Runtime, brokers: &str, feeds: usize, seconds: usize, rest: usize) {
    let origin = runtime.block_on(Origin::start(Duration::ZERO));
    let bad: usize = OF_TWENTY.iter().sum();
    let quick = feeds * (20 - bad) / 20;
    let (alone, beside) = (net(1), net(2));
    let spread = format!("startup_spread = \"{rest}s\"\n");
    let head = |extra: &str| head(brokers, &origin, &format!("{spread}{extra}"));
    let mut texts = [head(""), head("")];
    for n in 0..quick {
        for (text, net) in texts.iter_mut().zip([alone, beside]) {
            let url = origin.url(host(net, n));
            let _ = write!(text, "{}min_interval = \"{rest}s\"\nmax_interval = \"{rest}s\"\n", feed(n, &url));
        }
    }
    for (kind, of_twenty) in OF_TWENTY.into_iter().enumerate() {
        for n in 0..feeds * of_twenty / 20 {
            let url = match kind {
                0 => origin.url(host(net(3), n)),
                1 => format!("http://nobody-{n}.example/feed"),
                _ => origin.stalled(host(net(4), n)),
            };
            let n = quick + kind * feeds + n;
            let _ = write!(texts[1], "{}min_interval = \"{rest}s\"\nmax_interval = \"1h\"\n", feed(n, &url));
        }
    }
    let desks = texts.map(|text| Setup::whole(env!("CARGO_BIN_EXE_wiredesk"), brokers, &text).start());
    for desk in &desks {
        eventually("all partitions are polled", Duration::from_secs(120), || {
            if desk.get("/readyz").0 == 200 { Ok(()) } else { Err(desk.log()) }
        });
    }
    origin.publish();
    std::thread::sleep(Duration::from_secs(seconds as u64));
    let delays = [alone, beside].map(|net| origin.delays(net));
    println!(
        "{quick} quick feeds polled each {rest} s, alone, and beside {} that drip, {} of dead names and {} that stall; \
         {seconds} s\n",
        feeds * OF_TWENTY[0] / 20,
        feeds * OF_TWENTY[1] / 20,
        feeds * OF_TWENTY[2] / 20
    );
    println!(
        "| from publication to the request that gets it | items | alone: median, p95 | beside: median, p95 | more |"
    );
    println!("|---|---|---|---|---|");
    let is_first = |delay: &&Delay| delay.published < FIRST_ROUNDS;
    row("in the first minute, all servers unknown", delays.each_ref().map(|all| sorted(all.iter().filter(is_first))));
    row("after it", delays.each_ref().map(|all| sorted(all.iter().filter(|delay| !is_first(delay)))));
    row("all", delays.each_ref().map(|all| sorted(all.iter())));
    let [alone, beside] = desks.map(ended);
    println!("\nCPU {alone:.1} s alone, {beside:.1} s beside; connections to those that drip: {}", origin.dripping());
}

fn ended(desk: Desk) -> f64 {
    let cpu = desk.cpu().as_secs_f64();
    desk.stop();
    cpu
}

/// Seconds, in order.
fn sorted<'a>(delays: impl Iterator<Item = &'a Delay>) -> Vec<f64> {
    let mut seconds: Vec<_> = delays.map(|delay| delay.waited.as_secs_f64()).collect();
    seconds.sort_by(f64::total_cmp);
    seconds
}

fn row(name: &str, [alone, beside]: [Vec<f64>; 2]) {
    let at = |all: &[f64], part: usize| all.get(all.len() * part / 100).copied().unwrap_or(f64::NAN);
    let more = |part| (at(&beside, part) / at(&alone, part) - 1.0) * 100.0;
    println!(
        "| {name} | {}, {} | {:.2} s, {:.2} s | {:.2} s, {:.2} s | {:+.1}%, {:+.1}% |",
        alone.len(),
        beside.len(),
        at(&alone, 50),
        at(&alone, 95),
        at(&beside, 50),
        at(&beside, 95),
        more(50),
        more(95)
    );
}

/// All feeds are due at once: how many requests the origin sees under way.
fn caps(runtime: &tokio::runtime::Runtime, brokers: &str, feeds: usize) {
    let origin = runtime.block_on(Origin::start(Duration::from_millis(50)));
    let mut text = head(brokers, &origin, "startup_spread = \"0s\"\n");
    for n in 0..feeds {
        let url = format!("{}/{n}", origin.url(host(net(5), n % HOSTS)));
        text.push_str(&feed(n, &url));
        text.push_str("min_interval = \"1h\"\nmax_interval = \"6h\"\n");
    }
    let desk = Setup::whole(env!("CARGO_BIN_EXE_wiredesk"), brokers, &text).start();
    let started = Instant::now();
    eventually("every feed was read", Duration::from_secs(600), || {
        let read = origin.answered();
        if read >= feeds { Ok(()) } else { Err(format!("{read} of {feeds}\n{}", desk.log())) }
    });
    let took = started.elapsed().as_secs_f64();
    let most = origin.most();
    println!("\n| {feeds} feeds of {HOSTS} hosts due at once, counted at the origin | bound | most |\n|---|---|---|");
    let all = format!("{CONCURRENCY}, and {SLOW_CONCURRENCY} slow ones");
    println!("| requests under way | {all} | {} |", most.all);
    println!("| to one host | {HOST_CONCURRENCY} | {} |", most.host);
    println!("| starts at one host within a second | 2, and one that came late | {} |", most.starts);
    println!("\nall read after {took:.0} s; {} requests", origin.answered());
    desk.stop();
    assert!(most.all <= CONCURRENCY + SLOW_CONCURRENCY && most.host <= HOST_CONCURRENCY, "a cap was passed");
}

fn head(brokers: &str, origin: &Origin, schedule: &str) -> String {
    format!(
        "[kafka]\nbrokers = \"{brokers}\"\ngroup = \"PREFIX\"\n[admin]\nlisten = \"127.0.0.1:PORT\"\n[topics]\n\
         prefix = \"PREFIX\"\n[log]\nlevel = \"error\"\n[schedule]\ninitial_interval = \"20s\"\n{schedule}[fetch]\nconcurrency = {CONCURRENCY}\n\
         slow_concurrency = {SLOW_CONCURRENCY}\nhost_concurrency = {HOST_CONCURRENCY}\nresolver = \"{}\"\n\
         [defaults]\nallow_networks = [\"127.0.0.0/8\"]\n",
        origin.names()
    )
}

fn feed(n: usize, url: &str) -> String {
    format!("[[feeds]]\nid = \"wire-{n}\"\nurl = \"{url}\"\npublisher = \"wire-{n}.example\"\n")
}

/// A network of hosts, by the second part of its addresses.
fn net(n: u8) -> u8 {
    100 + n
}

/// A host of a network.
fn host(net: u8, n: usize) -> Ipv4Addr {
    let n = u16::try_from(n).unwrap() + 1;
    Ipv4Addr::new(127, net, n.to_be_bytes()[0], n.to_be_bytes()[1])
}
