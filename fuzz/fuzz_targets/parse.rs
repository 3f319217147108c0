//! Any text is read or refused; a panic within is caught by the parser, so it is looked for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::{
    curate::{decode::decode, parse::parse},
    model::Cause,
};
use wiredesk_fuzz::within;

fuzz_target!(|text: &str| {
    within(|| {
        if let Ok(decoded) = decode(text.as_bytes(), None, None) {
            let read = parse(&decoded);
            assert!(!matches!(read, Err(failure) if failure.cause == Cause::ParserPanic));
        }
    });
});
