//! Documents that were made to hurt, through everything that a poll does with them; and documents
//! that are not whole. Each is read on a small stack: what recursed by their depth would end the process.

use std::{thread, time::Duration};

use wiredesk::{
    config::Settings,
    curate::{normalise, tag::Rules},
    daemon::poll::{self, Beside, Rulebook},
    model::{Body, Feed, Fetched, Meta, Report},
    publish::topics::Topic,
    state::{Index, Memory},
};

/// Bytes of the stack: a quarter of what a thread usually has.
const STACK: usize = 512 << 10;

/// What polls are settled by, without any tag.
pub fn book() -> Rulebook {
    Rulebook::of(&Settings::default(), Rules::compile(&[]).unwrap())
}

/// Titles of the articles that would be published, and what the poll came to.
fn poll(bytes: String, until_close: bool) -> (Vec<String>, Report) {
    let read = move || {
        let book = book();
        let feed = Feed::bare("f", "https://example.org/f".parse().unwrap());
        let fetched =
            Fetched::Fresh(Body { bytes: bytes.into(), meta: Meta { until_close, status: 200, ..Meta::default() } });
        let (mut memory, index) = (Memory::default(), Index::new(Duration::from_secs(60)));
        let at = "2026-01-02T03:04:05Z".parse().unwrap();
        let beside = Beside { index: &index, pages: None };
        let (delivery, report) = poll::settle(&book, &feed, 0, &fetched, at, &mut memory, beside).unwrap();
        let articles = delivery.records.iter().filter(|record| record.topic == Topic::Articles);
        let title = |value: &[u8]| {
            let value: serde_json::Value = serde_json::from_slice(value).unwrap();
            value["title"].as_str().unwrap_or_default().to_owned()
        };
        (articles.map(|record| title(&record.value)).collect(), report)
    };
    thread::Builder::new().stack_size(STACK).spawn(read).unwrap().join().unwrap()
}

pub fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

fn item(n: usize, description: &str) -> String {
    format!("<item><guid>{n}</guid><title>Item {n}</title><description>{description}</description></item>")
}

#[test]
fn items_and_titles_without_end_are_bounded() {
    let most = normalise::Config::default().max_entries;
    let (titles, report) =
        poll(rss(&(0..100_000).map(|n| format!("<item><title>{n}</title></item>")).collect::<String>()), false);
    assert!(titles.len() <= most && (report.left_out > 0 || report.failure.is_some()), "{} {report:?}", titles.len());
    let title = "many words ".repeat(200_000);
    let (titles, report) = poll(rss(&format!("<item><guid>1</guid><title>{title}</title></item>")), false);
    assert!(titles.iter().all(|title| title.len() < 1 << 20), "{report:?}");
    assert!(!titles.is_empty() || report.failure.is_some() || !report.dead.is_empty(), "{report:?}");
}

#[test]
fn no_part_of_a_feed_is_taken_where_the_connections_end_was_its_end() {
    let document = rss(&(0..20).map(|n| item(n, "Words.")).collect::<String>());
    assert_eq!(poll(document.clone(), true).0.len(), 20);
    let mut taken = 0;
    for end in (0..document.len()).step_by(7) {
        let (titles, report) = poll(document[..end].to_owned(), true);
        // Behind the last item nothing is lost.
        let is_whole = titles.len() == 20 && end > document.rfind("</item>").unwrap();
        assert!(titles.is_empty() || is_whole, "cut off at {end}: {titles:?}");
        assert!(is_whole || report.failure.is_some(), "cut off at {end}, and nothing was said");
        taken += poll(document[..end].to_owned(), false).0.len();
    }
    // A length that was told and kept means that the publisher's own document is cut: what it has is
    // all there will be.
    assert!(taken > 0, "nothing was at stake");
}

/// Whatever is nested, the process lives and the item beside it is read.
#[test]
fn a_million_levels_cost_no_stack_and_not_the_item_beside_them() {
    const DEEP: usize = 1_000_000;
    let nested = |open: &str, close: &str| format!("{}x{}", open.repeat(DEEP), close.repeat(DEEP));
    let good = item(1, "Words.");
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><entry><id>0</id><title>Deep</title><content type=\"xhtml\">{}</content>\
         </entry><entry><id>1</id><title>Item 1</title><summary>Words.</summary></entry></feed>",
        nested("<div>", "</div>")
    );
    for (what, document) in [
        ("XML", rss(&format!("<item><guid>0</guid>{}</item>{good}", nested("<b>", "</b>")))),
        ("xhtml", atom),
        ("HTML", rss(&format!("{}{good}", item(0, &nested("&lt;div&gt;", "&lt;/div&gt;"))))),
    ] {
        let (titles, report) = poll(document, false);
        assert!(titles.iter().any(|title| title == "Item 1"), "{what}: {titles:?} {report:?}");
    }
    let (titles, report) = poll(nested("[", "]"), false);
    assert!(titles.is_empty() && report.failure.is_some(), "JSON: {report:?}");
}

#[test]
fn attributes_namespaces_and_entities_without_end_leave_the_items() {
    let attributes: String = (0..80_000).map(|n| format!(" a{n}='{n}'")).collect();
    let namespaces: String = (0..100_000).map(|n| format!(" xmlns:n{n}='http://n{n}.example/'")).collect();
    let mut bomb = String::from("<!DOCTYPE rss [<!ENTITY a0 'ha'><!ENTITY file SYSTEM 'file:///etc/hostname'>");
    for n in 1..12 {
        bomb.push_str(&format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10)));
    }
    let good = item(1, "Words.");
    for (what, document) in [
        ("attributes", rss(&format!("<item{attributes}><guid>1</guid><title>Item 1</title></item>"))),
        (
            "namespaces",
            rss("").replace("<rss ", &format!("<rss{namespaces} ")).replace("</channel>", &format!("{good}</channel>")),
        ),
        ("entities", format!("{bomb}]>{}", rss(&format!("{}{good}", item(0, "&a11;&a11;&file;"))))),
    ] {
        let (titles, report) = poll(document, false);
        assert!(titles.iter().any(|title| title == "Item 1"), "{what}: {titles:?} {report:?}");
        assert!(titles.iter().all(|title| title.len() < 1_000), "{what}");
    }
}
