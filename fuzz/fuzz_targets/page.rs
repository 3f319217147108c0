//! Any bytes are a page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::curate::page::{Sites, decode, read};
use wiredesk_fuzz::within;

fuzz_target!(|bytes: &[u8]| {
    within(|| {
        let url = "https://wire.example/story".parse().expect("an address");
        let _ = read(&decode(bytes, None), Some(&url), &Sites::default());
    });
});
