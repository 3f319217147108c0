//! Elements whose attributes say it all: links, media, categories.

use super::{
    fields::{Place, Say},
    xml::Reader,
};
use crate::{
    curate::decode::structure::Tag,
    model::{Link, MediaRef},
};

impl<'t> Reader<'t, '_> {
    /// Takes in what attributes say; returns where the element's children stand.
    pub(super) fn say(&mut self, say: Say, tag: Tag<'t>) -> Place {
        match say {
            Say::FeedLink => {
                let link = self.link(tag);
                if link.is_alternate() && self.feed.link.is_none() {
                    self.feed.link = Some(link.href.clone());
                }
                if !link.href.is_empty() && self.feed.links.len() < 50 {
                    self.feed.links.push(link);
                }
                Place::Nowhere
            }
            Say::Link => self.item_link(tag),
            Say::Enclosure => {
                let url = self.value(tag, "url").or_else(|| self.value(tag, "href"));
                let media_type = self.text(tag, "type").or_else(|| self.text(tag, "contenttype"));
                self.medium(url.unwrap_or_default().as_ref(), media_type, tag, true);
                Place::Nowhere
            }
            Say::Category => {
                let term = self.text(tag, "label").or_else(|| self.text(tag, "term"));
                if let (Some(draft), Some(term)) = (&mut self.draft, term) {
                    draft.category(&term);
                }
                Place::Nowhere
            }
            Say::MediaContent => {
                let media_type = self.text(tag, "type").or_else(|| self.text(tag, "medium"));
                let url = self.text(tag, "url").unwrap_or_default();
                self.medium(&url, media_type, tag, true);
                // One without an address of its own wraps a player or thumbnails.
                if url.trim().is_empty() { Place::Group } else { Place::Medium }
            }
            Say::Thumbnail | Say::Image => {
                let url = self.text(tag, "url").or_else(|| self.text(tag, "href")).unwrap_or_default();
                self.medium(&url, Some("image".into()), tag, false);
                Place::Nowhere
            }
            Say::Reply => {
                let of = self.text(tag, "ref").or_else(|| self.text(tag, "href"));
                if let (Some(draft), Some(of)) = (&mut self.draft, of) {
                    draft.extension("thr:in-reply-to", &of);
                }
                Place::Nowhere
            }
            // Begins an item only where none is open.
            Say::ItemRef => Place::Nowhere,
        }
    }

    fn item_link(&mut self, tag: Tag<'t>) -> Place {
        let link = self.link(tag);
        match link.rel.as_deref() {
            Some("enclosure") => {
                let media_type = link.media_type;
                self.medium(&link.href, media_type, tag, true);
            }
            // Addresses of comments, and of what software does with an entry.
            Some("replies" | "edit" | "edit-media" | "hub" | "search" | "pingback") => {}
            _ => {
                if let Some(draft) = &mut self.draft {
                    draft.link(link);
                }
            }
        }
        Place::Nowhere
    }

    fn link(&mut self, tag: Tag<'t>) -> Link {
        let href = self.text(tag, "href").unwrap_or_default();
        let rel = self.text(tag, "rel").map(|rel| {
            let rel = rel.trim().to_ascii_lowercase();
            // RFC 4287, section 4.2.7.2: the registry's own relations may be written in full.
            rel.strip_prefix("http://www.iana.org/assignments/relation/").map(str::to_owned).unwrap_or(rel)
        });
        Link { href: self.absolute(&href), rel: rel.filter(|rel| !rel.is_empty()), media_type: self.text(tag, "type") }
    }

    fn medium(&mut self, url: &str, media_type: Option<String>, tag: Tag<'t>, content: bool) {
        let number = |text: Option<String>| text.and_then(|text| text.trim().trim_end_matches("px").parse().ok());
        let (width, height) = (number(self.text(tag, "width")), number(self.text(tag, "height")));
        let url = if url.trim().is_empty() { String::new() } else { self.absolute(url) };
        let medium = MediaRef {
            url,
            media_type: media_type.filter(|kind| !kind.trim().is_empty()),
            width,
            height,
            ..MediaRef::default()
        };
        if let Some(draft) = &mut self.draft {
            if content { draft.medium(medium) } else { draft.thumbnail(medium) }
        }
    }

    fn text(&mut self, tag: Tag<'t>, name: &str) -> Option<String> {
        self.value(tag, name).map(std::borrow::Cow::into_owned)
    }
}
