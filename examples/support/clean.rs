//! Clean feeds of our own writing, in each format, and what is to be read of them.

/// What an entry of the clean feed says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    pub id: Option<String>,
    pub link: Option<String>,
    pub title: String,
    pub published: Option<String>,
    /// Words that stand in its text.
    pub words: String,
}

/// Entries of each clean feed.
const ENTRIES: usize = 5;

pub fn expected(title: &str, words: &str) -> Vec<Expected> {
    let entry = |n: usize| Expected {
        id: Some(format!("tag:wire.example,2026:{n}")),
        link: Some(format!("https://wire.example/a/{n}?x=1&y={n}")),
        title: format!("{title} {n}"),
        published: Some(format!("2026-03-1{n}T09:08:07Z")),
        words: format!("{words} {n}"),
    };
    (1..=ENTRIES).map(entry).collect()
}

pub fn rss_of(title: &str, words: &str) -> String {
    let items: String = (1..=ENTRIES)
        .map(|n| {
            format!(
                "<item>\n<title>{title} {n}</title>\n<link>https://wire.example/a/{n}?x=1&amp;y={n}</link>\n\
                 <guid isPermaLink=\"false\">tag:wire.example,2026:{n}</guid>\n\
                 <pubDate>1{n} Mar 2026 09:08:07 GMT</pubDate>\n\
                 <description>&lt;p&gt;{words} {n} goes on.&lt;/p&gt;</description>\n\
                 <enclosure url=\"https://wire.example/p/{n}.jpg\" type=\"image/jpeg\" length=\"10\"/>\n</item>\n"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n<channel>\n<title>Wire</title>\n\
         <link>https://wire.example/</link>\n<description>News</description>\n{items}</channel>\n</rss>\n"
    )
}

pub fn rss() -> String {
    rss_of("Council speaks", "The council said")
}

pub fn atom() -> String {
    let entries: String = (1..=ENTRIES)
        .map(|n| {
            format!(
                "<entry>\n<title type=\"text\">Council speaks {n}</title>\n<link href=\"https://wire.example/a/{n}?x=1&amp;y={n}\"/>\n\
                 <id>tag:wire.example,2026:{n}</id>\n<published>2026-03-1{n}T09:08:07Z</published>\n<updated>2026-03-1{n}T09:08:07Z</updated>\n\
                 <summary type=\"html\">&lt;p&gt;The council said {n} goes on.&lt;/p&gt;</summary>\n</entry>\n"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>Wire</title>\n\
         <id>tag:wire.example,2026:feed</id>\n<updated>2026-03-15T09:08:07Z</updated>\n{entries}</feed>\n"
    )
}

pub fn rdf() -> String {
    let items: String = (1..=ENTRIES)
        .map(|n| {
            format!(
                "<item rdf:about=\"tag:wire.example,2026:{n}\">\n<title>Council speaks {n}</title>\n\
                 <link>https://wire.example/a/{n}?x=1&amp;y={n}</link>\n<dc:date>2026-03-1{n}T09:08:07Z</dc:date>\n\
                 <description>The council said {n} goes on.</description>\n</item>\n"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel rdf:about=\"https://wire.example/\"><title>Wire</title>\
         <link>https://wire.example/</link></channel>\n{items}</rdf:RDF>\n"
    )
}

pub fn json() -> String {
    let items: Vec<String> = (1..=ENTRIES)
        .map(|n| {
            format!(
                "{{\"id\": \"tag:wire.example,2026:{n}\", \"url\": \"https://wire.example/a/{n}?x=1&y={n}\", \"title\": \"Council speaks {n}\", \
                 \"date_published\": \"2026-03-1{n}T09:08:07Z\", \"content_html\": \"<p>The council said {n} goes on.</p>\"}}"
            )
        })
        .collect();
    format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Wire\",\n\"items\": [\n{}\n]}}\n",
        items.join(",\n")
    )
}

pub fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

pub fn encoded(label: &str, declared: &str, title: &str, words: &str) -> Vec<u8> {
    let text = rss_of(title, words).replace("utf-8", declared);
    encoding_rs::Encoding::for_label(label.as_bytes())
        .map_or_else(Vec::new, |encoding| encoding.encode(&text).0.into_owned())
}
