//! Faults of real feeds, put into clean feeds of our own writing. Each is one line: a name,
//! what is done to the clean text, and what must still be read.

#[path = "clean.rs"]
mod clean;

pub use clean::Expected;
use clean::{atom, encoded, expected, json, rdf, rss, rss_of, utf16};

/// A document with a fault, and what is to be read of it.
pub struct Case {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub expected: Vec<Expected>,
}

/// All faults.
pub fn cases() -> Vec<Case> {
    let mut cases = Cases(Vec::new());
    encodings(&mut cases);
    around(&mut cases);
    characters(&mut cases);
    structure(&mut cases);
    tags(&mut cases);
    versions(&mut cases);
    fields(&mut cases);
    other_formats(&mut cases);
    cases.0
}

struct Cases(Vec<Case>);

impl Cases {
    /// A fault after which everything must still be read.
    fn all(&mut self, name: &'static str, bytes: impl Into<Vec<u8>>) {
        self.with(name, bytes, |_| {});
    }

    /// A fault that leaves another thing to be read.
    fn with(&mut self, name: &'static str, bytes: impl Into<Vec<u8>>, change: impl Fn(&mut Vec<Expected>)) {
        let mut expected = expected("Council speaks", "The council said");
        change(&mut expected);
        self.0.push(Case { name, bytes: bytes.into(), expected });
    }

    fn named(&mut self, name: &'static str, bytes: Vec<u8>, title: &str, words: &str) {
        self.0.push(Case { name, bytes, expected: expected(title, words) });
    }
}

fn encodings(cases: &mut Cases) {
    let (title, words) = ("Совет принял заявление", "Правительство сообщило о решении");
    let russian = rss_of(title, words);
    cases.all("clean", rss());
    cases.named(
        "byte order mark, another encoding declared",
        format!("\u{feff}{}", russian.replace("utf-8", "iso-8859-1")).into_bytes(),
        title,
        words,
    );
    cases.named("utf-8 declared windows-1251", russian.replace("utf-8", "windows-1251").into_bytes(), title, words);
    cases.named("utf-8 declared iso-8859-1", russian.replace("utf-8", "iso-8859-1").into_bytes(), title, words);
    cases.named("utf-8 declared utf-16", russian.replace("utf-8", "utf-16").into_bytes(), title, words);
    cases.named("an encoding nobody knows", russian.replace("utf-8", "utf8mb4").into_bytes(), title, words);
    cases.named("windows-1251 declared utf-8", encoded("windows-1251", "utf-8", title, words), title, words);
    cases.named("windows-1251 declared iso-8859-1", encoded("windows-1251", "iso-8859-1", title, words), title, words);
    cases.named("windows-1251", encoded("windows-1251", "windows-1251", title, words), title, words);
    cases.named("koi8-r", encoded("koi8-r", "koi8-r", title, words), title, words);
    cases.named(
        "shift_jis",
        encoded("shift_jis", "shift_jis", "評議会が声明を発表", "政府は決定を発表した"),
        "評議会が声明を発表",
        "政府は決定を発表した",
    );
    cases.named(
        "gb2312",
        encoded("gb2312", "gb2312", "理事会发表声明", "政府宣布了这一决定"),
        "理事会发表声明",
        "政府宣布了这一决定",
    );
    cases.named(
        "windows-1252 declared iso-8859-1",
        encoded("windows-1252", "iso-8859-1", "“Café” – résumé", "Le café dit"),
        "“Café” – résumé",
        "Le café dit",
    );
    cases.named("utf-16 little end first", utf16(&russian.replace("utf-8", "utf-16"), false, true), title, words);
    cases.named(
        "utf-16 big end first without mark",
        utf16(&russian.replace("utf-8", "utf-16"), true, false),
        title,
        words,
    );
    cases.named("utf-16 declared utf-8", utf16(&russian, false, true), title, words);
    let utf32 =
        russian.replace("utf-8", "utf-32").chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<u8>>();
    cases.named("utf-32", [vec![0xFF, 0xFE, 0, 0], utf32].concat(), title, words);
    let mut bytes = russian.into_bytes();
    let at = bytes.windows(5).position(|window| window == b"<desc").unwrap_or(0);
    bytes.splice(at - 1..at - 1, [0xFF]);
    cases.named("a byte that is no letter", bytes, title, words);
}

