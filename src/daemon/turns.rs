//! Whose turn it is at each host: a slow host keeps its own feeds waiting, and nobody else's.
//!
//! As many requests are under way to a host as it may have; its other feeds that are due wait
//! here, at four bytes each, and not as tasks that take the places of others.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use crate::model::Feed;

/// The hosts of one lane.
#[derive(Debug, Default)]
pub struct Turns {
    /// By feed.
    host_of: Vec<u32>,
    hosts: Vec<Host>,
    at_once: usize,
}

#[derive(Debug, Default)]
struct Host {
    under_way: usize,
    waiting: VecDeque<u32>,
}

impl Turns {
    /// For these feeds, with so many requests to a host at once.
    pub fn new(feeds: &[Arc<Feed>], at_once: usize) -> Self {
        let mut names: HashMap<&str, u32> = HashMap::new();
        let mut hosts = Vec::new();
        let mut host_of = Vec::with_capacity(feeds.len());
        for feed in feeds {
            let host = *names.entry(feed.url.host_str().unwrap_or_default()).or_insert_with(|| {
                hosts.push(Host::default());
                u32::try_from(hosts.len() - 1).unwrap_or(u32::MAX)
            });
            host_of.push(host);
        }
        Self { host_of, hosts, at_once: at_once.max(1) }
    }

    /// A feed is due: whether it may ask now. Otherwise it waits for [`Self::done`].
    pub fn ask(&mut self, feed: usize) -> bool {
        let at_once = self.at_once;
        let Some(host) = self.host(feed) else { return true };
        if host.under_way < at_once {
            host.under_way += 1;
            return true;
        }
        host.waiting.extend(u32::try_from(feed));
        false
    }

    /// A feed has its answer: who of its host is next.
    pub fn done(&mut self, feed: usize) -> Option<usize> {
        let host = self.host(feed)?;
        let next = host.waiting.pop_front();
        if next.is_none() {
            host.under_way = host.under_way.saturating_sub(1);
        }
        next.map(|feed| feed as usize)
    }

    fn host(&mut self, feed: usize) -> Option<&mut Host> {
        let host = *self.host_of.get(feed)?;
        self.hosts.get_mut(host as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_host_keeps_its_own_waiting_in_their_order_and_nobody_else() {
        let feed = |n: usize| {
            let host = if n < 4 { "slow" } else { "quick" };
            Arc::new(Feed::bare(format!("f{n}"), format!("http://{host}.example/{n}").parse().unwrap()))
        };
        let mut turns = Turns::new(&(0..6).map(feed).collect::<Vec<_>>(), 2);
        let may: Vec<_> = (0..6).map(|n| turns.ask(n)).collect();
        assert_eq!(may, [true, true, false, false, true, true]);
        assert_eq!((turns.done(0), turns.done(5)), (Some(2), None));
        assert_eq!((turns.done(2), turns.done(1), turns.done(3)), (Some(3), None, None));
        assert!(turns.ask(0) && turns.ask(1) && !turns.ask(2), "never more than two");
    }
}
