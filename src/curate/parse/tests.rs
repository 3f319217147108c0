use super::*;
use crate::{
    bounds::{self, Bound},
    curate::decode::decode,
    model::TextKind,
};

fn feed(text: &str) -> ParsedFeed {
    parse(&decode(text.as_bytes(), None, None).unwrap()).unwrap()
}

fn rss(items: &str) -> String {
    format!(
        "<rss version=\"2.0\" xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>t</title>{items}</channel></rss>"
    )
}

#[test]
fn an_rss_item_is_read() {
    let read = feed(&rss(
        "<item><title>A &amp; B</title><link> https://e.org/1 </link><guid isPermaLink='false'>g1</guid><description>&lt;p&gt;x&lt;/p&gt;</description>\
         <content:encoded><![CDATA[<p>y</p>]]></content:encoded><pubDate>Tue, 10 Mar 2026 09:08:07 GMT</pubDate><dc:creator>Jan</dc:creator>\
         <category>World</category><enclosure url='https://e.org/a.jpg' type='image/jpeg' length='1'/><comments>https://e.org/c</comments></item>",
    ));
    assert_eq!((read.format, read.title.as_deref()), ("rss2", Some("t")));
    let entry = &read.entries[0];
    assert_eq!(entry.title.as_ref().unwrap().value, "A & B");
    assert_eq!(entry.links.iter().map(|link| link.href.as_str()).collect::<Vec<_>>(), ["https://e.org/1"]);
    assert_eq!((entry.guid.as_deref(), entry.guid_is_permalink), (Some("g1"), false));
    assert_eq!(entry.summary.as_ref().unwrap().value, "<p>x</p>");
    assert_eq!(entry.content.as_ref().unwrap().value, "<p>y</p>");
    assert_eq!(entry.published.as_deref(), Some("Tue, 10 Mar 2026 09:08:07 GMT"));
    assert_eq!(
        (entry.authors.as_slice(), entry.categories.as_slice()),
        (["Jan".to_owned()].as_slice(), ["World".to_owned()].as_slice())
    );
    assert_eq!(entry.media[0].url, "https://e.org/a.jpg");
    assert_eq!(entry.extensions["comments"], "https://e.org/c");
    assert!(read.repairs.is_empty(), "{:?}", read.repairs);
}

#[test]
fn inline_markup_is_kept_whole() {
    let read = feed(&rss("<item><description>A &amp; B <b>said</b> <br/>on<p>x</p></description></item>"));
    let text = read.entries[0].summary.as_ref().unwrap();
    assert_eq!((text.kind, text.value.as_str()), (TextKind::Html, "A &amp; B <b>said</b> <br>on<p>x</p>"));
    assert_eq!(read.repairs[0].kind, "inline_markup");
}

#[test]
fn atom_means_what_it_says() {
    let read = feed(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de' xml:base='https://e.org/x/'><title>t</title><link href='/'/>\
         <entry xml:lang='fr'><id>urn:1</id><title type='text'>1 &lt; 2</title><link rel='enclosure' href='a.mp3' type='audio/mpeg'/><link href='y'/>\
         <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a &amp; <b>c</b></div></content><author><name>Jan</name><email>j@e.org</email></author>\
         <updated>2026-03-10T09:08:07Z</updated><source><title>other</title><id>no</id></source></entry></feed>",
    );
    assert_eq!((read.language.as_deref(), read.link.as_deref()), (Some("de"), Some("https://e.org/")));
    let entry = &read.entries[0];
    assert_eq!(
        (entry.title.as_ref().unwrap().kind, entry.title.as_ref().unwrap().value.as_str()),
        (TextKind::Plain, "1 < 2")
    );
    assert_eq!(
        (entry.links[0].href.as_str(), entry.media[0].url.as_str()),
        ("https://e.org/x/y", "https://e.org/x/a.mp3")
    );
    assert!(entry.content.as_ref().unwrap().value.contains("a &amp; <b>c</b>"));
    assert_eq!(
        (entry.language.as_deref(), entry.authors[0].as_str(), entry.guid.as_deref()),
        (Some("fr"), "Jan", Some("urn:1"))
    );
}

