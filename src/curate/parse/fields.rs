//! What each element says: the table of all vocabularies.

use super::{entry::Whose, names::Ns};

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Around or beside the entries.
    Feed,
    /// In an entry.
    Item,
    /// In a person.
    Person,
    /// In a `media:group`.
    Group,
    /// In a `media:content`.
    Medium,
    /// In something that is not read.
    Nowhere,
}

/// What is to be done with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Read on within it.
    Enter(Place),
    /// An entry begins.
    Item,
    /// Its text is a field; the number says how far the element is from the one meant for it.
    Take(Field, u8),
    /// Its attributes say it all.
    Attributes(Say),
    /// Pass it over.
    Skip,
}

/// A field whose value is an element's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    FeedTitle,
    FeedLink,
    FeedLanguage,
    FeedTtl,
    SkipHour,
    SkipDay,
    FeedExtension(&'static str),
    Title,
    Link,
    Guid,
    Summary,
    Content,
    Published,
    Updated,
    Author,
    Category,
    Keywords,
    Rights,
    Language,
    Image,
    Caption(Whose),
    Credit(Whose),
    Extension(&'static str),
}

/// What attributes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Say {
    FeedLink,
    Link,
    Enclosure,
    Category,
    MediaContent,
    Thumbnail,
    Image,
    Reply,
    ItemRef,
}

use Action::{Attributes, Enter, Skip, Take};

/// What an element means where it stands. `name` is its local name in lower case.
pub(super) fn action(place: Place, ns: Ns, name: &str) -> Action {
    match place {
        Place::Feed => feed(ns, name),
        Place::Item => item(ns, name),
        Place::Person => match name {
            "name" | "literal" => Take(Field::Author, 0),
            _ => Skip,
        },
        Place::Group | Place::Medium => media(place, ns, name),
        Place::Nowhere => Skip,
    }
}

fn feed(ns: Ns, name: &str) -> Action {
    match (ns, name) {
        (Ns::Own | Ns::Atom, "item" | "entry") | (Ns::Newsml, "newsitem") => Action::Item,
        (Ns::Own | Ns::Atom, "title") => Take(Field::FeedTitle, 0),
        (Ns::Dc, "title") => Take(Field::FeedTitle, 1),
        (Ns::Own, "link") => Take(Field::FeedLink, 0),
        (Ns::Atom, "link") => Attributes(Say::FeedLink),
        (Ns::Own, "language") => Take(Field::FeedLanguage, 0),
        (Ns::Dc | Ns::DcTerms, "language") => Take(Field::FeedLanguage, 1),
        (Ns::Own, "ttl") => Take(Field::FeedTtl, 0),
        (Ns::Own, "skiphours" | "skipdays") => Enter(Place::Feed),
        (Ns::Own, "hour") => Take(Field::SkipHour, 0),
        (Ns::Own, "day") => Take(Field::SkipDay, 0),
        (Ns::Syndication, "updateperiod") => Take(Field::FeedExtension("sy:updatePeriod"), 0),
        (Ns::Syndication, "updatefrequency") => Take(Field::FeedExtension("sy:updateFrequency"), 0),
        (Ns::History, "archive" | "complete") => Take(Field::FeedExtension("fh:archive"), 0),
        (Ns::Newsml, "itemref") => Attributes(Say::ItemRef),
        (Ns::Own | Ns::Atom | Ns::Rdf | Ns::Newsml | Ns::Xhtml, name) if !BESIDE.contains(&name) => Enter(Place::Feed),
        _ => Skip,
    }
}

/// Elements beside the entries that have a title, a link or a name of their own.
const BESIDE: [&str; 11] = [
    "image",
    "textinput",
    "textarea",
    "cloud",
    "author",
    "contributor",
    "source",
    "header",
    "catalogref",
    "itemmeta",
    "contentmeta",
];

