//! Any file of rules is refused with reasons, or tags a text in bounded time and memory.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::curate::tag::{Input, Rules};
use wiredesk_fuzz::within;

/// Words that the rules of the corpus look for, and some that they do not.
const TEXT: &str = "U.S. lifts sanctions on Narnia, «Весть» признана нежелательной организацией. 制裁 aaaaaaaaaaaaaaaaaaaa";

fuzz_target!(|file: &str| {
    within(|| {
        if let Ok(rules) = Rules::compile(&[("fuzz.toml".to_owned(), file.to_owned())]) {
            let _ = rules.verify();
            let _ = rules.tag(&Input { title: Some(TEXT), body: Some(TEXT), ..Input::default() });
        }
    });
});
