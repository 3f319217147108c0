//! What an entry is to what is known: new, a revision, a copy, or seen before.
//!
//! Identity in order: the feed's own id, unless this document shows that it cannot be
//! trusted; the canonical address; the words themselves. A date is never identity, but tells
//! apart what has the same words and nothing else in one document.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::normalise::date;
use crate::{
    model::{Article, ArticleId, Entry, MatchedOn, Publisher},
    state::{Memory, Version},
};

/// Text shorter than this many folded letters is no proof that two articles are copies.
const COPY_LEAST: usize = 120;

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

impl Distrust {
    /// Finds them.
    pub fn of(entries: &[Entry]) -> Self {
        let (mut guids, mut links) = (HashMap::new(), HashMap::new());
        let mut titles: HashMap<&str, HashSet<&str>> = HashMap::new();
        let mut distrust = Self::default();
        for entry in entries {
            let (guid, link) = (entry.guid.as_deref(), address(entry));
            if let Some(guid) = guid
                && *guids.entry(guid).or_insert(link) != link
            {
                distrust.guids.insert(guid.to_owned());
            }
            if let Some(guid) = guid {
                let titles = titles.entry(guid).or_default();
                titles.extend(entry.title.as_ref().map(|title| title.value.as_str()).filter(|_| titles.len() < 3));
                // Two may be an item and its revision.
                if titles.len() > 2 {
                    distrust.guids.insert(guid.to_owned());
                    distrust.constant.insert(guid.to_owned());
                    distrust.links.extend(link.map(str::to_owned));
                }
            }
            if let Some(link) = link
                && *links.entry(link).or_insert(guid) != guid
            {
                distrust.links.insert(link.to_owned());
            }
        }
        distrust.repeated = repeated(entries);
        let shared = |entry: &&Entry| entry.guid.as_ref().is_some_and(|guid| distrust.guids.contains(guid));
        distrust.all = entries.iter().filter(shared).count() * SHARED_AT_MOST > entries.len();
        distrust
    }

    /// The guid of an entry, unless it is shared, or so many of the document's are. An entry
    /// without an address keeps a guid of its own in any case: its words change more often, and
    /// one bad document must not make all that is known new.
    pub fn guid<'e>(&self, entry: &'e Entry) -> Option<&'e str> {
        let believed = !self.all || address(entry).is_none();
        entry.guid.as_deref().filter(|guid| !guid.is_empty() && believed && !self.guids.contains(*guid))
    }

    /// The guid and the address together, where neither alone is to be believed: entries that
    /// share the one seldom share the other.
    fn together(&self, entry: &Entry) -> Option<String> {
        let guid = entry.guid.as_deref().filter(|guid| !self.constant.contains(*guid))?;
        (self.guid(entry).is_none() && self.shares_link(entry))
            .then(|| format!("{guid}\n{}", address(entry).unwrap_or_default()))
    }

    /// The date of an entry that has nothing else to be told by: it has neither id nor address,
    /// and its words are those of an older one. The oldest has no need of it, so that the next
    /// takes its place without becoming new when it leaves the document.
    fn date<'e>(&self, entry: &'e Entry) -> Option<&'e str> {
        let oldest = self.repeated.get(&words(entry)).filter(|_| is_nameless(entry))?;
        entry.published.as_deref().filter(|date| oldest.as_deref() != Some(*date))
    }

    /// Whether other entries have the same link.
    fn shares_link(&self, entry: &Entry) -> bool {
        address(entry).is_some_and(|link| self.links.contains(link))
    }
}

/// Whether an entry has neither id nor address.
fn is_nameless(entry: &Entry) -> bool {
    entry.guid.is_none() && address(entry).is_none()
}

/// Words that several nameless entries have, with the date of the oldest.
fn repeated(entries: &[Entry]) -> HashMap<u64, Option<String>> {
    // Any day after all of them: only their order is asked for.
    let later = Timestamp::from_second(32_503_680_000).unwrap_or_default();
    let instant = |entry: &Entry| entry.published.as_deref().and_then(|raw| date::read(raw, None, later)?.at);
    let mut groups: HashMap<u64, (usize, Option<Timestamp>, Option<String>)> = HashMap::new();
    // The newest stands first by custom: of several that are as old the last is the oldest.
    for entry in entries.iter().rev().filter(|entry| is_nameless(entry)) {
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
    let mut hash = Xxh3::new();
    for text in [&entry.title, &entry.summary, &entry.content].into_iter().flatten() {
        let mut letter = [0; 4];
        fold(&text.value).for_each(|c| hash.update(c.encode_utf8(&mut letter).as_bytes()));
        hash.update(&[0]);
    }
    hash.digest()
}

/// The address that an entry gives for itself.
fn address(entry: &Entry) -> Option<&str> {
    entry.links.first().filter(|link| link.is_alternate()).map(|link| link.href.as_str())
}

/// What an entry is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The id it has, or would have if it is new.
    pub id: ArticleId,
    /// The key that recognised it, or that it was named by.
    pub on: MatchedOn,
    /// Hash of its address, by which other feeds may show it; 0 where it has none of its own.
    pub alias: u64,
}

