//! Which article a correction or kill means, and which ones a kill withdraws.

use super::*;

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
