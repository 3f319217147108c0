use std::collections::BTreeSet;

use super::*;
use crate::state::{Item, Stored, decode, encode_item, item_key};

const FERRY: &str = "The harbour council will pay for two new ferries after crews refused to sail the old ones in winter, said \
                     Mayor Anna Berg on the quay. Officials expect the boats by spring, when 1,500 people a day travel to the islands.";

struct Desk {
    feed: Feed,
    memory: Memory,
    index: Index,
    rules: Rules,
    at: Timestamp,
}

impl Desk {
    fn new() -> Self {
        Self {
            feed: Feed::bare("wire", "https://example.org/feed".parse().unwrap()),
            memory: Memory::default(),
            index: Index::default(),
            rules: Rules::builtin().unwrap(),
            at: Timestamp::from_second(1_790_000_000).unwrap(),
        }
    }

    /// Polls a document of items: guid, title, text. `restart`: what is in memory alone is lost before.
    fn poll(&mut self, items: &[(&str, &str, &str)], restart: bool) -> Curated {
        let item = |(guid, title, text): &(&str, &str, &str)| {
            format!(
                "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title><description>{text}</description></item>"
            )
        };
        let items: String = items.iter().map(item).collect();
        let bytes = format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>");
        self.read(bytes.as_bytes(), restart)
    }

    /// Polls a document as it is.
    fn read(&mut self, bytes: &[u8], restart: bool) -> Curated {
        self.at += jiff::SignedDuration::from_mins(10);
        let document = read(bytes, None, None).unwrap();
        let (lists, config) = (Lists::default(), normalise::Config::default());
        let poll = Poll {
            feed: &self.feed,
            url: None,
            at: self.at,
            pushed: false,
            memory: &self.memory,
            index: &self.index,
            rules: &self.rules,
            lists: &lists,
            config: &config,
            pages: None,
        };
        let mut out = curate(&document, poll);
        for change in &out.changes {
            // What is in Kafka is what another instance has.
            let key = item_key(&self.feed.publisher, change.id);
            let Ok(Stored::Item(read)) = decode(key.as_bytes(), Some(&encode_item(change).unwrap())) else { panic!() };
            assert_eq!(&read, change);
            self.memory.apply(&read);
        }
        if !restart {
            out.noted.iter().for_each(|change| self.memory.apply(change));
            for finding in &mut out.findings {
                self.memory.keep(finding.id, std::mem::take(&mut finding.wording));
            }
        }
        out.findings
            .iter()
            .filter_map(|finding| finding.fingerprint.as_ref())
            .for_each(|print| self.index.insert(print));
        out
    }
}

