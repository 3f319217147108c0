//! What holds of every text, whatever the markup: shown on made-up markup with an oracle beside it.

use proptest::prelude::*;
use unicode_normalization::is_nfc;

use super::{cut_tail, html, plain};

/// A piece of markup.
#[derive(Debug, Clone)]
enum Piece {
    /// Text without white space.
    Word(String),
    /// Parts words: white space, a block, a line break, a cell.
    Parts(&'static str),
    /// Parts nothing: markup within a word.
    Within(&'static str),
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let word = "[a-zé]{1,4}|[а-я]{1,4}|[א-ת]{1,4}|[ا-ي]{1,4}|[世界港口]{1,3}";
    let parts = [
        " ",
        "\n",
        "\t",
        "&nbsp;",
        "&#160;",
        "<br>",
        "<br/>",
        "<p>",
        "</p>",
        "<div>",
        "<div></div>",
        "<li>",
        "<h2>x</h2>",
        "<hr>",
        "<blockquote> </blockquote>",
        "<table><tr><td>a</td><td>b</td></tr></table>",
        "<ul><li>y</li></ul>",
        "<script>nobody sees this</script> ",
        "\u{2003}",
    ];
    let within = ["<b>", "</b>", "<i>", "</i>", "<span>", "</span>", "<!-- c -->", "<wbr>", "&shy;", "<em></em>"];
    let piece = prop_oneof![
        3 => word.prop_map(Piece::Word),
        2 => proptest::sample::select(parts.to_vec()).prop_map(Piece::Parts),
        1 => proptest::sample::select(within.to_vec()).prop_map(Piece::Within),
    ];
    proptest::collection::vec(piece, 0..30)
}

fn markup(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Word(word) => word.clone(),
        Piece::Parts(markup) | Piece::Within(markup) => (*markup).to_owned(),
    };
    pieces.iter().map(text).collect()
}

/// The words that a reader sees.
fn seen(pieces: &[Piece]) -> Vec<String> {
    let mut words = vec![String::new()];
    for piece in pieces {
        match piece {
            Piece::Word(word) => words.iter_mut().last().unwrap().push_str(word),
            Piece::Parts(markup) => {
                let own: &[&str] = match *markup {
                    "<h2>x</h2>" => &["x"],
                    "<ul><li>y</li></ul>" => &["y"],
                    markup if markup.starts_with("<table>") => &["a", "b"],
                    _ => &[],
                };
                words.extend(own.iter().map(|word| (*word).to_owned()));
                words.push(String::new());
            }
            Piece::Within(_) => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn what_is_not_seen_glues_nothing() {
    assert_eq!(html("one &shy;<i>two</i>").text, "one two");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn words_are_never_glued_nor_lost_in_any_writing(pieces in pieces()) {
        let text = html(&markup(&pieces)).text;
        prop_assert_eq!(words(&text), seen(&pieces), "{}", markup(&pieces));
    }

    #[test]
    fn a_text_read_again_is_the_same(pieces in pieces()) {
        let once = html(&markup(&pieces)).text;
        prop_assert_eq!(html(&escaped(&once).replace("\n\n", "<p>").replace('\n', "<br>")).text, once.clone());
        let plain = plain(&once);
        prop_assert_eq!(words(&plain), words(&once));
    }

    #[test]
    fn what_was_escaped_often_is_read_twice_and_no_more(pieces in pieces(), times in 2..5_usize) {
        let once = html(&markup(&pieces)).text;
        // Real paragraphs, so that every layer holds a known tag.
        let inner = format!("<p>{}</p>", escaped(&once));
        let layers = (0..times).fold(inner, |text, _| escaped(&text));
        let left = (0..times - 2).fold(format!("<p>{}</p>", escaped(&once)), |text, _| escaped(&text));
        let read = html(&layers).text;
        prop_assert_eq!(words(&read), words(&left));
    }

    #[test]
    fn a_tail_and_what_is_kept_are_the_whole_text(
        text in "[A-Za-zя世 .\n]{0,40}", tail in "(|Read more »|\nRead more|\\[\\.\\.\\.\\]|\nЧитать далее|\nThe post A appeared first on B\\.)"
    ) {
        let whole = format!("{text}{tail}");
        let (kept, cut) = cut_tail(&whole);
        prop_assert!(whole.starts_with(kept));
        let all = format!("{kept} {}", cut.map_or("", |cut| cut.text));
        prop_assert_eq!(all.split_whitespace().collect::<String>(), whole.split_whitespace().collect::<String>());
    }

    #[test]
    fn every_text_is_composed(text in "([a-zе и]|\u{301}|\u{308}|\u{306}|e\u{327}|ｶﾞ|\u{1100}\u{1161}){0,20}") {
        let composed = crate::curate::unicode::nfc(html(&text).text);
        prop_assert!(is_nfc(&composed));
    }

    #[test]
    fn letters_of_every_writing_and_the_marks_between_them_stay(text in "([ا-ي]|[א-ת]|[世界港口]|[あ-ん]|[가-힣]|\u{200c}|\u{200d}|\u{200f}|\u{200e}|\u{64b}|\u{5b0}){1,30}") {
        prop_assert_eq!(&html(&format!("<p>{text}</p>")).text, &text);
        prop_assert_eq!(&html(&format!("<table><tr><td><b>{text}</b></table>")).text, &text);
    }
}
