use super::*;
use crate::{
    curate::material,
    model::{Article, Publisher},
};

/// An article of a publisher, seen at a second.
fn article(title: &str, body: &str) -> Article {
    let mut article: Article = serde_json::from_value(serde_json::json!({
        "feed": {"id": "f", "url": "https://example.org/f", "groups": [], "labels": {}},
        "publisher": "example.org", "alternate_urls": [], "authors": [], "credits": [], "categories": [], "markers": [],
        "first_seen": "2026-01-01T00:00:00Z", "fetched": "2026-01-01T00:00:00Z", "media": [], "notices": [], "tags": [],
        "extraction": {"method": "feed", "repairs": [], "truncated": false},
    }))
    .unwrap();
    article.title = Some(title.to_owned()).filter(|title| !title.is_empty());
    article.body = Some(body.to_owned()).filter(|body| !body.is_empty());
    article
}

pub(super) struct Desk {
    index: Index,
    n: u8,
}

impl Desk {
    pub(super) fn new() -> Self {
        Self { index: Index::default(), n: 0 }
    }

    /// What an article repeats; it is then taken in.
    pub(super) fn see(&mut self, publisher: &str, hour: i64, title: &str, body: &str) -> Option<Match> {
        self.n += 1;
        let (article, at) = (article(title, body), 1_000_000 + hour * 3_600);
        let content = material::copy(&article);
        let print = sketch(ArticleId([self.n; 16]), &Publisher(publisher.into()), at, &article, content);
        let found = find((&article, &print), &self.index, &[], Timestamp::from_second(at).unwrap(), &Limits::default());
        self.index.insert(&joined(print, found.as_ref(), &self.index));
        found
    }
}

const FERRY: &str = "The harbour council will pay for two new ferries after crews refused to sail the old ones in winter, \
                     the town's mayor told reporters on the quay before the morning boat left";

#[test]
fn a_copy_is_found_whatever_stands_about_it() {
    let mut desk = Desk::new();
    assert_eq!(desk.see("a.example", 0, "Council pays for two new ferries", FERRY), None);
    let copy = format!("HARBOUR TOWN (ABC) - {FERRY}. The first of them is expected within the year.");
    let found = desk.see("b.example", 1, "New ferries are to come - The Daily Quay", &copy).unwrap();
    assert_eq!((found.original, found.on), (ArticleId([1; 16]), MatchedOn::Similarity));
    assert!(found.similarity > 0.7, "{found:?}");
    let cut: String = FERRY.chars().take(100).collect();
    assert!(desk.see("c.example", 2, "Ferries", &format!("{cut}…")).is_some());
    assert_eq!(
        desk.see("d.example", 3, "Bridge is closed", "Engineers closed the northern bridge for a month of repairs"),
        None
    );
}

/// Two reports of one event have names, turns and what somebody said in common, and no run of words beside.
#[test]
fn reports_that_were_written_apart_are_no_copies() {
    let mut desk = Desk::new();
    let told = "Mayor Anna Berg announced on the quay that Harbour Town will buy two new ferries. “We will not leave the \
                islands alone in winter, whatever it costs the town”, Berg told reporters";
    desk.see("a.example", 0, "Harbour Town will buy two new ferries, mayor says", told);
    let other = "Two new ferries are coming to Harbour Town. According to Mayor Anna Berg the council agreed at last: “We \
                 will not leave the islands alone in winter, whatever it costs the town”, she promised crews";
    assert_eq!(desk.see("b.example", 1, "Mayor Anna Berg promises Harbour Town ferries", other), None);
    // The same runs without quotation marks are the reporter's own words.
    let copied = told.replace(['“', '”'], "");
    let found = desk.see("c.example", 2, "Islands are not left alone", &copied.replace(" on the quay", " yesterday"));
    assert_eq!(found.unwrap().original, ArticleId([1; 16]));
}

#[test]
fn the_same_words_are_a_copy_by_content() {
    let mut desk = Desk::new();
    desk.see("a.example", 0, "Council pays for two new ferries", FERRY);
    let found =
        desk.see("b.example", 1, "Council pays for two new ferries - Quay News", &FERRY.to_uppercase()).unwrap();
    assert_eq!((found.similarity, found.on), (1.0, MatchedOn::Content));
    // Under another title a short text is a copy and not the same article; a long one says which it is.
    let found = desk.see("c.example", 2, "Crews had their way at last, says mayor", FERRY).unwrap();
    assert_eq!((found.original, found.on), (ArticleId([1; 16]), MatchedOn::Similarity));
    assert!(found.similarity > 0.8, "{found:?}");
    let long = (0..60).fold(FERRY.to_owned(), |text, n| format!("{text} berth{n} quay{n}"));
    desk.see("a.example", 3, "Ferries and berths of the coast", &long);
    let found = desk.see("b.example", 4, "All berths at one glance for sailors", &long).unwrap();
    assert_eq!((found.similarity, found.on), (1.0, MatchedOn::Content));
}

#[test]
fn short_texts_are_the_same_by_all_their_words() {
    let mut desk = Desk::new();
    desk.see("a.example", 0, "Council pays for two new ferries", "The mayor told reporters on the quay");
    let found =
        desk.see("b.example", 1, "Council pays for two new ferries", "The mayor told reporters on the quay.").unwrap();
    assert_eq!(found.on, MatchedOn::Content);
    let found =
        desk.see("c.example", 2, "Council pays for two new ferries", "The mayor told reporters on a boat").unwrap();
    assert_eq!(found.on, MatchedOn::Similarity);
}

