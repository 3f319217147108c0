//! One lane: the feeds of one partition, polled, settled and committed by one owner.
//!
//! The order that must hold: fence, then read state, then poll. After any failed commit
//! the lane ends, with its memory; taking the partition again reads what was committed.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::mpsc,
    task::{JoinError, JoinSet},
};
use tracing::Instrument;
use url::Url;

use super::{
    answer::{self, Answer, Back, Settled, Step, blocking, encode_error, fetch, panicked},
    batch::{Batch, Pace},
    board::{self, States},
    clock::Clock,
    desk::Desk,
    poll,
    stop::Stop,
    turns::Turns,
    websub::{Event, Pushes, Todo},
};
use crate::{
    admin::feeds::Question,
    collect::schedule::Timetable,
    failpoint,
    kafka::Error,
    model::Feed,
    publish::{
        delivery::Delivery,
        topics::{STATE_DAYS, Topic},
        transaction::Transactions,
    },
    state::{self, Memory},
};

/// Fetches that one lane has under way or waiting for a place.
const MOST_FETCHES: usize = 2_048;
/// How much later a feed comes again for whose kind of host too many wait already.
const CROWDED: SignedDuration = SignedDuration::from_secs(3);
/// A feed whose answers took longer on average, in milliseconds, is taken for slow from the start.
const SLOW: u32 = 1_000;
/// Answers settled in one go before others get the thread, and bytes of bodies at which no
/// more are taken: what is made of them is held until it is committed.
const MOST_AT_ONCE: usize = 16;
const ENOUGH_BYTES: usize = 256 << 10;

/// A lane that has taken its partition.
pub struct Lane {
    desk: Arc<Desk>,
    partition: i32,
    feeds: Arc<[Arc<Feed>]>,
    transactions: Arc<Transactions>,
    memory: Memory,
    timetable: Timetable,
    turns: Turns,
    batch: Batch,
    fetches: JoinSet<Back>,
    pushes: Pushes,
    questions: mpsc::Receiver<Question>,
    states: States,
}

impl Lane {
    /// Takes a partition: fences the previous owner, then reads what it committed.
    pub async fn take(desk: Arc<Desk>, partition: i32, feeds: Arc<[Arc<Feed>]>) -> Result<Self, Error> {
        let started = Instant::now();
        let (client, topics) = (desk.client.clone(), desk.book.topics.clone());
        let (transactions, mut restored) = blocking(move || {
            let transactions = Transactions::fence(&client, &topics, partition)?;
            let restored = state::restore(&client, topics.name(Topic::State), partition)?;
            Ok((transactions, restored))
        })
        .await?;
        let now = Timestamp::now();
        restored.memory.expire(state::day(now), u16::try_from(STATE_DAYS).unwrap_or(u16::MAX));
        desk.metrics.restored(restored.records, started.elapsed());
        tracing::info!(
            partition,
            feeds = feeds.len(),
            records = restored.records,
            items = restored.memory.len(),
            took = ?started.elapsed(),
            "partition taken"
        );
        let (planner, mut timetable) = (&desk.book.planner, Timetable::new(now));
        for (n, feed) in feeds.iter().enumerate() {
            let state = restored.memory.feed_mut(&feed.id);
            timetable.insert(n, planner.first(feed, &state.rhythm, feeds.len(), now));
            if state.health.took > SLOW {
                desk.hosts.expect_slow(feed.url.host_str().unwrap_or_default());
            }
        }
        let known = feeds.iter().filter_map(|feed| Some((&**feed, &restored.memory.feed(&feed.id)?.rhythm)));
        planner.enter(partition, known, now);
        let turns = Turns::new(&feeds, desk.host_concurrency);
        let (pushes, gone) = Pushes::take(&desk, partition, &feeds, &mut restored.memory, now);
        let questions = desk.lanes.open(partition);
        let states = States::count(&feeds, &restored.memory, &desk.metrics);
        let daemon = &desk.settings;
        let pace = Pace {
            records: daemon.batch_records,
            linger: daemon.linger.0,
            flush: daemon.flush_interval.0,
            last_commit: Duration::ZERO,
        };
        let mut batch = Batch::new(pace);
        for id in gone {
            poll::forget_push(&mut batch.delivery, &id, partition, &restored.memory, now)
                .map_err(|e| encode_error(&e))?;
        }
        Ok(Self {
            desk,
            partition,
            feeds,
            transactions: Arc::new(transactions),
            memory: restored.memory,
            timetable,
            turns,
            batch,
            fetches: JoinSet::new(),
            pushes,
            questions,
            states,
        })
    }

    /// Polls until told to end. An error means that the memory can no longer be relied on.
    /// `name` is its name in readiness.
    pub async fn run(mut self, stop: &Stop, name: &str) -> Result<(), Error> {
        let result = self.turn(stop, name).await;
        self.fetches.shutdown().await;
        self.desk.book.planner.leave(self.partition);
        self.desk.lanes.close(self.partition);
        self.states.forget(&self.desk.metrics);
        let last = match result {
            Ok(()) if !stop.is_lost() => self.commit().await,
            other => other,
        };
        // Dropping a producer waits for its threads.
        let transactions = self.transactions;
        let _ = tokio::task::spawn_blocking(move || drop(transactions)).await;
        last
    }

