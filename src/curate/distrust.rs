//! Ids and addresses that a document shows not to be believed.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::{material, normalise::date};
use crate::model::Entry;

/// A feed of which more than one guid in so many is shared cannot make guids at all.
const SHARED_AT_MOST: usize = 20;

/// Ids and addresses that several different entries of one document share.
#[derive(Debug, Default)]
pub struct Distrust {
    guids: HashSet<String>,
    links: HashSet<String>,
    /// Guids under which more than two different titles stand: they name nothing.
    constant: HashSet<String>,
    /// Words that several entries have who have nothing else, with the date of the oldest.
    repeated: HashMap<u64, Option<String>>,
    /// So many guids are shared that none is believed.
    all: bool,
}

/// Titles by the guid or the address under which they stand.
#[derive(Default)]
struct Titles<'e>(HashMap<(Option<&'e str>, Option<&'e str>), HashSet<&'e str>>);

impl<'e> Titles<'e> {
    /// Notes the entry's title; whether more stand there than an item and its revision have.
    fn are_many(&mut self, under: (Option<&'e str>, Option<&'e str>), entry: &'e Entry) -> bool {
        let titles = self.0.entry(under).or_default();
        if titles.len() <= 2 {
            titles.extend(entry.title.as_ref().map(|title| title.value.as_str()));
        }
        titles.len() > 2
    }
}

/// An entry with the key of its canonical address, where it gives one.
pub type Addressed<'e> = (&'e Entry, Option<&'e str>);

impl Distrust {
    /// Finds them.
    pub fn of(entries: &[Addressed<'_>]) -> Self {
        let mut distrust = Self::default();
        distrust.find_pairs(entries);
        distrust.find_constants(entries);
        distrust.repeated = repeated(entries);
        let shared = |(entry, _): &&Addressed<'_>| entry.guid.as_ref().is_some_and(|g| distrust.guids.contains(g));
        distrust.all = entries.iter().filter(shared).count() * SHARED_AT_MOST > entries.len();
        distrust
    }

    /// A guid of several addresses, and an address of several guids.
    fn find_pairs(&mut self, entries: &[Addressed<'_>]) {
        let (mut guids, mut links) = (HashMap::new(), HashMap::new());
        for (entry, link) in entries {
            let (guid, link) = (entry.guid.as_deref(), *link);
            if let Some(guid) = guid
                && *guids.entry(guid).or_insert(link) != link
            {
                self.guids.insert(guid.to_owned());
            }
            if let Some(link) = link
                && *links.entry(link).or_insert(guid) != guid
            {
                self.links.insert(link.to_owned());
            }
        }
    }

    /// A guid or an address under which many titles stand.
    fn find_constants(&mut self, entries: &[Addressed<'_>]) {
        let mut titles = Titles::default();
        for (entry, link) in entries {
            let guid = entry.guid.as_deref();
            if guid.is_some() && titles.are_many((guid, None), entry) {
                self.guids.extend(guid.map(str::to_owned));
                self.constant.extend(guid.map(str::to_owned));
                self.links.extend(link.map(str::to_owned));
            }
            if link.is_some() && titles.are_many((None, *link), entry) {
                self.links.extend(link.map(str::to_owned));
            }
        }
    }

    /// The guid of an entry, unless it is shared, or so many of the document's are. An entry
    /// without an address keeps a guid of its own in any case: its words change more often, and
    /// one bad document must not make all that is known new.
    pub fn guid<'e>(&self, (entry, link): Addressed<'e>) -> Option<&'e str> {
        let believed = !self.all || link.is_none();
        entry.guid.as_deref().filter(|guid| !guid.is_empty() && believed && !self.guids.contains(*guid))
    }

    /// The guid and the address together, where neither alone is to be believed: entries that
    /// share the one seldom share the other.
    pub fn together(&self, of: Addressed<'_>) -> Option<String> {
        let guid = of.0.guid.as_deref().filter(|guid| !self.constant.contains(*guid))?;
        (self.guid(of).is_none() && self.shares(of.1)).then(|| format!("{guid}\n{}", of.1.unwrap_or_default()))
    }

    /// The date of an entry that has nothing else to be told by: it has neither id nor address,
    /// and its words are those of an older one. The oldest has no need of it, so that the next
    /// takes its place without becoming new when it leaves the document.
    pub fn date<'e>(&self, of: Addressed<'e>) -> Option<&'e str> {
        let (entry, _) = of;
        let oldest = self.repeated.get(&words(entry)).filter(|_| is_nameless(of))?;
        entry.published.as_deref().filter(|date| oldest.as_deref() != Some(*date))
    }

    /// Whether other entries have the same address.
    pub fn shares(&self, link: Option<&str>) -> bool {
        link.is_some_and(|link| self.links.contains(link))
    }
}

/// Whether an entry has neither id nor address.
fn is_nameless((entry, link): Addressed<'_>) -> bool {
    entry.guid.is_none() && link.is_none()
}