fn around(cases: &mut Cases) {
    let rss = rss();
    cases.all(
        "a warning before the document",
        format!("<br />\n<b>Warning</b>:  Undefined variable $x in <b>/w/f.php</b> on line <b>3</b><br />\n{rss}"),
    );
    cases.all("blank lines before the document", format!("\n\n  {rss}"));
    cases.all("a comment before the document", format!("<!-- cached -->\n{rss}"));
    cases.all("two byte order marks", format!("\u{feff}\u{feff}{rss}"));
    cases.all("two declarations", format!("<?xml version=\"1.0\"?>\n{rss}"));
    cases.all("no declaration", rss.split_once("?>\n").map_or(String::new(), |(_, rest)| rest.to_owned()));
    cases.all(
        "a doctype with declarations",
        rss.replace("?>\n<rss", "?>\n<!DOCTYPE rss [<!ELEMENT rss ANY> <!ENTITY a \"b\">]>\n<rss"),
    );
    cases.all(
        "a doctype elsewhere",
        rss.replace(
            "?>\n<rss",
            "?>\n<!DOCTYPE rss PUBLIC \"-//N//DTD RSS 0.91//EN\" \"http://wire.example/rss.dtd\">\n<rss",
        ),
    );
    cases.all("words after the document", format!("{rss}\n<!-- 0.1 s --><script>var a = 1 < 2;</script>"));
    cases.all("zero bytes after the document", format!("{rss}\0\0\0"));
    cases.all("a stylesheet", rss.replace("?>\n<rss", "?>\n<?xml-stylesheet href='a.xsl' type='text/xsl'?>\n<rss"));
    cases.all(
        "within a page",
        format!("<html><body>{}</body></html>", rss.split_once("?>\n").map_or("", |(_, rest)| rest)),
    );
}

fn characters(cases: &mut Cases) {
    let rss = rss();
    let title = |with: &str| rss.replace("<title>Council speaks 2", &format!("<title>{with}"));
    let titled = |title: &'static str| move |expected: &mut Vec<Expected>| title.clone_into(&mut expected[1].title);
    cases.with("a bare ampersand", title("AT&T & others"), titled("AT&T & others"));
    cases.all("bare ampersands in addresses", rss.replace("&amp;y", "&y"));
    cases.with("an entity of html", title("A&nbsp;B &laquo;C&raquo; &mdash; D"), titled("A B «C» — D"));
    cases.with("an entity of nobody", title("A &nosuch; B"), titled("A &nosuch; B"));
    cases.with("an entity without its end", title("R&D"), titled("R&D"));
    cases.with("a reference to nothing", title("A&#0;B&#x1F;C"), titled("ABC"));
    cases.with("a reference into windows-1252", title("A &#150; B&#146;s"), titled("A – B’s"));
    cases.with("a control character", title("A\u{8}B\u{b}C"), titled("ABC"));
    cases.with("a character that is none", title("A\u{ffff}B"), titled("AB"));
    cases.with("a less-than sign", title("1 < 2 and 3 <4"), titled("1 < 2 and 3 <4"));
    cases.with("a less-than sign before a letter", title("if a <b then"), titled("if a <b then"));
    cases.with(
        "an e-mail address in angles",
        title("Mail <desk@wire.example> now"),
        titled("Mail <desk@wire.example> now"),
    );
    cases.with("escaped twice", title("A &amp;amp; B &amp;quot;C&amp;quot;"), titled("A & B \"C\""));
    cases.with("cdata that is escaped", title("<![CDATA[A &amp; B]]>"), titled("A & B"));
    cases.with("the end of a cdata without its start", title("A ]]> B"), titled("A ]]> B"));
    cases.with("white space in a title", title("\n   A\t\tB\n  "), titled("A B"));
}

