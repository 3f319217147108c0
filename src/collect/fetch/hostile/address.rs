//! Ways to the inside: redirects, names, rebinding, and secrets that would follow.

use std::{
    net::IpAddr,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::*;
use crate::model::Secret;

fn here(last: u8) -> IpAddr {
    IpAddr::from([127, 0, 0, last])
}

/// A server inside: 127.0.0.2, which no feed here may reach.
async fn inside() -> Origin {
    Origin::at("127.0.0.2", |_| Act::Send(ok("", b"the inside"))).await
}

#[tokio::test(start_paused = true)]
async fn a_redirect_to_the_inside_is_refused() {
    let inside = inside().await;
    let port = inside.url.port().unwrap();
    for target in [
        format!("http://127.0.0.2:{port}/"),
        format!("http://0x7f000002:{port}/"),
        format!("http://[::ffff:127.0.0.2]:{port}/"),
        format!("//2130706434:{port}/"),
    ] {
        let location = target.clone();
        let origin = Origin::new(move |_| Act::Send(to(&location))).await;
        let [guarded, unguarded] = with_and_without(Guard::Addresses, &no_names());
        assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::AddressRefused), "{target}");
        assert_eq!(outcome(&get(&unguarded, &origin.feed()).await), Ok(10), "{target}");
    }
    for target in ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "http://127.0.0.1:25/"] {
        let origin = Origin::new(move |_| Act::Send(to(target))).await;
        let [guarded, _] = with_and_without(Guard::Addresses, &no_names());
        assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::AddressRefused), "{target}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_chain_of_redirects_ends_where_it_turns_inside() {
    let inside = inside().await;
    let location = inside.url.to_string();
    let origin =
        Origin::new(move |head| Act::Send(if head.starts_with("GET /feed3") { to(&location) } else { to("/feed3") }))
            .await;
    let [guarded, unguarded] = with_and_without(Guard::Addresses, &no_names());
    assert_eq!(outcome(&get(&guarded, &origin.feed()).await), Err(Cause::AddressRefused));
    assert!(inside.asked().is_empty());
    assert_eq!(outcome(&get(&unguarded, &origin.feed()).await), Ok(10));
}

#[tokio::test(start_paused = true)]
async fn a_name_that_leads_inside_is_refused_also_where_only_one_of_its_addresses_does() {
    let inside = inside().await;
    let port = inside.url.port().unwrap();
    for answers in [vec![here(2)], vec![here(1), here(2)], vec![here(2), here(1)]] {
        let names = Names::told(move |_| answers.clone());
        let feed = allowed(&format!("http://feeds.example:{port}/feed").parse().unwrap());
        let [guarded, unguarded] = with_and_without(Guard::Addresses, &names);
        assert_eq!(outcome(&get(&guarded, &feed).await), Err(Cause::AddressRefused));
        assert!(guarded.vet(&feed.url, &feed).await.is_err());
        assert_eq!(outcome(&get(&unguarded, &feed).await), Ok(10));
    }
}

/// The name's first answer is harmless, the second is not. A guard that resolves, and then lets the
/// client resolve again, connects to what it did not check.
#[tokio::test(start_paused = true)]
async fn no_second_answer_comes_between_the_check_and_the_connection() {
    let inside = inside().await;
    let port = inside.url.port().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let names = Names::told(move |_| vec![here(if count.fetch_add(1, Ordering::SeqCst) == 0 { 1 } else { 2 })]);
    let feed = allowed(&format!("http://feeds.example:{port}/feed").parse().unwrap());
    let [guarded, unguarded] = with_and_without(Guard::Addresses, &names);
    // Nothing listens at the address that was checked: it is what was tried, and only once asked.
    assert_eq!(outcome(&get(&guarded, &feed).await), Err(Cause::Connect));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(outcome(&get(&guarded, &feed).await), Err(Cause::AddressRefused));
    assert!(inside.asked().is_empty());
    assert_eq!(outcome(&get(&unguarded, &feed).await), Ok(10));
}

#[tokio::test(start_paused = true)]
async fn secrets_stay_with_the_declared_origin() {
    let other = Origin::new(|_| Act::Send(ok("", FEED.as_bytes()))).await;
    let location = other.url.clone();
    let origin = Origin::new(move |_| Act::Send(to(&location))).await;
    let mut feed = origin.feed();
    feed.headers = vec![("X-Key".into(), Secret::new("hush"))];
    feed.credentials = Some(Box::new(Credentials::Bearer(Secret::new("token"))));
    let leaks = |asked: &[String]| asked.iter().any(|head| head.contains("hush") || head.contains("token"));
    let [guarded, unguarded] = with_and_without(Guard::Secrets, &no_names());
    assert_eq!(outcome(&get(&guarded, &feed).await), Ok(FEED.len()));
    assert!(leaks(&origin.asked()) && !leaks(&other.asked()), "{:?}", other.asked());
    let shown = format!("{:?} {feed:?}", get(&guarded, &feed).await);
    assert!(!shown.contains("hush") && !shown.contains("token"));
    get(&unguarded, &feed).await;
    assert!(leaks(&other.asked()));
}

/// A configured proxy may stand inside: its operator put it there. What is asked of it may not.
#[tokio::test(start_paused = true)]
async fn a_proxy_is_used_where_configured_and_leads_nobody_inside() {
    let proxy = Origin::at("127.0.0.3", |_| Act::Send(ok("", FEED.as_bytes()))).await;
    let address = format!("http://proxy.example:{}", proxy.url.port().unwrap());
    let names = Names::told(|name| match name {
        "proxy.example" => vec![here(3)],
        "feeds.example" => vec!["1.1.1.1".parse().unwrap()],
        _ => vec![here(2)],
    });
    let config = Config { proxy: Some(address), ..config() };
    let fetcher = |guards| Fetcher::with(&config, names.clone(), guards).unwrap();
    let feed = |url: &str| Feed::bare("f", url.parse().unwrap());
    assert_eq!(outcome(&get(&fetcher(Guards::default()), &feed("http://feeds.example/f")).await), Ok(FEED.len()));
    assert!(proxy.asked()[0].starts_with("GET http://feeds.example/f "), "{:?}", proxy.asked());
    for url in ["http://inside.example/f", "http://127.0.0.2/f"] {
        let guarded = fetcher(Guards::default());
        assert_eq!(outcome(&get(&guarded, &feed(url)).await), Err(Cause::AddressRefused), "{url}");
        let unguarded = fetcher(Guards::without(Guard::Addresses));
        assert_eq!(outcome(&get(&unguarded, &feed(url)).await), Ok(FEED.len()), "{url}");
    }
    // A hub that a feed names is asked by the same way.
    let hub = "http://inside.example/hub".parse().unwrap();
    let posted = async |guards| fetcher(guards).post(&feed("http://feeds.example/f"), &hub, String::new()).await;
    let refused = posted(Guards::default()).await.unwrap_err();
    assert!(refused.contains("not a public address"), "{refused}");
    assert!(posted(Guards::without(Guard::Addresses)).await.is_ok());
}