fn item(ns: Ns, name: &str) -> Action {
    match ns {
        Ns::Own => own(name),
        Ns::Atom => atom(name),
        Ns::Dc => dublin_core(name),
        Ns::DcTerms => match name {
            "created" | "issued" | "available" | "date" => Take(Field::Published, 2),
            "modified" => Take(Field::Updated, 1),
            _ => dublin_core(name),
        },
        Ns::Content => match name {
            "encoded" => Take(Field::Content, 0),
            _ => Skip,
        },
        Ns::Media => media(Place::Item, ns, name),
        Ns::Itunes => itunes(name),
        Ns::Yandex => match name {
            "full-text" => Take(Field::Content, 1),
            "genre" => Take(Field::Extension("yandex:genre"), 0),
            _ => Skip,
        },
        Ns::GoogleNews => google_news(name),
        Ns::Xhtml => match name {
            "body" | "div" => Take(Field::Content, 1),
            _ => Skip,
        },
        Ns::FeedBurner => match name {
            "origlink" => Take(Field::Link, 1),
            "origenclosurelink" => Skip,
            _ => Skip,
        },
        Ns::Slash => match name {
            "comments" => Take(Field::Extension("slash:comments"), 0),
            "section" => Take(Field::Extension("slash:section"), 0),
            _ => Skip,
        },
        Ns::Thread => match name {
            "in-reply-to" => Attributes(Say::Reply),
            "total" => Take(Field::Extension("thr:total"), 0),
            _ => Skip,
        },
        Ns::GeoRss => match name {
            "point" => Take(Field::Extension("georss:point"), 0),
            "featurename" => Take(Field::Extension("georss:featureName"), 0),
            "where" => Enter(Place::Item),
            _ => Skip,
        },
        Ns::Geo => match name {
            "lat" => Take(Field::Extension("geo:lat"), 0),
            "long" => Take(Field::Extension("geo:long"), 0),
            "point" => Enter(Place::Item),
            _ => Skip,
        },
        Ns::Newsml => newsml(name),
        // content:encoded under a namespace with a slip in its address.
        Ns::Foreign => match name {
            "encoded" | "full-text" | "fulltext" | "fullitem" => Take(Field::Content, 2),
            _ => Skip,
        },
        Ns::Syndication | Ns::History | Ns::Rdf | Ns::Xml => Skip,
    }
}

fn own(name: &str) -> Action {
    match name {
        "title" => Take(Field::Title, 0),
        "link" | "a" | "url" => Take(Field::Link, 0),
        "guid" | "id" => Take(Field::Guid, 0),
        "description" => Take(Field::Summary, 0),
        "summary" | "abstract" | "excerpt" => Take(Field::Summary, 1),
        "content" | "encoded" | "full-text" | "fulltext" | "fullitem" | "body" => Take(Field::Content, 1),
        "pubdate" => Take(Field::Published, 0),
        "published" | "issued" | "date" | "created" | "publicationdate" => Take(Field::Published, 1),
        "updated" | "modified" | "lastmod" | "lastbuilddate" => Take(Field::Updated, 1),
        "author" => Take(Field::Author, 1),
        "creator" => Take(Field::Author, 2),
        "category" | "subject" => Take(Field::Category, 0),
        "keywords" => Take(Field::Keywords, 0),
        "enclosure" => Attributes(Say::Enclosure),
        "image" => Take(Field::Image, 0),
        "comments" => Take(Field::Extension("comments"), 0),
        "copyright" | "rights" => Take(Field::Rights, 0),
        "language" => Take(Field::Language, 0),
        "source" => Take(Field::Extension("source"), 0),
        _ => Skip,
    }
}

fn atom(name: &str) -> Action {
    match name {
        "title" => Take(Field::Title, 0),
        "link" => Attributes(Say::Link),
        "id" => Take(Field::Guid, 0),
        "summary" => Take(Field::Summary, 0),
        "content" => Take(Field::Content, 0),
        "published" | "issued" => Take(Field::Published, 0),
        "created" => Take(Field::Published, 1),
        "updated" | "modified" => Take(Field::Updated, 0),
        "author" => Enter(Place::Person),
        "category" => Attributes(Say::Category),
        "rights" | "copyright" => Take(Field::Rights, 0),
        _ => Skip,
    }
}