#[test]
fn figures_dates_and_weekdays_part_what_looks_alike() {
    let text = |cases: &str, day: &str| {
        format!(
            "The ministry reported {cases} new cases in the harbour region on {day}, as the clinics of the coast went on to test all who asked"
        )
    };
    for (a, b) in [(("120", "Monday"), ("131", "Monday")), (("120", "Monday"), ("120", "Tuesday"))] {
        let mut desk = Desk::new();
        desk.see("a.example", 0, "New cases", &text(a.0, a.1));
        assert_eq!(desk.see("b.example", 5, "New cases", &text(b.0, b.1)), None, "{a:?} {b:?}");
    }
    // A figure that one side alone has is what the other left out.
    let mut desk = Desk::new();
    desk.see("a.example", 0, "New cases", &text("120", "Monday"));
    assert!(desk.see("b.example", 5, "New cases", &text("many", "Monday")).is_some());
}

#[test]
fn series_of_one_publisher_are_no_copies() {
    let (mut desk, mut capitals) = (Desk::new(), Desk::new());
    let tip = |a: &str, b: &str| {
        (
            format!("{a} against {b}: what our expert bets on"),
            format!(
                "Our expert of many years has made his forecast of the match {a} against {b} in the sixth round of the national league"
            ),
        )
    };
    for (hour, (a, b)) in (0..).zip([("Torpedo", "Rukh"), ("Isloch", "Vitebsk"), ("Dinamo", "Slavia")]) {
        let (title, body) = tip(a, b);
        assert_eq!(desk.see("bets.example", hour, &title, &body), None, "{title}");
        // Where all words of a title have capitals, names are told by the text.
        let title = format!("{a} Against {b}: What Our Expert Bets On Tonight");
        assert_eq!(capitals.see("bets.example", hour, &title, &body), None, "{title}");
    }
    // In quotes, and at the beginning.
    let tip = |a: &str, b: &str| {
        (
            format!("«{a}» — «{b}». Прогноз и ставка Ивана Петрова"),
            format!(
                "Обозреватель портовой газеты и её постоянный эксперт Иван Петров сделал прогноз на встречу «{a}» — «{b}» в шестом туре городской лиги"
            ),
        )
    };
    for (hour, (a, b)) in (0..).zip([("Маяк", "Причал"), ("Якорь", "Буксир"), ("Шторм", "Лоцман")])
    {
        let (title, body) = tip(a, b);
        assert_eq!(desk.see("stavki.example", hour, &title, &body), None, "{title}");
    }
}

#[test]
fn one_story_of_a_publisher_with_other_people_in_its_title_is_a_copy() {
    let mut desk = Desk::new();
    let text = "Mayor Ada Quay and harbour master Bo Lind agreed on Sunday to close the northern bridge for repairs that will take a month";
    desk.see("a.example", 0, "Mayor Quay to close the northern bridge", text);
    assert!(desk.see("a.example", 1, "Lind agrees to close the northern bridge", text).is_some());
}

#[test]
fn what_a_publisher_always_says_tells_nothing() {
    let mut desk = Desk::new();
    let paywall = "Subscribe today to read this article and all others with full access to our apps and our printed paper at home";
    for (hour, title) in (0..).zip(["a mayor resigns", "the bridge closes", "storm takes roofs", "market opens early"])
    {
        let found = desk.see("local.example", hour, title, paywall);
        assert!(hour < 2 || found.is_none(), "{title}: {found:?}");
    }
}

#[test]
fn a_live_page_is_a_copy_of_nothing() {
    let mut desk = Desk::new();
    desk.see("a.example", 0, "Storm on the coast: live updates", FERRY);
    assert_eq!(desk.see("a.example", 9, "Storm on the coast: live updates", FERRY), None);
}

#[test]
fn scripts_without_spaces_are_compared_by_characters() {
    let mut desk = Desk::new();
    let text = "港口委员会决定购买两艘新渡轮，因为船员拒绝在冬季驾驶旧船，市长在早班船出发前对记者说";
    desk.see("a.example", 0, "港口购买新渡轮", text);
    let other = format!("{text}。预计第一艘将在年内抵达");
    assert!(desk.see("b.example", 1, "两艘新渡轮", &other).is_some());
    assert_eq!(desk.see("c.example", 2, "北桥关闭", "工程师关闭了北部大桥进行为期一个月的维修，司机必须绕行"), None);
}

#[test]
fn another_figure_under_the_same_title_within_a_day_is_a_revision() {
    let mut desk = Desk::new();
    let text = |n: &str| {
        format!(
            "The harbour company made a loss of {n} million in the fourth quarter after it paid for two new ferries and a quay"
        )
    };
    desk.see("a.example", 0, "Harbour company reports a loss again", &text("26.8"));
    assert!(desk.see("a.example", 2, "Harbour company reports a loss again", &text("0.27")).unwrap().revision);
    assert_eq!(desk.see("a.example", 60, "Harbour company reports a loss again", &text("31.5")), None);
}

#[test]
fn two_stories_that_one_article_repeats_are_linked_and_stay_two() {
    let mut desk = Desk::new();
    let other = "Engineers have closed the northern bridge for a month of repairs and send all lorries over the old toll road by the lake";
    desk.see("a.example", 0, "Council pays for ferries", FERRY);
    desk.see("b.example", 1, "Northern bridge is closed", other);
    let both = desk.see("c.example", 2, "The day", &format!("{FERRY}. {other}")).unwrap();
    let stories = [ArticleId([1; 16]), ArticleId([2; 16])];
    assert!(stories.contains(&both.story) && both.links.len() == 1 && stories.contains(&both.links[0]), "{both:?}");
    assert_ne!(both.story, both.links[0]);
}
