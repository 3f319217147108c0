//! The newsroom: outlets and events that we made up, in the shape of real feeds.

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1251};
use jiff::Timestamp;

use super::{
    origin::{
        Outlet,
        Step::{self, Busy, Edition},
    },
    times,
};

/// An outlet as it stands in the list below.
struct Source {
    id: &'static str,
    name: &'static str,
    format: &'static str,
    content_type: &'static str,
    encoding: &'static Encoding,
    validates: bool,
    editions: &'static [&'static str],
    script: &'static [Step],
}

const RSS: &str = "application/rss+xml";
const ATOM: &str = "application/atom+xml; charset=utf-8";

/// Polls come every two seconds: all has happened within 15 seconds, and no two things at once.
const SOURCES: &[Source] = &[
    // Two legal notices under every story, and a story about such a notice.
    Source {
        id: "steppe",
        name: "Radio Free Steppe",
        format: "RSS 2.0",
        content_type: RSS,
        encoding: UTF_8,
        validates: true,
        editions: &[include_str!("newsroom/steppe-1.xml"), include_str!("newsroom/steppe-2.xml")],
        script: &[Edition(1), Edition(1), Edition(2)],
    },
    // A label that a law prescribes, in an encoding that is older than the law.
    Source {
        id: "vestnik",
        name: "Степной вестник",
        format: "RSS 2.0",
        content_type: "text/xml; charset=windows-1251",
        encoding: WINDOWS_1251,
        validates: false,
        editions: &[include_str!("newsroom/vestnik-1.xml"), include_str!("newsroom/vestnik-2.xml")],
        script: &[Edition(1), Edition(1), Edition(1), Edition(1), Edition(1), Edition(2)],
    },
    // An update, then a correction with another figure.
    Source {
        id: "meridian",
        name: "Meridian Press",
        format: "Atom",
        content_type: ATOM,
        encoding: UTF_8,
        validates: true,
        editions: &[
            include_str!("newsroom/meridian-1.xml"),
            include_str!("newsroom/meridian-2.xml"),
            include_str!("newsroom/meridian-3.xml"),
        ],
        script: &[Edition(1), Edition(1), Edition(1), Edition(2), Edition(2), Edition(3)],
    },
    // Prints a story of the agency above word for word.
    Source {
        id: "harbour",
        name: "The Harbour Times",
        format: "RSS 2.0",
        content_type: RSS,
        encoding: UTF_8,
        validates: true,
        editions: &[include_str!("newsroom/harbour-1.xml"), include_str!("newsroom/harbour-2.xml")],
        script: &[Edition(1), Edition(1), Edition(1), Edition(1), Edition(2)],
    },
    Source {
        id: "depesche",
        name: "Küsten-Depesche",
        format: "RSS 1.0",
        content_type: "application/rdf+xml",
        encoding: UTF_8,
        validates: true,
        editions: &[include_str!("newsroom/depesche.rdf")],
        script: &[Edition(1)],
    },
    // The second edition has two stories that speak of sanctions and are about none.
    Source {
        id: "ledger",
        name: "The Strait Ledger",
        format: "JSON Feed",
        content_type: "application/feed+json",
        encoding: UTF_8,
        validates: true,
        editions: &[include_str!("newsroom/ledger-1.json"), include_str!("newsroom/ledger-2.json")],
        script: &[Edition(1), Edition(1), Edition(1), Edition(1), Edition(1), Edition(1), Edition(2)],
    },
    // Characters of two columns.
    Source {
        id: "minato",
        name: "みなと通信",
        format: "Atom",
        content_type: ATOM,
        encoding: UTF_8,
        validates: true,
        editions: &[include_str!("newsroom/minato-1.xml"), include_str!("newsroom/minato-2.xml")],
        script: &[Edition(1), Edition(1), Edition(2)],
    },
    // A bare ampersand, entities that nobody declared, and an end in mid sentence.
    Source {
        id: "courier",
        name: "Coastline Courier",
        format: "broken",
        content_type: "text/html",
        encoding: UTF_8,
        validates: false,
        editions: &[include_str!("newsroom/courier-1.xml"), include_str!("newsroom/courier-2.xml")],
        script: &[Edition(1), Edition(1), Edition(1), Edition(2)],
    },
    // Asks for patience.
    Source {
        id: "gazette",
        name: "The Hillside Gazette",
        format: "RSS 2.0",
        content_type: RSS,
        encoding: UTF_8,
        validates: true,
        editions: &[include_str!("newsroom/gazette-1.xml"), include_str!("newsroom/gazette-2.xml")],
        script: &[Edition(1), Busy(5), Edition(2)],
    },
    // Says 304 from the second poll on.
    Source {
        id: "bulletin",
        name: "Lighthouse Bulletin",
        format: "Atom",
        content_type: ATOM,
        encoding: UTF_8,
        validates: true,
        editions: &[include_str!("newsroom/bulletin.xml")],
        script: &[Edition(1)],
    },
    // A web page where a feed was expected.
    Source {
        id: "portal",
        name: "Valley Portal",
        format: "HTML",
        content_type: "text/html; charset=utf-8",
        encoding: UTF_8,
        validates: false,
        editions: &[include_str!("newsroom/portal.html")],
        script: &[Edition(1)],
    },
];

