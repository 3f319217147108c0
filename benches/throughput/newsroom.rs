//! Feeds to measure with: half RSS, half Atom, Latin and Cyrillic, some HTML in each entry.
//! The same seed gives the same bytes.

use super::support::Random;

const ENGLISH: &str = "council votes on the harbour budget after a long session while ferry crews wait for an answer \
                       engineers inspect the northern bridge and say repairs take until spring prices of grain fell \
                       again as farmers report a late harvest the museum opens its new wing to visitors on Sunday";
const GERMAN: &str = "Stadtrat berät über den Haushalt der Häfen während Fährleute auf eine Antwort warten Prüfer \
                      besichtigen die nördliche Brücke und rechnen bis zum Frühjahr mit Arbeiten Getreidepreise fielen \
                      erneut weil die Ernte spät kommt das Museum öffnet am Sonntag einen neuen Flügel für Gäste";
const RUSSIAN: &str = "горсовет обсудил бюджет порта после долгого заседания пока экипажи паромов ждут ответа инженеры \
                       осмотрели северный мост и обещают закончить ремонт к весне цены на зерно снова упали потому что \
                       урожай собирают поздно музей откроет новое крыло для посетителей в воскресенье утром";

fn below(random: &mut Random, n: usize) -> usize {
    usize::try_from(random.draw() >> 32).unwrap() % n
}

fn words(random: &mut Random, from: &[&str], n: usize) -> String {
    (0..n).map(|_| from[below(random, from.len())]).collect::<Vec<_>>().join(" ")
}

/// The documents of `feeds` feeds with `entries` entries each.
pub fn documents(feeds: usize, entries: usize) -> Vec<Vec<u8>> {
    (0..feeds).map(|n| document(n, entries).into_bytes()).collect()
}

fn document(n: usize, entries: usize) -> String {
    let mut random = Random(n as u64);
    let (language, vocabulary) = [("en", ENGLISH), ("ru", RUSSIAN), ("de", GERMAN)][n % 3];
    let vocabulary: Vec<_> = vocabulary.split_whitespace().collect();
    let items: String = (0..entries).map(|k| entry(n, k, &vocabulary, &mut random)).collect();
    let site = format!("https://wire-{n}.example/");
    if is_atom(n) {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" \
             xml:lang=\"{language}\"><title>Wire {n}</title><id>{site}</id><link href=\"{site}\"/>\
             <updated>2026-01-02T03:04:05Z</updated>\n{items}</feed>\n"
        )
    } else {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Wire {n}</title><link>{site}</link>\
             <description>News</description><language>{language}</language>\n{items}</channel></rss>\n"
        )
    }
}

fn is_atom(n: usize) -> bool {
    n % 2 == 1
}

fn entry(n: usize, k: usize, vocabulary: &[&str], random: &mut Random) -> String {
    let title = words(random, vocabulary, 8);
    let (author, category) = (words(random, vocabulary, 2), words(random, vocabulary, 1));
    let (guid, link) = (format!("wire-{n}-{k}"), format!("https://wire-{n}.example/2026/{k}.html"));
    let html = escape(&html(&link, vocabulary, random));
    let (hour, minute) = (23 - (k / 60) % 24, 59 - k % 60);
    if is_atom(n) {
        format!(
            "<entry><title>{title}</title><link rel=\"alternate\" type=\"text/html\" href=\"{link}\"/>\
             <id>tag:wire-{n}.example,2026:{guid}</id><published>2026-01-01T{hour:02}:{minute:02}:00Z</published>\
             <updated>2026-01-01T{hour:02}:{minute:02}:00Z</updated><author><name>{author}</name></author>\
             <category term=\"{category}\"/><summary type=\"html\">{html}</summary></entry>\n"
        )
    } else {
        format!(
            "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"false\">{guid}</guid>\
             <pubDate>Thu, 01 Jan 2026 {hour:02}:{minute:02}:00 GMT</pubDate><dc:creator>{author}</dc:creator>\
             <category>{category}</category><description>{html}</description></item>\n"
        )
    }
}

/// Some 600 to 1,500 bytes.
fn html(link: &str, vocabulary: &[&str], random: &mut Random) -> String {
    let wanted = 600 + below(random, 900);
    let mut text = format!("<p><img src=\"{link}.jpg\" alt=\"\" width=\"640\" height=\"360\"/></p>\n");
    while text.len() < wanted {
        let (a, b, c) = (words(random, vocabulary, 10), words(random, vocabulary, 2), words(random, vocabulary, 14));
        text.push_str(&match below(random, 3) {
            0 => format!("<p>{a} <strong>{b}</strong> {c}.</p>\n"),
            1 => format!("<p>{a}, <a href=\"{link}?part=2&amp;from=feed\">{b}</a>&nbsp;&mdash; {c}.</p>\n"),
            _ => format!("<ul><li>{a}</li><li>{b} &amp; {c}</li></ul>\n"),
        });
    }
    text
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
