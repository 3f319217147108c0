//! Any text is read or refused; a panic within is caught by the parser, so it is looked for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::{
    curate::{decode::decode, parse::parse},
    model::Cause,
};

fuzz_target!(|text: &str| {
    if let Ok(decoded) = decode(text.as_bytes(), None) {
        let read = parse(&decoded);
        assert!(!matches!(read, Err(failure) if failure.cause == Cause::ParserPanic));
    }
});