    async fn turn(&mut self, stop: &Stop, name: &str) -> Result<(), Error> {
        let mut clock = Clock::default();
        while !stop.is_told() {
            self.mind(&mut clock);
            self.start_due();
            let wait = self.wait();
            tokio::select! {
                biased;
                () = stop.told() => {}
                Some(answer) = self.fetches.join_next(), if !self.fetches.is_empty() => {
                    let answers = self.gather(answer)?;
                    self.settle(answers).await?;
                }
                event = self.pushes.next() => self.pushed(event).await?,
                Some(question) = self.questions.recv() => {
                    board::answer(question, &self.feeds, &self.memory, &self.desk.book.planner);
                }
                () = tokio::time::sleep(wait) => {}
            }
            if self.batch.due().is_some_and(|due| due <= Instant::now()) {
                self.commit().await?;
                self.desk.status.ready(name);
            }
        }
        Ok(())
    }

    /// Follows a wall clock that was set, and forgets once a day what is not in use any more.
    fn mind(&mut self, clock: &mut Clock) {
        let (set, new_day) = clock.look();
        if let Some(by) = set {
            tracing::warn!(by = %by, "the clock was set; plans move with it");
            self.timetable.shift(by);
            self.desk.book.planner.shift(by);
            self.memory.shift(by);
            self.pushes.replan(&self.memory);
        }
        if let Some(today) = new_day {
            self.memory.expire(today, u16::try_from(STATE_DAYS).unwrap_or(u16::MAX));
        }
    }

    /// How long nothing is to be done but wait for answers.
    fn wait(&self) -> Duration {
        let until_due = |due: Timestamp| Duration::try_from(due.duration_since(Timestamp::now())).unwrap_or_default();
        let next = self.timetable.next().filter(|_| self.fetches.len() < MOST_FETCHES).map(until_due);
        let commit = self.batch.due().map(|due| due.saturating_duration_since(Instant::now()));
        // A wall clock that is set while we sleep is noticed after a minute at the latest.
        let push = self.pushes.due().map(until_due);
        next.into_iter().chain(commit).chain(push).min().unwrap_or(Duration::MAX).min(Duration::from_secs(60))
    }

    fn start_due(&mut self) {
        let now = Timestamp::now();
        for todo in self.pushes.start_due(&self.feeds, &mut self.memory, now) {
            self.do_push(&todo);
        }
        while self.fetches.len() < MOST_FETCHES
            && let Some(n) = self.timetable.pop_due(now)
        {
            let feed = &self.feeds[n];
            if self.desk.hosts.is_crowded(feed.url.host_str().unwrap_or_default()) {
                self.timetable.insert(n, now + CROWDED);
            } else if let Some(until) = self.desk.book.planner.turn(feed, now) {
                self.timetable.insert(n, until);
            } else if self.turns.ask(n) {
                self.start(n, now);
            }
        }
    }

    /// Takes in what a hub said, and what else has come of that kind.
    async fn pushed(&mut self, event: Event) -> Result<(), Error> {
        let (mut answers, mut next) = (Vec::new(), Some(event));
        while let Some(event) = next {
            match self.pushes.take_in(event, &self.feeds, &mut self.memory, Timestamp::now()) {
                Todo::Settle(n, _) if failpoint::planted("push_dropped") && *self.feeds[n].id.0 == *"a" => {
                    tracing::error!("planted: a ping was dropped");
                }
                Todo::Settle(n, ping) => {
                    answers.push(Answer::pushed(n, *ping));
                }
                todo => self.do_push(&todo),
            }
            next = (answers.len() < MOST_AT_ONCE).then(|| self.pushes.try_next()).flatten();
        }
        if answers.is_empty() { Ok(()) } else { self.settle(answers).await }
    }

    fn do_push(&mut self, todo: &Todo) {
        let now = Instant::now();
        match *todo {
            Todo::Remember(n, health) => self.batch.add(n, health, Delivery::default(), now, now),
            Todo::Poll(n) => self.timetable.insert(n, Timestamp::now()),
            Todo::Settle(..) | Todo::Nothing => {}
        }
    }

    fn start(&mut self, n: usize, now: Timestamp) {
        let feed = Arc::clone(&self.feeds[n]);
        let conditions = poll::conditions(&feed, self.memory.feed(&feed.id), now);
        // What the HTTP client says of itself is said at this level at most.
        let span = tracing::debug_span!("fetch", feed = %feed.id, partition = self.partition);
        let fetch = fetch(Arc::clone(&self.desk), n, feed, conditions);
        // A span that nobody wants would still cost each step of it.
        if span.is_disabled() {
            self.fetches.spawn(fetch)
        } else {
            self.fetches.spawn(fetch.instrument(span))
        };
    }