fn dublin_core(name: &str) -> Action {
    match name {
        "title" => Take(Field::Title, 1),
        "description" => Take(Field::Summary, 1),
        "abstract" => Take(Field::Summary, 2),
        "date" => Take(Field::Published, 1),
        "creator" => Take(Field::Author, 0),
        "author" => Take(Field::Author, 1),
        "publisher" => Take(Field::Extension("dc:publisher"), 0),
        "source" => Take(Field::Extension("dc:source"), 0),
        "subject" => Take(Field::Category, 0),
        "identifier" => Take(Field::Guid, 2),
        "language" => Take(Field::Language, 0),
        "rights" => Take(Field::Rights, 1),
        _ => Skip,
    }
}

fn itunes(name: &str) -> Action {
    match name {
        "title" => Take(Field::Title, 3),
        "subtitle" => Take(Field::Summary, 4),
        "summary" => Take(Field::Summary, 2),
        "author" => Take(Field::Author, 3),
        "image" => Attributes(Say::Image),
        "duration" => Take(Field::Extension("itunes:duration"), 0),
        "keywords" => Take(Field::Keywords, 0),
        _ => Skip,
    }
}

fn google_news(name: &str) -> Action {
    match name {
        "news" | "publication" => Enter(Place::Item),
        "title" => Take(Field::Title, 2),
        "publication_date" => Take(Field::Published, 2),
        "keywords" => Take(Field::Keywords, 0),
        "genres" => Take(Field::Extension("news:genres"), 0),
        "name" => Take(Field::Extension("news:publication"), 0),
        "language" => Take(Field::Language, 0),
        _ => Skip,
    }
}

fn media(place: Place, ns: Ns, name: &str) -> Action {
    if ns != Ns::Media {
        return Skip;
    }
    let whose = match place {
        Place::Medium => Whose::Medium,
        Place::Group => Whose::Group,
        _ => Whose::All,
    };
    match name {
        "group" => Enter(Place::Group),
        "content" => Attributes(Say::MediaContent),
        "thumbnail" => Attributes(Say::Thumbnail),
        "description" | "text" => Take(Field::Caption(whose), 0),
        "title" if place == Place::Item => Take(Field::Title, 2),
        "title" => Take(Field::Caption(whose), 1),
        "credit" => Take(Field::Credit(whose), 0),
        "keywords" => Take(Field::Extension("media:keywords"), 0),
        "copyright" => Take(Field::Rights, 2),
        _ => Skip,
    }
}

/// NewsML-G2: the parts of a news item that an article is made of.
fn newsml(name: &str) -> Action {
    match name {
        "itemmeta" | "contentmeta" | "contentset" | "inlinexmlset" | "contentlocation" => Enter(Place::Item),
        "headline" => Take(Field::Title, 0),
        "title" => Take(Field::Title, 2),
        "description" => Take(Field::Summary, 1),
        "inlinexml" | "inlinedata" => Take(Field::Content, 0),
        "firstcreated" => Take(Field::Published, 1),
        "contentcreated" => Take(Field::Published, 2),
        "versioncreated" | "contentmodified" => Take(Field::Updated, 0),
        "by" => Take(Field::Author, 0),
        "creditline" => Take(Field::Extension("creditline"), 0),
        "slugline" => Take(Field::Extension("slugline"), 0),
        "subject" => Enter(Place::Item),
        "name" => Take(Field::Category, 0),
        "language" => Take(Field::Language, 0),
        "copyrightnotice" => Take(Field::Rights, 0),
        "remotecontent" => Attributes(Say::Enclosure),
        _ => Skip,
    }
}
