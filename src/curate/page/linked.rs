//! Linked data of a page: schema.org `NewsArticle` and its kin in JSON-LD.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::facts::{Facts, Picture};

/// Types that are articles, the most telling first.
const TYPES: [&str; 16] = [
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "Article",
    "BlogPosting",
    "Report",
    "TechArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "ScholarlyArticle",
    "SocialMediaPosting",
];
/// Objects looked at on one page, and values of a list that are read.
const MOST_OBJECTS: usize = 2_000;
const MOST_EACH: usize = 50;

/// What the linked data says of the page's article. `here` are the page's own addresses: one page
/// may speak of several articles.
pub fn read(scripts: &[&str], here: &[&str]) -> Option<Facts> {
    let values: Vec<_> = scripts.iter().filter_map(|script| parse(script)).collect();
    let graph = Graph::of(&values);
    let rank = |object: &&Map<String, Value>| {
        let kind = kind(object)?;
        let address = text(object.get("url")).or_else(|| id(object.get("mainEntityOfPage")));
        let elsewhere = address.is_some_and(|address| !here.is_empty() && !here.iter().any(|url| same(url, address)));
        let mute = object.get("headline").is_none() && object.get("articleBody").is_none();
        Some((elsewhere, mute, kind))
    };
    let best = graph.objects.iter().filter_map(|object| Some((rank(object)?, *object))).min_by_key(|(rank, _)| *rank);
    best.map(|(_, object)| graph.facts(object))
}

/// Reads a script. Some hold comments, raw line breaks in strings, or a comma too many.
fn parse(script: &str) -> Option<Value> {
    let text = script.trim();
    let text = text.strip_prefix("<!--").unwrap_or(text).trim_start();
    let text = text.strip_prefix("//").unwrap_or(text).trim_start();
    let text = text.strip_prefix("<![CDATA[").unwrap_or(text).trim();
    let text = text.strip_suffix("-->").unwrap_or(text).trim_end();
    let text = text.strip_suffix("]]>").unwrap_or(text).trim_end();
    let text = text.strip_suffix("//").unwrap_or(text).trim_end().trim_end_matches(';');
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&mend(text))).ok()
}

/// Escapes control characters within strings, and drops commas before a closing bracket.
fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '}' | ']' if !quoted && out.trim_end().ends_with(',') => {
                out.truncate(out.trim_end().len() - 1);
            }
            '\n' | '\r' | '\t' if quoted => {
                out.push(' ');
                continue;
            }
            c if quoted && c.is_control() => continue,
            _ => {}
        }
        out.push(c);
    }
    out
}

/// The objects of a page's linked data, and those that others refer to.
struct Graph<'v> {
    objects: Vec<&'v Map<String, Value>>,
    named: HashMap<&'v str, &'v Map<String, Value>>,
}

impl<'v> Graph<'v> {
    fn of(values: &'v [Value]) -> Self {
        let mut graph = Self { objects: Vec::new(), named: HashMap::new() };
        // The reader bounds depth, so this list is bounded by the text.
        let mut next: Vec<_> = values.iter().rev().collect();
        while let Some(value) = next.pop() {
            match value {
                Value::Array(values) => next.extend(values.iter().rev()),
                Value::Object(object) if graph.objects.len() < MOST_OBJECTS => {
                    if let Some(id) = text(object.get("@id"))
                        && object.len() > 1
                    {
                        graph.named.entry(id).or_insert(object);
                    }
                    graph.objects.push(object);
                    // An article within a list of others, or of comments, is not the page's.
                    for key in ["mainEntity", "mainEntityOfPage", "@graph"] {
                        next.extend(object.get(key).filter(|value| !value.is_string()));
                    }
                }
                _ => {}
            }
        }
        graph
    }

