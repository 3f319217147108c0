//! `full_text`: the page is read once for each item, and what it says stands in the item's one record.

use std::time::Duration;

use serde_json::Value;

use crate::{
    PROGRAM, kafka_or_skip,
    support::{
        consumer,
        desk::Setup,
        eventually,
        origin::{Answer, Origin},
    },
};

/// A feed whose items lead to these pages.
fn feed(origin: &Origin, pages: &[&str]) -> Answer {
    let items: String = pages
        .iter()
        .map(|page| {
            let url = origin.url(page);
            format!("<item><guid>{page}</guid><link>{url}</link><title>On {page}</title><description>The feed's own few words on {page}.</description></item>")
        })
        .collect();
    Answer::Body(format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>").into_bytes())
}

fn page(name: &str, extra: &str) -> Answer {
    let paragraph =
        format!("Whoever opens the page of {name} reads there at length what its feed only touches upon, and more.");
    let text = format!(
        "<title>On {name}</title>{extra}<article><h1>On {name}</h1><p>{paragraph}</p><p>First, {paragraph}</p><p>Then, {paragraph}</p></article>"
    );
    Answer::Body(text.into_bytes())
}

fn articles(setup: &Setup, wanted: usize) -> Vec<Value> {
    let mut articles = Vec::new();
    eventually("all articles are there", Duration::from_secs(60), || {
        articles =
            consumer::committed(&setup.brokers, &setup.topic("articles")).iter().map(consumer::Record::json).collect();
        if articles.len() >= wanted { Ok(()) } else { Err(format!("{} of {wanted}", articles.len())) }
    });
    articles
}

#[test]
fn a_page_is_read_once_and_is_part_of_the_one_record() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    let paid = "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"x\",\"isAccessibleForFree\":false}</script>";
    origin.answer("story", page("story", ""));
    origin.answer("paid", page("paid", paid));
    origin.answer("news", feed(&origin, &["story", "paid", "absent"]));
    let mut setup = Setup::whole(PROGRAM, brokers, "");
    setup.whole = Some(format!(
        "[kafka]\nbrokers = \"{brokers}\"\ngroup = \"{prefix}\"\n[topics]\nprefix = \"{prefix}\"\nstate_partitions = 2\n\
         partitions = 2\n[admin]\nlisten = \"127.0.0.1:PORT\"\n[schedule]\ninitial_interval = \"1s\"\nstartup_spread = \"100ms\"\n\
         [fetch]\nhost_gap = \"0s\"\n[defaults]\nmin_interval = \"1s\"\nmax_interval = \"1s\"\nallow_networks = [\"127.0.0.0/8\"]\n\
         full_text = true\n[[feeds]]\nid = \"news\"\nurl = \"{url}\"\n",
        prefix = setup.prefix,
        url = origin.url("news"),
    ));
    let desk = setup.start();
    let first = articles(&setup, 3);
    let of = |articles: &[Value], guid: &str| articles.iter().find(|article| article["guid"] == guid).cloned().unwrap();
    let story = of(&first, "story");
    assert_eq!(story["extraction"]["method"], "page", "{story}");
    assert!(story["body"].as_str().unwrap().contains("Then, Whoever opens"), "{story}");
    assert_eq!(story["summary"], "The feed's own few words on story.");
    for (guid, outcome) in [("paid", "paywall"), ("absent", "failed")] {
        let article = of(&first, guid);
        assert_eq!(article["extraction"]["page"]["outcome"], outcome, "{article}");
        assert_eq!(article["body"], format!("The feed's own few words on {guid}."));
    }
    // Another item is news; those that are known stay as they are, and their pages are not asked again.
    origin.answer("fresh", page("fresh", ""));
    origin.answer("news", feed(&origin, &["fresh", "story", "paid", "absent"]));
    let all = articles(&setup, 4);
    assert!(all.iter().all(|article| article["revision"] == 1), "{all:?}");
    assert_eq!(of(&all, "fresh")["extraction"]["method"], "page");
    let asked = ["story", "paid", "absent", "fresh"].map(|page| origin.polls(page));
    assert_eq!(asked, [1, 1, 1, 1]);
    drop(desk);
}
