//! HTML tag by tag, without a tree: markup that nests thousands of elements, or has tens of
//! thousands, would cost a tree builder the square of them. Its words are read all the same.

use std::{borrow::Cow, cell::RefCell};

use html5ever::{
    LocalName, local_name,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
    },
};

use super::{Extracted, walk::Walk};

/// How many of the innermost elements an end tag is looked for among; one that is not there is ignored.
const REACH: usize = 64;

/// Reads markup of any kind, in time that grows with its length.
pub(super) fn read(markup: &str) -> Extracted {
    let tokenizer = Tokenizer::new(Flat::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(markup));
    // Nothing here hands a script over, which alone would stop it before the end.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().walk.finish()
}

#[derive(Default)]
struct Flat(RefCell<State>);

#[derive(Default)]
struct State {
    walk: Walk,
    open: Vec<LocalName>,
}

impl State {
    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let get = |name: &str| {
            let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
            found.map(|attribute| Cow::Borrowed(&*attribute.value))
        };
        self.walk.open(&tag.name, true, &get);
        if is_void(&tag.name) {
            self.walk.close(&tag.name);
            return TokenSinkResult::Continue;
        }
        self.open.push(tag.name.clone());
        match tag.name {
            local_name!("script") => TokenSinkResult::RawData(RawKind::ScriptData),
            local_name!("textarea") | local_name!("title") => TokenSinkResult::RawData(RawKind::Rcdata),
            local_name!("style")
            | local_name!("xmp")
            | local_name!("iframe")
            | local_name!("noembed")
            | local_name!("noframes") => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }

    fn end(&mut self, name: &LocalName) {
        let Some(back) = self.open.iter().rev().take(REACH).position(|open| open == name) else { return };
        for closed in self.open.drain(self.open.len() - 1 - back..).rev() {
            self.walk.close(&closed);
        }
    }
}

impl TokenSink for Flat {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.walk.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return state.start(&tag),
            Token::TagToken(tag) => state.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements without content (HTML, section 13.1.2).
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

#[cfg(test)]
mod tests {
    use super::{super::html, *};

    #[test]
    fn what_is_well_nested_reads_as_its_tree_does() {
        for markup in [
            "<p>The <b>port</b> opened.</p><p>Ferries &amp; ships left<br>at noon.</p>",
            "<div><ul><li>one</li><li>two</li></ul><script>if (a < b) { }</script><style>p { }</style>end</div>",
            "<figure><img src=\"https://e.example/a.jpg\"><figcaption>A quay</figcaption></figure><p>Text</p>",
            "<table><tr><td>a</td><td>b</td></tr></table><pre>x\ny</pre>",
        ] {
            assert_eq!(read(markup), super::super::tree::read(markup), "{markup}");
        }
        assert_eq!(read("a</b></p>b<p>c</span>d").text, "ab\n\ncd");
    }

    #[test]
    fn words_of_markup_that_is_too_deep_or_too_much_are_kept() {
        let deep = format!("<p>first</p>{}middle{}<p>last</p>", "<div>".repeat(300_000), "</div>".repeat(300_000));
        assert_eq!(html(&deep).text, "first\n\nmiddle\n\nlast");
        let many = "<p class=\"x\">a <i title=\"&lt;\">b</i></p>".repeat(100_000);
        assert_eq!(html(&many).text.split_whitespace().count(), 200_000);
        let formats: String = (0..150).map(|n| format!("<b id={n}>")).collect();
        assert_eq!(html(&format!("{formats}{}", "<p>a".repeat(100_000))).text.matches('a').count(), 100_000);
    }
}
