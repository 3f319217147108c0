//! Moves paragraphs that are legal notices out of a text, and their tags with them.

use std::ops::Range;

use crate::model::{Kind, Notice, Placement, Role, Tag};

/// What became of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// The text without its notices; `None` where nothing else was in it.
    pub text: Option<String>,
    /// The notices, verbatim, in their order in the text.
    pub notices: Vec<Notice>,
    /// All tags, in their order; those of the text point to where their words now are.
    pub tags: Vec<Tag>,
}

/// A paragraph, by bytes and by code points.
#[derive(Clone)]
struct Paragraph {
    bytes: Range<usize>,
    points: Range<usize>,
    /// Code points from the end of the paragraph before to the start of the one after.
    reach: Range<usize>,
    /// The bytes that leave with it: its own and the blank lines after it; for the first
    /// paragraph also those before it.
    region: Range<usize>,
    /// The code points of `region`.
    gone: usize,
}

/// Takes the paragraphs of `text` that are a publisher's designation or legal notice out of it.
///
/// `field` is the name that tags of the text bear: `body`, or `summary` where an article has
/// no body; tags of other fields stay as they are. Which paragraphs are notices is what the
/// tags' placement says: a label inside a sentence is not `header` or `footer`, and stays.
pub fn cut_notices(field: &str, text: &str, tags: Vec<Tag>) -> Cut {
    let own: Vec<&Tag> = tags.iter().filter(|tag| tag.field == field).collect();
    let (mut kept, mut end_kept) = (String::new(), 0);
    let (mut cuts, mut notices): (Vec<Paragraph>, Vec<Notice>) = (Vec::new(), Vec::new());
    for paragraph in paragraphs(text) {
        let words = text.get(paragraph.bytes.clone()).unwrap_or_default();
        if let Some(kind) = notice_kind(&own, &paragraph) {
            notices.push(Notice { kind, text: words.to_owned() });
            cuts.push(paragraph);
        } else {
            kept.push_str(text.get(paragraph.region.clone()).unwrap_or_default());
            end_kept = kept.len() - (paragraph.region.end - paragraph.bytes.end);
        }
    }
    if cuts.is_empty() {
        return Cut { text: Some(text.to_owned()), notices, tags };
    }
    // The blank line before a notice at the end goes with the notice.
    if cuts.last().is_some_and(|cut| cut.region.end == text.len()) {
        kept.truncate(end_kept);
    }
    let tags = tags.into_iter().map(|tag| if tag.field == field { moved(tag, &cuts) } else { tag }).collect();
    Cut { text: (!kept.is_empty()).then_some(kept), notices, tags }
}

/// The kind of the notice that a paragraph is: that of its first tag, if it is one.
fn notice_kind(tags: &[&Tag], paragraph: &Paragraph) -> Option<Kind> {
    let inside = |tag: &Tag| paragraph.points.start <= tag.start && tag.end <= paragraph.points.end;
    let apart = |tag: &Tag| tag.end <= paragraph.reach.start || paragraph.reach.end <= tag.start;
    if !tags.iter().all(|tag| inside(tag) || apart(tag)) {
        return None;
    }
    let notices = tags.iter().filter(|tag| inside(tag) && is_notice(tag));
    notices.min_by_key(|tag| tag.start).map(|tag| tag.kind)
}

fn is_notice(tag: &Tag) -> bool {
    let kind = tag.kind.as_str();
    tag.role == Role::PublisherNotice
        && (kind.starts_with("designation.") || kind.starts_with("notice."))
        && matches!(tag.placement, Placement::Header | Placement::Footer)
}

/// The tag where its words are after the cuts, which are in order.
fn moved(tag: Tag, cuts: &[Paragraph]) -> Tag {
    let before = cuts.iter().take_while(|cut| cut.reach.end <= tag.start);
    let gone: usize = before.map(|cut| cut.gone).sum();
    let home = cuts.iter().enumerate().find(|(_, cut)| cut.points.contains(&tag.start));
    let (field, base) = match home {
        Some((n, cut)) => (format!("notices/{n}/text"), cut.points.start),
        None => (tag.field.clone(), gone),
    };
    Tag { field, start: tag.start - base, end: tag.end - base, ..tag }
}

/// The paragraphs of a text, parted by blank lines.
fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let (mut byte, mut point, mut open) = (0, 0, false);
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches('\n');
        let (bytes, points) = (byte..byte + words.len(), point..point + words.chars().count());
        byte += line.len();
        point = points.end + (line.len() - words.len());
        if words.trim().is_empty() {
            open = false;
        } else if let Some(last) = paragraphs.last_mut().filter(|_| open) {
            last.bytes.end = bytes.end;
            last.points.end = points.end;
        } else {
            let before = paragraphs.last_mut().map_or(0, |last| {
                last.close(bytes.start, points.start);
                last.points.end
            });
            let from = if paragraphs.is_empty() { 0 } else { bytes.start };
            paragraphs.push(Paragraph { region: from..0, reach: before..0, gone: 0, bytes, points });
            open = true;
        }
    }
    if let Some(last) = paragraphs.last_mut() {
        last.close(text.len(), point);
    }
    paragraphs
}

