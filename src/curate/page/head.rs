//! What a page's `meta`, `link` and `title` elements say, and its microdata.

use ego_tree::NodeRef;
use scraper::{Html, Node, node::Element};

use super::facts::{Facts, Picture};

/// Values of one name that are read, and characters of one.
const MOST_EACH: usize = 20;
const MOST_CHARACTERS: usize = 4_000;

/// Reads them, by two layers: `meta` and `link`, then microdata.
pub fn read(tree: &Html) -> (Facts, Facts) {
    let mut head = Head::default();
    for node in tree.tree.root().descendants() {
        if let Node::Element(element) = node.value() {
            head.element(element, node);
        }
    }
    let Head { mut best, mut meta, mut micro, .. } = head;
    meta.title = best.title.take();
    meta.description = best.description.take();
    meta.published = best.published.take();
    meta.modified = best.modified.take();
    meta.section = best.section.take();
    meta.language = best.language.take();
    meta.canonical = best.canonical.take();
    micro.title = micro.title.take().filter(|_| head.microdata);
    (meta, micro)
}

/// A statement with the rank of what it was said by; the lowest wins.
#[derive(Debug, Default)]
struct Best(Option<(u8, String)>);

impl Best {
    fn offer(&mut self, rank: u8, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.0.as_ref().is_none_or(|(known, _)| rank < *known) {
            self.0 = Some((rank, text.chars().take(MOST_CHARACTERS).collect()));
        }
    }

    fn take(&mut self) -> Option<String> {
        self.0.take().map(|(_, text)| text)
    }
}

#[derive(Debug, Default)]
struct Bests {
    title: Best,
    description: Best,
    published: Best,
    modified: Best,
    section: Best,
    language: Best,
    canonical: Best,
}

#[derive(Debug, Default)]
struct Head {
    best: Bests,
    meta: Facts,
    micro: Facts,
    microdata: bool,
}

impl Head {
    fn element(&mut self, element: &Element, node: NodeRef<'_, Node>) {
        match element.name() {
            "html" => {
                for name in ["lang", "xml:lang"] {
                    element.attr(name).into_iter().for_each(|tag| self.best.language.offer(2, tag));
                }
            }
            "title" => self.best.title.offer(9, &text(node)),
            "meta" => {
                let content = element.attr("content").unwrap_or_default();
                for key in ["property", "name", "http-equiv"] {
                    if let Some(name) = element.attr(key) {
                        self.meta(&name.trim().to_ascii_lowercase(), content);
                    }
                }
            }
            "link" => self.link(element),
            _ => {}
        }
        if element.attr("itemtype").is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("BlogPosting")) {
            self.microdata = true;
        }
        if let Some(names) = element.attr("itemprop") {
            names.split_ascii_whitespace().take(4).for_each(|name| self.property(name, element, node));
        }
    }

    fn meta(&mut self, name: &str, content: &str) {
        let best = &mut self.best;
        match name {
            "og:title" => best.title.offer(0, content),
            "twitter:title" => best.title.offer(3, content),
            "dc.title" | "dcterms.title" | "sailthru.title" | "parsely-title" => best.title.offer(2, content),
            "og:description" => best.description.offer(0, content),
            "description" | "twitter:description" | "dc.description" => best.description.offer(1, content),
            "article:published_time" | "og:published_time" => best.published.offer(0, content),
            "parsely-pub-date"
            | "datepublished"
            | "dcterms.created"
            | "dcterms.issued"
            | "dc.date.issued"
            | "sailthru.date"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "published_time"
            | "article.published"
            | "cxenseparse:recs:publishtime" => best.published.offer(2, content),
            "dc.date" | "dcterms.date" | "date" => best.published.offer(4, content),
            "article:modified_time" | "og:updated_time" => best.modified.offer(0, content),
            "lastmod" | "dcterms.modified" | "dc.date.modified" | "article.updated" => best.modified.offer(2, content),
            "article:section" => best.section.offer(0, content),
            "parsely-section" | "section" | "cxenseparse:category" => best.section.offer(2, content),
            "og:locale" => best.language.offer(4, content),
            "content-language" | "language" | "dc.language" => best.language.offer(3, content),
            "og:url" => best.canonical.offer(1, content),
            "article:author" | "author" | "dc.creator" | "byl" | "parsely-author" | "sailthru.author"
            | "dcterms.creator" => {
                // Some give the address of a profile.
                if !content.contains("://") {
                    add(&mut self.meta.authors, content);
                }
            }
            "article:tag" | "news_keywords" | "keywords" => add(&mut self.meta.keywords, content),
            "og:type" => self.meta.is_article |= content.trim().eq_ignore_ascii_case("article"),
            "article:content_tier" => {
                self.meta.free = match content.trim() {
                    "locked" => Some(false),
                    "free" => Some(true),
                    _ => self.meta.free,
                }
            }
            _ => self.medium(name, content),
        }
    }

    fn medium(&mut self, name: &str, content: &str) {
        let number = content.trim().trim_end_matches("px").parse().ok();
        let media = &mut self.meta.media;
        let kind = match name {
            "og:image" | "og:image:url" | "twitter:image" | "twitter:image:src" => "image",
            "og:video" | "og:video:url" => "video",
            "og:audio" | "og:audio:url" => "audio",
            "og:image:width" => return media.last_mut().into_iter().for_each(|last| last.width = number),
            "og:image:height" => return media.last_mut().into_iter().for_each(|last| last.height = number),
            _ => return,
        };
        let url = content.trim();
        if !url.is_empty() && media.len() < MOST_EACH && !media.iter().any(|known| known.url == url) {
            media.push(Picture { url: url.to_owned(), kind, ..Picture::default() });
        }
    }

    fn link(&mut self, element: &Element) {
        let (Some(rel), Some(href)) = (element.attr("rel"), element.attr("href")) else { return };
        for rel in rel.split_ascii_whitespace().take(8) {
            match rel.to_ascii_lowercase().as_str() {
                "canonical" => self.best.canonical.offer(0, href),
                "amphtml" | "shortlink" => add(&mut self.meta.alternates, href),
                "alternate" if element.attr("media").is_some() => add(&mut self.meta.alternates, href),
                _ => {}
            }
        }
    }

    fn property(&mut self, name: &str, element: &Element, node: NodeRef<'_, Node>) {
        let said = ["content", "datetime"].into_iter().find_map(|name| element.attr(name));
        let said = || said.map_or_else(|| text(node), str::to_owned);
        let set = |to: &mut Option<String>, value: String| {
            if to.is_none() && !value.trim().is_empty() {
                *to = Some(value);
            }
        };
        match name {
            "headline" => set(&mut self.micro.title, said()),
            "datePublished" => set(&mut self.micro.published, said()),
            "dateModified" => set(&mut self.micro.modified, said()),
            "articleSection" => set(&mut self.micro.section, said()),
            "author" => add(&mut self.micro.authors, &author(element, node)),
            "isAccessibleForFree" => self.micro.free = Some(!said().trim().eq_ignore_ascii_case("false")),
            _ => {}
        }
    }
}