fn structure(cases: &mut Cases) {
    let rss = rss();
    let at = |n: usize, what: &str| rss.match_indices(what).nth(n).map_or(0, |(at, _)| at);
    let first = |count: usize| move |expected: &mut Vec<Expected>| expected.truncate(count);
    cases.all("a title without end", rss.replacen("speaks 2</title>", "speaks 2", 1));
    cases.all("a link without end", rss.replacen("y=2</link>", "y=2", 1));
    cases.all(
        "a description without end",
        rss.replacen("2 goes on.&lt;/p&gt;</description>", "2 goes on.&lt;/p&gt;", 1),
    );
    cases.all("an item without end", rss.replacen("</item>", "", 1));
    cases.all("no item has an end", rss.replace("</item>", ""));
    cases.all("no end of the channel", rss.replace("</channel>", ""));
    cases.all("no end of the document", rss.replace("</channel>\n</rss>", ""));
    cases.with("cut within an item", &rss[..at(3, "<pubDate>")], first(3));
    cases.with("cut within a tag", &rss[..at(3, "<enclosure") + 20], first(3));
    cases.with("cut within a reference", &rss[..at(3, "&lt;p") + 2], first(3));
    cases.with(
        "cut within cdata",
        &rss.replace("The council said 4", "<![CDATA[The council said 4")[..at(3, "goes on") + 15],
        first(3),
    );
    cases.all("an end tag of nothing", rss.replacen("</title>\n<link>", "</title></p>\n<link>", 2));
    cases.all("an end of an item of nothing", rss.replacen("<item>", "</item><item>", 2));
    cases.all(
        "cdata without end",
        rss.replace("&lt;p&gt;The council said 2 goes on.&lt;/p&gt;", "<![CDATA[<p>The council said 2 goes on.</p>"),
    );
    let sections = rss.replace("&lt;p&gt;", "<![CDATA[<p>").replace("&lt;/p&gt;", "</p>]]>");
    cases.all("cdata without end before others", sections.replacen("</p>]]>", "</p>", 1));
    cases.all("cdata within cdata", sections.replacen("<![CDATA[<p>", "<![CDATA[<![CDATA[<p>", 1));
    cases.all("a comment without end", rss.replacen("<title>Council speaks 2", "<!-- note <title>Council speaks 2", 1));
    cases.all("ends in another case", rss.replace("</title>", "</Title>").replace("</item>", "</ITEM>"));
    let inline = rss.replace("&lt;", "<").replace("&gt;", ">");
    cases.all("inline html", inline.as_str());
    cases.all("inline html with open tags", inline.replace("goes on.</p>", "<br>goes on.<p><img src=a.png>"));
    cases.all("inline html that overlaps", inline.replace("goes on.", "<b>goes <i>on</b>.</i>"));
    cases.all(
        "items after the channel",
        rss.replacen("<item>", "</channel><item>", 1).replace("</channel>\n</rss>", "</rss>"),
    );
    cases.all(
        "items within a list",
        rss.replacen("<item>", "<items><item>", 1).replace("</channel>\n", "</items></channel>\n"),
    );
    cases.all(
        "deep markup",
        rss.replacen("<item>", &format!("<item>{}{}", "<x>".repeat(2_000), "</x>".repeat(2_000)), 1),
    );
}

fn tags(cases: &mut Cases) {
    let rss = rss();
    cases.all("attributes without quotes", rss.replace("type=\"image/jpeg\"", "type=image/jpeg"));
    cases.all("attributes without space", rss.replace("\" type=", "\"type="));
    cases.all("an attribute twice", rss.replace(" type=", " type=\"x\" type="));
    cases.all("an attribute without value", rss.replace("<enclosure ", "<enclosure hidden "));
    cases.all("an attribute without its last quote", rss.replacen("length=\"10\"/>", "length=\"10/>", 1));
    cases.all("markup in an attribute", rss.replace("<enclosure ", "<enclosure title=\"<b>x</b>\" "));
    cases.all("an end tag without its sign", rss.replacen("</title>\n<link>", "</title\n<link>", 2));
    cases.all("space within end tags", rss.replace("</title>", "</title >").replace("</item>", "</item\n>"));
    cases.all("tags in capitals", upper(&rss));
}