impl Paragraph {
    /// The paragraph after it, or the end of the text, is at this byte and code point.
    fn close(&mut self, byte: usize, point: usize) {
        self.region.end = byte;
        self.gone = point - if self.region.start == 0 { 0 } else { self.points.start };
        self.reach.end = point;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Action;

    fn tag(text: &str, quote: &str, role: Role, placement: Placement) -> Tag {
        let start = text[..text.find(quote).unwrap()].chars().count();
        Tag {
            kind: Kind::UndesirableOrg,
            role,
            placement,
            action: Action::Label,
            subject: None,
            authority: None,
            jurisdiction: None,
            programme: None,
            field: "body".into(),
            start,
            end: start + quote.chars().count(),
            quote: quote.into(),
            confidence: 1.0,
            rule: "r".into(),
            rules_version: "v".into(),
        }
    }

    fn words<'a>(cut: &'a Cut, tag: &Tag) -> &'a str {
        match tag.field.strip_prefix("notices/").and_then(|rest| rest.strip_suffix("/text")) {
            Some(n) => &cut.notices[n.parse::<usize>().unwrap()].text,
            None => cut.text.as_deref().unwrap(),
        }
    }

    fn holds(cut: &Cut) -> bool {
        cut.tags.iter().all(|tag| {
            let text: String = words(cut, tag).chars().skip(tag.start).take(tag.end - tag.start).collect();
            text == tag.quote
        })
    }

    #[test]
    fn notices_leave_and_the_story_closes_over_them() {
        let body = "«Label» one.\n\nStory ban.\n\nLabel two, again.\n\nMore story.\n\nLabel three.";
        let notice = |quote| tag(body, quote, Role::PublisherNotice, Placement::Footer);
        let tags = vec![
            notice("one"),
            tag(body, "ban", Role::NewsMention, Placement::Body),
            notice("two"),
            notice("again"),
            notice("three"),
        ];
        let cut = cut_notices("body", body, tags);
        assert_eq!(cut.text.as_deref(), Some("Story ban.\n\nMore story."));
        let notices: Vec<_> = cut.notices.iter().map(|notice| notice.text.as_str()).collect();
        assert_eq!(notices, ["«Label» one.", "Label two, again.", "Label three."]);
        let fields: Vec<_> = cut.tags.iter().map(|tag| tag.field.as_str()).collect();
        assert_eq!(fields, ["notices/0/text", "body", "notices/1/text", "notices/1/text", "notices/2/text"]);
        assert!(holds(&cut));
    }

    #[test]
    fn an_inline_label_and_a_news_mention_stay() {
        let body = "The Desk (undesirable in Russia) said so.";
        let inline = tag(body, "undesirable", Role::PublisherNotice, Placement::InlineLabel);
        let news = tag(body, "Russia", Role::NewsMention, Placement::Footer);
        let cut = cut_notices("body", body, vec![inline.clone(), news.clone()]);
        assert_eq!(cut, Cut { text: Some(body.into()), notices: vec![], tags: vec![inline, news] });
    }

    #[test]
    fn a_body_that_is_only_notices_becomes_none() {
        let body = "\nLabel.\n\n";
        let cut = cut_notices("body", body, vec![tag(body, "Label", Role::PublisherNotice, Placement::Header)]);
        assert_eq!((cut.text.as_deref(), cut.notices.len(), holds(&cut)), (None, 1, true));
    }

    proptest! {
        #[test]
        fn every_quote_is_where_its_tag_says(
            parts in prop::collection::vec(("[a-zё«ﬁ .]{0,12}", "\n|\n\n|\n \n|\n\n\n\n"), 1..8),
            picks in prop::collection::vec((0usize..90, 1usize..9, any::<bool>()), 0..8),
        ) {
            let text: String = parts.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
            let length = text.chars().count();
            let tags: Vec<Tag> = picks.into_iter().filter(|&(start, size, _)| start + size <= length).map(|(start, size, notice)| {
                let role = if notice { Role::PublisherNotice } else { Role::NewsMention };
                let mut tag = tag("x", "x", role, Placement::Footer);
                (tag.start, tag.end) = (start, start + size);
                tag.quote = text.chars().skip(start).take(size).collect();
                tag
            }).filter(|tag| !tag.quote.trim().is_empty()).collect();
            let cut = cut_notices("body", &text, tags.clone());
            prop_assert_eq!(cut.tags.len(), tags.len());
            prop_assert!(holds(&cut), "{:?} -> {:?}", text, cut);
        }
    }
}
