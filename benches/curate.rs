//! What the way from entry to article costs, stage by stage, beside feed-rs parsing the same bytes:
//! `cargo bench --bench curate [-- NAME-PART]`. CPU time of one thread, medians of rounds in which all
//! stages and feed-rs take turns. Real feeds of `../shared/data/feeds` are measured where present.

#[path = "support/generated.rs"]
mod generated;

use std::{fs, hint::black_box, path::Path, time::Duration};

use jiff::Timestamp;
use nix::time::{ClockId, clock_gettime};
use wiredesk::{
    curate::{
        Document, Poll, curate,
        entities::Lists,
        normalise::{self, Context, language, normalise, text, wire},
        read,
        tag::{self, Rules},
    },
    model::{Article, Feed, FeedRef},
    publish::delivery::Delivery,
    state::{Index, Memory},
};

/// Each round is one pass of every stage; noise falls on all of them.
const ROUNDS: usize = 15;
/// Every stage repeats until it has worked on about so many bytes, so that small feeds are timed well.
const BYTES_A_ROUND: usize = 600_000;

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    // Under `cargo test` a benchmark is only to run once.
    let rounds = if arguments.iter().any(|argument| argument == "--test") { 1 } else { ROUNDS };
    let only = arguments.iter().find(|argument| !argument.starts_with("--"));
    let rules = Rules::builtin()?;
    println!(
        "{:<28}{:>6}{:>7}  us an article: {:>7}{:>10}{:>8}{:>8}{:>8}{:>8}{:>8}{:>10}{:>8}",
        "feed", "kB", "items", "read", "normalise", "relate", "tag", "record", "all", "MB/s", "feed-rs us", "ratio"
    );
    let mut ratios = Vec::new();
    for (name, bytes) in generated().into_iter().chain(real()) {
        if only.is_none_or(|part| name.contains(part.as_str())) {
            ratios.extend(row(&name, &bytes, &rules, rounds)?);
        }
    }
    if !ratios.is_empty() {
        println!("entry to article (normalise, relate, tag) beside feed-rs, median of feeds: {:.2}", median(&ratios));
    }
    Ok(())
}

/// Measures one document; the ratio, where feed-rs can read it.
fn row(name: &str, bytes: &[u8], rules: &Rules, rounds: usize) -> Result<Option<f64>, Fault> {
    let document = read(bytes, None, None).map_err(|gone| format!("{name}: {}", gone.failure))?;
    let desk = Desk::new(rules)?;
    let entries = document.feed.entries.len();
    let articles = desk.articles(&document);
    let parser = || feed_rs::parser::Builder::new().sanitize_content(false).build();
    let theirs = parser().parse(bytes).is_ok();
    let repeat = (BYTES_A_ROUND / bytes.len()).clamp(1, 50);
    let mut all: [Vec<f64>; 6] = Default::default();
    for _ in 0..rounds {
        let untagged: Vec<_> = (0..repeat).map(|_| articles.clone()).collect();
        let mut found = Vec::with_capacity(repeat);
        let times = [
            cpu(|| (0..repeat).for_each(|_| drop(black_box(read(black_box(bytes), None, None))))),
            cpu(|| (0..repeat).for_each(|_| drop(black_box(desk.articles(black_box(&document)))))),
            cpu(|| {
                for mut article in untagged.into_iter().flatten() {
                    tag::apply(rules, &tag::Outlet::default(), black_box(&mut article));
                }
            }),
            cpu(|| found.extend((0..repeat).map(|_| curate(black_box(&document), desk.poll())))),
            cpu(|| {
                found.drain(..).for_each(|curated| {
                    let mut delivery = Delivery::default();
                    let added = delivery.add(&desk.feed, 0, curated, desk.at);
                    assert!(added.is_ok(), "{name}: {added:?}");
                    black_box(delivery);
                });
            }),
            if theirs {
                cpu(|| (0..repeat).for_each(|_| drop(black_box(parser().parse(black_box(bytes))))))
            } else {
                0.0
            },
        ];
        all.iter_mut().zip(times).for_each(|(all, time)| all.push(time / repeat as f64));
    }
    let [read_us, normalise_us, tag_us, curate_us, record_us, theirs_us] = all.map(|times| median(&times));
    let each = |us: f64| us / entries.max(1) as f64;
    let whole = read_us + curate_us + record_us;
    let ratio = theirs.then(|| curate_us / theirs_us);
    println!(
        "{name:<28}{:>6}{entries:>7}  {:>23.1}{:>10.1}{:>8.1}{:>8.1}{:>8.1}{:>8.1}{:>8.0}{:>10.1}{:>8}",
        bytes.len() / 1_000,
        each(read_us),
        each(normalise_us),
        each((curate_us - normalise_us - tag_us).max(0.0)),
        each(tag_us),
        each(record_us),
        each(whole),
        bytes.len() as f64 / whole,
        each(theirs_us),
        ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}")),
    );
    let [html, wire, language] = parts(&document, &articles, rounds).map(each);
    println!("{:<28}of normalise: HTML {html:.1}, conventions of wires {wire:.1}, language {language:.1}", "");
    Ok(ratio)
}

