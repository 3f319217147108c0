//! Tag rules that change while the daemon runs: row 17 of the fault matrix.

use std::{fs, path::Path, time::Duration};

use crate::{
    kafka_or_skip, settled, setup,
    support::{consumer, eventually, origin::Answer, origin::Origin},
};

/// A rule that looks for a word.
fn rule(word: &str, quote: &str) -> String {
    format!(
        "[[rule]]\nid = \"own\"\nkind = \"sanctions\"\nrole = \"news_mention\"\naction = \"mentioned\"\nconfidence = 1\n\
         anchors = [\"{word}\"]\nmatch = \"{word}\"\n[[rule.example]]\ntext = \"{word}\"\nquote = \"{quote}\"\n\
         [[rule.example]]\ntext = \"none\"\n"
    )
}

/// Puts a folder in the place of the one that the config names, as Kubernetes swaps a ConfigMap.
fn swap(folder: &Path, to: &str) {
    let fresh = folder.join("fresh");
    std::os::unix::fs::symlink(folder.join(to), &fresh).unwrap();
    fs::rename(&fresh, folder.join("rules")).unwrap();
}

/// A feed with one more item than before.
fn feed(items: usize) -> Answer {
    let item = |n: usize| format!("<item><guid>n{n}</guid><title>Herring and mackerel, part {n}</title></item>");
    let items: String = (0..items).map(item).collect();
    Answer::Body(format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>").into_bytes())
}

#[test]
fn half_written_and_swapped_rules_leave_feeds_alone_and_bad_ones_leave_the_old() {
    let brokers = kafka_or_skip!();
    let origin = Origin::start();
    origin.publish_new("a", 0, 5);
    origin.answer("tagged", feed(1));
    let setup = setup(brokers, &origin, &["a", "tagged"])
        .settings("[rules]\npaths = [\"rules\"]\nno_builtin = true\nwatch_interval = \"50ms\"\n");
    let desk = setup.start_in(|folder| {
        for (name, word, quote) in
            [("one", "herring", "herring"), ("two", "mackerel", "mackerel"), ("bad", "cod", "tuna")]
        {
            fs::create_dir(folder.join(name)).unwrap();
            // The anchor is folded, the quote is as it is published.
            fs::write(folder.join(name).join("own.toml"), rule(word, quote)).unwrap();
        }
        fs::create_dir(folder.join("half")).unwrap();
        let whole = rule("cod", "cod");
        fs::write(folder.join("half/own.toml"), &whole[..whole.len() / 2]).unwrap();
        swap(folder, "one");
    });
    desk.ready();
    settled(&setup, &origin);
    let quotes = || {
        let records = consumer::committed(brokers, &setup.topic("notices"));
        records
            .iter()
            .map(|record| record.json()["tag"]["quote"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let told = |count: usize, last: &str| {
        eventually("a notice by the rules in force", Duration::from_secs(30), || {
            let quotes = quotes();
            let done = quotes.len() == count && quotes.last().is_some_and(|quote| quote.eq_ignore_ascii_case(last));
            if done { Ok(()) } else { Err(format!("{quotes:?}")) }
        });
    };
    told(1, "Herring");

    // Half written and failing ones, by turns and as fast as links can be swapped.
    let reloads = |outcome: &str| {
        let (_, metrics) = desk.get("/metrics");
        let line = format!("wiredesk_rule_reloads_total{{outcome=\"{outcome}\"}} ");
        metrics.lines().find_map(|found| found.strip_prefix(line.as_str())?.parse::<u64>().ok()).unwrap_or(0)
    };
    let polls = || origin.asked().len();
    let before = (polls(), std::time::Instant::now());
    eventually("bad rules were refused, often", Duration::from_secs(30), || {
        for n in 0..50 {
            swap(desk.folder(), ["half", "bad", "one"][n % 3]);
            desk.hang_up();
        }
        let refused = reloads("refused");
        if refused >= 3 { Ok(()) } else { Err(format!("{refused} refused")) }
    });
    // Feeds are polled once a second, whatever becomes of the rules.
    let (asked, took) = (polls() - before.0, before.1.elapsed());
    assert!(asked as f64 <= 2.0 * (took.as_secs_f64() + 2.0), "{asked} requests in {took:?}");
    swap(desk.folder(), "bad");
    origin.answer("tagged", feed(2));
    told(2, "Herring");
    desk.logged("the old ones stay");

    swap(desk.folder(), "two");
    eventually("good rules are taken", Duration::from_secs(30), || {
        origin.answer("tagged", feed(3));
        if desk.log().contains("tag rules taken") { Ok(()) } else { Err("not yet".into()) }
    });
    desk.logged("own.toml");
    origin.answer("tagged", feed(4));
    eventually("a notice by the new rules", Duration::from_secs(30), || {
        if quotes().iter().any(|quote| quote == "mackerel") { Ok(()) } else { Err(format!("{:?}", quotes())) }
    });
    assert!(desk.stop().0.success());
}
