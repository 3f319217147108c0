//! Lines that a feed puts behind all its texts.

use super::*;

/// The id of an item, its title and its text.
type Item = (String, String, String);

/// Six items; `footer` gives what stands behind each text.
fn with_lines(change: impl Fn(&str) -> String, footer: impl Fn(usize) -> String) -> Vec<Item> {
    let text = |n| format!("&lt;p&gt;{}&lt;/p&gt;{}", change(&format!("{n}{n} {FERRY}")), footer(n));
    (0..6).map(|n| (format!("g{n}"), format!("Story {n} of the harbour town"), text(n))).collect()
}

fn show(desk: &mut Desk, all: &[Item], restart: bool) -> Curated {
    let all: Vec<_> = all.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    desk.poll(&all, restart)
}

#[test]
fn a_line_that_a_feed_puts_behind_all_its_items_is_no_news_of_theirs() {
    let same = |text: &str| text.to_owned();
    let poll = |desk: &mut Desk, all: &[Item]| show(desk, all, true).findings.len();
    let footer =
        |_| "&lt;p&gt;The Harbour Times has told 1997 stories of Bergen and Oslo this year&lt;/p&gt;".to_owned();
    let mut desk = Desk::new();
    assert_eq!(poll(&mut desk, &with_lines(same, |_| String::new())), 6);
    assert_eq!(poll(&mut desk, &with_lines(same, footer)), 0);
    // What each item has for itself is news, and so is what stands before the line.
    assert_eq!(
        poll(
            &mut desk,
            &with_lines(same, |n| format!("&lt;p&gt;Another {n} boats are to come next year.&lt;/p&gt;{}", footer(n)))
        ),
        6
    );
    let mut desk = Desk::new();
    assert_eq!(poll(&mut desk, &with_lines(same, |_| String::new())[..2]), 2);
    assert_eq!(poll(&mut desk, &with_lines(same, footer)[..2]), 2, "two are not enough to tell");
}

#[test]
fn two_items_are_enough_for_a_line_that_leads_elsewhere() {
    let same = |text: &str| text.to_owned();
    let poll = |desk: &mut Desk, all: &[Item]| show(desk, all, true).findings.len();
    let footer = |_| "&lt;p&gt;All the news of Bergen:&lt;br&gt;https://harbour.example/news&lt;/p&gt;".to_owned();
    let mut desk = Desk::new();
    assert_eq!(poll(&mut desk, &with_lines(same, |_| String::new())), 6);
    let (plain, formed) = (with_lines(same, |_| String::new()), with_lines(same, footer));
    let mixed: Vec<_> = formed[..2].iter().chain(&plain[2..]).cloned().collect();
    assert_eq!(poll(&mut desk, &mixed), 0);
    // Known now, it stays no news when an item is seen alone; with one item alone nothing can be told.
    assert_eq!(poll(&mut desk, &with_lines(str::to_uppercase, footer)[..1]), 0);
    assert_eq!(poll(&mut desk, &formed[3..4]), 1);
}

#[test]
fn lines_that_were_no_news_never_become_news() {
    let line = |text: &'static str| move |_| format!("&lt;p&gt;{text}&lt;/p&gt;");
    let footer = line("The Harbour Times has told 1997 stories of Bergen and Oslo this year");
    let other = line("The Harbour Times has told 2003 stories of Bergen and Rome this year");
    let same = |text: &str| text.to_owned();
    let poll = |desk: &mut Desk, all: &[Item], restart| {
        let out = show(desk, all, restart);
        (out.findings.len(), out.changes.len())
    };
    for restart in [false, true] {
        let mut desk = Desk::new();
        assert_eq!(poll(&mut desk, &with_lines(same, |_| String::new()), restart), (6, 6));
        assert_eq!(poll(&mut desk, &with_lines(same, footer), restart), (0, 6), "they are written once");
        assert_eq!(poll(&mut desk, &with_lines(same, footer), restart), (0, 0));
        // Few are shown, with the line: in other letters, in a word more.
        assert_eq!(poll(&mut desk, &with_lines(str::to_uppercase, footer)[..1], restart).0, 0);
        assert_eq!(
            poll(&mut desk, &with_lines(|text| text.replace("by spring", "in spring"), footer)[1..2], restart).0,
            0
        );
        // The line is gone, is another one, is back.
        assert_eq!(poll(&mut desk, &with_lines(same, |_| String::new())[..3], restart).0, 0);
        assert_eq!(poll(&mut desk, &with_lines(same, other), restart).0, 0);
        assert_eq!(poll(&mut desk, &with_lines(same, footer), restart).0, 0);
        // What an item has for itself is news.
        assert_eq!(poll(&mut desk, &with_lines(|text| text.replace("1,500", "900"), footer)[..1], restart), (1, 1));
    }
}

#[test]
fn lines_behind_a_withdrawn_article_do_not_bring_it_back() {
    let mut desk = Desk::new();
    let same = |text: &str| text.to_owned();
    show(&mut desk, &with_lines(same, |_| String::new()), true);
    let killed = desk.poll(
        &[
            ("k", "KILL: Notice", "Please kill the story g0-long-id"),
            ("k2", "KILL: Story 0 of the harbour town", "Do not use."),
        ],
        true,
    );
    let id = killed.findings.last().unwrap().id;
    assert_eq!(desk.memory.item(&id).unwrap().version.status(), Status::Withdrawn.number());
    let footer = |_| "&lt;p&gt;The Harbour Times has told 1997 stories of Bergen this year&lt;/p&gt;".to_owned();
    assert!(show(&mut desk, &with_lines(same, footer), true).findings.is_empty());
    assert_eq!(desk.memory.item(&id).unwrap().version.status(), Status::Withdrawn.number());
}

#[test]
fn another_feed_with_lines_of_its_own_does_not_go_to_and_fro() {
    let poll = |desk: &mut Desk, all: &[Item], feed: &str| {
        desk.feed = Feed { id: crate::model::FeedId(feed.into()), ..desk.feed.clone() };
        let out = show(desk, all, true);
        (out.findings.len(), out.changes.len())
    };
    let mut desk = Desk::new();
    let bare = with_lines(str::to_owned, |_| String::new());
    let footer = |_| "&lt;p&gt;The Harbour Times has told 1997 stories of Bergen this year&lt;/p&gt;".to_owned();
    let formed = with_lines(str::to_owned, footer);
    assert_eq!(poll(&mut desk, &bare, "one"), (6, 6));
    assert_eq!(poll(&mut desk, &formed, "two"), (0, 6));
    for _ in 0..3 {
        assert_eq!(poll(&mut desk, &bare[..2], "one"), (0, 0));
        assert_eq!(poll(&mut desk, &formed[..2], "two"), (0, 0));
    }
}
