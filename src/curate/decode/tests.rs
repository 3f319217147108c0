use super::*;
use crate::bounds::{self, Bound};

/// The document as clean XML, and the kinds of what was mended.
fn mended(text: &str) -> (String, Vec<String>) {
    let decoded = decode(text.as_bytes(), None, None).unwrap();
    let mut notes = Notes::on(&decoded);
    let clean = structure::clean(&decoded.text, &mut notes);
    let kinds = decoded.repairs.iter().chain(notes.list()).map(|repair| repair.kind.clone()).collect();
    (clean, kinds)
}

fn kinds<'a>(decoded: &'a Decoded<'_>) -> Vec<&'a str> {
    decoded.repairs.iter().map(|repair| repair.kind.as_str()).collect()
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

#[test]
fn a_clean_feed_is_not_copied() {
    let text = rss("<item><title>A &amp; B</title><description><![CDATA[<p>x & y</p>]]></description></item>");
    let decoded = decode(text.as_bytes(), None, None).unwrap();
    assert!(matches!(decoded.text, Cow::Borrowed(_)) && decoded.repairs.is_empty(), "{decoded:?}");
}

#[test]
fn entities_and_characters_are_mended_and_noted() {
    for (item, mended, kind) in [
        ("<title>A & B</title>", "<title>A &amp; B</title>", "bare_ampersand"),
        ("<link>http://x/?a=1&b=2</link>", "<link>http://x/?a=1&amp;b=2</link>", "bare_ampersand"),
        ("<title>1 < 2</title>", "<title>1 &lt; 2</title>", "bare_less_than"),
        ("<title>A&nbsp;B</title>", "<title>A\u{a0}B</title>", "undeclared_entity"),
        ("<title>&laquo;A&raquo;</title>", "<title>«A»</title>", "undeclared_entity"),
        ("<title>&nosuch;</title>", "<title>&amp;nosuch;</title>", "unknown_entity"),
        ("<title>A&#0;B</title>", "<title>AB</title>", "illegal_reference"),
        ("<title>A&#150;B</title>", "<title>A\u{2013}B</title>", "c1_reference"),
        ("<title>A\u{8}B</title>", "<title>AB</title>", "illegal_character"),
        ("<title>A\u{ffff}B</title>", "<title>AB</title>", "illegal_character"),
    ] {
        let text = rss(&format!("<item>{item}</item>"));
        let (clean, kinds) = self::mended(&text);
        assert_eq!(clean, rss(&format!("<item>{mended}</item>")));
        assert_eq!(kinds, [kind]);
    }
}

#[test]
fn a_truncated_feed_is_closed() {
    let text = rss("<item><title>1</title></item><item><title>2</title></item>");
    let cut = &text[..text.find("2</title>").unwrap()];
    let (clean, kinds) = mended(cut);
    assert_eq!(clean, rss("<item><title>1</title></item><item><title></title></item>"));
    assert_eq!(kinds, ["truncated"]);
}

#[test]
fn tags_are_closed_and_strays_dropped() {
    let (clean, kinds) = mended(&rss("<item><title>1</item><item></p><title>2</title></item>"));
    assert_eq!(clean, rss("<item><title>1</title></item><item><title>2</title></item>"));
    assert_eq!(kinds, ["unclosed_tag", "stray_end_tag"]);
}

#[test]
fn an_unclosed_cdata_ends_with_its_element() {
    let text = rss("<item><title>1</title><description><![CDATA[x</description></item><item><title>2</title></item>");
    let (clean, _) = mended(&text);
    assert!(clean.contains("<description>x</description></item><item>"), "{clean}");
}

#[test]
fn words_before_the_document_are_skipped() {
    let text = format!("\u{feff}\nWarning: x in y.php on line 3\n<?xml version=\"1.0\"?>\n<!-- c -->{}", rss(""));
    let decoded = decode(text.as_bytes(), None, None).unwrap();
    assert_eq!(decoded.text, rss(""));
    assert_eq!(kinds(&decoded), ["text_before_document"]);
}

#[test]
fn what_is_nested_too_deeply_is_passed_over() {
    let deep = format!("{}x{}", "<b>".repeat(400), "</b>".repeat(400));
    let (clean, kinds) = mended(&rss(&format!("<item>{deep}<title>1</title></item>")));
    assert!(clean.contains("<title>1</title>") && !clean.contains('x'), "{clean}");
    assert_eq!(kinds, ["too_deep"]);
}

/// How deep the walk through a million elements within each other goes.
fn deepest() -> usize {
    let text = "<b>".repeat(1_000_000);
    let mut notes = Notes::default();
    let mut events = structure::Events::of(&text, &mut notes);
    let (mut depth, mut deepest) = (0, 0);
    while let Some(event) = events.step() {
        match event {
            structure::Event::Start(_) => depth += 1,
            structure::Event::End => depth -= 1,
            structure::Event::Text(..) => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[test]
fn the_walk_goes_no_deeper_than_its_bound_whatever_is_nested() {
    assert_eq!((deepest(), bounds::without(Bound::Depth, deepest)), (structure::DEEPEST, 1_000_000));
}

#[test]
fn a_note_has_the_line_of_the_document() {
    let text = format!("<?xml version='1.0'?>\n\n{}", rss("\n<item>\n<title>A & B</title></item>"));
    let decoded = decode(text.as_bytes(), None, None).unwrap();
    let mut notes = Notes::on(&decoded);
    structure::clean(&decoded.text, &mut notes);
    assert_eq!(notes.list()[0].line, Some(5));
}

#[test]
fn the_bytes_beat_what_is_said_of_them() {
    let utf16: Vec<u8> = rss("<item><title>Ж</title></item>").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let decoded = decode(&utf16, Some("text/xml; charset=utf-8"), None).unwrap();
    assert_eq!((decoded.encoding, decoded.evidence), ("UTF-16LE", Evidence::ZeroBytes));
    for (mark, encode) in
        [(&[0xFF_u8, 0xFE, 0, 0][..], u32::to_le_bytes as fn(u32) -> [u8; 4]), (&[], u32::to_be_bytes)]
    {
        let utf32: Vec<u8> = rss("<item><title>Ж</title></item>").chars().flat_map(|c| encode(u32::from(c))).collect();
        assert_eq!(decode(&[mark, &utf32].concat(), None, None).unwrap().text, rss("<item><title>Ж</title></item>"));
    }
    let text = format!("<?xml version=\"1.0\" encoding=\"windows-1251\"?>{}", rss("<title>Ж</title>"));
    let decoded = decode(text.as_bytes(), Some("text/xml; charset=iso-8859-1"), None).unwrap();
    assert_eq!((decoded.encoding, decoded.evidence), ("UTF-8", Evidence::ValidUtf8));
}

#[test]
fn a_label_is_believed_where_the_bytes_allow_it() {
    let body = rss("<item><title>Правительство сообщило</title></item>");
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&body);
    let by_header = decode(&bytes, Some("text/xml; charset=windows-1251"), None).unwrap();
    assert_eq!((by_header.encoding, by_header.evidence), ("windows-1251", Evidence::Header));
    assert_eq!(by_header.text, body);
    let declared = [b"<?xml version='1.0' encoding='windows-1251'?>".as_slice(), &bytes].concat();
    assert_eq!(decode(&declared, None, None).unwrap().evidence, Evidence::Declaration);
    assert_eq!(decode(&bytes, None, None).unwrap().text, body);
}

#[test]
fn what_is_no_feed_says_what_it_is() {
    let page = b"<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head>";
    let failure = decode(page, None, None).unwrap_err();
    assert_eq!(failure.cause, Cause::NotAFeed);
    assert!(failure.message.contains("/feed.xml"), "{}", failure.message);
    assert_eq!(decode(b" \n ", None, None).unwrap_err().cause, Cause::Empty);
    assert_eq!(decode(b"hello", None, None).unwrap_err().cause, Cause::NotAFeed);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let _ = decode(&bytes, None, None);
    }

    #[test]
    fn no_mutation_of_a_feed_makes_it_panic(at in 0_usize..300, with in ".{0,6}") {
        let mut text = rss("<item><title>A &amp; B</title><description><![CDATA[<p>x</p>]]></description></item>");
        let at = (0..=at.min(text.len())).rev().find(|n| text.is_char_boundary(*n)).unwrap_or(0);
        text.insert_str(at, &with);
        let _ = decode(text.as_bytes(), None, None);
    }
}
