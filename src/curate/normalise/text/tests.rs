use super::*;

/// Both readers on the same markup.
fn both(markup: &str) -> (Option<Extracted>, Extracted) {
    (quick::read(markup), tree::read(markup))
}

#[test]
fn what_feeds_write_is_read_in_one_pass_and_as_the_tree_reads_it() {
    for markup in [
        "<p>One</p><p>Two <b>bold</b> &amp; &laquo;three&raquo;</p>",
        "One<br/>Two<br><br />Three",
        "<ul><li>a<li>b</ul><p>x<div>y</div>",
        "<figure><img src='a.jpg' alt='x' width=\"10\"><figcaption>Who <i>is</i> seen</figcaption></figure><P>Text</P>",
        "<p>A<!-- no -->B</p><iframe src=\"x\"></iframe><p style=\"display: none\">no</p><p class=\"wp-caption-text\">c</p>",
        "<a href='x'>One</a> <a href='y'>Two</a>",
        "<p>Open <b>to the end",
    ] {
        let (quick, tree) = both(markup);
        assert_eq!(quick, Some(tree), "{markup}");
    }
}

#[test]
fn what_is_odd_is_the_trees() {
    for markup in [
        "<b><p>x</b></p>",
        "<table><tr><td>a</table>",
        "a &amp b",
        "a < b",
        "<p>x</div>",
        "<a>x<a>y",
        "<script>x</script>",
        "<h1>a<h2>b",
        "&#128;",
        "<p/>x",
        "<p><b>x<div>y",
    ] {
        assert_eq!(both(markup).0, None, "{markup}");
    }
}

#[test]
fn lines_of_preformatted_text_are_the_authors() {
    assert_eq!(html("<pre>a b\nc\n\nd</pre>e").text, "a b\nc\n\nd\n\ne");
    assert_eq!(html("<p>One<br><br>Two<br>Three</p>").text, "One\n\nTwo\nThree");
}

#[test]
fn a_caption_finds_its_picture_on_either_side_and_is_text_without_one() {
    let of = |markup: &str| {
        let read = html(markup);
        (read.text, read.pictures.into_iter().map(|picture| picture.caption).collect::<Vec<_>>())
    };
    let some = |text: &str| Some(text.to_owned());
    let behind = "<img src='0'><figure><figcaption>Who</figcaption><img src='1' alt='x'></figure>Text";
    assert_eq!(of(behind), ("Text".into(), vec![None, some("Who")]));
    assert_eq!(
        of("<figure><iframe></iframe><figcaption>Who</figcaption></figure>Text"),
        ("Who\n\nText".into(), vec![])
    );
    assert_eq!(of("<p class='wp-caption-text'>Who</p><img src='1'>Text"), ("Who\n\nText".into(), vec![None]));
}

#[test]
fn tails_lead_on_in_any_language_and_sentences_stay() {
    for (text, kept, tail) in [
        ("A text.\n\nRead more »", "A text.", "Read more »"),
        ("A text. Читать далее", "A text.", "Читать далее"),
        ("A text [...]", "A text", "[...]"),
        ("A text.\n\nThe post A appeared first on B.", "A text.", "The post A appeared first on B."),
        ("A text.\n继续。\n阅读全文", "A text.\n继续。", "阅读全文"),
    ] {
        let (got, cut) = cut_tail(text);
        assert_eq!((got, cut.map(|cut| cut.text)), (kept, Some(tail)), "{text}");
    }
    for text in ["Read more", "He likes to read more", "They asked. Read more books, he said", "Continua"] {
        assert_eq!(cut_tail(text), (text, None));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(600))]
    #[test]
    fn the_quick_reader_reads_what_the_tree_reads(
        markup in "(<p>|</p>|<br>|<br/>|<li>|</li>|<ul>|</ul>|<div>|</div>|<b>|</b>|<a href='x'>|</a>|<h2>|</h2>|<img src=\"a\" alt='&lt;'>|<figure>|<figcaption>|</figcaption>|</figure>|<!-- c -->|<hr>|<span hidden>|</span>|&amp;|&nbsp;|&#39;|&eacute;|[a-zé世 \n]){0,24}"
    ) {
        let (quick, tree) = both(&markup);
        if let Some(quick) = quick {
            proptest::prop_assert_eq!(quick, tree);
        }
    }
}

#[test]
fn how_a_word_is_read_stands_beside_it_and_not_in_it() {
    let ruby = "<p><ruby>港<rp>（</rp><rt>みなと</rt><rp>）</rp></ruby>は<ruby>明日<rt>あした</ruby>開く。</p>";
    assert_eq!(html(ruby).text, "港は明日開く。");
}
