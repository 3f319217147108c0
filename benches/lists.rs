#![allow(missing_docs, clippy::unwrap_used)]
//! What a million names cost: to load, to hold, and on articles without one of them.
//!
//! `cargo bench --bench lists [-- --names 1000000]`

use std::{fmt::Write as _, fs, hint::black_box, sync::Arc};

use wiredesk::curate::entities::{
    Builder, Lists, Provenance, Text, find,
    read::{Files, Format, read},
};

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// Passes over the articles.
const ROUNDS: u32 = 40;

const STARTS: [&str; 24] = [
    "Va", "Ko", "Mir", "Sal", "Zhe", "Pet", "Ra", "Dmi", "Kha", "Yus", "Lo", "Gri", "Nas", "Tim", "Bel", "Cho", "Fer",
    "Hus", "Jam", "Or", "Sche", "Ul", "Wal", "An",
];
const MIDDLES: [&str; 20] = [
    "li", "ro", "da", "men", "shi", "ta", "ve", "ku", "bar", "sen", "dri", "no", "ma", "zo", "ri", "la", "ghe", "pi",
    "tu", "so",
];
const ENDS: [&str; 20] = [
    "nov", "enko", "ev", "man", "di", "zadeh", "sky", "ez", "ini", "vich", "ad", "im", "chuk", "yan", "shvili", "er",
    "son", "ova", "al", "ni",
];

fn word(dice: &mut Dice) -> String {
    let mut word = STARTS[dice.roll(STARTS.len())].to_owned();
    for _ in 0..dice.roll(3) {
        word += MIDDLES[dice.roll(MIDDLES.len())];
    }
    word + ENDS[dice.roll(ENDS.len())]
}

/// OpenSanctions' simple table with so many names: two an entry, persons and companies.
fn table(names: usize) -> String {
    let (mut dice, mut text) = (Dice(7), String::from("id,schema,name,aliases,countries,program_ids,last_change\n"));
    for n in 0..names / 2 {
        let (a, b, c) = (word(&mut dice), word(&mut dice), word(&mut dice));
        let country = ["ru", "ir", "kp", "sy", "us"][dice.roll(5)];
        let (schema, name, alias) = match n % 4 {
            0 => ("Company", format!("{a} {b} Trading LLC"), format!("{a} {b} Group")),
            1 => ("Person", format!("{a} {b} {c}"), format!("{b}, {a}")),
            _ => ("Person", format!("{a} {b}"), format!("{a} {c} {b}")),
        };
        let _ = writeln!(text, "Q{n},{schema},\"{name}\",\"{alias}\",{country},XX-TEST,2026-01-01");
    }
    text
}

/// An article of two kilobytes of made-up prose; every tenth word is a name of nobody, unless `own`.
fn article(dice: &mut Dice, cyrillic: bool) -> String {
    const PLAIN: [&str; 16] = [
        "the", "harbour", "council", "said", "that", "prices", "rose", "after", "a", "long", "winter", "and", "ships",
        "were", "late", "again",
    ];
    const NAMES: [&str; 12] = [
        "Mabel Quint",
        "Northgate",
        "Theo Lindqvist",
        "Ebba Quay",
        "Westmoor Council",
        "Ophelia Brandt",
        "Port Selwyn",
        "Hugo Pellworm",
        "Thursday",
        "May",
        "Ingrid Quayle",
        "Old Town",
    ];
    const RUSSIAN: [&str; 12] = [
        "город",
        "сообщил",
        "вчера",
        "после",
        "совета",
        "цены",
        "выросли",
        "корабли",
        "долгой",
        "зимы",
        "снова",
        "порт",
    ];
    const RUSSIAN_NAMES: [&str; 6] =
        ["Фёдора Пыльцова", "Заречный", "Анфисой Кубышкиной", "Тихий Порт", "Марья", "Совет"];
    let mut text = String::new();
    while text.len() < 2_048 {
        let (plain, names) = if cyrillic { (&RUSSIAN[..], &RUSSIAN_NAMES[..]) } else { (&PLAIN[..], &NAMES[..]) };
        let word = if dice.roll(10) == 0 { names[dice.roll(names.len())] } else { plain[dice.roll(plain.len())] };
        text += word;
        text += if dice.roll(12) == 0 { ". " } else { " " };
    }
    text
}

/// Seconds of CPU that this process has had, by the kernel's word: other programs do not count.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(") ").next().unwrap_or_default();
    let ticks: f64 = after.split(' ').skip(11).take(2).filter_map(|n| n.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// Kilobytes by the kernel's word.
fn memory(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(key)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}

fn main() {
    let mut args = std::env::args().skip_while(|arg| arg != "--names").skip(1);
    let names: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let text = table(names);
    let before = memory("VmRSS");
    let started = cpu();
    let mut builder = Builder::new("million");
    read(Format::OpensanctionsSimple, Files::one("table", text.as_bytes()), &mut |listed| builder.add(&listed))
        .unwrap();
    let book = builder.finish(Provenance::default()).unwrap();
    let took = cpu() - started;
    println!("names    {} of {} entries, {} MB of file", book.names(), book.len(), text.len() >> 20);
    println!("load     {took:.2} s of CPU");
    println!(
        "book     {} MB; grown by {} MB, peak {} MB of the process",
        book.size() >> 20,
        (memory("VmRSS") - before) >> 10,
        memory("VmHWM") >> 10
    );
    let lists = Lists(vec![Arc::new(book)]);
    for (name, cyrillic) in [("Latin", false), ("Cyrillic", true)] {
        let mut dice = Dice(11);
        let articles: Vec<_> = (0..500).map(|_| article(&mut dice, cyrillic)).collect();
        let (mut hits, started) = (0, cpu());
        for _ in 0..ROUNDS {
            let look =
                |text: &String| black_box(find(&lists, &Text { fields: &[("body", text)], tagged: false })).len();
            hits = articles.iter().map(look).sum();
        }
        let each = (cpu() - started) * 1e6 / f64::from(ROUNDS) / articles.len() as f64;
        println!("{name:<8} {each:.1} us of CPU an article of 2 KB, {hits} matches in {}", articles.len());
    }
}
