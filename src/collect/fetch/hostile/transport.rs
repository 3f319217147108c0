//! Bodies and heads that were made to fill a memory or to hold a place for ever.

use std::io::Write;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn raw_deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut out, 4_096, 1, 18);
    encoder.write_all(bytes).unwrap();
    drop(encoder);
    out
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).unwrap()
}

fn encoded(coding: &str, body: &[u8]) -> Vec<u8> {
    ok(&format!("Content-Encoding: {coding}\r\n"), body)
}

#[tokio::test(start_paused = true)]
async fn every_coding_is_undone_and_two_over_one_another_as_well() {
    let text = FEED.as_bytes();
    for (coding, body) in [
        ("gzip", gzip(text)),
        ("X-GZip", [gzip(&text[..20]), gzip(&text[20..])].concat()),
        ("deflate", zlib(text)),
        ("deflate", raw_deflate(text)),
        ("br", brotli(text)),
        ("zstd", zstd(text)),
        ("zstd", [zstd(&text[..20]), zstd(&text[20..])].concat()),
        ("gzip, br", brotli(&gzip(text))),
        ("identity", text.to_vec()),
    ] {
        let origin = Origin::new(move |_| Act::Send(encoded(coding, &body))).await;
        let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
        let Fetched::Fresh(body) = get(&fetcher, &origin.feed()).await else { panic!("{coding}") };
        assert_eq!(body.bytes, text, "{coding}");
        assert!(!body.meta.identity && origin.asked().len() == 1, "{coding}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_broken_coding_is_asked_for_once_more_without_any() {
    let whole = |coding: &'static str, body: Vec<u8>| (coding, body);
    let text = FEED.as_bytes();
    let cut = |mut body: Vec<u8>| {
        body.truncate(body.len() - 6);
        body
    };
    for (coding, body) in [
        whole("gzip", text.to_vec()),
        whole("gzip", cut(gzip(text))),
        whole("br", cut(brotli(text))),
        whole("zstd", cut(zstd(text))),
        whole("compress", text.to_vec()),
        whole("gzip, gzip, gzip", gzip(&gzip(&gzip(text)))),
    ] {
        let origin = Origin::new(move |head| {
            let plain = head.contains("accept-encoding: identity");
            Act::Send(if plain { ok("", FEED.as_bytes()) } else { encoded(coding, &body) })
        })
        .await;
        let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
        let fetched = get(&fetcher, &origin.feed()).await;
        assert_eq!(outcome(&fetched), Ok(FEED.len()), "{coding}: {fetched:?}");
        assert!(fetched.meta().unwrap().identity && origin.asked().len() == 2, "{coding}");
    }
    let origin = Origin::new(|_| Act::Send(encoded("gzip", b"never any"))).await;
    let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
    assert_eq!(outcome(&get(&fetcher, &origin.feed()).await), Err(Cause::Transfer));
    assert_eq!(origin.asked().len(), 2);
}

/// 14 MiB of nothing stay below the cap: only the ratio tells that they are a bomb.
#[tokio::test(start_paused = true)]
async fn a_bomb_is_refused_by_how_much_it_grows() {
    let zeros = vec![0; 14 << 20];
    let bombs = [
        ("gzip", gzip(&zeros)),
        ("deflate", zlib(&zeros)),
        ("br", brotli(&zeros)),
        ("zstd", zstd(&zeros)),
        ("gzip, gzip", gzip(&gzip(&zeros))),
        ("br, zstd", zstd(&brotli(&zeros))),
    ];
    for (coding, bomb) in bombs {
        assert!(bomb.len() < 70_000, "{coding}: {}", bomb.len());
        let origin = Origin::new(move |_| Act::Send(encoded(coding, &bomb))).await;
        let [guarded, unguarded] = with_and_without(Guard::Ratio, &no_names());
        assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::TooLarge), "{coding}");
        assert_eq!(outcome(&get(&unguarded, &origin.feed()).await), Ok(zeros.len()), "{coding}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_is_refused_by_its_decoded_size_whatever_its_coding() {
    // No bomb by its ratio: every second byte cannot be foretold.
    let mut seed = 1_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    };
    let large: Vec<u8> = (0..16 << 20).map(|n| if n % 64 == 0 { noise() } else { b'a' }).collect();
    for (coding, body) in [("identity", large.clone()), ("gzip", gzip(&large)), ("zstd", zstd(&large))] {
        let origin = Origin::new(move |_| {
            // In chunks, so that no length gives it away.
            let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n");
            let chunk = format!("{:x}\r\n", body.len());
            Act::Send([head.as_bytes(), chunk.as_bytes(), &body, b"\r\n0\r\n\r\n"].concat())
        })
        .await;
        let [guarded, unguarded] = with_and_without(Guard::Size, &no_names());
        assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::TooLarge), "{coding}");
        assert_eq!(outcome(&get(&unguarded, &origin.feed()).await), Ok(large.len()), "{coding}");
    }
}

/// A window of 2 GiB is asked for in eight bytes of a frame's head.
#[tokio::test(start_paused = true)]
async fn a_zstd_frame_gets_no_larger_window_than_the_standard_has() {
    let frame = [&[0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3][..], &[0x01, 0, 0]].concat();
    let origin = Origin::new(move |_| Act::Send(encoded("zstd", &frame))).await;
    let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
    let Fetched::Failed(failure) = get(&fetcher, &origin.feed()).await else { panic!() };
    assert_eq!(failure.cause, Cause::Transfer, "{failure}");
}

