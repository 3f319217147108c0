//! Any bytes go the whole way to articles.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::{
    curate::{
        decode::{decode, html},
        normalise::{Config, Context, normalise},
        parse::parse,
    },
    model::{Feed, FeedRef},
};
use wiredesk_fuzz::within;

fuzz_target!(|bytes: &[u8]| {
    within(|| {
        let _ = html::offered(&String::from_utf8_lossy(bytes), None);
        let Ok(decoded) = decode(bytes, None, None) else { return };
        let Ok(parsed) = parse(&decoded) else { return };
        let feed = Feed::bare("fuzz", "https://wire.example/feed".parse().expect("an address"));
        let feed_ref = FeedRef::of(&feed, parsed.title.as_deref());
        let at = "2026-11-26T00:00:00Z".parse().expect("an instant");
        let config = Config::default();
        let context = Context {
            feed: &feed,
            feed_ref: &feed_ref,
            base: Some(&feed.url),
            site: parsed.link.as_deref(),
            language: parsed.language.as_deref(),
            format: parsed.format,
            at,
            first_seen: at,
            config: &config,
        };
        for entry in &parsed.entries {
            let _ = normalise(entry, &context);
        }
    });
});