#[test]
fn old_and_rare_formats_are_read() {
    for (text, format) in [
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel><title>t</title></channel><item rdf:about='https://e.org/1'><title>x</title></item></rdf:RDF>",
            "rss1",
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel/><item><title>x</title><link>https://e.org/1</link></item></rdf:RDF>",
            "rss0",
        ),
        (
            "<rss version='0.91'><channel><item><title>x</title><link>https://e.org/1</link></item></channel></rss>",
            "rss0",
        ),
        (
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title mode='escaped'>x</title><link rel='alternate' href='https://e.org/1'/><issued>2026-03-10</issued></entry></feed>",
            "atom",
        ),
        (
            "<CHANNEL HREF='https://e.org/'><TITLE>t</TITLE><ITEM HREF='https://e.org/1' LASTMOD='2026-03-10'><TITLE>x</TITLE><ABSTRACT>a</ABSTRACT></ITEM></CHANNEL>",
            "cdf",
        ),
        (
            "<RSS VERSION='2.0'><CHANNEL><ITEM><TITLE>x</TITLE><LINK>https://e.org/1</LINK></ITEM></CHANNEL></RSS>",
            "rss2",
        ),
        (
            "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":1,\"url\":\"https://e.org/1\",\"title\":\"x\"}]}",
            "json",
        ),
        ("{\"uri\":\"https://e.org/1\",\"headline\":\"x\",\"body_text\":\"y\"}", "ninjs"),
        (
            "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet><newsItem guid='https://e.org/1'><contentMeta><headline>x</headline></contentMeta><contentSet><inlineXML><html><body><p>y</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>",
            "newsml",
        ),
    ] {
        let read = feed(text);
        assert_eq!((read.format, read.entries.len()), (format, 1), "{text}");
        let entry = &read.entries[0];
        assert_eq!(entry.title.as_ref().unwrap().value, "x", "{text}");
        let address = entry.links.first().map(|link| link.href.as_str()).or(entry.guid.as_deref());
        assert!(matches!(address, Some("https://e.org/1" | "1")), "{text}: {entry:?}");
    }
}

/// UTF-8 that was read as Latin-1 has controls beyond ASCII: they say what Windows means by them in JSON as in XML, so
/// that a garbled mark is known as one.
#[test]
fn controls_beyond_ascii_mean_the_same_in_all_formats() {
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"title\":\"the mayor\\u00e2\\u0080\\u0099s plan\\u0007\"}]}";
    let xml = rss("<item><title>the mayor\u{e2}\u{80}\u{99}s plan\u{7}</title></item>");
    for text in [json, xml.as_str()] {
        assert_eq!(feed(text).entries[0].title.as_ref().unwrap().value, "the mayorâ€™s plan", "{text:?}");
    }
}

#[test]
fn media_and_their_words_are_read() {
    let read = feed(&rss(
        "<item><title>x</title><media:group><media:content url='https://e.org/a.jpg' medium='image' width='640'><media:credit>Jan</media:credit></media:content>\
         <media:content url='https://e.org/b.jpg'/><media:description>words</media:description></media:group><media:thumbnail url='https://e.org/t.jpg'/></item>",
    ));
    let entry = &read.entries[0];
    assert_eq!(
        entry.media.iter().map(|medium| medium.url.as_str()).collect::<Vec<_>>(),
        ["https://e.org/a.jpg", "https://e.org/b.jpg"]
    );
    assert_eq!((entry.media[0].credit.as_deref(), entry.media[1].credit.as_deref()), (Some("Jan"), None));
    assert_eq!(entry.media[1].caption.as_deref(), Some("words"));
    assert_eq!(entry.summary.as_ref().unwrap().value, "words");
}

#[test]
fn a_cut_document_keeps_its_whole_items() {
    let text = rss("<item><title>1</title></item><item><title>2</title></item>");
    for end in text.find("2</title>").unwrap()..text.find("</item></channel>").unwrap() {
        let read = feed(&text[..end]);
        assert_eq!(read.entries.len(), 1, "{}", &text[..end]);
        assert_eq!(read.repairs.last().unwrap().kind, "truncated");
    }
    let json =
        "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"a\nb\"},{\"id\":\"2\",";
    assert_eq!(feed(json).entries.len(), 1);
}

#[test]
fn documents_that_want_to_be_slow_are_not() {
    let many = |piece: &str, n: usize| piece.repeat(n);
    for text in [
        rss(&many("<a>", 300_000)),
        rss(&many("<![CDATA[", 100_000)),
        rss(&many("<!--", 200_000)),
        format!("{}{}", many("<!>", 20_000), many("x", 5_000_000)),
        rss(&many("<![CDATA[x</item>", 60_000)),
        rss(&many("</item>", 100_000)),
        rss(&many("<a <a ", 100_000)),
        rss(&format!("<item {}/>", many("a='b' ", 80_000))),
        rss(&format!("<item><title>{}</title></item>", many("<", 500_000))),
        rss(&format!("<item><title>{}</title></item>", many("&", 500_000))),
        rss(&(0..100_000).fold(String::new(), |text, n| text + &format!("<a xmlns:n{n}='u'>"))),
        format!("{{\"version\":\"jsonfeed\",\"items\":{}", many("[", 100_000)),
    ] {
        let _ = decode(text.as_bytes(), None, None).map(|document| parse(&document));
    }
}

#[test]
fn a_million_items_are_not_read_in_whatever_form() {
    const MOST: usize = 50_000;
    let many = MOST + 10_000;
    let items = r#"{"uri":"u","headline":"h"},"#.repeat(many);
    for text in [
        rss(&"<item/>".repeat(many)),
        format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}{{}}]}}", "{},".repeat(many - 1)),
        format!("[{}]", items.trim_end_matches(',')),
    ] {
        let read = || {
            let read = feed(&text);
            (read.entries.len(), read.repairs.iter().any(|repair| repair.kind == "too_many_entries"))
        };
        assert_eq!((read(), bounds::without(Bound::Entries, read)), ((MOST, true), (many, false)), "{}", &text[..40]);
    }
}
