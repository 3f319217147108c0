//! Tags an article in place, and moves its legal notices out of its text.

use super::{engine::Input, notices::cut_notices, rules::Rules};
use crate::model::{Article, CutKind, Recurring};

/// What is known of an article's outlet beside the article.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outlet<'a> {
    /// What the feed calls itself, whatever the config calls it.
    pub title: Option<&'a str>,
    /// Its other names, from the config.
    pub aliases: &'a [String],
    /// What recurs over the feed's articles.
    pub recurring: Option<&'a Recurring>,
}

impl<'a> Outlet<'a> {
    /// All that the outlet of the article is called: by the config, by its feed, and by what stood
    /// behind the article's title.
    pub fn names(&self, article: &'a Article) -> Vec<&'a str> {
        let cut = article.extraction.cut.iter().filter(|cut| cut.kind == CutKind::Outlet);
        let cut = cut.map(|cut| cut.text.trim_start_matches(|c: char| !c.is_alphanumeric()));
        let said = article.feed.name.as_deref().into_iter().chain(self.title);
        said.chain(self.aliases.iter().map(String::as_str)).chain(cut).collect()
    }
}

/// Sets the tags and notices of an article and cuts the notices out of its body, or out of
/// its summary where it has no body. A summary beside a body is an excerpt and stays whole.
pub fn apply(rules: &Rules, outlet: &Outlet<'_>, article: &mut Article) {
    let names = outlet.names(article);
    let tags = rules.tag(&Input {
        title: article.title.as_deref(),
        summary: article.summary.as_deref(),
        body: article.body.as_deref(),
        language: article.language.as_ref().map(|language| language.tag.as_str()),
        publisher: Some(&article.publisher),
        names: &names,
        recurring: outlet.recurring,
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
    use crate::curate::normalise::boilerplate;

    const NOTICE: &str =
        "The Harbour Desk has been declared an \"undesirable organization\" by the Russian government.";

    fn article(summary: &str, body: Option<&str>) -> Article {
        tagged(summary, body, &Outlet::default())
    }

    fn tagged(summary: &str, body: Option<&str>, outlet: &Outlet<'_>) -> Article {
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
        apply(&Rules::builtin().unwrap(), outlet, &mut article);
        article
    }

    /// A story whose last paragraph is news of another, and the outlet's notice where it names itself.
    const LAST: &str =
        "Rain fell on the harbour.\n\nIn May the Russian authorities declared Tidewater an undesirable organization.";

    #[test]
    fn who_is_named_at_the_end_is_the_outlet_where_config_or_feed_call_it_so() {
        let notice = |outlet: &Outlet<'_>| tagged("", Some(LAST), outlet).notices.len();
        assert_eq!(notice(&Outlet::default()), 0);
        let aliases = ["Tidewater".to_owned()];
        assert_eq!(notice(&Outlet { aliases: &aliases, ..Outlet::default() }), 1);
        assert_eq!(notice(&Outlet { title: Some("Tidewater: all the news"), ..Outlet::default() }), 1);
        assert_eq!(notice(&Outlet { title: Some("Low Tide"), ..Outlet::default() }), 0);
        let mut read = tagged("", Some(LAST), &Outlet::default());
        let cut = crate::model::Cut { kind: CutKind::Outlet, text: " - Tidewater".into() };
        read.extraction.cut.push(cut);
        apply(&Rules::builtin().unwrap(), &Outlet::default(), &mut read);
        assert_eq!(read.notices.len(), 1);
    }

    #[test]
    fn what_recurs_is_the_outlets_own_however_it_is_worded() {
        let blurb =
            "Tidewater, which Russia declared an undesirable organization, told us more than that. Write to us.";
        let story = |n: usize| format!("{blurb}\n\nFerry {n} left.\n\nIt was late, said captain {n}.");
        let bodies: Vec<_> = (0..6).map(|n| tagged("", Some(&story(n)), &Outlet::default())).collect();
        assert!(bodies.iter().all(|article| article.notices.is_empty() && article.tags.len() == 2));
        let mut known = Recurring::default();
        boilerplate::learn(&mut known, bodies.iter());
        let outlet = Outlet { recurring: Some(&known), ..Outlet::default() };
        let told = tagged("", Some(&story(7)), &outlet);
        assert_eq!((told.notices.len(), told.notices[0].text.as_str()), (1, blurb));
        assert_eq!(told.body.as_deref(), Some("Ferry 7 left.\n\nIt was late, said captain 7."));
        // The same words in a paragraph of another article are its story's.
        let other = tagged("", Some(&format!("{blurb} More.\n\nFerry 8 left.")), &outlet);
        assert!(other.notices.is_empty() && other.tags.len() == 2);
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