    /// Takes all answers that are there, so that they share one turn on a worker thread.
    /// A fetch that panicked ends the lane: taking it again polls its feed again.
    fn gather(&mut self, first: Result<Back, JoinError>) -> Result<Vec<Answer>, Error> {
        let (mut answers, mut bytes) = (Vec::new(), 0);
        let mut next = Some(first);
        while let Some(back) = next {
            match back.map_err(|e| panicked(&e))? {
                Back::Answer(answer) => {
                    bytes += answer.fetched.size();
                    if answer.is_first() {
                        self.pass_on(answer.feed);
                    }
                    answers.push(*answer);
                }
                Back::Later { feed, until } => {
                    self.timetable.insert(feed, until);
                    self.pass_on(feed);
                }
            }
            let more = answers.len() < MOST_AT_ONCE && bytes < ENOUGH_BYTES;
            next = more.then(|| self.fetches.try_join_next()).flatten();
        }
        Ok(answers)
    }

    /// A feed's turn at its host is over: the next one has it, if the host may be asked.
    fn pass_on(&mut self, feed: usize) {
        let now = Timestamp::now();
        let mut next = self.turns.done(feed);
        while let Some(n) = next {
            let Some(until) = self.desk.book.planner.turn(&self.feeds[n], now) else { return self.start(n, now) };
            self.timetable.insert(n, until);
            next = self.turns.done(n);
        }
    }

    async fn settle(&mut self, answers: Vec<Answer>) -> Result<(), Error> {
        let (desk, feeds, partition) = (Arc::clone(&self.desk), Arc::clone(&self.feeds), self.partition);
        let settled = if answers.iter().all(|answer| answer.fetched.size() == 0) {
            // Microseconds each: to wake another thread would cost more than the work.
            answer::settle_all(&desk, &feeds, partition, answers, &mut self.memory)?
        } else {
            // Absent only for a closed semaphore, and nobody closes it.
            let core = Arc::clone(&self.desk.cores).acquire_owned().await.ok();
            let mut memory = std::mem::take(&mut self.memory);
            let (memory, settled) = blocking(move || {
                let _core = core;
                let settled = answer::settle_all(&desk, &feeds, partition, answers, &mut memory)?;
                Ok((memory, settled))
            })
            .await?;
            self.memory = memory;
            settled
        };
        let now = Instant::now();
        for step in settled {
            let Settled { feed, delivery, report, received, pushed, was } = match step {
                Step::Settled(settled) => *settled,
                Step::Pages(answer, urls) => {
                    self.await_pages(*answer, urls);
                    continue;
                }
            };
            let state = self.memory.feed(&self.feeds[feed].id).map_or(was, |state| state.health.state);
            self.states.enter(was, state, &self.desk.metrics);
            self.pushes.look(feed, &self.feeds[feed], &self.memory);
            if !pushed
                && let Some(at) = self.memory.feed(&self.feeds[feed].id).and_then(|state| state.rhythm.next.get())
            {
                self.timetable.insert(feed, at);
            }
            let id = &self.feeds[feed].id;
            self.desk.report(&report, pushed, id, self.partition);
            self.desk.metrics.polled_feed(id, &report, self.memory.feed(id));
            self.batch.add(feed, report.health_changed, delivery, received, now);
        }
        self.desk.metrics.pending(self.partition, self.batch.delivery.records.len());
        Ok(())
    }

    /// An answer comes again with the pages of its news; until then its feed is not polled.
    fn await_pages(&mut self, answer: Answer, urls: Vec<Url>) {
        let (desk, feed) = (Arc::clone(&self.desk), Arc::clone(&self.feeds[answer.feed]));
        self.fetches.spawn(answer.with_pages(desk, feed, urls));
    }

    /// Commits what waits: records, and the state of every feed polled since the last time.
    async fn commit(&mut self) -> Result<(), Error> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let mut batch = self.batch.take();
        let at = Timestamp::now();
        for (n, health) in &batch.dirty {
            poll::remember(&mut batch.delivery, &self.feeds[*n], self.partition, &self.memory, *health, at)
                .map_err(|e| encode_error(&e))?;
        }
        poll::drop_too_large(&mut batch.delivery, &self.desk.book.topics);
        let Delivery { records, fingerprints } = batch.delivery;
        let (transactions, topics) = (Arc::clone(&self.transactions), self.desk.book.topics.clone());
        let started = Instant::now();
        let counts = count(&records);
        let committed = blocking(move || transactions.commit(records, &topics)).await;
        self.desk.metrics.commit(started.elapsed(), committed.as_ref().err());
        committed?;
        failpoint::hit("before_apply");
        self.batch.committed(started.elapsed());
        self.desk.index.committed(fingerprints);
        self.desk.metrics.committed(&counts, batch.received.iter().map(Instant::elapsed));
        self.desk.metrics.pending(self.partition, 0);
        tracing::debug!(partition = self.partition, ?counts, took = ?started.elapsed(), "committed");
        Ok(())
    }
}

fn count(records: &[crate::publish::record::Record]) -> HashMap<Topic, u64> {
    let mut counts = HashMap::new();
    for record in records {
        *counts.entry(record.topic).or_default() += 1;
    }
    counts
}