/// The dearest parts of normalising, each by itself.
fn parts(document: &Document, articles: &[Article], rounds: usize) -> [f64; 3] {
    let agencies = wire::Agencies::builtin();
    let entries = &document.feed.entries;
    let mut all: [Vec<f64>; 3] = Default::default();
    for _ in 0..rounds {
        let times = [
            cpu(|| {
                for entry in entries {
                    for part in [&entry.title, &entry.content, &entry.summary].into_iter().flatten() {
                        black_box(text::html(black_box(&part.value)));
                    }
                }
            }),
            cpu(|| {
                for article in articles {
                    let lines: Vec<&str> = article.body.iter().flat_map(|body| body.lines()).collect();
                    black_box(wire::read(&agencies, article.title.as_deref(), &lines, wire::Reach::BODY));
                }
            }),
            cpu(|| {
                for article in articles {
                    black_box(language::of(article.body.as_deref().unwrap_or_default(), &[]));
                }
            }),
        ];
        all.iter_mut().zip(times).for_each(|(all, time)| all.push(time));
    }
    all.map(|times| median(&times))
}

/// Lists are measured by themselves: `cargo bench --bench lists`.
static NO_LISTS: Lists = Lists::none();

/// What a poll needs beside the document.
struct Desk<'a> {
    feed: Feed,
    at: Timestamp,
    memory: Memory,
    index: Index,
    config: normalise::Config,
    rules: &'a Rules,
}

impl<'a> Desk<'a> {
    fn new(rules: &'a Rules) -> Result<Self, Fault> {
        Ok(Self {
            feed: Feed::bare("bench", "https://wire.example/feed".parse()?),
            at: Timestamp::from_second(1_780_000_000).unwrap_or_default(),
            memory: Memory::default(),
            index: Index::default(),
            config: normalise::Config::default(),
            rules,
        })
    }

    fn poll(&self) -> Poll<'_> {
        Poll {
            pages: None,
            feed: &self.feed,
            url: None,
            at: self.at,
            pushed: false,
            memory: &self.memory,
            index: &self.index,
            rules: self.rules,
            lists: &NO_LISTS,
            config: &self.config,
        }
    }

    fn articles(&self, document: &Document) -> Vec<Article> {
        let feed_ref = FeedRef::of(&self.feed, document.feed.title.as_deref());
        let context = Context {
            feed: &self.feed,
            feed_ref: &feed_ref,
            base: None,
            site: document.feed.link.as_deref(),
            language: document.feed.language.as_deref(),
            format: document.feed.format,
            at: self.at,
            first_seen: self.at,
            config: &self.config,
        };
        document.feed.entries.iter().map(|entry| normalise(entry, &context)).collect()
    }
}

/// CPU time of this thread in microseconds.
fn cpu(run: impl FnOnce()) -> f64 {
    let now = || clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map_or(Duration::ZERO, Duration::from);
    let started = now();
    run();
    now().saturating_sub(started).as_secs_f64() * 1e6
}

fn median(all: &[f64]) -> f64 {
    let mut all = all.to_vec();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Wire copy of our own: 2 KB of paragraphs an entry, Latin, Cyrillic and Chinese, and summaries alone.
fn generated() -> Vec<(String, Vec<u8>)> {
    let latin = [
        "The council of {} said on Tuesday that <a href=\"https://wire.example/x?a=1&b=2\">the port</a> would open again after two weeks.",
        "Ferries to the islands would follow, the harbour master of {} told reporters, if the weather held until then.",
        "\"We have waited long enough,\" he said, and traders agreed: rents rose by 4.{} percent in a year.",
    ];
    let cyrillic = [
        "Совет города {} сообщил во вторник, что порт откроется снова через две недели, и паромы пойдут следом.",
        "Начальник гавани сказал журналистам, что рейс {} отменён, но остальные суда выйдут по расписанию.",
        "По его словам, цены выросли на 4,{} процента за год, и торговцы с этим согласны.",
    ];
    let chinese = [
        "市议会第{}次会议星期二表示，港口将在两周后重新开放，渡轮随后恢复运行。",
        "港务局长对记者说，天气如果好，{}号船就会出发。",
    ];
    let ends =
        ["(Reporting by Ada Quay; Editing by Bo Lind)", "С использованием материалов ТАСС и Интерфакса", "（完）"];
    vec![
        ("generated, Latin".into(), feed("HARBOUR, March 10 (Reuters) - ", &latin, 16, ends[0]).into_bytes()),
        ("generated, Cyrillic".into(), feed("ГАВАНЬ, 10 мар — РИА Новости. ", &cyrillic, 10, ends[1]).into_bytes()),
        ("generated, Chinese".into(), feed("新华社北京3月10日电 ", &chinese, 20, ends[2]).into_bytes()),
        ("generated, summaries".into(), feed("", &latin, 2, "").into_bytes()),
    ]
}

/// 100 entries of so many paragraphs.
fn feed(dateline: &str, sentences: &[&str], paragraphs: usize, end: &str) -> String {
    generated::rss(100, false, |n| {
        let paragraph = |k: usize| sentences[(n + k) % sentences.len()].replace("{}", &(n * 31 + k).to_string());
        let begins = |k: usize| if k == 0 { dateline } else { "" };
        let body: String = (0..paragraphs).map(|k| format!("<p>{}{}</p>\n", begins(k), paragraph(k))).collect();
        format!("{body}<p>{end}</p>")
    })
}

/// Real feeds, where they are.
fn real() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/feeds");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("{} is not there: generated feeds only", folder.display());
        return Vec::new();
    };
    let mut feeds: Vec<_> = files
        .flatten()
        .filter_map(|file| Some((file.file_name().into_string().ok()?, fs::read(file.path()).ok()?)))
        .collect();
    feeds.sort();
    feeds
}