/// The outlets with their documents dated relative to `now`.
pub fn outlets(now: Timestamp) -> Vec<Outlet> {
    let encode = |source: &Source, document: &str| {
        let (bytes, _, _) = source.encoding.encode(document);
        Bytes::from(bytes.into_owned())
    };
    SOURCES
        .iter()
        .map(|source| Outlet {
            id: source.id.to_owned(),
            name: source.name.to_owned(),
            publisher: format!("{}.example", source.id),
            format: source.format.to_owned(),
            content_type: source.content_type.to_owned(),
            editions: source.editions.iter().map(|edition| encode(source, &times::fill(edition, now))).collect(),
            script: source.script.to_vec(),
            validates: source.validates,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use quick_xml::events::Event;

    use super::*;

    fn text(source: &Source, document: &str) -> String {
        times::fill(document, "2026-03-01T12:00:00Z".parse().unwrap()).replace("windows-1251", source.encoding.name())
    }

    fn documents() -> impl Iterator<Item = (&'static str, &'static str, String)> {
        SOURCES.iter().flat_map(|s| s.editions.iter().map(move |document| (s.id, s.format, text(s, document))))
    }

    #[test]
    fn documents_are_well_formed_where_they_are_meant_to_be() {
        for (id, format, document) in documents() {
            let parsed = feed_rs::parser::parse(document.as_bytes());
            match format {
                // The parser forgives truncation in places; strict XML does not.
                "broken" => assert!(xml_fault(&document).is_some(), "{id}"),
                "HTML" => assert!(parsed.is_err(), "{id}"),
                _ => {
                    assert!(
                        format == "JSON Feed" || xml_fault(&document).is_none(),
                        "{id}: {:?}",
                        xml_fault(&document)
                    );
                    let feed = parsed.unwrap_or_else(|e| panic!("{id}: {e}"));
                    assert!(!feed.entries.is_empty(), "{id}");
                    let ids: BTreeSet<_> = feed.entries.iter().map(|entry| &entry.id).collect();
                    assert_eq!(ids.len(), feed.entries.len(), "{id} repeats an id");
                    for entry in &feed.entries {
                        assert!(entry.title.is_some() && !entry.links.is_empty(), "{id}: {}", entry.id);
                        assert!(entry.published.or(entry.updated).is_some(), "{id}: {}", entry.id);
                    }
                }
            }
            assert!(!document.contains("{{") && !document.contains("}}"), "{id} has a placeholder that nobody knows");
        }
    }

    /// What strict XML says against the document.
    fn xml_fault(document: &str) -> Option<String> {
        const DECLARED: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];
        let mut reader = quick_xml::Reader::from_str(document);
        let mut depth = 0_i32;
        loop {
            match reader.read_event() {
                Ok(Event::Eof) if depth == 0 => return None,
                Ok(Event::Eof) => return Some("ends in mid element".into()),
                Ok(Event::Start(_)) => depth += 1,
                Ok(Event::End(_)) => depth -= 1,
                Ok(Event::GeneralRef(name)) if !name.is_char_ref() && !DECLARED.contains(&&*name) => {
                    return Some("an entity that nobody declared".into());
                }
                Ok(_) => {}
                Err(fault) => return Some(fault.to_string()),
            }
        }
    }

    #[test]
    fn scripts_name_editions_that_exist_and_use_all_of_them() {
        for source in SOURCES {
            let named = source.script.iter().filter_map(|step| match step {
                Edition(number) => Some(*number),
                Busy(_) => None,
            });
            let named: Vec<_> = named.collect::<BTreeSet<_>>().into_iter().collect();
            assert_eq!(named, (1..=source.editions.len()).collect::<Vec<_>>(), "{}", source.id);
        }
    }

    #[test]
    fn the_newsroom_holds_what_the_demo_promises() {
        let all: String = documents().map(|(_, _, document)| document).collect();
        for promised in [
            "RFS has been declared an \"undesirable organization\" by the Russian government.",
            "could face fines or imprisonment for sharing, liking, commenting on, or saving our content",
            "ПРОИЗВЕДЕН, РАСПРОСТРАНЕН И (ИЛИ) НАПРАВЛЕН ИНОСТРАННЫМ АГЕНТОМ",
            "UPDATE 2-",
            "CORRECTED-",
        ] {
            assert!(all.contains(promised), "{promised}");
        }
        let of = |id| documents().filter(|(source, _, _)| *source == id).last().unwrap().2;
        let paragraphs = |document: &str| {
            document.lines().map(|l| l.trim().to_owned()).filter(|l| l.starts_with("<p>")).collect::<BTreeSet<_>>()
        };
        let shared = paragraphs(&of("meridian")).intersection(&paragraphs(&of("harbour"))).count();
        assert!(shared >= 4, "the copy is no copy: {shared} paragraphs in common");
    }

    #[test]
    fn a_document_is_served_in_the_encoding_that_it_declares() {
        let outlets = outlets(Timestamp::UNIX_EPOCH);
        let vestnik = outlets.iter().find(|outlet| outlet.id == "vestnik").unwrap();
        assert!(std::str::from_utf8(&vestnik.editions[0]).is_err());
        let (text, _, faults) = WINDOWS_1251.decode(&vestnik.editions[0]);
        assert!(!faults && text.contains("ИНОСТРАННЫМ АГЕНТОМ") && !text.contains("&#"));
    }
}
