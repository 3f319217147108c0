//! `rdf:about`, the id of an RSS 1.0 item, which feed-rs leaves out.

use quick_xml::{Reader, events::Event};

use crate::model::Entry;

/// Adds the ids of items in document order, where every item was kept by the parser.
/// Were one left out, ids would go to the wrong items: then none is added.
pub fn add(text: &str, entries: &mut [Entry]) {
    let ids = read(text);
    if ids.len() == entries.len() {
        for (entry, id) in entries.iter_mut().zip(ids) {
            entry.guid = entry.guid.take().or(id);
        }
    }
}

fn read(text: &str) -> Vec<Option<String>> {
    let mut reader = Reader::from_str(text);
    let mut ids = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "item" => {
                let about = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "about");
                ids.push(about.map(|about| about.value.replace("&amp;", "&")).filter(|value| !value.trim().is_empty()));
            }
            Ok(Event::Eof) | Err(_) => return ids,
            Ok(_) => {}
        }
    }
}
