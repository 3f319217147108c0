//! schema.org `NewsArticle` in JSON-LD: <https://schema.org/NewsArticle>.

use serde_json::{Map, Value, json};

use super::put;
use crate::{
    model::{Instant, Media, PageOutcome},
    publish::record::ArticleRecord,
};

/// An article record as a `NewsArticle`.
pub fn of(record: &ArticleRecord) -> Value {
    let article = &record.article;
    let mut item = Map::new();
    put(&mut item, "@context", "https://schema.org");
    put(&mut item, "@type", "NewsArticle");
    put(&mut item, "@id", format!("urn:wiredesk:{}", record.id));
    put(&mut item, "version", record.revision);
    put(&mut item, "identifier", article.guid.clone());
    let url = article.url.as_ref().map(ToString::to_string);
    put(&mut item, "mainEntityOfPage", url.clone());
    put(&mut item, "url", url);
    put(&mut item, "sameAs", article.alternate_urls.iter().map(ToString::to_string).collect::<Vec<_>>());
    put(&mut item, "headline", article.title.clone());
    put(&mut item, "description", article.summary.clone());
    put(&mut item, "articleBody", article.body.clone());
    put(&mut item, "wordCount", article.body.as_ref().map(|body| body.split_whitespace().count()));
    put(&mut item, "inLanguage", article.language.as_ref().map(|language| language.tag.clone()));
    let instant = |instant: &Option<Instant>| instant.as_ref().and_then(|instant| instant.at).map(|at| at.to_string());
    put(&mut item, "datePublished", instant(&article.published));
    put(&mut item, "dateModified", instant(&article.updated));
    put(&mut item, "author", named("Person", article.authors.iter()));
    put(&mut item, "publisher", json!({ "@type": "NewsMediaOrganization", "name": article.publisher }));
    put(&mut item, "sourceOrganization", named("Organization", article.credits.iter().map(|credit| &credit.name)));
    if let Some(dateline) = &article.dateline {
        put(&mut item, "dateline", dateline.raw.clone());
        let place = dateline.place.as_ref().map(|place| json!({ "@type": "Place", "name": place }));
        put(&mut item, "locationCreated", place);
    }
    put(&mut item, "articleSection", article.section.clone());
    put(&mut item, "keywords", article.categories.clone());
    let media = |wanted: &str| {
        let all = article.media.iter().filter(|media| general(media) == wanted);
        all.map(|media| medium(wanted, media)).collect::<Vec<_>>()
    };
    put(&mut item, "image", media("ImageObject"));
    put(&mut item, "video", media("VideoObject"));
    put(&mut item, "audio", media("AudioObject"));
    if article.extraction.page.as_ref().is_some_and(|page| page.outcome == PageOutcome::Paywall) {
        put(&mut item, "isAccessibleForFree", false);
    }
    Value::Object(item)
}

fn named<'n>(kind: &str, names: impl Iterator<Item = &'n String>) -> Vec<Value> {
    names.map(|name| json!({ "@type": kind, "name": name })).collect()
}

fn general(media: &Media) -> &'static str {
    match media.media_type.as_deref().and_then(|kind| kind.split('/').next()) {
        Some("video") => "VideoObject",
        Some("audio") => "AudioObject",
        _ => "ImageObject",
    }
}

fn medium(kind: &str, media: &Media) -> Value {
    let mut item = Map::new();
    put(&mut item, "@type", kind);
    put(&mut item, "contentUrl", media.url.as_str());
    put(&mut item, "encodingFormat", media.media_type.clone().filter(|kind| kind.contains('/')));
    put(&mut item, "caption", media.caption.clone());
    put(&mut item, "width", media.width);
    put(&mut item, "height", media.height);
    Value::Object(item)
}
