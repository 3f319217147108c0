//! A structure-aware mutator: pieces of real shapes put together and torn apart. No document
//! may make the reader panic, hang, or answer with what is out of bounds.
//!
//! `MUTATE_SECONDS=120 MUTATE_SEED=7 cargo test --test feeds mutated` runs longer; a failure
//! prints the seed and the document.

use std::time::{Duration, Instant};

use wiredesk::curate;

use crate::faults::cases;

/// Longest document that is made.
const LONGEST: usize = 200_000;

const PIECES: &[&str] = &[
    "<rss version=\"2.0\">",
    "<channel>",
    "<item>",
    "</item>",
    "</channel>",
    "</rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "<entry>",
    "</entry>",
    "<title>",
    "</title>",
    "<link>",
    "</link>",
    "<link href='/a'/>",
    "<description>",
    "</description>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?x",
    "?>",
    "<!DOCTYPE x [",
    "&amp;",
    "&",
    "&#",
    "&#x;",
    "&#xD800;",
    "&nbsp;",
    "&lt;",
    "<",
    ">",
    "\"",
    "'",
    "=",
    "/",
    "/>",
    "</",
    "<a b=",
    "<a b='",
    "xmlns:x='u'",
    "xml:base='/x'",
    "xml:base='http://e.org/'",
    "\0",
    "\u{fffe}",
    "é",
    "«",
    "<author>«a@b.org (",
    "<media:group>",
    "<media:content url='/m'>",
    "<pubDate>",
    "</pubDate>",
    "10 Mar 2026 25:61",
    "1405/13/40",
    "<content type='xhtml'>",
    "<content mode='base64'>",
    "<rdf:RDF>",
    "<newsItem guid='g'>",
    "<itemRef residref='r'/>",
    "<guid>",
    "{\"items\":[",
    "{\"uri\":\"u\",\"headline\":1}",
    "]",
    "}",
    "\u{feff}",
    "\n",
    " ",
    "<p>",
    "<br>",
];

#[test]
fn no_mutated_document_breaks_the_reader() {
    let seconds = std::env::var("MUTATE_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let seed = std::env::var("MUTATE_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let seeds: Vec<Vec<u8>> = cases().into_iter().map(|case| case.bytes).collect();
    let mut random = Random(seed);
    let until = Instant::now() + Duration::from_secs(seconds);
    let (mut count, mut longest) = (0_u64, Duration::ZERO);
    while Instant::now() < until {
        let document = random.document(&seeds);
        let started = Instant::now();
        let read = std::panic::catch_unwind(|| curate::read(&document, None, None));
        let took = started.elapsed();
        longest = longest.max(took);
        count += 1;
        let shown = || String::from_utf8_lossy(&document).into_owned();
        let panicked = match &read {
            Ok(Err(unreadable)) => unreadable.failure.cause.as_str() == "parser_panic",
            Ok(Ok(_)) => false,
            Err(_panic) => true,
        };
        assert!(!panicked, "seed {seed}, document {count}: a panic: {}", shown());
        // Generous: the machine may be busy. What is worse than linear takes minutes.
        assert!(took < Duration::from_secs(20), "seed {seed}, document {count}: {took:?}: {}", shown());
    }
    eprintln!("{count} documents, longest {longest:?}");
    assert!(count > 10);
}

/// SplitMix64: good enough to choose pieces, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }

    fn document(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut document = if self.below(4) == 0 { Vec::new() } else { seeds[self.below(seeds.len())].clone() };
        for _ in 0..=self.below(12) {
            let at = self.below(document.len() + 1);
            let end = (at + self.below(40)).min(document.len());
            match self.below(7) {
                0 => drop(document.drain(at..end)),
                1 => document.truncate(at),
                2 => {
                    let piece = document[at..end].to_vec();
                    document.splice(at..at, piece);
                }
                3 => {
                    let piece = PIECES[self.below(PIECES.len())].repeat(1 << self.below(10));
                    document.splice(at..at, piece.into_bytes());
                }
                4 if at < document.len() => document[at] = u8::try_from(self.below(256)).unwrap_or(0),
                _ => {
                    let piece = PIECES[self.below(PIECES.len())];
                    document.splice(at..end, piece.bytes());
                }
            }
            document.truncate(LONGEST);
        }
        document
    }
}
