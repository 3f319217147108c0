//! Any bytes become text or a failure, and markup ends for every start.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::curate::decode::{Notes, decode, structure};
use wiredesk_fuzz::within;

fuzz_target!(|bytes: &[u8]| {
    within(|| {
        if let Ok(decoded) = decode(bytes, None, None) {
            let mut notes = Notes::default();
            let clean = structure::clean(&decoded.text, &mut notes);
            // What was mended once needs no mending of its structure again.
            let mut again = Notes::default();
            structure::clean(&clean, &mut again);
            let left: Vec<_> = again.list().iter().filter(|note| note.kind == "truncated").collect();
            assert!(left.is_empty(), "{left:?}");
        }
    });
});