/// An author is a name, or an item that has one.
fn author(element: &Element, node: NodeRef<'_, Node>) -> String {
    let named = |node: NodeRef<'_, Node>| match node.value() {
        Node::Element(element) if element.attr("itemprop") == Some("name") => {
            Some(element.attr("content").map_or_else(|| text(node), str::to_owned))
        }
        _ => None,
    };
    let name = node.descendants().skip(1).take(200).find_map(named);
    name.or_else(|| element.attr("content").map(str::to_owned)).unwrap_or_else(|| text(node))
}

fn add(to: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if !text.is_empty()
        && text.len() <= MOST_CHARACTERS
        && to.len() < MOST_EACH
        && !to.iter().any(|known| known == text)
    {
        to.push(text.to_owned());
    }
}

/// The text within a node, on one line.
fn text(node: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    for inner in node.descendants().take(500) {
        if let Node::Text(part) = inner.value() {
            text.push_str(part);
            text.push(' ');
        }
        if text.len() > MOST_CHARACTERS {
            break;
        }
    }
    crate::curate::normalise::text::one_line(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_of_several_names_is_believed() {
        let page =
            "<html lang=de><title>T | Site</title><meta name=twitter:title content=W><meta property=og:title content=O>
            <meta name=author content='https://example.org/p'><meta name=author content='Ann Example'>
            <meta property=article:published_time content='2026-01-02'><meta name=date content=2020>
            <link rel=canonical href=/a><meta property=og:url content=/b><link rel=amphtml href=/amp>
            <meta property=og:image content=/i.jpg><meta property=og:image:width content=640>";
        let (meta, _) = read(&Html::parse_document(page));
        assert_eq!((meta.title.as_deref(), meta.language.as_deref()), (Some("O"), Some("de")));
        assert_eq!((meta.canonical.as_deref(), meta.published.as_deref()), (Some("/a"), Some("2026-01-02")));
        assert_eq!((meta.authors, meta.alternates), (vec!["Ann Example".to_owned()], vec!["/amp".to_owned()]));
        assert_eq!((meta.media[0].url.as_str(), meta.media[0].width), ("/i.jpg", Some(640)));
    }

    #[test]
    fn microdata_is_read() {
        let page = "<div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop=headline>H</h1>
            <time itemprop=datePublished datetime='2026-01-02T00:00Z'>2 Jan</time>
            <span itemprop=author itemscope><b itemprop=name>Ann Example</b>, editor</span></div>";
        let (_, micro) = read(&Html::parse_document(page));
        assert_eq!((micro.title.as_deref(), micro.published.as_deref()), (Some("H"), Some("2026-01-02T00:00Z")));
        assert_eq!(micro.authors, ["Ann Example"]);
    }
}
