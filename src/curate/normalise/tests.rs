use super::*;
use crate::model::Link;

pub(in crate::curate) fn article_of(entry: &Entry) -> Article {
    article(entry)
}

fn article(entry: &Entry) -> Article {
    let feed = Feed::bare("f", "https://example.org/feed".parse().unwrap());
    let feed_ref = FeedRef::of(&feed, Some("t"));
    let base = "https://example.org/feeds/news.xml".parse().unwrap();
    let at = "2026-06-01T00:00:00Z".parse().unwrap();
    let context = Context {
        feed: &feed,
        feed_ref: &feed_ref,
        base: Some(&base),
        site: None,
        language: Some("en_GB"),
        format: "rss2",
        at,
        first_seen: at,
        config: &Config::default(),
    };
    normalise(entry, &context)
}

pub(super) fn html(value: &str) -> Option<Text> {
    Some(Text { kind: TextKind::Html, value: value.to_owned() })
}

fn body(markup: &str) -> String {
    article(&Entry { content: html(markup), ..Entry::default() }).body.unwrap_or_default()
}

#[test]
fn paragraphs_lists_and_tables_are_readable_and_words_never_glued() {
    for (markup, text) in [
        ("<p>One</p><p>Two <b>bold</b>word</p>", "One\n\nTwo boldword"),
        ("One<br>Two<br/><br/>Three", "One\nTwo\n\nThree"),
        ("<div>One</div>Two", "One\n\nTwo"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a b\nc d"),
        ("<p>A<script>x()</script>B</p><style>p{}</style>", "AB"),
        ("<p>A&nbsp;B &amp; C</p>", "A B & C"),
        ("<p>Смешно</p>\n <p>世界</p>", "Смешно\n\n世界"),
        ("plain\n\ntext\nof lines", "plain\n\ntext of lines"),
        ("e\u{301}", "é"),
    ] {
        assert_eq!(body(markup), text, "{markup}");
    }
}

#[test]
fn what_was_escaped_twice_is_read_twice_and_no_more() {
    assert_eq!(body("&lt;p&gt;A &amp;amp; B&lt;/p&gt;"), "A & B");
    assert_eq!(body("1 &lt; 2 and 3 &gt; 2"), "1 < 2 and 3 > 2");
}

#[test]
fn a_caption_is_its_pictures_and_not_the_bodys() {
    let content = "<figure><img src='/a.jpg' alt='x'><figcaption>Who is seen</figcaption></figure><p>Text</p>";
    let article = article(&Entry { content: html(content), ..Entry::default() });
    assert_eq!(article.body.as_deref(), Some("Text"));
    assert_eq!(article.media[0].caption.as_deref(), Some("Who is seen"));
    assert_eq!(article.media[0].url.as_str(), "https://example.org/a.jpg");
}

#[test]
fn pixels_that_count_readers_are_no_media() {
    let article =
        article(&Entry { content: html("<p>x<img src='/p.gif' width='1' height='1'></p>"), ..Entry::default() });
    assert!(article.media.is_empty());
}

#[test]
fn the_only_text_is_the_body() {
    let entry = Entry { summary: html("only"), ..Entry::default() };
    assert_eq!((article(&entry).body.as_deref(), article(&entry).summary), (Some("only"), None));
    let both = Entry { content: html("long"), ..entry.clone() };
    assert_eq!((article(&both).body.as_deref(), article(&both).summary.as_deref()), (Some("long"), Some("only")));
    let same = Entry { content: html("only"), ..entry };
    assert_eq!(article(&same).summary, None);
}

#[test]
fn the_address_is_the_link_or_a_guid_that_is_one() {
    let link =
        |href: &str, rel: Option<&str>| Link { href: href.into(), rel: rel.map(str::to_owned), media_type: None };
    let entry =
        Entry { links: vec![link("/e", Some("enclosure")), link("../a?utm_source=x", None)], ..Entry::default() };
    let with_link = article(&entry);
    assert_eq!(with_link.url.unwrap().as_str(), "https://example.org/a");
    assert_eq!(with_link.alternate_urls[0].as_str(), "https://example.org/a?utm_source=x");
    let guid = Entry { guid: Some("https://example.org/b".into()), guid_is_permalink: true, ..Entry::default() };
    assert_eq!(article(&guid).url.unwrap().as_str(), "https://example.org/b");
    // The feed says that it leads nowhere.
    assert_eq!(article(&Entry { guid_is_permalink: false, ..guid }).url, None);
}

#[test]
fn tails_are_cut_and_noted() {
    let content = "<p>Text of it.</p><p><a href='/a'>Read more »</a></p>";
    let cut = article(&Entry { content: html(content), ..Entry::default() });
    assert_eq!(cut.body.as_deref(), Some("Text of it."));
    assert!(cut.extraction.truncated && cut.extraction.repairs[0].kind == "tail_cut");
    assert_eq!(body("Text goes [...]"), "Text goes");
}

#[test]
fn what_is_under_embargo_is_published_with_its_time() {
    let content = "<p>EMBARGOED UNTIL 0001 GMT Friday June 5</p><p>Ferries will leave.</p>";
    let article = article(&Entry { content: html(content), ..Entry::default() });
    assert_eq!(article.markers, ["embargoed"]);
    assert_eq!(article.embargoed.unwrap().at.unwrap().to_string(), "2026-06-05T00:01:00Z");
    assert!(article.body.unwrap().ends_with("Ferries will leave."));
}

#[test]
fn what_stands_behind_the_credits_is_no_text_of_the_article() {
    let story = "<p>Ferries left the harbour on Tuesday, and nobody on the pier was astonished by that.</p>".repeat(4);
    let content = format!("{story}<p>With reporting by AFP</p><p>16x9 Image</p><p>Ada Quay tells of ports.</p>");
    let cut = |content: &str| {
        let mut article = article(&Entry { content: html(content), ..Entry::default() });
        boilerplate::cut(&crate::model::Recurring::default(), &mut article);
        article
    };
    let known = cut(&content);
    assert!(known.body.as_ref().unwrap().ends_with("by that."), "{:?}", known.body);
    let cuts: Vec<_> = known.extraction.cut.iter().map(|cut| cut.text.as_str()).collect();
    assert_eq!(cuts, ["With reporting by AFP", "16x9 Image", "Ada Quay tells of ports."]);
    // Credits above a story end nothing.
    let above = cut(&format!("<p>Ferries leave.</p><p>With reporting by AFP</p>{story}"));
    assert!(above.body.unwrap().ends_with("by that.") && above.extraction.cut.len() == 1);
}

#[test]
fn titles_are_one_line_and_the_language_is_declared() {
    let entry = Entry { title: html(" A &amp;\n <i>B</i> "), ..Entry::default() };
    let article = article(&entry);
    assert_eq!(article.title.as_deref(), Some("A & B"));
    assert_eq!(article.language.unwrap().tag, "en-GB");
}

proptest::proptest! {
    #[test]
    fn text_of_text_is_the_same_text(markup in "(<p>|</p>|<br>|<li>|<div>|&amp;|[a-zé世 \n<>&;]){0,40}") {
        let once = text::plain(&text::html(&markup).text);
        proptest::prop_assert_eq!(text::plain(&once), once);
    }

    #[test]
    fn no_markup_makes_it_panic(markup in "\\PC{0,80}") {
        let _ = text::html(&markup);
        let _ = date::read(&markup, None, now());
    }
}

fn now() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

#[test]
fn what_ends_many_articles_is_cut_from_them_and_the_first_is_right_without() {
    let text = |n: usize| {
        format!("<p>Ferry {n} left the harbour.</p><p>It was late.</p><p>Get our harbour app now, it is free.</p>")
    };
    let articles: Vec<_> = (0..6).map(|n| article(&Entry { content: html(&text(n)), ..Entry::default() })).collect();
    let mut recurring = crate::model::Recurring::default();
    boilerplate::learn(&mut recurring, articles[..1].iter());
    let mut first = articles[0].clone();
    boilerplate::cut(&recurring, &mut first);
    assert_eq!(first, articles[0]);
    boilerplate::learn(&mut recurring, articles[1..].iter());
    let mut last = articles[5].clone();
    boilerplate::cut(&recurring, &mut last);
    // Of the two lines that all have, both go; the first line never does.
    assert_eq!(last.body.as_deref(), Some("Ferry 5 left the harbour."));
    let cut: Vec<_> = last.extraction.cut.iter().map(|cut| (cut.kind, cut.text.as_str())).collect();
    assert_eq!(
        cut,
        [(CutKind::Boilerplate, "It was late."), (CutKind::Boilerplate, "Get our harbour app now, it is free.")]
    );
}
