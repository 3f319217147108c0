//! Where a publisher says that a hub tells of news: by `Link` headers (RFC 8288) or by the
//! links of the feed (W3C WebSub, section 4).

use http::{HeaderMap, header};
use url::Url;

use crate::model::{Link, Offer};

/// Hubs remembered of a feed.
const MOST_HUBS: usize = 4;
/// Characters of an address.
const MOST_ADDRESS: usize = 1_000;
/// Bytes of `Link` headers that are read, and links in them.
const MOST_BYTES: usize = 16 << 10;
const MOST_LINKS: usize = 100;

/// What the head of an answer from `url` offers.
pub fn by_headers(headers: &HeaderMap, url: &Url) -> Offer {
    let mut offer = Offer::default();
    let mut left = MOST_BYTES;
    for value in headers.get_all(header::LINK) {
        let Some(value) = value.to_str().ok().filter(|value| value.len() <= left) else { break };
        left -= value.len();
        for (href, rels) in Links(value).take(MOST_LINKS) {
            rels.split_ascii_whitespace().for_each(|rel| take(&mut offer, rel, href, Some(url)));
        }
    }
    offer
}

/// What the links of a feed offer; `base` is where the document came from.
pub fn by_links(links: &[Link], base: Option<&Url>) -> Offer {
    let mut offer = Offer::default();
    for link in links {
        take(&mut offer, link.rel.as_deref().unwrap_or_default(), &link.href, base);
    }
    offer
}

fn take(offer: &mut Offer, rel: &str, href: &str, base: Option<&Url>) {
    let hub = rel.eq_ignore_ascii_case("hub");
    if !hub && !rel.eq_ignore_ascii_case("self") {
        return;
    }
    let url = match base {
        Some(base) => base.join(href.trim()),
        None => Url::parse(href.trim()),
    };
    let Ok(url) = url else { return };
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || url.as_str().len() > MOST_ADDRESS {
        return;
    }
    if !hub {
        // The topic is compared letter by letter: as it is written, where it is whole.
        let written = Some(href.trim()).filter(|href| Url::parse(href).is_ok());
        offer.topic.get_or_insert_with(|| written.unwrap_or(url.as_str()).to_owned());
    } else if offer.hubs.len() < MOST_HUBS && !offer.hubs.iter().any(|known| known == url.as_str()) {
        offer.hubs.push(url.into());
    }
}

/// The links of a `Link` header: address and relations. What cannot be read ends it.
struct Links<'a>(&'a str);

impl<'a> Iterator for Links<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let (_, rest) = self.0.split_once('<')?;
        let (href, mut rest) = rest.split_once('>')?;
        let mut rels = None;
        loop {
            rest = rest.trim_start();
            let Some(parameter) = rest.strip_prefix(';') else { break };
            let (name, value, after) = parameter_of(parameter);
            if name.eq_ignore_ascii_case("rel") {
                // Section 3.3: of several only the first counts.
                rels = rels.or(Some(value));
            }
            rest = after;
        }
        self.0 = rest;
        Some((href, rels.unwrap_or_default()))
    }
}

/// Name and value of a parameter, and what follows it.
fn parameter_of(text: &str) -> (&str, &str, &str) {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.strip_prefix('=').map(str::trim_start) else { return (name.trim(), "", rest) };
    match value.strip_prefix('"') {
        Some(quoted) => {
            let end = quoted.find('"').unwrap_or(quoted.len());
            (name.trim(), &quoted[..end], quoted.get(end + 1..).unwrap_or_default())
        }
        None => {
            let end = value.find([';', ',']).unwrap_or(value.len());
            (name.trim(), value[..end].trim(), &value[end..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_header(values: &[&str]) -> Offer {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::LINK, value.parse().unwrap());
        }
        by_headers(&headers, &"https://example.org/feeds/world.rss".parse().unwrap())
    }

    fn offer(hubs: &[&str], topic: Option<&str>) -> Offer {
        Offer { hubs: hubs.iter().map(|&hub| hub.to_owned()).collect(), topic: topic.map(str::to_owned) }
    }

    #[test]
    fn link_headers_are_read_in_all_their_forms() {
        let whole = offer(&["https://hub.example/"], Some("https://example.org/feed"));
        for values in [
            &[r#"<https://hub.example/>; rel="hub", <https://example.org/feed>; rel="self""#][..],
            &["<https://hub.example/>;rel=hub", "<https://example.org/feed>; rel=self"],
            &[
                r#"<https://example.org/feed>; title="a, <b>; rel=hub"; rel="canonical self" , <https://hub.example>; REL=Hub"#,
            ],
            &["<https://hub.example/> ; rel = hub ; rel=self , <https://example.org/feed>; rel=self"],
        ] {
            assert_eq!(by_header(values), whole, "{values:?}");
        }
    }

    #[test]
    fn relative_addresses_start_at_the_feed_and_odd_ones_are_left_out() {
        assert_eq!(
            by_header(&["</hub>; rel=hub, <world.rss>; rel=self"]),
            offer(&["https://example.org/hub"], Some("https://example.org/feeds/world.rss"))
        );
        assert_eq!(by_header(&["<javascript:alert(1)>; rel=hub, <ftp://hub.example/>; rel=hub, <"]), Offer::default());
        let long = format!("<https://hub.example/{}>; rel=hub", "a".repeat(MOST_ADDRESS));
        assert_eq!(by_header(&[&long]), Offer::default());
        let many: Vec<_> = (0..9).map(|n| format!("<https://hub{n}.example/>; rel=hub")).collect();
        assert_eq!(by_header(&[&many.join(",")]).hubs.len(), MOST_HUBS);
    }

    #[test]
    fn a_topic_stays_as_it_is_written() {
        let topic = "https://EXAMPLE.org";
        assert_eq!(by_header(&[&format!("<{topic}>; rel=self")]).topic.as_deref(), Some(topic));
    }

    #[test]
    fn links_of_a_feed_say_the_same() {
        let link = |rel: &str, href: &str| Link { href: href.into(), rel: Some(rel.into()), media_type: None };
        let links = [
            link("self", "https://example.org/feed"),
            link("next", "https://example.org/feed?2"),
            link("hub", "https://hub.example/"),
            link("hub", "https://hub.example/"),
        ];
        assert_eq!(by_links(&links, None), offer(&["https://hub.example/"], Some("https://example.org/feed")));
    }
}
