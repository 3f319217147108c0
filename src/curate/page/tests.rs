use super::*;

const TEXT: &str = "The first paragraph of this report says at some length what happened in the town and to whom.";

fn page(body: &str) -> Page {
    let text = format!(
        "<title>T</title><article><h1>T</h1><p>{TEXT}</p><p>{TEXT} Again.</p><p>{TEXT} And more.</p>{body}</article>"
    );
    read(&text, None, &Sites::default()).unwrap()
}

#[test]
fn a_plain_article_is_found() {
    let page = page("");
    let body = page.body.unwrap();
    assert!(body.starts_with(TEXT) && body.contains("And more."), "{body}");
    assert!(page.by.contains(&("body", Source::Trafilatura)) && page.wall.is_none());
}

#[test]
fn a_paywall_is_never_text() {
    let paid = page(
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"T\",\"isAccessibleForFree\":false}</script>",
    );
    assert_eq!((paid.wall, paid.body), (Some(Wall::Paywall), None));
    let asks = page("<div>Subscribe to continue reading.</div>");
    assert_eq!((asks.wall, asks.body), (Some(Wall::Paywall), None));
}

#[test]
fn a_part_that_is_not_free_is_no_wall_where_the_page_has_no_such_part() {
    let part = |whole: &str, selector: &str| {
        format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"T\",{whole}\
             \"hasPart\":{{\"isAccessibleForFree\":false,\"cssSelector\":\"{selector}\"}}}}</script><p class='x paid' id=p>{TEXT}</p>"
        )
    };
    for (whole, selector, wall) in [
        ("", ".mailwall", None),
        ("", "#q", None),
        ("\"isAccessibleForFree\":true,", ".mailwall", Some(Wall::Paywall)),
        ("\"isAccessibleForFree\":false,", ".mailwall", Some(Wall::Paywall)),
        ("", ".paid", Some(Wall::Paywall)),
        ("", "#p", Some(Wall::Paywall)),
        ("", "main .mailwall", Some(Wall::Paywall)),
        ("", "", Some(Wall::Paywall)),
    ] {
        let page = page(&part(whole, selector));
        assert_eq!((page.wall, page.body.is_some()), (wall, wall.is_none()), "{whole} {selector}");
    }
}

#[test]
fn a_consent_wall_is_never_text() {
    let text = "<h1>Before you continue</h1><div><p>We use cookies and data to deliver and maintain our services and to \
        measure how they are used. You can choose below what you allow us to do with what we learn.</p><button>Accept all</button></div>";
    let page = read(text, None, &Sites::default()).unwrap();
    assert_eq!((page.wall, page.body), (Some(Wall::Consent), None));
}

#[test]
fn a_sites_rule_says_where_the_text_is() {
    let mut sites = Sites::default();
    let own = |text: &str| vec![text.to_owned()];
    sites.add(&Site { host: "example.org".into(), body: own(".t"), remove: own(".x"), ..Site::default() }).unwrap();
    let url = "https://www.example.org/a".parse().unwrap();
    let text = "<p>chrome</p><div class=t><p>One.<p class=x>Cut.<p>Two.</div>";
    let page = read(text, Some(&url), &sites).unwrap();
    assert_eq!(page.body.as_deref(), Some("One.\n\nTwo."));
    assert!(page.by.contains(&("body", Source::Rule)));
}

#[test]
fn the_encoding_is_the_pages_own_word() {
    let bytes = b"<meta charset=\"windows-1251\"><p>\xcc\xee\xf1\xea\xe2\xe0";
    assert!(decode(bytes, None).ends_with("Москва"));
    assert!(decode("<p>é".as_bytes(), Some("text/html; charset=utf-8")).ends_with('é'));
}

#[test]
fn an_article_for_readers_without_scripts_is_read_where_the_page_has_no_other() {
    let story = "<p>The council met on Friday and talked about the ferries for most of the night, said the mayor.</p>"
        .repeat(30);
    let page = |main: &str| {
        format!(
            "<title>Ferries</title><div>{main}<script type='text/template'>{story}</script><noscript>{story}</noscript></div>"
        )
    };
    let read = |main: &str| read(&page(main), None, &Sites::default()).unwrap().body.unwrap_or_default();
    assert!(read("<p>Harbour blog</p>").contains("talked about the ferries"));
    let whole =
        "<p>The mayor said on Tuesday that the harbour would be closed, for the first time in years.</p>".repeat(12);
    assert!(!read(&whole).contains("talked about the ferries"));
}