/// All tags in capitals, texts as they were.
fn upper(text: &str) -> String {
    let mut out = String::new();
    for piece in text.split_inclusive('>') {
        let (before, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        out.push_str(before);
        let end = tag.find([' ', '>', '?']).unwrap_or(tag.len());
        out.push_str(&tag[..end].to_uppercase());
        out.push_str(&tag[end..]);
    }
    out.replace("<?XML", "<?xml")
}

fn versions(cases: &mut Cases) {
    let (rss, atom) = (rss(), atom());
    cases.all("no version", rss.replace(" version=\"2.0\"", ""));
    cases.all("a version of nobody", rss.replace("\"2.0\"", "\"3.1\""));
    cases.all("a namespace around all", rss.replace("<rss ", "<rss xmlns=\"http://backend.userland.com/rss2\" "));
    cases.all("a namespace of the publisher's", rss.replace("<rss ", "<rss xmlns=\"https://wire.example/ns\" "));
    cases.all(
        "no root",
        rss.split_once("<channel>").map_or(String::new(), |(_, rest)| format!("<channel>{rest}")).replace("</rss>", ""),
    );
    cases.all(
        "no declared modules",
        rss.replace(" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"", "").replace("pubDate>", "dc:date>"),
    );
    cases.all(
        "a slip in a namespace",
        rss.replace("modules/content/", "modules/content")
            .replace("description>\n<enc", "content:encoded>\n<enc")
            .replace("<description>&lt;", "<content:encoded>&lt;"),
    );
    cases.all("atom", atom.as_str());
    cases.all(
        "atom of 0.3",
        atom.replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
            .replace("published>", "issued>")
            .replace("updated>", "modified>")
            .replace("type=\"html\"", "type=\"text/html\" mode=\"escaped\""),
    );
    cases.all("atom under https", atom.replace("http://www.w3.org", "https://www.w3.org"));
    cases.all(
        "atom with a prefix",
        atom.replace("xmlns=", "xmlns:a=")
            .replace("</", "</a:")
            .replace('<', "<a:")
            .replace("<a:/a:", "</a:")
            .replace("<a:?", "<?"),
    );
    cases.all(
        "atom text of another kind",
        atom.replace("type=\"html\"", "type=\"text/html\"").replace("type=\"text\"", "type=\"plain\""),
    );
    cases.all("atom without a namespace", atom.replace(" xmlns=\"http://www.w3.org/2005/Atom\"", ""));
}

fn fields(cases: &mut Cases) {
    let rss = rss();
    let each = |change: fn(&mut Expected)| move |expected: &mut Vec<Expected>| expected.iter_mut().for_each(change);
    cases.with(
        "no guid",
        rss.replace("<guid isPermaLink=\"false\">", "<x>").replace("</guid>", "</x>"),
        each(|entry| entry.id = None),
    );
    let by_guid = rss
        .replace("<link>https://wire.example/a/", "<x>")
        .replace("</link>\n<guid", "</x>\n<guid")
        .replace(" isPermaLink=\"false\">tag:wire.example,2026:", ">https://wire.example/a/");
    cases.with("a guid that is the link", by_guid, |expected| {
        for (n, entry) in expected.iter_mut().enumerate() {
            let address = format!("https://wire.example/a/{}", n + 1);
            (entry.id, entry.link) = (Some(address.clone()), Some(address));
        }
    });
    cases.all("white space around a link", rss.replace("<link>", "<link>\n   ").replace("</link>", "\n  </link>"));
    cases.all(
        "a link in cdata",
        rss.replace("<link>", "<link><![CDATA[").replace("</link>", "]]></link>").replace("&amp;y", "&y"),
    );
    cases.all(
        "a link of atom in rss",
        rss.replace("<link>https://wire.example/a", "<atom:link href=\"https://wire.example/a")
            .replace("</link>\n<guid", "\"/>\n<guid"),
    );
    cases.all("a link of comments", rss.replace("</item>", "<comments>https://wire.example/c</comments></item>"));
    cases.all(
        "a source with a title",
        rss.replace("<item>\n", "<item>\n<source url=\"https://other.example/\">Other</source>\n"),
    );
    cases.all(
        "a picture with a title",
        rss.replace(
            "<title>Wire</title>",
            "<image><title>No</title><link>https://no.example/</link></image><title>Wire</title>",
        ),
    );
    cases.all(
        "a person beside an address",
        rss.replace("</item>", "<author>«Агентство»desk@wire.example (Редактор)</author></item>"),
    );
    cases.all("a date in russian", rss.replace(" Mar 2026 09:08:07 GMT", " марта 2026 г., 12:08:07 МСК"));
    cases.all("a date in a zone by name", rss.replace("09:08:07 GMT", "11:08:07 EET"));
    cases.all("a date with dots", rss.replace(" Mar 2026 09:08:07 GMT", ".03.2026 09:08:07"));
    cases.all("a date of twelve hours", rss.replace("09:08:07 GMT", "9:08:07 AM UTC"));
    cases.with("a date of nobody", rss.replace(" Mar 2026", " Foo 2026"), each(|entry| entry.published = None));
    let media =
        rss.replace("description>", "media:description>").replace("<media:description>News</media:description>", "");
    cases.all("a description of media alone", media.replace("&lt;p&gt;", "").replace("&lt;/p&gt;", ""));
    cases.all("full text under yandex", rss.replace("description>", "yandex:full-text>"));
}

fn other_formats(cases: &mut Cases) {
    let (rdf, json) = (rdf(), json());
    cases.all("rss 1.0", rdf.as_str());
    cases.all("rss 1.0 of 0.90", rdf.replace("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"));
    let no_link =
        rdf.replace("<link>https://wire.example/a", "<x>https://wire.example/a").replace("</link>\n<dc", "</x>\n<dc");
    cases.with("rss 1.0 without links", no_link, |expected| expected.iter_mut().for_each(|entry| entry.link = None));
    cases.all("json feed", json.as_str());
    cases.all("json with a mark", format!("\u{feff}{json}"));
    cases.all("json with a comma too many", json.replace("\n]}", ",\n]}"));
    cases.all("json with a line break in a text", json.replace("<p>The", "<p>\nThe"));
    cases.all("json without version", json.replace("\"version\": \"https://jsonfeed.org/version/1.1\", ", ""));
    let cut = json.find("\"id\": \"tag:wire.example,2026:4").unwrap_or(0) + 40;
    cases.with("json that was cut", &json[..cut], |expected| expected.truncate(3));
}
