//! What tagging costs: `cargo bench --bench tagging [-- FILE]`. A file is JSON Lines with `title`,
//! `text` and `language`; without one, texts of our own writing are used.

use std::{hint::black_box, time::Instant};

use wiredesk::curate::tag::{Input, Rules};

/// Nothing in it concerns a rule.
const PLAIN: &str = "The harbour opened at dawn and the ferries left on time. Fishermen sold herring on the quay while \
    children watched the gulls. In the afternoon the wind turned, and the pilots stayed ashore until the evening. ";
/// Ordinary Russian, of which every byte must be folded.
const RUSSIAN: &str = "Порт открылся на рассвете, и паромы ушли по расписанию. Рыбаки продавали сельдь, дети смотрели на \
    чаек. Днём ветер переменился, и лоцманы остались на берегу до вечера. ";
/// One claim in a story.
const CLAIM: &str = "Washington lifted sanctions on two shipyards in Iran, a spokesman said on Friday. ";

/// A Russian claim, beside letters of which no automaton tells the boundaries of words.
const RUSSIAN_CLAIM: &str = "Вашингтон снял санкции с двух верфей в Иране, сообщил в пятницу представитель ведомства. ";
/// Words that rules look for, without a claim: what a hostile text buys with repetition.
const REPEATED: &[(&str, &str)] = &[
    ("de", "Russland Vermögenswerte Guthaben "),
    ("fr", "fonds comptes avoirs russe gelé "),
    ("pt", "bens contas russo ativos são "),
    ("en", "participation in sharing a crime "),
    ("ru", "запрещена Россия признан суд реестр "),
];

struct Article {
    title: String,
    text: String,
    language: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    let rules = Rules::builtin()?;
    println!("rules {} put together in {:.1} ms", rules.len(), started.elapsed().as_secs_f64() * 1e3);
    let of = |text: String, language: &str| Article { title: String::new(), text, language: Some(language.to_owned()) };
    measure(&rules, "English without a hit, 1 MB", &[of(PLAIN.repeat(5_000), "en")], 20);
    measure(&rules, "Russian without a hit, 1 MB", &[of(RUSSIAN.repeat(3_800), "ru")], 20);
    let curly = PLAIN.repeat(8).replace("the quay", "the quay’s edge");
    measure(&rules, "articles of 2 KB, curly apostrophes", &vec![of(curly.clone(), "en"); 500], 10);
    measure(&rules, "articles of 2 KB, one claim each", &vec![of(format!("{curly}\n\n{CLAIM}"), "en"); 500], 10);
    let russian = RUSSIAN.repeat(6);
    measure(
        &rules,
        "Russian of 2 KB, one claim each",
        &vec![of(format!("{russian}\n\n{RUSSIAN_CLAIM}"), "ru"); 500],
        10,
    );
    for (language, words) in REPEATED {
        measure(&rules, words, &[of(words.repeat(100_000 / words.len()), language)], 2);
    }
    for path in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let lines = std::fs::read_to_string(&path)?;
        let articles: Vec<_> = lines.lines().filter_map(read).collect();
        measure(&rules, &path, &articles, 3);
    }
    Ok(())
}

impl Clone for Article {
    fn clone(&self) -> Self {
        Self { title: self.title.clone(), text: self.text.clone(), language: self.language.clone() }
    }
}

fn read(line: &str) -> Option<Article> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let string = |name: &str| value.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    Some(Article { title: string("title").unwrap_or_default(), text: string("text")?, language: string("language") })
}

/// The best of several passes, since other programs share the machine.
fn measure(rules: &Rules, name: &str, articles: &[Article], passes: usize) {
    let bytes: usize = articles.iter().map(|article| article.title.len() + article.text.len()).sum();
    let mut best = f64::MAX;
    let mut tagged = 0;
    for _ in 0..passes {
        let started = Instant::now();
        tagged = 0;
        for article in articles {
            let title = Some(article.title.as_str()).filter(|title| !title.is_empty());
            let input =
                Input { title, body: Some(&article.text), language: article.language.as_deref(), ..Input::default() };
            tagged += usize::from(!black_box(rules.tag(&input)).is_empty());
        }
        best = best.min(started.elapsed().as_secs_f64());
    }
    let (speed, each) = (bytes as f64 / 1e6 / best, best * 1e6 / articles.len() as f64);
    println!("{name:<40} {speed:8.0} MB/s  {each:9.1} us each, {tagged} of {} tagged", articles.len());
}
