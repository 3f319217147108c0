//! A burst larger than what a feed shows at once: items came and went between two polls, and each such time
//! is counted, and no other.

use wiredesk::{
    model::{Body, Feed, Fetched, Meta},
    state::{Index, Memory},
};

use super::hostile::{book, rss};

/// What a feed shows of the items up to one, the newest first or last.
fn document(upto: usize, window: usize, newest_first: bool) -> String {
    let item = |n: usize| format!("<item><guid isPermaLink=\"false\">i{n}</guid><title>Item {n}</title></item>");
    let shown: Vec<_> = (upto - window..upto).map(item).collect();
    if newest_first { rss(&shown.into_iter().rev().collect::<String>()) } else { rss(&shown.concat()) }
}

/// Whether a gap is seen at the second of two polls, between which so many items came.
fn gap(window: usize, burst: usize, newest_first: bool) -> bool {
    let (book, index) = (book(), Index::new(std::time::Duration::from_secs(60)));
    let feed = Feed::bare("f", "https://example.org/f".parse().unwrap());
    let (mut memory, mut gaps) = (Memory::default(), Vec::new());
    for (n, upto) in [100, 100 + burst].into_iter().enumerate() {
        let bytes = document(upto, window, newest_first).into();
        let fetched = Fetched::Fresh(Body { bytes, meta: Meta { status: 200, ..Meta::default() } });
        let at = "2026-01-02T03:04:05Z".parse::<jiff::Timestamp>().unwrap();
        let at = at + jiff::SignedDuration::from_hours(i64::try_from(n).unwrap());
        let beside = wiredesk::daemon::poll::Beside { index: &index, pages: None };
        let settled = wiredesk::daemon::poll::settle(&book, &feed, 0, &fetched, at, &mut memory, beside);
        gaps.push(settled.unwrap().1.gap);
    }
    assert!(!gaps[0], "nothing came before the first");
    assert_eq!(u32::from(gaps[1]), memory.feed(&feed.id).unwrap().rhythm.gaps);
    gaps[1]
}

#[test]
fn every_burst_beyond_the_window_is_a_gap_and_no_other_is() {
    for window in [1, 2, 3, 7, 8, 9, 25] {
        for burst in [0, 1, window - 1, window, window + 1, 3 * window] {
            for newest_first in [true, false] {
                let lost = burst >= window;
                assert_eq!(gap(window, burst, newest_first), lost, "{burst} items, {window} shown, {newest_first}");
            }
        }
    }
}
