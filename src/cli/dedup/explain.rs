//! `wiredesk dedup explain`: two items, compared as the daemon compares them.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{
    super::Error,
    items::{Item, of_file, of_stream},
    show::show,
};
use crate::{
    config::Settings,
    curate::{
        near::{self, Explanation},
        normalise::address::Addresses,
    },
    model::ArticleId,
    state::Index,
};

/// Compares two items as the daemon compares a new article with a known one: the word pairs that they
/// share with their weights, what speaks against a copy, and the verdict.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk dedup explain one.txt other.txt
  wiredesk replay polls.jsonl | wiredesk dedup explain --records - 3f2a90c1 https://example.org/a
  kcat -C -b localhost:9092 -t wire.articles -e -q > articles.jsonl
  wiredesk dedup explain --records articles.jsonl 3f2a90c1 77e0b4d2 --json

A file is an article record, a feed whose first item is taken, or a text with its title in the first
line. With --records the items are named by id, its first digits, or address; what stands in the
stream before the younger of them weighs the pairs and shows what is a publisher's form, as in the
daemon. Without it a pair is weighed by its letters alone.")]
pub struct Args {
    /// The first item: a file, or its name in the stream of records
    #[arg(value_name = "A")]
    a: String,
    /// The second one
    #[arg(value_name = "B")]
    b: String,
    /// Article records, one a line, as a consumer gets them or as replay prints them; - for standard input
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What is shown of an item.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Its id; absent for one of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ArticleId>,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: String,
    /// Its address.
    pub url: Option<String>,
}

/// All that is said.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The known item.
    pub a: Shown,
    /// The new one.
    pub b: Shown,
    /// Whether it is one item by its address; its words are then those of a revision.
    pub same_address: bool,
    /// The comparison of their words.
    #[serde(flatten)]
    pub words: Explanation,
}

/// Compares, and prints.
pub fn run(args: &Args) -> Result<(), Error> {
    let report = report(args)?;
    if args.json {
        let json = serde_json::to_string(&report).map_err(|e| Error::Failed(e.to_string()))?;
        anstream::println!("{json}");
    } else {
        show(&report);
    }
    Ok(())
}

fn report(args: &Args) -> Result<Report, Error> {
    let settings = Settings::default();
    let mut index = Index::new(settings.topics.index_retention.0).holding(settings.daemon.index_memory.0);
    let [a, b] = if let Some(records) = &args.records {
        of_stream(records, [&args.a, &args.b], &mut index)?
    } else {
        let a = of_file(Path::new(&args.a), 1, &settings, &index)?;
        index.insert(&a.print);
        [a, of_file(Path::new(&args.b), 2, &settings, &index)?]
    };
    let words = near::explain((&a.article, a.print.view()), (&b.article, b.print.view()), &index, b.article.first_seen);
    Ok(Report {
        same_address: same_address(&a, &b),
        a: shown(&a, args.records.is_some()),
        b: shown(&b, args.records.is_some()),
        words,
    })
}

fn same_address(a: &Item, b: &Item) -> bool {
    let known = Addresses::builtin();
    let key = |item: &Item| item.article.url.as_ref().map(|url| known.key(&known.canonical(url)));
    a.article.publisher == b.article.publisher && key(a).is_some_and(|address| key(b) == Some(address))
}