/// Words that several nameless entries have, with the date of the oldest.
fn repeated(entries: &[Addressed<'_>]) -> HashMap<u64, Option<String>> {
    // Any day after all of them: only their order is asked for.
    let later = Timestamp::from_second(32_503_680_000).unwrap_or_default();
    let instant = |entry: &Entry| entry.published.as_deref().and_then(|raw| date::read(raw, None, later)?.at);
    let mut groups: HashMap<u64, (usize, Option<Timestamp>, Option<String>)> = HashMap::new();
    // The newest stands first by custom: of several that are as old the last is the oldest.
    for (entry, _) in entries.iter().rev().filter(|entry| is_nameless(**entry)) {
        let group = groups.entry(words(entry)).or_insert_with(|| (0, instant(entry), entry.published.clone()));
        group.0 += 1;
        if let Some(at) = instant(entry).filter(|at| group.1.is_none_or(|oldest| *at < oldest)) {
            (group.1, group.2) = (Some(at), entry.published.clone());
        }
    }
    groups.into_iter().filter(|(_, group)| group.0 > 1).map(|(words, group)| (words, group.2)).collect()
}

/// A hash of what an entry says in words.
fn words(entry: &Entry) -> u64 {
    let mut folded = String::new();
    for text in [&entry.title, &entry.summary, &entry.content].into_iter().flatten() {
        material::fold(&text.value, &mut folded);
        folded.push('\0');
    }
    xxh3_64(folded.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Link;

    fn entry(guid: Option<&str>, link: Option<&str>) -> Entry {
        Entry {
            guid: guid.map(str::to_owned),
            links: link.map(|href| Link { href: href.to_owned(), ..Link::default() }).into_iter().collect(),
            ..Entry::default()
        }
    }

    fn addressed(entry: &Entry) -> Addressed<'_> {
        (entry, entry.links.first().map(|link| link.href.as_str()))
    }

    fn of(entries: &[Entry]) -> Distrust {
        Distrust::of(&entries.iter().map(addressed).collect::<Vec<_>>())
    }

    #[test]
    fn a_guid_of_several_links_is_distrusted_and_so_is_a_link_of_several_guids() {
        let entries = [
            entry(Some("1"), Some("/a")),
            entry(Some("1"), Some("/b")),
            entry(Some("2"), Some("/c")),
            entry(Some("3"), Some("/c")),
            entry(Some("4"), Some("/d")),
        ];
        // As many that nobody shares, so that the feed as a whole is believed.
        let ids: Vec<String> = (0..40).map(|n| n.to_string()).collect();
        let others = ids.iter().map(|id| entry(Some(&format!("other {id}")), Some(&format!("/other/{id}"))));
        let entries: Vec<_> = entries.into_iter().chain(others).collect();
        let distrust = of(&entries);
        let trusted: Vec<_> =
            entries.iter().map(|e| (distrust.guid(addressed(e)).is_some(), !distrust.shares(addressed(e).1))).collect();
        assert_eq!(trusted[..5], [(false, true), (false, true), (true, false), (true, false), (true, true)]);
        // Of five alone, two of which share a guid, none is believed.
        let distrust = of(&entries[..5]);
        assert!(entries[..5].iter().all(|entry| distrust.guid(addressed(entry)).is_none()));
        assert_eq!(distrust.guid(addressed(&entry(Some("5"), None))), Some("5"));
    }

    #[test]
    fn a_guid_that_stands_for_everything_names_nothing() {
        let entries: Vec<_> = ["a", "b", "c"]
            .iter()
            .map(|title| Entry {
                title: Some(crate::model::Text { value: (*title).to_owned(), ..Default::default() }),
                ..entry(Some("g"), Some("/"))
            })
            .collect();
        let distrust = of(&entries);
        for entry in &entries {
            assert!(
                distrust.guid(addressed(entry)).is_none()
                    && distrust.shares(addressed(entry).1)
                    && distrust.together(addressed(entry)).is_none()
            );
        }
        // An item and its revision keep the guid that they have in common.
        let distrust = of(&entries[..2]);
        assert!(distrust.guid(addressed(&entries[0])).is_some());
        // What shares a guid with one and the address with another is told apart by both.
        let entries = [entry(Some("g"), Some("/1")), entry(Some("g"), Some("/2")), entry(Some("h"), Some("/1"))];
        let distrust = of(&entries);
        assert_eq!(distrust.together(addressed(&entries[0])).as_deref(), Some("g\n/1"));
    }

    #[test]
    fn entries_of_the_same_words_and_nothing_else_are_told_apart_by_their_dates() {
        let dated = |date: &str| Entry {
            title: Some(crate::model::Text { value: "Update".into(), ..Default::default() }),
            published: Some(date.to_owned()),
            ..Entry::default()
        };
        let entries = [dated("12 Mar 2026"), dated("10 Mar 2026"), dated("11 Mar 2026"), dated("12 Mar 2026")];
        let distrust = of(&entries);
        let dates: Vec<_> = entries.iter().map(|entry| distrust.date(addressed(entry))).collect();
        assert_eq!(dates, [Some("12 Mar 2026"), None, Some("11 Mar 2026"), Some("12 Mar 2026")]);
        // With an id, or alone, words are enough.
        assert_eq!(of(&entries[..1]).date(addressed(&entries[0])), None);
        let named = entries.clone().map(|entry| Entry { guid: Some("g".into()), ..entry });
        assert_eq!(of(&named).date(addressed(&named[0])), None);
    }
}
