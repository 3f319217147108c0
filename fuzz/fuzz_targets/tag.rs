//! Any text gives tags whose quotes are the text at their spans.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wiredesk::curate::tag::{Input, Rules};
use wiredesk_fuzz::within;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::builtin().expect("the built-in rules"));

fuzz_target!(|parts: (&str, &str)| {
    within(|| {
        let (title, body) = parts;
        for tag in RULES.tag(&Input { title: Some(title), body: Some(body), ..Input::default() }) {
            let text = if tag.field == "title" { title } else { body };
            let words: String = text.chars().skip(tag.start).take(tag.end - tag.start).collect();
            assert_eq!(words, tag.quote);
        }
    });
});