fn shown(item: &Item, named: bool) -> Shown {
    let article = &item.article;
    Shown {
        id: named.then_some(item.print.id),
        title: article.title.clone(),
        publisher: article.publisher.clone(),
        url: article.url.as_ref().map(ToString::to_string),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn compare(a: &str, b: &str, records: Option<&str>) -> Result<Report, Error> {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let args = match records {
            Some(records) => {
                Args { a: a.into(), b: b.into(), records: Some(file("records.jsonl", records)), json: false }
            }
            None => {
                let [a, b] = [file("a", a), file("b", b)].map(|path| path.display().to_string());
                Args { a, b, records: None, json: false }
            }
        };
        report(&args)
    }

    const FERRY: &str = "Two new ferries are to come\nThe harbour council will pay for 12 new ferries after crews refused \
                         to sail the old ones in winter, the mayor told reporters on the quay";

    #[test]
    fn a_copy_is_shown_with_what_it_shares() {
        let report = compare(FERRY, &format!("{FERRY} before the boat left"), None).unwrap();
        let words = &report.words;
        assert_eq!((words.verdict, words.guards.len(), words.titles, words.candidate), ("near", 0, true, true));
        assert!(words.containment > 0.95 && words.jaccard > 0.5, "{words:?}");
        assert!(words.shared.iter().any(|shared| shared.pair == "harbour council" && shared.weight > 0.5), "{words:?}");
        assert!(words.shared.windows(2).all(|two| two[0].weight >= two[1].weight));
    }

    #[test]
    fn a_guard_says_by_which_words_it_fired() {
        let report = compare(FERRY, &FERRY.replace("12", "14"), None).unwrap();
        let marks: Vec<_> = report.words.figures.iter().map(|mark| (mark.of, mark.text.as_str())).collect();
        assert_eq!((report.words.verdict, marks), ("distinct", vec![("a", "12"), ("b", "14")]));
        assert!(report.words.guards.iter().any(|guard| guard.contains("figure")), "{:?}", report.words.guards);
        let other = "The northern bridge is closed\nEngineers closed the bridge for a month of repairs";
        let far = compare(FERRY, other, None).unwrap().words;
        assert!(far.verdict == "distinct" && far.guards == ["too little in common"], "{far:?}");
    }

    #[test]
    fn scripts_without_spaces_are_spelled_by_characters() {
        let text = "港口购买新渡轮\n港口委员会决定购买两艘新渡轮，因为船员拒绝在冬季驾驶旧船";
        let report = compare(text, text, None).unwrap();
        assert!(report.words.shared.iter().any(|shared| shared.pair == "委员会"), "{:?}", report.words.shared);
    }

    /// A line as replay prints it.
    fn line(n: u8, publisher: &str, body: &str) -> String {
        let mut record = serde_json::json!({
            "schema": "wiredesk.article/1", "id": format!("{n:032x}"), "story_id": format!("{n:032x}"), "revision": 1,
            "relation": "new", "feed": {"id": "f", "url": "https://example.org/f", "groups": [], "labels": {}},
            "publisher": publisher, "alternate_urls": [], "authors": [], "credits": [], "categories": [], "markers": [],
            "first_seen": "2026-01-01T00:00:00Z", "fetched": "2026-01-01T00:00:00Z", "media": [], "notices": [], "tags": [],
            "extraction": {"method": "feed", "repairs": [], "truncated": false},
        });
        record["title"] = format!("Title {n} of the day").into();
        record["body"] = body.into();
        record["url"] = format!("https://{publisher}/{n}").into();
        format!("{}\n", serde_json::json!({"topic": "wire.articles", "key": "k", "headers": {}, "value": record}))
    }

    #[test]
    fn a_stream_shows_what_is_the_publishers_form() {
        let paywall = "Subscribe today to read this article and all others with full access to our apps at home";
        let records: String = (1..=5).map(|n| line(n, "local.example", paywall)).collect();
        let records = format!("{}\n{records}", serde_json::json!({"topic": "wire.feeds", "value": {}}));
        let report = compare("https://local.example/5", &format!("{:032x}", 1), Some(&records)).unwrap();
        // The older is the known one, whichever is named first.
        assert_eq!(report.a.id, Some(format!("{:032x}", 1).parse().unwrap()));
        assert!(report.words.shared.iter().all(|shared| shared.form && shared.weight < f32::EPSILON), "{report:?}");
        assert_eq!(report.words.verdict, "distinct");
        let missing = compare("ffffffff", "https://local.example/5", Some(&records)).unwrap_err().to_string();
        assert!(missing.contains("for ffffffff, there is none"), "{missing}");
        let broken = compare("ffffffff", "eeeeeeee", Some("{")).unwrap_err().to_string();
        assert!(broken.contains("line 1: expected JSON"), "{broken}");
    }
}