/// Relation, fields, status and id of what was published; what went by memory alone is left out.
type Told = (ArticleId, u32, Vec<&'static str>, Option<Status>, Option<ArticleId>);

fn told(out: &Curated) -> Vec<Told> {
    let fields = |relation: &Relation| match relation {
        Relation::Revision { changed_fields, .. } => changed_fields.clone(),
        _ => Vec::new(),
    };
    out.findings.iter().map(|one| (one.id, one.revision, fields(&one.relation), one.status, one.corrects)).collect()
}

#[test]
fn a_restart_between_two_wordings_changes_no_relation() {
    let wordings = [
        FERRY.to_owned(),
        FERRY.to_uppercase(),
        format!("{FERRY}\n\nUpdated 3 minutes ago"),
        FERRY.replace("quay", "pier"),
        FERRY.replace("1,500", "1,600"),
        FERRY.replace("Anna", "Eva"),
        FERRY.replace("Anna", "Eva"),
        FERRY.replace("will pay", "will not pay"),
        format!("(This story corrects the name of the mayor.) {FERRY}"),
    ];
    let run = |restart: bool| {
        let mut desk = Desk::new();
        let polls = wordings.iter().map(|text| told(&desk.poll(&[("g", "Council pays for ferries", text)], restart)));
        polls.collect::<Vec<_>>()
    };
    let (kept, lost) = (run(false), run(true));
    assert_eq!(kept, lost);
    let published: Vec<_> = kept.iter().map(Vec::len).collect();
    assert_eq!(published, [1, 0, 0, 0, 1, 1, 0, 1, 1]);
    let ids: BTreeSet<_> = kept.iter().flatten().map(|one| one.0).collect();
    assert_eq!(ids.len(), 1);
}

#[test]
fn what_came_and_went_is_told_where_the_words_are_still_known() {
    for restart in [false, true] {
        let mut desk = Desk::new();
        desk.poll(&[("g", "Council pays for ferries", FERRY)], restart);
        let out = desk.poll(&[("g", "Council pays for ferries", &FERRY.replace("Anna Berg", "Eva Dahl"))], restart);
        let Relation::Revision { changes, changed_fields, .. } = &out.findings[0].relation else { panic!() };
        assert_eq!(changed_fields, &["body"]);
        if restart {
            assert!(changes.is_empty());
        } else {
            assert_eq!(
                (&changes[0].added, &changes[0].removed),
                (&vec!["Eva Dahl".to_owned()], &vec!["Anna Berg".to_owned()])
            );
        }
    }
}

#[test]
fn an_item_that_goes_to_and_fro_is_published_once_a_day_at_most() {
    let mut desk = Desk::new();
    let (a, b) = (FERRY.to_owned(), FERRY.replace("1,500", "900"));
    let see = |desk: &mut Desk, text: &str| {
        let out = desk.poll(&[("g", "Council pays for ferries", text)], false);
        (out.findings.len(), out.damped)
    };
    let seen: Vec<_> = [&a, &b, &a, &b, &a, &b, &b].into_iter().map(|text| see(&mut desk, text)).collect();
    // A, B, and A again; then it stays at A until the next day, whatever it shows.
    assert_eq!(seen, [(1, 0), (1, 0), (1, 0), (0, 1), (0, 0), (0, 1), (0, 1)]);
    desk.at += jiff::SignedDuration::from_hours(24);
    assert_eq!(see(&mut desk, &b), (1, 0), "what it has come to rest at is published");
    assert_eq!(see(&mut desk, &FERRY.replace("1,500", "800")), (1, 0), "other words are news");
}

#[test]
fn corrections_and_kills_point_at_what_they_correct() {
    let mut desk = Desk::new();
    let title = "Council pays for two new ferries after strike";
    let first = desk
        .poll(&[("L8N-1", title, FERRY), ("L8N-2", "Bridge of Bergen is closed for repairs", "It is closed.")], false);
    let id = |n: usize| first.findings[n].id;
    let (bridge, ferry) = (id(0), id(1));
    for (guid, title, text, status, corrects) in [
        ("c1", &*format!("CORRECTED-{title}"), "Three ferries, not two.", Status::Corrected, Some(ferry)),
        ("k1", &*format!("KILL: {title}"), "Do not use.", Status::Withdrawn, Some(ferry)),
        (
            "k2",
            "ADVISORY-Bridge story withdrawn",
            "Please kill the story with the number L8N-2 of today.",
            Status::Withdrawn,
            Some(bridge),
        ),
        ("k3", "Отзыв сообщения", "Просьба аннулировать сообщение о мосте.", Status::Withdrawn, None),
    ] {
        let out = desk.poll(&[(guid, title, text)], false);
        assert_eq!((out.findings[0].status, out.findings[0].corrects), (Some(status), corrects), "{title}");
    }
    // The same item: it is itself what is corrected.
    let out = desk.poll(&[("L8N-1", title, &format!("(Corrects name of the mayor) {FERRY}"))], false);
    assert_eq!((out.findings[0].status, out.findings[0].corrects), (Some(Status::Corrected), None));
    // An item that left its feed is not withdrawn.
    assert!(
        desk.poll(&[("new", "Other news of the day", "Nothing.")], false)
            .findings
            .iter()
            .all(|one| one.status.is_none())
    );
}

/// What a record says of a withdrawal: id, revision, fields, the kill.
fn withdrawn(out: &Curated) -> Vec<(ArticleId, u32, Option<Status>, Option<ArticleId>)> {
    out.findings.iter().map(|one| (one.id, one.revision, one.status, one.withdrawn_by)).collect()
}

#[test]
fn a_killed_article_says_so_under_its_own_key_and_once() {
    let title = "Council pays for two new ferries after strike";
    let kill = ("k", &*format!("KILL: {title}"), "Do not use.");
    for restart in [false, true] {
        let mut desk = Desk::new();
        let ferry = desk.poll(&[("f", title, FERRY)], restart).findings[0].id;
        let out = desk.poll(&[kill, ("f", title, FERRY)], restart);
        let id = out.findings[0].id;
        assert_eq!(
            withdrawn(&out),
            [(id, 1, Some(Status::Withdrawn), None), (ferry, 2, Some(Status::Withdrawn), Some(id))]
        );
        let own = &out.findings[1];
        assert_eq!((own.story, own.article.title.as_deref(), &own.article.guid), (ferry, Some(kill.1), &None));
        assert_eq!(own.article.first_seen, desk.at - jiff::SignedDuration::from_mins(10));
        // What the feed goes on showing is no news, nor is the kill told again; other words are.
        let again = [("k2", kill.1, "Do not use it, please."), kill, ("f", title, &FERRY.to_uppercase())];
        let out = desk.poll(&again, restart);
        assert!(withdrawn(&out).iter().all(|one| one.0 != ferry), "{:?}", withdrawn(&out));
        let out = desk.poll(&[("f", title, &FERRY.replace("1,500", "900"))], restart);
        assert_eq!(withdrawn(&out), [(ferry, 3, None, None)]);
    }
}

#[test]
fn a_kill_in_the_document_of_what_it_kills() {
    let mut desk = Desk::new();
    let title = "Council pays for two new ferries after strike";
    let out = desk.poll(&[("k", &format!("KILL: {title}"), "Do not use."), ("f", title, FERRY)], false);
    let (ferry, kill) = (out.findings[0].id, out.findings[1].id);
    assert_eq!(
        withdrawn(&out),
        [
            (ferry, 1, None, None),
            (kill, 1, Some(Status::Withdrawn), None),
            (ferry, 2, Some(Status::Withdrawn), Some(kill))
        ]
    );
    assert_eq!(desk.memory.item(&ferry).unwrap().revision, 2);
}

#[test]
fn what_a_kill_does_not_name_is_not_withdrawn() {
    let mut desk = Desk::new();
    let bridge = desk.poll(&[("b", "Bridge of Bergen is closed for repairs", "It is closed.")], false).findings[0].id;
    let out = desk.poll(&[("k", "ADVISORY-Bridge of Bergen story withdrawn", "We are sorry.")], false);
    assert_eq!((out.findings[0].corrects, out.findings.len()), (Some(bridge), 1));
}

#[test]
fn a_kill_that_repeats_what_it_kills_is_neither_seen_nor_dropped() {
    let text = format!("{FERRY} {FERRY} {}", FERRY.replace("council", "board").replace("ferries", "boats"));
    let title = "Council pays for two new ferries after strike";
    let killed = |duplicates| {
        let mut desk = Desk::new();
        desk.feed.duplicates = duplicates;
        // Without ids the address is all there is, and the words are known: it is the same item.
        desk.poll(&[("", title, &linked(&text, 1))], false);
        desk.poll(&[("", &format!("KILL: {title}"), &linked(&text, 2))], false)
    };
    for duplicates in [crate::model::Duplicates::Link, crate::model::Duplicates::Drop] {
        let out = killed(duplicates);
        assert_eq!(
            (out.findings.len(), out.findings[0].revision, out.findings[0].status),
            (1, 2, Some(Status::Withdrawn))
        );
    }
    let mut desk = Desk::new();
    desk.feed.duplicates = crate::model::Duplicates::Drop;
    desk.poll(&[("a", title, &text)], false);
    let out = desk.poll(&[("b", &format!("KILL: {title}"), &text)], false);
    assert_eq!((out.dropped, out.findings.len()), (0, 2));
}

#[test]
fn an_item_that_its_wire_cancels_in_its_own_field_is_withdrawn() {
    let mut desk = Desk::new();
    let mut ninjs = |state: &str| {
        let json = format!(
            "{{\"items\":[{{\"uri\":\"urn:1\",\"type\":\"text\",\"headline\":\"Council pays for ferries\",\"body_text\":\"{FERRY}\",\
             \"slugline\":\"harbour-ferries\",\"pubstatus\":\"{state}\"}}]}}"
        );
        let out = desk.read(json.as_bytes(), false);
        let slug = |one: &Finding| one.article.slugline.clone();
        out.findings.iter().map(|one| (one.revision, one.status, slug(one))).collect::<Vec<_>>()
    };
    let slug = || Some("harbour-ferries".to_owned());
    assert_eq!(ninjs("usable"), [(1, None, slug())]);
    assert_eq!(ninjs("canceled"), [(2, Some(Status::Withdrawn), slug())]);
    assert_eq!(ninjs("canceled"), []);
}

/// What a notice of a wire looks like: a slug, and words.
fn wire(slug: &str, text: &str) -> String {
    format!("&lt;p&gt;{slug}&lt;/p&gt;&lt;p&gt;{text}&lt;/p&gt;")
}

/// The description of an item, and its address.
fn linked(text: &str, n: u8) -> String {
    format!("{text}</description><link>https://example.org/{n}</link><description>")
}

#[test]
fn a_slug_alone_points_and_withdraws_only_with_words_of_the_title() {
    for (title, withdraws) in [
        ("Notice to editors", false),
        ("KILL: Talks on new harbour ferries fail after crews walk out of council", true),
    ] {
        let mut desk = Desk::new();
        let first = wire("HARBOUR-FERRIES/TALKS (UPDATE 1)", FERRY);
        let bridge = wire("HARBOUR-BRIDGE/REPAIRS", "The bridge of Bergen stays closed.");
        let ferry = "Talks on new harbour ferries fail after crews walk out of council meeting";
        let out = desk.poll(&[("b", "Bridge stays closed", &bridge), ("f", ferry, &linked(&first, 1))], false);
        let id = out.findings[0].id;
        // The same words at another address: a record is written that must not lose the slug.
        let out = desk.poll(&[("f", ferry, &linked(&first, 2))], true);
        assert_eq!((out.findings.len(), out.changes.len()), (0, 1));
        let kill = wire("HARBOUR-FERRIES/TALKS (KILL)", "Please disregard the story, which was sent in error.");
        let out = desk.poll(&[("k", title, &kill)], true);
        assert_eq!(out.findings[0].article.slugline.as_deref(), Some("HARBOUR-FERRIES/TALKS (KILL)"));
        assert_eq!((out.findings[0].status, out.findings[0].corrects), (Some(Status::Withdrawn), Some(id)));
        assert_eq!(
            out.findings[1..].iter().map(|one| (one.id, one.revision)).collect::<Vec<_>>(),
            if withdraws { vec![(id, 2)] } else { vec![] }
        );
    }
}

#[test]
fn an_address_withdraws_where_it_is_the_only_one_and_of_no_correction() {
    let at = |n: u8| format!("https://example.org/{n}");
    let notice = |text: String| format!("Please disregard the story {text}.");
    let title = "Council pays for two new ferries after strike";
    let corrected = ("c", &*format!("CORRECTED-{title}"), &*linked("Three ferries, not two.", 3));
    for (kill, text, points, withdraws) in [
        ("KILL: Notice", notice(at(1)), 1, true),
        // Of two that are known neither is certain, whichever comes first.
        ("KILL: Notice", notice(format!("{}; it has to do with {}", at(2), at(1))), 2, false),
        ("KILL: Notice", notice(format!("{}; it has to do with {}", at(1), at(2))), 1, false),
        // What is not ours says nothing.
        ("KILL: Notice", notice(format!("{}; see https://example.com/help", at(1))), 1, true),
        // What corrects another article is named as what to use instead.
        ("KILL: Notice", notice(format!("on ferries, corrected at {}", at(3))), 3, false),
        // The title says more than an address that stands in the text.
        (&*format!("KILL: {title}"), notice(format!("and use {}", at(3))), 1, true),
        (&*format!("KILL: {title}"), notice(format!("beside {}", at(2))), 1, true),
    ] {
        let mut desk = Desk::new();
        let bridge = ("b", "Bridge of Bergen is closed for repairs", &*linked("It is closed.", 2));
        let first = desk.poll(&[bridge, ("f", title, &linked(FERRY, 1))], true);
        let second = desk.poll(&[corrected], true);
        assert_eq!((second.findings.len(), second.findings[0].corrects), (1, Some(first.findings[0].id)));
        let ids = [first.findings[0].id, first.findings[1].id, second.findings[0].id];
        let out = desk.poll(&[("k", kill, &text)], true);
        assert_eq!(out.findings[0].status, Some(Status::Withdrawn), "{text}");
        assert_eq!(out.findings[0].corrects, Some(ids[points - 1]), "{kill} {text}");
        let own: Vec<_> = out.findings[1..].iter().map(|one| one.id).collect();
        assert_eq!(own, if withdraws { vec![ids[points - 1]] } else { vec![] }, "{kill} {text}");
    }
}

#[test]
fn addresses_of_the_same_document_are_known_as_well() {
    let mut desk = Desk::new();
    desk.poll(&[("f", "Council pays for two new ferries after strike", &linked(FERRY, 1))], false);
    let kill = "Please disregard the story https://example.org/1 and use https://example.org/2.";
    let out = desk.poll(&[("k", "KILL: Notice", kill), ("b", "Bridge is closed", &linked("For a week.", 2))], false);
    assert_eq!((out.findings.len(), out.findings[1].status), (2, Some(Status::Withdrawn)));
}

#[test]
fn a_title_or_text_that_two_articles_have_withdraws_neither() {
    let title = "Council pays for two new ferries after strike";
    let text = format!("{FERRY} {FERRY} {}", FERRY.replace("council", "board").replace("ferries", "boats"));
    for (kill, words) in [(title, "Do not use."), ("Notice on boats and the sea", &*text)] {
        let mut desk = Desk::new();
        let first = desk.poll(&[("a", title, &text)], false).findings[0].id;
        let second = desk.poll(&[("b", title, &text)], false).findings[0].id;
        let out = desk.poll(&[("k", &format!("KILL: {kill}"), words)], false);
        assert!(out.findings.len() == 1 && out.findings[0].corrects.is_some_and(|id| [first, second].contains(&id)));
        let mut desk = Desk::new();
        let first = desk.poll(&[("a", title, &text)], false).findings[0].id;
        let out = desk.poll(&[("k", &format!("KILL: {kill}"), words)], false);
        assert_eq!((out.findings.len(), out.findings[0].corrects), (2, Some(first)));
    }
}

#[test]
fn a_line_that_a_feed_puts_behind_all_its_items_is_no_news_of_theirs() {
    let texts: Vec<_> = (0..6)
        .map(|n| (format!("g{n}"), format!("Story {n} of the harbour town"), format!("{n}{n} {FERRY}")))
        .collect();
    let with = |footer: &dyn Fn(usize) -> String| -> Vec<(String, String, String)> {
        texts
            .iter()
            .enumerate()
            .map(|(n, (guid, title, text))| {
                (guid.clone(), title.clone(), format!("&lt;p&gt;{text}&lt;/p&gt;{}", footer(n)))
            })
            .collect()
    };
    let poll = |desk: &mut Desk, all: &[(String, String, String)]| {
        let all: Vec<_> = all.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        desk.poll(&all, true).findings.len()
    };
    let footer =
        |_| "&lt;p&gt;The Harbour Times has told 1997 stories of Bergen and Oslo this year&lt;/p&gt;".to_owned();
    let mut desk = Desk::new();
    assert_eq!(poll(&mut desk, &with(&|_| String::new())), 6);
    assert_eq!(poll(&mut desk, &with(&footer)), 0);
    // What each item has for itself is news, and so is what stands before the line.
    assert_eq!(
        poll(
            &mut desk,
            &with(&|n| format!("&lt;p&gt;Another {n} boats are to come next year.&lt;/p&gt;{}", footer(n)))
        ),
        6
    );
    let mut desk = Desk::new();
    assert_eq!(poll(&mut desk, &with(&|_| String::new())[..2]), 2);
    assert_eq!(poll(&mut desk, &with(&footer)[..2]), 2, "two are not enough to tell");
}

/// Six items; `footer` gives what stands behind each text.
fn with_lines(change: impl Fn(&str) -> String, footer: impl Fn(usize) -> String) -> Vec<(String, String, String)> {
    let text = |n| format!("&lt;p&gt;{}&lt;/p&gt;{}", change(&format!("{n}{n} {FERRY}")), footer(n));
    (0..6).map(|n| (format!("g{n}"), format!("Story {n} of the harbour town"), text(n))).collect()
}

#[test]
fn lines_that_were_no_news_never_become_news() {
    let line = |text: &'static str| move |_| format!("&lt;p&gt;{text}&lt;/p&gt;");
    let footer = line("The Harbour Times has told 1997 stories of Bergen and Oslo this year");
    let other = line("The Harbour Times has told 2003 stories of Bergen and Rome this year");
    let same = |text: &str| text.to_owned();
    let poll = |desk: &mut Desk, all: &[(String, String, String)], restart| {
        let all: Vec<_> = all.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        let out = desk.poll(&all, restart);
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
    let poll = |desk: &mut Desk, all: &[(String, String, String)]| {
        let all: Vec<_> = all.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        desk.poll(&all, true)
    };
    let mut desk = Desk::new();
    let same = |text: &str| text.to_owned();
    poll(&mut desk, &with_lines(same, |_| String::new()));
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
    assert!(poll(&mut desk, &with_lines(same, footer)).findings.is_empty());
    assert_eq!(desk.memory.item(&id).unwrap().version.status(), Status::Withdrawn.number());
}

#[test]
fn another_feed_with_lines_of_its_own_does_not_go_to_and_fro() {
    let poll = |desk: &mut Desk, all: &[(String, String, String)], feed: &str| {
        desk.feed = Feed { id: crate::model::FeedId(feed.into()), ..desk.feed.clone() };
        let all: Vec<_> = all.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        let out = desk.poll(&all, true);
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

#[test]
fn items_of_an_older_desk_are_no_revisions_after_an_upgrade() {
    let mut desk = Desk::new();
    let out = desk.poll(&[("g", "Council pays for ferries", FERRY)], false);
    let id = out.findings[0].id;
    let item = *desk.memory.item(&id).unwrap();
    let version = material::old(&out.findings[0].article);
    desk.memory.apply(&Change { id, item: Item { version, ..item }, story: None, slug: 0 });
    assert!(desk.poll(&[("g", "Council pays for ferries", &FERRY.to_uppercase())], false).findings.is_empty());
    assert!(!desk.memory.item(&id).unwrap().version.is_old(), "the same words are known in the newer form");
    assert_eq!(desk.poll(&[("g", "Council pays for ferries", &FERRY.replace("Anna", "Eva"))], false).findings.len(), 1);
}
