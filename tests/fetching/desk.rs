//! Wiredesk as the origin sees it: planner, manners, fetcher and memory as the lanes use them,
//! without a broker.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::task::JoinSet;
use wiredesk::{
    collect::{
        fetch::{Ask, Config, Fetcher},
        hosts::Hosts,
        polite::{self, Later},
        schedule::{self, Timetable},
    },
    config::Settings,
    curate::tag::Rules,
    daemon::poll::{self, Beside, Rulebook},
    model::{Feed, Fetched},
    state::{Index, Memory, Stored, decode, encode_feed, feed_key},
};

use super::{
    origin::{Clock, Origin},
    rows::Row,
};

/// One life of the desk.
struct Desk {
    clock: Clock,
    book: Arc<Rulebook>,
    fetcher: Fetcher,
    hosts: Arc<Hosts>,
    feeds: Vec<Arc<Feed>>,
    memory: Memory,
    index: Index,
    timetable: Timetable,
    told: Vec<String>,
}

/// Runs a row, with a restart where it wants one; what operators were told.
pub async fn run(origin: &Origin, row: &Row, clock: Clock) -> Vec<String> {
    run_by(&schedule::Config::default(), origin, row, clock).await
}

/// The same, by other settings.
pub async fn run_by(settings: &schedule::Config, origin: &Origin, row: &Row, clock: Clock) -> Vec<String> {
    let feeds: Vec<_> = origin.feeds(row).iter().enumerate().map(|(n, url)| Arc::new(declare(n, url, row))).collect();
    let end = |hours: i64| clock.now() + jiff::SignedDuration::from_hours(hours);
    let (restart, end) = (row.restart.map(end), end(row.hours));
    let mut desk = Desk::start(settings, clock, feeds, &[]);
    if let Some(at) = restart {
        desk.poll_until(at).await;
        // What Kafka would hold, and nothing else, reaches the next life.
        let records: Vec<_> = desk.records();
        desk = Desk { told: desk.told, ..Desk::start(settings, clock, desk.feeds, &records) };
    }
    desk.poll_until(end).await;
    desk.told
}

fn declare(n: usize, url: &str, row: &Row) -> Feed {
    let mut feed = Feed::bare(format!("feed-{n}"), url.parse().unwrap());
    feed.allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
    feed.robots = row.robots;
    feed
}

impl Desk {
    fn start(settings: &schedule::Config, clock: Clock, feeds: Vec<Arc<Feed>>, records: &[(String, Vec<u8>)]) -> Self {
        let book =
            Rulebook::of(&Settings { schedule: settings.clone(), ..Settings::default() }, Rules::compile(&[]).unwrap());
        let config = Config { timeout: wiredesk::model::Span::secs(60), ..Config::default() };
        let mut memory = Memory::default();
        for (key, value) in records {
            let Ok(Stored::Feed(id, state)) = decode(key.as_bytes(), Some(value)) else { panic!("a record was lost") };
            memory.apply_feed(id, *state);
        }
        let now = clock.now();
        let mut timetable = Timetable::new(now);
        for (n, feed) in feeds.iter().enumerate() {
            let rhythm = &memory.feed_mut(&feed.id).rhythm;
            timetable.insert(n, book.planner.first(feed, rhythm, feeds.len(), now));
        }
        book.planner.enter(0, feeds.iter().filter_map(|feed| Some((&**feed, &memory.feed(&feed.id)?.rhythm))), now);
        Self {
            clock,
            book: Arc::new(book),
            fetcher: Fetcher::new(&config).unwrap(),
            hosts: Arc::new(Hosts::new(&config)),
            feeds,
            memory,
            index: Index::new(Duration::from_secs(86_400)),
            timetable,
            told: Vec::new(),
        }
    }

    async fn poll_until(&mut self, end: Timestamp) {
        let mut fetches = JoinSet::new();
        loop {
            let now = self.clock.now();
            while let Some(n) = self.timetable.pop_due(now).filter(|_| now < end) {
                match self.book.planner.turn(&self.feeds[n], now) {
                    Some(until) => self.timetable.insert(n, until),
                    None => drop(fetches.spawn(self.fetch(n))),
                }
            }
            let next = self.timetable.next().map_or(end, |next| next.min(end));
            tokio::select! {
                biased;
                Some(answer) = fetches.join_next(), if !fetches.is_empty() => {
                    match answer.unwrap() {
                        (n, Ok(fetched)) => self.settle(n, &fetched),
                        (n, Err(Later(until))) => self.timetable.insert(n, until),
                    }
                }
                () = tokio::time::sleep_until(self.clock.instant(next)), if now < end => {}
                else => return,
            }
        }
    }

    fn fetch(&self, n: usize) -> impl Future<Output = (usize, Result<Fetched, Later>)> + Send + use<> {
        let (feed, clock) = (Arc::clone(&self.feeds[n]), self.clock);
        let conditions = poll::conditions(&feed, self.memory.feed(&feed.id), clock.now());
        let (fetcher, hosts, book) = (self.fetcher.clone(), Arc::clone(&self.hosts), Arc::clone(&self.book));
        async move {
            let ask = Ask::feed(&feed, conditions, clock.now());
            let asked = polite::ask(&hosts, &fetcher, &book.planner, ask, || clock.now()).await;
            (n, asked.map(|answered| answered.fetched))
        }
    }

    fn settle(&mut self, n: usize, fetched: &Fetched) {
        let (feed, at) = (&self.feeds[n], self.clock.now());
        poll::settle(&self.book, feed, 0, fetched, at, &mut self.memory, Beside { index: &self.index, pages: None })
            .unwrap();
        let state = self.memory.feed(&feed.id).unwrap();
        self.timetable.insert(n, state.rhythm.next.get().unwrap());
        let message =
            state.health.message.as_deref().filter(|message| self.told.last().is_none_or(|last| last != message));
        self.told.extend(message.map(str::to_owned));
    }

    fn records(&self) -> Vec<(String, Vec<u8>)> {
        let record = |feed: &Arc<Feed>| {
            let state = self.memory.feed(&feed.id)?;
            Some((feed_key(&feed.id), encode_feed(state).unwrap()))
        };
        self.feeds.iter().filter_map(record).collect()
    }
}