/// The id of an entry by its guid alone, which costs one hash.
pub fn by_guid(publisher: &Publisher, guid: &str) -> ArticleId {
    ArticleId::derive(publisher, "guid", guid)
}

/// Names an entry, and finds the known item it is. `address` is the key of its canonical
/// URL. `None`: it has neither id nor address nor text.
pub fn identify(
    publisher: &Publisher,
    entry: &Entry,
    address: Option<&str>,
    article: &Article,
    distrust: &Distrust,
    memory: &Memory,
) -> Option<Identity> {
    let address = address.filter(|_| !distrust.shares_link(entry));
    let alias = address.map_or(0, |address| alias(publisher, address));
    let by_address = memory.by_alias(alias).filter(|_| alias != 0);
    let guid = distrust.guid(entry).map(|guid| by_guid(publisher, guid));
    let named = |id, on| Some(Identity { id, on, alias });
    match (guid, by_address) {
        // A guid that now stands at another item's address is not to be believed.
        (Some(guid), Some(known)) if known != guid => named(known, MatchedOn::Url),
        (Some(guid), _) => named(guid, MatchedOn::Guid),
        (None, Some(known)) => named(known, MatchedOn::Url),
        (None, None) => unnamed(publisher, entry, address, article, distrust).and_then(|(id, on)| named(id, on)),
    }
}

/// The id of an entry without a guid to trust.
fn unnamed(
    publisher: &Publisher,
    entry: &Entry,
    address: Option<&str>,
    article: &Article,
    distrust: &Distrust,
) -> Option<(ArticleId, MatchedOn)> {
    if let Some(address) = address {
        return Some((ArticleId::derive(publisher, "url", address), MatchedOn::Url));
    }
    if let Some(both) = distrust.together(entry) {
        return Some((ArticleId::derive(publisher, "guid+url", &both), MatchedOn::Guid));
    }
    let words = [article.title.as_deref(), article.body.as_deref(), article.summary.as_deref()];
    let mut text = words.into_iter().flatten().flat_map(fold).collect::<String>();
    if text.is_empty() {
        return None;
    }
    text.extend(entry.guid.as_deref());
    text.extend(distrust.date(entry));
    Some((ArticleId::derive(publisher, "content", &text), MatchedOn::Content))
}

/// The hash of an address within its publisher; never 0.
fn alias(publisher: &Publisher, address: &str) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(publisher.0.as_bytes());
    hash.update(&[0]);
    hash.update(address.as_bytes());
    hash.digest().max(1)
}

/// What of a text is material: letters and digits, and the marks that change a figure.
/// Case, quotes, dashes, white space and other punctuation fall away.
fn fold(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut letters = text.nfkc().peekable();
    let mut previous = ' ';
    std::iter::from_fn(move || {
        let c = letters.next()?;
        let figure = previous.is_ascii_digit() && matches!(c, '.' | ',' | '%' | ':');
        let minus = matches!(c, '-' | '\u{2212}')
            && !previous.is_alphanumeric()
            && letters.peek().is_some_and(char::is_ascii_digit);
        previous = c;
        Some((c.is_alphanumeric() || figure || minus).then_some(c))
    })
    .flatten()
    .flat_map(char::to_lowercase)
}

fn material(text: Option<&str>) -> u32 {
    let Some(text) = text else { return 0 };
    let folded: String = fold(text).collect();
    // The last mark of a sentence that ends in a figure is not part of the figure.
    let folded = folded.trim_end_matches(['.', ',', ':']);
    // 32 bits a field: a change goes unseen once in four billion.
    (xxh3_64(folded.as_bytes()) >> 32) as u32
}

/// The material text of an article, by field.
pub fn version(article: &Article) -> Version {
    Version {
        title: material(article.title.as_deref()),
        summary: material(article.summary.as_deref()),
        body: material(article.body.as_deref()),
    }
}

/// The names of the fields that differ.
pub fn changed(old: &Version, new: &Version) -> Vec<&'static str> {
    [("title", old.title != new.title), ("summary", old.summary != new.summary), ("body", old.body != new.body)]
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
}