#[tokio::test(start_paused = true)]
async fn chunks_without_end_are_left_at_the_cap() {
    let chunk = [b"100000\r\n", &vec![b' '; 1 << 20][..], b"\r\n"].concat();
    let origin = Origin::new(move |_| {
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        Act::Repeat(head, chunk.clone(), 64, Duration::ZERO)
    })
    .await;
    let [guarded, unguarded] = with_and_without(Guard::Size, &no_names());
    assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::TooLarge));
    // Nothing stops it but its own end, which is none of the protocol's.
    assert_eq!(outcome(&get(&unguarded, &origin.feed()).await), Err(Cause::Transfer));
}

#[tokio::test(start_paused = true)]
async fn a_byte_a_second_is_left_at_the_limit_of_time() {
    let origin = Origin::new(|_| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n".to_vec();
        Act::Repeat(head, b" ".to_vec(), 600, Duration::from_secs(1))
    })
    .await;
    let [guarded, unguarded] = with_and_without(Guard::Time, &no_names());
    let started = Instant::now();
    assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::Timeout));
    assert!(started.elapsed() < Duration::from_secs(31));
    assert_eq!(outcome(&get(&unguarded, &origin.feed()).await), Ok(600));
    assert!(started.elapsed() >= Duration::from_secs(600));
}

#[tokio::test(start_paused = true)]
async fn a_length_that_lies_gives_no_feed() {
    let stated = |n: u64| format!("HTTP/1.1 200 OK\r\nContent-Length: {n}\r\n\r\n{FEED}").into_bytes();
    for (n, cause) in [(FEED.len() as u64 + 1, Cause::Transfer), (1 << 50, Cause::TooLarge)] {
        let origin = Origin::new(move |_| Act::Close(stated(n))).await;
        let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
        assert_eq!(outcome(&get(&fetcher, &origin.feed()).await), Err(cause), "{n}");
    }
    for lengths in ["Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: -1\r\n", "Content-Length: 0x5\r\n"] {
        let origin = Origin::new(move |_| Act::Close(format!("HTTP/1.1 200 OK\r\n{lengths}\r\n{FEED}").into())).await;
        let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
        assert!(outcome(&get(&fetcher, &origin.feed()).await).is_err(), "{lengths}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_headers_is_refused() {
    let lines = |n: usize, size: usize| (0..n).map(|k| format!("X-{k}: {}\r\n", "a".repeat(size))).collect::<String>();
    let [guarded, unguarded] = with_and_without(Guard::Head, &no_names());
    // Few and long: ours to refuse.
    let origin = Origin::new(move |_| Act::Send(ok(&lines(90, 900), FEED.as_bytes()))).await;
    assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::TooLarge));
    assert_eq!(outcome(&get(&unguarded, &origin.feed()).await), Ok(FEED.len()));
    // Many, or without end: the HTTP library's.
    let origin = Origin::new(move |_| Act::Send(ok(&lines(101, 1), FEED.as_bytes()))).await;
    assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::Transfer));
    let origin =
        Origin::new(|_| Act::Repeat(b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'a'; 1 << 16], 1_000, Duration::ZERO))
            .await;
    assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::Transfer));
}

/// It would be kept in Kafka and sent back at every poll.
#[tokio::test(start_paused = true)]
async fn an_etag_of_sixty_kilobytes_is_not_kept() {
    let origin = Origin::new(|_| {
        Act::Send(ok(&format!("ETag: \"{}\"\r\nLast-Modified: x\r\n", "a".repeat(60_000)), FEED.as_bytes()))
    })
    .await;
    let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
    let fetched = get(&fetcher, &origin.feed()).await;
    let meta = fetched.meta().unwrap();
    assert_eq!((meta.etag.as_deref(), meta.last_modified.as_deref()), (None, Some("x")));
}

#[tokio::test(start_paused = true)]
async fn redirects_without_end_are_left_at_the_fifth() {
    let origin = Origin::new(|head| {
        let n: u32 = head.split(' ').nth(1).and_then(|path| path.strip_prefix("/feed")?.parse().ok()).unwrap_or(0);
        Act::Send(if n < 40 { to(format!("/feed{}", n + 1)) } else { ok("", FEED.as_bytes()) })
    })
    .await;
    let [guarded, unguarded] = with_and_without(Guard::Redirects, &no_names());
    assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::Redirects));
    assert_eq!(origin.asked().len(), 6, "the first, and five hops");
    assert_eq!(outcome(&get(&unguarded, &origin.feed()).await), Ok(FEED.len()));
}

#[tokio::test(start_paused = true)]
async fn one_connection_serves_many_requests() {
    let origin = Origin::new(|_| Act::Send(ok("", FEED.as_bytes()))).await;
    let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
    for _ in 0..50 {
        assert_eq!(outcome(&get(&fetcher, &origin.feed()).await), Ok(FEED.len()));
    }
    assert_eq!((origin.asked().len(), *origin.connections.lock().unwrap()), (50, 1));
}

/// RFC 3229: what is new alone, where the server offers it and it was asked for.
#[tokio::test(start_paused = true)]
async fn a_delta_is_taken_where_it_is_of_the_kind_asked_for() {
    for (im, taken) in [("IM: feed\r\n", true), ("IM: vcdiff\r\n", false), ("", false)] {
        let origin = Origin::new(move |_| Act::Send(answer("226 IM Used", im, FEED.as_bytes()))).await;
        let fetcher = Fetcher::with(&config(), no_names(), Guards::default()).unwrap();
        let validators = Validators { etag: Some("\"1\"".into()), ..Validators::default() };
        let fetched = fetcher.fetch(&origin.feed(), &validators).await;
        assert!(origin.asked()[0].contains("a-im: feed"));
        assert_eq!(fetched.meta().is_some_and(|meta| meta.delta), taken, "{im}");
    }
}
