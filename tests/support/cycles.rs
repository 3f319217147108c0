//! Ended over and over, under load, by kill -9 or by SIGTERM: the tests do it some times, the
//! program as often as it is told.

use std::{
    collections::HashSet,
    thread,
    time::{Duration, Instant},
};

use super::{
    Random,
    consumer::{self, Follower},
    desk::Setup,
    eventually, oracle,
    origin::{Item, Origin},
};

const FEEDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
/// Items that a feed goes on to show once they have arrived.
const SHOWN: usize = 100;

/// How the daemon is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As by a power cut.
    Kill,
    /// As an orchestrator does: it is to drain, and to end well.
    Term,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// Items served, each counted once however many versions it had.
    pub served: usize,
    /// What does not agree between both ends.
    pub verdict: oracle::Verdict,
    /// The longest that a consumer waited for an item or a version of one.
    pub longest_stall: Duration,
    /// The longest that it took to drain; nothing where it was killed.
    pub longest_drain: Duration,
}

/// Starts the daemon, lets it live for a random while under load, ends it, and again; then
/// lets one finish. `told` hears of each cycle.
pub fn run(program: &str, brokers: &str, end: End, cycles: usize, seed: u64, mut told: impl FnMut(usize)) -> Outcome {
    let mut longest_drain = Duration::ZERO;
    let origin = Origin::start();
    FEEDS.iter().for_each(|feed| origin.publish_new(feed, 0, 5));
    // A name that stays over restarts spares each cycle the wait for the dead one's session to end.
    let setup = Setup::new(program, brokers, &origin, &FEEDS).env("WIREDESK__KAFKA__INSTANCE_ID", "desk-0");
    let first = setup.start();
    first.ready();
    let mut watch = Watch::start(&origin, Follower::start(brokers, &setup.topic("articles")));
    first.kill9();
    let mut random = Random(seed);
    for cycle in 1..=cycles {
        let desk = setup.start();
        load(&origin, cycle, Duration::from_millis(1_500 + random.draw() % 3_000));
        match end {
            End::Kill => desk.kill9(),
            End::Term => {
                let (status, took) = desk.stop();
                assert!(status.success(), "cycle {cycle}: {status}");
                longest_drain = longest_drain.max(took);
            }
        }
        watch.look();
        origin.retire(SHOWN, |item| watch.arrived.contains(item));
        told(cycle);
    }
    let desk = setup.start();
    let mut verdict = oracle::Verdict::default();
    eventually("all that was served is published", Duration::from_secs(90), || {
        verdict = oracle::judge(&origin.served(), &consumer::committed(brokers, &setup.topic("articles")));
        if verdict.lost.is_empty() { Ok(()) } else { Err(format!("{:?}", verdict.lost)) }
    });
    // Nothing more comes by and by.
    thread::sleep(Duration::from_secs(3));
    watch.look();
    let verdict = oracle::judge(&origin.served(), &consumer::committed(brokers, &setup.topic("articles")));
    desk.stop();
    Outcome { served: origin.served().len(), verdict, longest_stall: watch.longest, longest_drain }
}

/// New items in all feeds and new versions of one item, for a while.
fn load(origin: &Origin, cycle: usize, life: Duration) {
    let (started, mut round) = (Instant::now(), 0);
    while started.elapsed() < life {
        FEEDS.iter().for_each(|feed| origin.publish_new(feed, cycle * 1_000 + round, 1));
        let revised = FEEDS[cycle % FEEDS.len()];
        let version = u32::try_from(cycle * 100 + round).unwrap();
        origin.publish(revised, [Item { guid: format!("{revised}-0"), version }]);
        round += 1;
        thread::sleep(Duration::from_millis(150));
    }
}

/// Notes when items arrive at a consumer.
struct Watch<'a> {
    origin: &'a Origin,
    follower: Follower,
    arrived: HashSet<Item>,
    longest: Duration,
}

impl<'a> Watch<'a> {
    fn start(origin: &'a Origin, follower: Follower) -> Self {
        Self { origin, follower, arrived: HashSet::new(), longest: Duration::ZERO }
    }

    fn look(&mut self) {
        for (record, at) in self.follower.take() {
            let item = oracle::item_of(&record);
            // A version that another one has overtaken since is not timed.
            if let Some(published) = self.origin.published_at(&item) {
                self.longest = self.longest.max(at.saturating_duration_since(published));
            }
            self.arrived.insert(item);
        }
    }
}
