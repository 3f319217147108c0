mod form;
mod kills;

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
