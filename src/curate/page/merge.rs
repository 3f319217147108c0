//! One statement out of those of several layers: the site's rule, then linked data, then `meta` and
//! `link`, then microdata. The first that says something is believed.

use super::{Source, facts::Facts};

/// Where a statement stands.
type Field<T> = fn(&mut Facts) -> &mut T;

/// What was believed, and the layer that said it.
pub fn merge(layers: Vec<(Source, Facts)>) -> (Facts, Vec<(&'static str, Source)>) {
    let (mut all, mut by) = (Facts::default(), Vec::new());
    let fields: [(&'static str, Field<Option<String>>); 7] = [
        ("title", |facts| &mut facts.title),
        ("description", |facts| &mut facts.description),
        ("published", |facts| &mut facts.published),
        ("updated", |facts| &mut facts.modified),
        ("section", |facts| &mut facts.section),
        ("language", |facts| &mut facts.language),
        ("url", |facts| &mut facts.canonical),
    ];
    let lists: [(&'static str, Field<Vec<String>>); 3] = [
        ("authors", |facts| &mut facts.authors),
        ("categories", |facts| &mut facts.keywords),
        ("alternate_urls", |facts| &mut facts.alternates),
    ];
    let mut whole = false;
    for (source, mut facts) in layers {
        for (name, field) in fields {
            let said = field(&mut facts).take().filter(|text| !text.trim().is_empty());
            if field(&mut all).is_none() && said.is_some() {
                *field(&mut all) = said;
                by.push((name, source));
            }
        }
        for (name, list) in lists {
            if list(&mut all).is_empty() && !list(&mut facts).is_empty() {
                *list(&mut all) = std::mem::take(list(&mut facts));
                by.push((name, source));
            }
        }
        if !facts.media.is_empty() {
            by.push(("media", source));
        }
        // Every layer knows something of a picture.
        for medium in facts.media {
            match all.media.iter_mut().find(|known| known.url == medium.url) {
                None => all.media.push(medium),
                Some(known) => {
                    known.caption = known.caption.take().or(medium.caption);
                    known.width = known.width.or(medium.width);
                    known.height = known.height.or(medium.height);
                }
            }
        }
        // Of the whole it is said by a layer that names no parts.
        whole |= facts.free == Some(false) && !facts.partly;
        // Who says that it is not free is believed before who says nothing.
        all.free = all.free.filter(|free| !free).or(facts.free).or(all.free);
        all.body = all.body.or(facts.body);
        all.paid.extend(facts.paid);
        all.is_article |= facts.is_article;
    }
    all.partly = all.free == Some(false) && !whole;
    (all, by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::page::Picture;

    #[test]
    fn the_first_layer_that_says_something_is_believed() {
        let picture = |caption: Option<&str>| Picture {
            url: "/a".into(),
            caption: caption.map(str::to_owned),
            ..Picture::default()
        };
        let linked = Facts {
            title: Some(" ".into()),
            section: Some("World".into()),
            media: vec![picture(None)],
            ..Facts::default()
        };
        let meta = Facts {
            title: Some("T".into()),
            section: Some("x".into()),
            free: Some(false),
            media: vec![picture(Some("c"))],
            ..Facts::default()
        };
        let micro = Facts { free: Some(true), ..Facts::default() };
        let (all, by) = merge(vec![(Source::Linked, linked), (Source::Meta, meta), (Source::Microdata, micro)]);
        assert_eq!((all.title.as_deref(), all.section.as_deref(), all.free), (Some("T"), Some("World"), Some(false)));
        assert_eq!((all.media.len(), all.media[0].caption.as_deref()), (1, Some("c")));
        assert!(by.contains(&("title", Source::Meta)) && by.contains(&("section", Source::Linked)));
    }
}