/// The hash of an article's whole copy, by which it is recognised at other publishers.
/// Absent where there is too little text to prove anything.
pub fn copy_hash(article: &Article) -> Option<u64> {
    let text: String = article.body.as_deref().or(article.summary.as_deref()).map(fold)?.collect();
    (text.chars().count() >= COPY_LEAST).then(|| xxh3_64(text.as_bytes()))
}

/// A hash of all that the feed said of an entry, so that the same words are not read twice.
pub fn raw(entry: &Entry) -> u64 {
    let mut hash = Xxh3::new();
    let mut part = |text: Option<&str>| {
        hash.update(&text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
        hash.update(text.unwrap_or_default().as_bytes());
    };
    part(entry.guid.as_deref());
    for text in [&entry.title, &entry.summary, &entry.content] {
        part(text.as_ref().map(|text| text.value.as_str()));
    }
    for text in [&entry.published, &entry.updated, &entry.language, &entry.base, &entry.rights] {
        part(text.as_deref());
    }
    entry.links.iter().for_each(|link| part(Some(&link.href)));
    entry.authors.iter().chain(&entry.categories).for_each(|text| part(Some(text)));
    for media in &entry.media {
        part(Some(&media.url));
        part(media.caption.as_deref());
    }
    for (name, value) in &entry.extensions {
        part(Some(name));
        part(Some(value));
    }
    hash.digest()
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

    #[test]
    fn typography_is_not_material_and_figures_are() {
        let same = |a: &str, b: &str| material(Some(a)) == material(Some(b));
        for (a, b) in [
            ("“Quoted” – words", "\"quoted\" - WORDS"),
            ("two  spaces", "two\u{a0}spaces"),
            ("ends with 5.", "Ends with 5"),
            ("ﬁnal", "final"),
        ] {
            assert!(same(a, b), "{a:?} {b:?}");
        }
        for (a, b) in
            [("1.5 million", "15 million"), ("5%", "5"), ("rose by 3", "rose by 4"), ("-5 degrees", "5 degrees")]
        {
            assert!(!same(a, b), "{a:?} {b:?}");
        }
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
        let distrust = Distrust::of(&entries);
        let trusted: Vec<_> = entries.iter().map(|e| (distrust.guid(e).is_some(), !distrust.shares_link(e))).collect();
        assert_eq!(trusted[..5], [(false, true), (false, true), (true, false), (true, false), (true, true)]);
        // Of five alone, two of which share a guid, none is believed.
        let distrust = Distrust::of(&entries[..5]);
        assert!(entries[..5].iter().all(|entry| distrust.guid(entry).is_none()));
        assert_eq!(distrust.guid(&entry(Some("5"), None)), Some("5"));
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
        let distrust = Distrust::of(&entries);
        for entry in &entries {
            assert!(
                distrust.guid(entry).is_none() && distrust.shares_link(entry) && distrust.together(entry).is_none()
            );
        }
        // An item and its revision keep the guid that they have in common.
        let distrust = Distrust::of(&entries[..2]);
        assert!(distrust.guid(&entries[0]).is_some());
        // What shares a guid with one and the address with another is told apart by both.
        let entries = [entry(Some("g"), Some("/1")), entry(Some("g"), Some("/2")), entry(Some("h"), Some("/1"))];
        let distrust = Distrust::of(&entries);
        assert_eq!(distrust.together(&entries[0]).as_deref(), Some("g\n/1"));
    }

    #[test]
    fn entries_of_the_same_words_and_nothing_else_are_told_apart_by_their_dates() {
        let dated = |date: &str| Entry {
            title: Some(crate::model::Text { value: "Update".into(), ..Default::default() }),
            published: Some(date.to_owned()),
            ..Entry::default()
        };
        let entries = [dated("12 Mar 2026"), dated("10 Mar 2026"), dated("11 Mar 2026"), dated("12 Mar 2026")];
        let distrust = Distrust::of(&entries);
        let dates: Vec<_> = entries.iter().map(|entry| distrust.date(entry)).collect();
        assert_eq!(dates, [Some("12 Mar 2026"), None, Some("11 Mar 2026"), Some("12 Mar 2026")]);
        // With an id, or alone, words are enough.
        assert_eq!(Distrust::of(&entries[..1]).date(&entries[0]), None);
        let named = entries.clone().map(|entry| Entry { guid: Some("g".into()), ..entry });
        assert_eq!(Distrust::of(&named).date(&named[0]), None);
    }

    #[test]
    fn the_raw_hash_sees_where_one_field_ends() {
        let a = Entry { authors: vec!["ab".into(), "c".into()], ..Entry::default() };
        let b = Entry { authors: vec!["a".into(), "bc".into()], ..Entry::default() };
        assert_ne!(raw(&a), raw(&b));
    }
}
