//! Tags an article in place, and moves its legal notices out of its text.

use super::{engine::Input, notices::cut_notices, rules::Rules};
use crate::model::Article;

/// Sets the tags and notices of an article and cuts the notices out of its body, or out of
/// its summary where it has no body. A summary beside a body is an excerpt and stays whole.
pub fn apply(rules: &Rules, article: &mut Article) {
    let tags = rules.tag(&Input {
        title: article.title.as_deref(),
        summary: article.summary.as_deref(),
        body: article.body.as_deref(),
        language: article.language.as_ref().map(|language| language.tag.as_str()),
        publisher: Some(&article.publisher),
        feed_title: article.feed.name.as_deref(),
        recurring: &[],
    });
    let (field, text) = match &mut article.body {
        Some(_) => ("body", &mut article.body),
        None => ("summary", &mut article.summary),
    };
    let Some(whole) = text.as_deref().filter(|_| !tags.is_empty()) else {
        article.tags = tags;
        return;
    };
    let cut = cut_notices(field, whole, tags);
    *text = cut.text;
    article.notices = cut.notices;
    article.tags = cut.tags;
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTICE: &str =
        "The Harbour Desk has been declared an \"undesirable organization\" by the Russian government.";

    fn article(summary: &str, body: Option<&str>) -> Article {
        let mut article: Article = serde_json::from_value(serde_json::json!({
            "feed": {"id": "desk", "url": "https://desk.example/", "groups": [], "labels": {}},
            "publisher": "desk.example", "alternate_urls": [], "first_seen": "2026-01-01T00:00:00Z",
            "fetched": "2026-01-01T00:00:00Z", "authors": [], "credits": [], "categories": [], "markers": [],
            "media": [], "notices": [], "tags": [],
            "extraction": {"method": "feed", "repairs": [], "truncated": false},
        }))
        .unwrap();
        article.title = Some("UPDATE 1-Rain".into());
        (article.summary, article.body) = (Some(summary.into()), body.map(str::to_owned));
        apply(&Rules::builtin().unwrap(), &mut article);
        article
    }

    #[test]
    fn notices_leave_the_body_and_a_summary_beside_it_stays_whole() {
        let both = article(NOTICE, Some(&format!("Rain.\n\n{NOTICE}")));
        assert_eq!((both.summary.as_deref(), both.body.as_deref()), (Some(NOTICE), Some("Rain.")));
        let fields: Vec<_> = both.tags.iter().map(|tag| tag.field.as_str()).collect();
        assert_eq!(fields, ["title", "summary", "notices/0/text"]);
        assert_eq!(both.tags[0].authority.as_deref(), Some("desk.example"));
    }

    #[test]
    fn without_a_body_notices_leave_the_summary() {
        let short = article(NOTICE, None);
        assert_eq!((short.summary, short.body, short.notices.len()), (None, None, 1));
    }
}
