//! Any string is a date or none, and none lies ahead of its time.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::curate::normalise::date;
use wiredesk_fuzz::within;

fuzz_target!(|raw: &str| {
    within(|| {
        let now: jiff::Timestamp = "2026-11-26T00:00:00Z".parse().expect("an instant");
        if let Some(at) = date::read(raw, None, now).and_then(|date| date.at) {
            assert!(at <= now + jiff::SignedDuration::from_hours(48));
        }
    });
});
