//! Connections that break off within a feed of 50 kB: no part of it is taken. One offset in seven is
//! tried; `WIREDESK_EVERY_BYTE=1` tries all 50,000 of them.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt, stream};

use super::*;

/// Fetches under way at once.
const AT_ONCE: usize = 16;

fn feed() -> String {
    let item = |n| {
        let words = format!("The words of item {n} are many and not the same as those of others. ").repeat(3);
        format!("<item><guid>{n}</guid><title>Item {n}</title><description>{words}</description></item>")
    };
    let items: String = (0..180).map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

/// The path tells the server where to break off.
async fn whole_at(wire: Vec<u8>, offsets: Vec<usize>, reset: bool) -> Vec<usize> {
    let origin = Origin::new(move |head| {
        let at: usize = head.split(' ').nth(1).unwrap().trim_start_matches('/').parse().unwrap();
        let part = wire[..at].to_vec();
        if reset { Act::Reset(part) } else { Act::Close(part) }
    })
    .await;
    let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
    let tried = AtomicUsize::new(0);
    let whole = stream::iter(offsets.iter().copied())
        .map(|at| {
            let (fetcher, tried, url) = (fetcher.clone(), &tried, origin.url.join(&format!("/{at}")).unwrap());
            async move {
                tried.fetch_add(1, Ordering::Relaxed);
                let feed = allowed(&url);
                matches!(get(&fetcher, &feed).await, Fetched::Fresh(_)).then_some(at)
            }
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(|at| async move { at })
        .collect()
        .await;
    assert_eq!(tried.into_inner(), offsets.len());
    whole
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut wire = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for chunk in body.chunks(7_000) {
        wire.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        wire.extend(chunk);
        wire.extend(b"\r\n");
    }
    wire.extend(b"0\r\n\r\n");
    wire
}

#[tokio::test]
async fn a_reset_at_any_byte_gives_no_part_of_a_feed() {
    let body = feed();
    assert!((49_000..53_000).contains(&body.len()), "{}", body.len());
    let wire = ok("", body.as_bytes());
    let end = wire.len();
    let step = if std::env::var_os("WIREDESK_EVERY_BYTE").is_some() { 1 } else { 7 };
    let whole = whole_at(wire, (0..end).step_by(step).chain(end - 100..end).collect(), true).await;
    assert!(whole.is_empty(), "broken off at {whole:?}, taken for whole");
}

#[tokio::test]
async fn an_early_end_gives_no_part_of_a_feed_where_its_length_was_told() {
    let body = feed();
    let (plain, chunked) = (ok("", body.as_bytes()), chunked(body.as_bytes()));
    for wire in [plain, chunked] {
        let end = wire.len();
        // Every byte of the head and of the end, and one in 61 between.
        let offsets = (0..200).chain((200..end - 200).step_by(61)).chain(end - 200..=end).collect();
        assert_eq!(whole_at(wire, offsets, false).await, [end]);
    }
}
