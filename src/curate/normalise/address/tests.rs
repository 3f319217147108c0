use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;

use super::*;

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn canonical(text: &str) -> String {
    Addresses::builtin().canonical(&url(text)).to_string()
}

fn key(text: &str) -> String {
    let known = Addresses::builtin();
    known.key(&known.canonical(&url(text)))
}

#[test]
fn what_is_built_in_is_right() {
    Addresses::compile(&[BUILTIN], &[], &[]).unwrap();
}

#[test]
fn only_what_tracks_is_dropped() {
    for (given, kept) in [
        ("https://e.org/a?utm_source=rss&id=7#top", "https://e.org/a?id=7"),
        ("https://e.org/a?FBCLID=x", "https://e.org/a"),
        ("https://e.org/a?p=1&q=%20b", "https://e.org/a?p=1&q=%20b"),
        ("https://e.org/a?ref=7", "https://e.org/a?ref=7"),
        ("https://e.org/a?amp=1&id=2", "https://e.org/a?id=2"),
        ("https://e.org/a?amp=5", "https://e.org/a?amp=5"),
        ("https://e.org/a?print=true", "https://e.org/a"),
        ("https://e.org/a?OutputType=AMP", "https://e.org/a"),
        ("https://e.org/a?amp", "https://e.org/a"),
        ("https://www.wsj.com/a?mod=rss_world&id=1", "https://www.wsj.com/a?id=1"),
        ("https://e.org/a?mod=1", "https://e.org/a?mod=1"),
    ] {
        assert_eq!(canonical(given), kept, "{given}");
    }
}

/// Keys name articles: these must never change.
#[test]
fn addresses_that_are_canonical_keep_their_key() {
    for (given, expected) in [
        ("http://www.e.org/a/?b=1&a=2", "e.org/a?a=2&b=1"),
        ("https://m.e.org/a?a=2&b=1", "e.org/a?a=2&b=1"),
        ("https://amp.e.org:8443/a", "e.org:8443/a"),
        ("https://m.org/a", "m.org/a"),
        ("https://e.org/", "e.org"),
        ("https://e.org/tags/amp", "e.org/tags/amp"),
        ("https://e.org/print/", "e.org/print"),
        ("https://e.org/print/2026", "e.org/print/2026"),
        ("https://e.org/a/?", "e.org/a?"),
        ("https://e.org/harbour-news-of-amp.html", "e.org/harbour-news-of-amp.html"),
        ("https://www2.e.org/index.amp.html", "www2.e.org/index.amp.html"),
        ("https://bbc.com/news/1", "bbc.com/news/1"),
    ] {
        assert_eq!(key(given), expected, "{given}");
    }
    assert_ne!(key("https://e.org/a?id=1"), key("https://e.org/a?id=2"));
}

#[test]
fn forms_of_a_page_have_its_key() {
    for (form, page) in [
        ("https://e.org/2026/ferries-run-again/amp/", "https://e.org/2026/ferries-run-again"),
        ("https://e.org/amp/news/ferries-12345.html", "https://e.org/news/ferries-12345.html"),
        ("https://e.org/news/amp/world-europe-52740123", "https://e.org/news/world-europe-52740123"),
        ("https://e.org/ferries-run-again.amp.html", "https://e.org/ferries-run-again.html"),
        ("https://e.org/ferries-run-again.amp", "https://e.org/ferries-run-again"),
        ("https://e.org/a/1234567/print", "https://e.org/a/1234567"),
        ("https://amp.m.e.org/a", "https://www.e.org/a"),
        ("https://en.m.e.org/a", "https://en.e.org/a"),
        ("https://e.org/a?m=0&amp=1", "https://e.org/a?m=0"),
    ] {
        assert_eq!(key(form), key(page), "{form}");
    }
}

#[test]
fn what_is_wrapped_is_taken_out() {
    let code = |url: &str, more: &[u8]| {
        let mut bytes = vec![0x08, 0x13, 0x22];
        let length = url.len();
        if length < 128 {
            bytes.push(u8::try_from(length).unwrap());
        } else {
            bytes.extend([u8::try_from(length & 0x7f | 0x80).unwrap(), u8::try_from(length >> 7).unwrap()]);
        }
        bytes.extend(url.as_bytes());
        bytes.extend(more);
        BASE64URL_NOPAD.encode(&bytes)
    };
    let long = format!("https://e.org/{}", "ferry-".repeat(40));
    for (given, within) in [
        ("https://www.google.com/url?rct=j&url=https://e.org/a%3Fid%3D1&ct=ga".to_owned(), "https://e.org/a?id=1"),
        ("https://www.google.co.uk/amp/s/www.e.org/a/amp/".into(), "https://www.e.org/a/amp/"),
        ("https://www.google.com/amp/e.org/a%3fid=1&usqp=mq331".into(), "http://e.org/a?id=1"),
        ("https://www-e-org.cdn.ampproject.org/v/s/www.e.org/a?amp_js_v=0.1&id=2".into(), "https://www.e.org/a?id=2"),
        ("https://cdn.ampproject.org/c/e.org/a".into(), "http://e.org/a"),
        ("http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fe.org%2fa&c=1".into(), "https://e.org/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fe.org%2Fa%3Ffbclid%3D1&h=AT0".into(), "https://e.org/a"),
        (
            format!("https://news.google.com/rss/articles/{}?oc=5", code("https://e.org/a", b"\xd2\x01\x00")),
            "https://e.org/a",
        ),
        (format!("https://news.google.com/__i/rss/rd/articles/{}", code(&long, b"")), long.as_str()),
        // One within the other.
        (format!("https://www.google.com/url?q={}", "https://www.google.com/amp/s/e.org/a"), "https://e.org/a"),
    ] {
        assert_eq!(canonical(&given), within, "{given}");
    }
}