    /// The object that a value is, or refers to.
    fn resolve(&self, value: &'v Value) -> Option<&'v Map<String, Value>> {
        let object = value.as_object()?;
        let reference = text(object.get("@id")).filter(|_| object.len() == 1);
        reference.and_then(|id| self.named.get(id).copied()).or(Some(object))
    }

    fn facts(&self, of: &'v Map<String, Value>) -> Facts {
        let string = |key| text(of.get(key)).map(str::to_owned);
        let mut facts = Facts {
            title: string("headline").or_else(|| string("name")),
            description: string("description"),
            body: string("articleBody"),
            published: string("datePublished").or_else(|| string("dateCreated")),
            modified: string("dateModified"),
            authors: self.names(of.get("author").or_else(|| of.get("creator"))),
            section: self.names(of.get("articleSection")).into_iter().next(),
            keywords: self.names(of.get("keywords")),
            language: self.names(of.get("inLanguage")).into_iter().next(),
            canonical: string("url").or_else(|| id(of.get("mainEntityOfPage")).map(str::to_owned)),
            free: free(of.get("isAccessibleForFree")),
            ..Facts::default()
        };
        for (key, kind) in [("image", "image"), ("video", "video"), ("audio", "audio")] {
            for value in list(of.get(key)) {
                facts.media.extend(self.medium(value, kind));
            }
        }
        let whole = facts.free;
        for part in list(of.get("hasPart")).filter_map(|part| self.resolve(part)) {
            if free(part.get("isAccessibleForFree")) == Some(false) {
                facts.free = Some(false);
                facts.partly = whole.is_none();
                facts.paid.extend(list(part.get("cssSelector")).filter_map(Value::as_str).map(str::to_owned));
            }
        }
        facts
    }

    fn names(&self, value: Option<&'v Value>) -> Vec<String> {
        let mut names = Vec::new();
        for value in list(value) {
            let name = value.as_str().or_else(|| self.resolve(value).and_then(|object| text(object.get("name"))));
            names.extend(name.map(str::to_owned));
        }
        names
    }

    fn medium(&self, value: &'v Value, kind: &'static str) -> Option<Picture> {
        if let Some(url) = value.as_str() {
            return Some(Picture { url: url.to_owned(), kind, ..Picture::default() });
        }
        let object = self.resolve(value)?;
        let url = text(object.get("contentUrl")).or_else(|| text(object.get("url")))?;
        let number = |key| match object.get(key)? {
            Value::Number(n) => n.as_u64().and_then(|n| u32::try_from(n).ok()),
            Value::String(text) => text.trim().trim_end_matches("px").parse().ok(),
            _ => None,
        };
        let caption = text(object.get("caption")).or_else(|| text(object.get("name")).filter(|_| kind != "image"));
        Some(Picture {
            url: url.to_owned(),
            kind,
            caption: caption.map(str::to_owned),
            width: number("width"),
            height: number("height"),
        })
    }
}

fn kind(object: &Map<String, Value>) -> Option<usize> {
    let of = |name: &str| TYPES.iter().position(|known| name.rsplit(['/', ':', '#']).next() == Some(known));
    list(object.get("@type")).filter_map(Value::as_str).filter_map(of).min()
}

/// A value is one or many.
fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let values = match value {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    values.iter().take(MOST_EACH)
}

fn text(value: Option<&Value>) -> Option<&str> {
    list(value).find_map(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn id(value: Option<&Value>) -> Option<&str> {
    let value = list(value).next()?;
    value.as_str().or_else(|| value.get("@id")?.as_str()).filter(|id| id.starts_with("http"))
}

fn free(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(free) => Some(*free),
        Value::String(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Whether two addresses lead to one page, but for scheme, `www`, query and a last slash.
fn same(a: &str, b: &str) -> bool {
    fn bare(url: &str) -> &str {
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        let url = url.strip_prefix("www.").unwrap_or(url);
        url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/')
    }
    // Some pages give an address without its host.
    bare(a) == bare(b) || (b.starts_with('/') && bare(a).ends_with(b.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_found_in_every_shape() {
        for script in [
            r#"{"@type":"NewsArticle","headline":"H"}"#,
            r#"[{"@type":"Organization","name":"x"},{"@type":["NewsArticle","Thing"],"headline":"H"}]"#,
            r#"{"@context":"https://schema.org","@graph":[{"@type":"http://schema.org/Article","headline":"H"}]}"#,
            r#"{"@type":"WebPage","mainEntity":{"@type":"ReportageNewsArticle","headline":"H"}}"#,
            "<!-- {\"@type\":\"NewsArticle\",\"description\":\"a\nb\",\"headline\":\"H\",} -->",
            "//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"keywords\":[\"a\",],}\n//]]>",
        ] {
            assert_eq!(read(&[script], &[]).unwrap().title.as_deref(), Some("H"), "{script}");
        }
        for script in ["", "{", "null", r#"{"@type":"WebSite","name":"x"}"#, &"[".repeat(100_000)] {
            assert!(read(&[script], &[]).is_none(), "{}", &script[..script.len().min(40)]);
        }
    }

    #[test]
    fn the_pages_own_article_is_taken_of_several() {
        let script = r#"[{"@type":"NewsArticle","headline":"Other","url":"https://example.org/b"},
            {"@type":"NewsArticle","headline":"Own","mainEntityOfPage":{"@id":"https://www.example.org/a/"}}]"#;
        let own = |here: &str| read(&[script], &[here]).unwrap().title.unwrap();
        assert_eq!(
            (own("https://example.org/a?x=1").as_str(), own("https://example.org/b").as_str()),
            ("Own", "Other")
        );
    }

    #[test]
    fn what_it_says_is_read() {
        let script = r##"{"@graph":[
            {"@type":"Person","@id":"#p","name":"Ann Example"},
            {"@type":"NewsArticle","headline":"H","author":[{"@id":"#p"},{"name":"Bo Test"},"Cy"],
             "articleSection":["World"],"datePublished":"2026-01-02T03:04:05Z","inLanguage":{"name":"en"},
             "image":[{"url":"/a.jpg","caption":"Seen","width":"1200px","height":675}],"isAccessibleForFree":"False",
             "hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".paid"}}]}"##;
        let facts = read(&[script], &[]).unwrap();
        assert_eq!(facts.authors, ["Ann Example", "Bo Test", "Cy"]);
        assert_eq!((facts.section.as_deref(), facts.language.as_deref()), (Some("World"), Some("en")));
        assert_eq!((facts.free, facts.paid.as_slice()), (Some(false), [".paid".to_owned()].as_slice()));
        let picture = &facts.media[0];
        assert_eq!((picture.caption.as_deref(), picture.width, picture.height), (Some("Seen"), Some(1200), Some(675)));
    }
}
