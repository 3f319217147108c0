//! A feed of our own writing, of any size: what differs between the benchmarks is the bodies.

/// An RSS document with so many entries, each with the HTML that `body` makes for its number, escaped or in CDATA.
pub fn rss(entries: usize, cdata: bool, body: impl Fn(usize) -> String) -> String {
    let items: String = (0..entries)
        .map(|n| {
            let body = body(n);
            let text = if cdata {
                format!("<![CDATA[{body}]]>")
            } else {
                body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
            };
            format!(
                "<item>\n<title>Council speaks &amp; acts {n}</title>\n<link>https://wire.example/a/{n}?x=1&amp;y={n}</link>\n\
                 <guid isPermaLink=\"false\">tag:wire.example,2026:{n}</guid>\n<pubDate>Tue, 10 Mar 2026 09:08:07 GMT</pubDate>\n\
                 <dc:creator>Ada Quay</dc:creator>\n<category>World</category>\n<description>{text}</description>\n\
                 <media:content url=\"https://wire.example/p/{n}.jpg\" type=\"image/jpeg\" width=\"800\" height=\"600\"/>\n</item>\n"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n<title>Wire</title>\n<link>https://wire.example/</link>\n\
         <description>News</description>\n{items}</channel>\n</rss>\n"
    )
}