#[test]
fn what_leads_nowhere_offline_stays() {
    let number = BASE64URL_NOPAD.encode(b"\x08\x13\x22\x05AU_yq");
    let deep = (0..20).fold("https://e.org/a".to_owned(), |url, _| {
        format!(
            "https://www.google.com/url?{}",
            url::form_urlencoded::Serializer::new(String::new()).append_pair("q", &url).finish()
        )
    });
    for given in [
        format!("https://news.google.com/rss/articles/{number}?oc=5"),
        "https://news.google.com/rss/articles/?oc=5".into(),
        "https://www.google.com/url?q=ferries".into(),
        "https://www.google.com/url?q=javascript:alert(1)".into(),
        "https://google.evil-example.org/url?q=https://e.org/".into(),
        "https://www.google.com/amp/s/".into(),
        "https://e.org/url?url=https://f.org/a".into(),
        "https://cdn.ampproject.org/c/s/nowhere".into(),
        deep,
    ] {
        assert_eq!(canonical(&given), given);
    }
}

#[test]
fn sites_say_what_their_parameters_mean() {
    let own = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let sites = [
        Site { host: "e.org".into(), only_parameters: own(&["ID"]), same_as: Some("f.org".into()), ..Site::default() },
        Site { host: "wsj.com".into(), keep_parameters: own(&["mod", "utm_id"]), ..Site::default() },
    ];
    let known = Addresses::compile(&[BUILTIN], &[], &sites).unwrap();
    let canonical = |text: &str| known.canonical(&url(text)).to_string();
    assert_eq!(canonical("https://www.e.org/a?id=1&page=2&utm_source=x"), "https://www.e.org/a?id=1");
    assert_eq!(canonical("https://wsj.com/a?mod=1&utm_id=2&reflink=3"), "https://wsj.com/a?mod=1&utm_id=2");
    assert_eq!(known.key(&url("https://www.e.org/a")), known.key(&url("https://f.org/a")));
    assert_eq!(known.key(&url("https://news.e.org/a")), "news.f.org/a");
    let wrong = Site { host: "https://e.org".into(), ..Site::default() };
    assert!(Addresses::compile(&[BUILTIN], &[], &[wrong]).unwrap_err().contains("expected a host"));
}

/// An address that may be anything: known and unknown parameters, forms, wrappers.
fn any_address() -> impl Strategy<Value = String> {
    let host = prop::sample::select(vec![
        "e.org",
        "www.e.org",
        "amp.m.e.org",
        "en.m.e.co.uk",
        "wsj.com",
        "www.google.com",
        "cdn.ampproject.org",
        "news.google.com",
    ]);
    let part = prop::sample::select(vec![
        "a",
        "amp",
        "print",
        "url",
        "c",
        "s",
        "news-of-the-quay",
        "12345",
        "x.amp.html",
        "articles",
        "f.org",
    ]);
    let value = "[a-z0-9:/%.]{0,8}";
    let name = prop::sample::select(vec!["id", "amp", "print", "utm_x", "url", "q", "fbclid", "p", "mod"]);
    let pairs = prop::collection::vec((name, value), 0..4);
    (host, prop::collection::vec(part, 0..5), pairs, prop::bool::ANY).prop_map(|(host, parts, pairs, wrapped)| {
        let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let text = format!("https://{host}/{}?{}", parts.join("/"), query.join("&"));
        if wrapped { format!("https://www.google.com/url?q={}", text.replace('&', "%26")) } else { text }
    })
}

proptest! {
    #[test]
    fn what_is_canonical_stays_so(text in any_address()) {
        let Ok(given) = Url::parse(&text) else { return Ok(()) };
        let known = Addresses::builtin();
        let once = known.canonical(&given);
        prop_assert_eq!(&known.canonical(&once), &once);
        prop_assert_eq!(known.key(&once), known.key(&known.canonical(&once)));
    }

    /// Parameters that nobody knows part articles, whatever else stands beside them.
    #[test]
    fn unknown_parameters_are_never_merged(
        mut a in prop::collection::vec(("zz[a-z]{0,3}", "[a-z0-9]{0,3}"), 0..4),
        mut b in prop::collection::vec(("zz[a-z]{0,3}", "[a-z0-9]{0,3}"), 0..4),
        path in "[a-z]{1,8}",
    ) {
        let address = |pairs: &[(String, String)]| {
            let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            key(&format!("https://e.org/{path}?utm_source=x&{}&amp=1", query.join("&")))
        };
        let (left, right) = (address(&a), address(&b));
        a.sort();
        b.sort();
        prop_assert_eq!(left == right, a == b);
    }
}
