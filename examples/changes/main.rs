//! Material changes against typographic ones: changes made by stated rules over texts of our own, in
//! nine languages and four scripts.
//!
//! `cargo run --release --example changes [-- ../shared/data/dedup] [--pairs FILE]`
//!
//! Every rule is applied wherever it fits: each figure, each sentence, each word of the title. Where the
//! folder is there, the pairs in it that are labelled as revisions, or as one item whose typography changed,
//! are weighed, too; they were labelled by reading. `--pairs` weighs pairs of your own: see `pairs.rs`.

mod pairs;
#[path = "../support/polls.rs"]
mod polls;

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};
use wiredesk::{
    curate::material::{self, Wordings},
    model::Article,
};

/// A text, a name in it and another one, a clause and its denial, and a sentence that might stand in it.
struct Text {
    title: &'static str,
    body: &'static str,
    name: [&'static str; 2],
    denial: [&'static str; 2],
    sentence: &'static str,
    counter: [&'static str; 2],
    related: [&'static str; 2],
}

#[rustfmt::skip]
const TEXTS: &[Text] = &[
    Text { title: "Harbour council pays for two new ferries", body: "The harbour council will pay for new ferries, said Mayor Anna Berg on the quay. The boats carry 1,500 people a day and cost $40 million. Crews had refused to sail the old ones in winter. Work begins on 3 March in the yard of Lund & Sons. The islands lost their bridge in a storm 12 years ago.", name: ["Anna Berg", "Eva Dahl"], denial: ["will pay", "will not pay"], sentence: "The first boat is to be named after the old lighthouse keeper of the outer island.", counter: ["Updated 3 minutes ago", "Updated 2 hours ago"], related: ["Read also: Bridge closed for a month", "Read also: Mayor opens school"] },
    Text { title: "Grain ship leaves port after inspection", body: "A grain ship left the port of Karsk on Friday, the agency said. It carries 27,000 tonnes of maize for Egypt. Inspectors found 4 faults and cleared the ship within 6 hours. The owner, Delta Marine, is based in Malta. Insurance now costs 1.2% of the cargo.", name: ["Delta Marine", "Orion Marine"], denial: ["cleared the ship", "never cleared the ship"], sentence: "Another vessel waits outside of the harbour for a pilot and better weather.", counter: ["12 comments", "35 comments"], related: ["See also:\nShip aground\nPort reopens", "See also:\nNew pilot\nStorm ahead"] },
    Text { title: "Паром снова ходит после шторма", body: "Паром снова ходит на острова, сообщила Анна Берг. За день он перевозит 1 500 человек, билет стоит 300 рублей. Ремонт занял 12 дней и обошёлся в 4,5 млн. Экипаж ждал погоды в порту Карск. Мост закрыт с 3 марта.", name: ["Анна Берг", "Ева Даль"], denial: ["снова ходит на острова", "снова не ходит на острова"], sentence: "Новый причал построят рядом со старым маяком к концу лета.", counter: ["Обновлено 5 минут назад", "Обновлено 14 минут назад"], related: ["Читайте также: Мост закрыт", "Читайте также: Порт открыт"] },
    Text { title: "Fähre fährt nach dem Sturm wieder", body: "Die Fähre fährt wieder zu den Inseln, sagte Anna Berg am Freitag. Sie bringt 1.500.000 Menschen im Jahr hinüber und kostet 40 Euro. Die Arbeiten dauerten 12 Tage. Der Hafen Karst war seit dem 3. März gesperrt. Das Schiff gehört der Reederei Lund.", name: ["Anna Berg", "Eva Dahl"], denial: ["fährt wieder zu", "fährt nicht wieder zu"], sentence: "Der neue Anleger wird neben dem alten Leuchtturm gebaut und bald eröffnet.", counter: ["Aktualisiert vor 12 Minuten", "Aktualisiert vor 3 Stunden"], related: ["Lesen Sie auch: Brücke gesperrt", "Lesen Sie auch: Hafen offen"] },
    Text { title: "Le ferry reprend la mer après la tempête", body: "Le ferry dessert de nouveau les îles, a dit Anna Berg vendredi. Il transporte 1 500 passagers par jour pour 40 euros. Les travaux ont duré 12 jours à Karst. Le pont est fermé depuis le 3 mars. Le navire appartient à la société Lund.", name: ["Anna Berg", "Eva Dahl"], denial: ["dessert de nouveau", "ne dessert pas de nouveau"], sentence: "Le nouveau quai sera construit près du vieux phare avant la fin de l'été.", counter: ["Mis à jour il y a 4 minutes", "Mis à jour il y a 2 heures"], related: ["Lire aussi : Le pont est fermé", "Lire aussi : Le port rouvre"] },
    Text { title: "El ferry vuelve a navegar tras la tormenta", body: "El ferry vuelve a unir las islas, dijo Anna Berg el viernes. Lleva a 1.500.000 personas al año y cuesta 40 euros. Las obras duraron 12 días en Karsa. El puente está cerrado desde el 3 de marzo. El barco es de la naviera Lund.", name: ["Anna Berg", "Eva Dahl"], denial: ["vuelve a unir", "nunca vuelve a unir"], sentence: "El nuevo muelle estará junto al viejo faro antes del final del verano.", counter: ["Actualizado hace 5 minutos", "Actualizado hace 3 horas"], related: ["Lea también: Puente cerrado", "Lea también: Puerto abierto"] },
    Text { title: "Prom znów pływa po sztormie", body: "Prom znów pływa na wyspy, powiedziała Anna Berg w piątek. Przewozi 1 500 osób dziennie za 40 złotych. Remont trwał 12 dni w porcie Karsk. Most jest zamknięty od 3 marca. Statek należy do firmy Lund.", name: ["Anna Berg", "Ewa Dahl"], denial: ["znów pływa na", "znów nie pływa na"], sentence: "Nowa przystań stanie obok starej latarni przed końcem lata tego roku.", counter: ["12 komentarzy", "18 komentarzy"], related: ["Czytaj też: Most zamknięty", "Czytaj też: Port otwarty"] },
    Text { title: "Feribot fırtınadan sonra yeniden sefere çıktı", body: "Feribot adalara yeniden sefer yapıyor, dedi Anna Berg cuma günü. Günde 1.500.000 kişi taşıyor ve bilet 40 lira. Onarım 12 gün sürdü ve Karsa limanında yapıldı. Köprü 3 marttan beri kapalı. Gemi Lund şirketinin malı.", name: ["Anna Berg", "Eva Dahl"], denial: ["yeniden sefer yapıyor", "yeniden sefer yapıyor değil"], sentence: "Yeni iskele yaz sonuna kadar eski deniz fenerinin yanında kurulacak.", counter: ["3 dakika önce güncellendi", "2 saat önce güncellendi"], related: ["Ayrıca okuyun: Köprü kapandı", "Ayrıca okuyun: Liman açıldı"] },
    Text { title: "العبارة تعود إلى الإبحار بعد العاصفة", body: "عادت العبارة إلى الجزر يوم الجمعة بحسب سالم الكرمي. تنقل 1500 شخص يوميا مقابل 40 درهما. استمرت الأعمال 12 يوما في ميناء كرسة. الجسر مغلق منذ 3 مارس. السفينة ملك لشركة لوند.", name: ["سالم الكرمي", "ناصر الحلبي"], denial: ["عادت العبارة", "لم تعد العبارة"], sentence: "سيبنى الرصيف الجديد قرب المنارة القديمة قبل نهاية الصيف.", counter: ["تحديث منذ 5 دقائق", "تحديث منذ 3 ساعات"], related: ["اقرأ أيضا: الجسر مغلق", "اقرأ أيضا: الميناء مفتوح"] },
    Text { title: "渡轮在风暴后恢复航行", body: "渡轮周五恢复前往各岛,负责人王海说。每天运送1500人,票价40元。维修用了12天。大桥从3月起关闭。船属于隆德公司。", name: ["王海", "李山"], denial: ["恢复前往", "未恢复前往"], sentence: "新码头将在夏末前建在旧灯塔旁边。", counter: ["3分钟前更新", "2小时前更新"], related: ["相关阅读：大桥关闭", "相关阅读：港口开放"] },
];

/// A change: its kind, whether it is material, the article before and after.
type Change = (&'static str, bool, Article, Article);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--pairs") {
        return pairs::weigh(arguments.get(at + 1).ok_or("expected a file behind --pairs")?);
    }
    let words = Wordings::builtin();
    let mut table: BTreeMap<(bool, &str), [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (kind, is_material, old, new) in TEXTS.iter().flat_map(changes) {
        let found = material::changed(&material::of(&old, &words), &material::of(&new, &words));
        let right = found.is_empty() != is_material;
        table.entry((is_material, kind)).or_default()[usize::from(!right)] += 1;
        if !right {
            wrong.push(format!("{kind}: {:?} -> {:?}", new.title, new.body));
        }
    }
    println!("| change | material | right | wrong |\n|---|---|---|---|");
    for ((is_material, kind), [right, wrong]) in &table {
        println!("| {kind} | {} | {right} | {wrong} |", if *is_material { "yes" } else { "no" });
    }
    let (right, all) = table.values().fold((0, 0), |(right, all), n| (right + n[0], all + n[0] + n[1]));
    println!("\n{right} of {all} right ({:.1}%)", 100.0 * right as f64 / all as f64);
    wrong.iter().for_each(|line| println!("wrong: {line}"));
    labelled(Path::new(arguments.first().map_or("../shared/data/dedup", String::as_str)), &words);
    Ok(())
}

/// All changes of a text, by all rules.
fn changes(text: &Text) -> Vec<Change> {
    let (title, body) = (text.title, text.body);
    let old = || article(title, body);
    let mut all: Vec<Change> = Vec::new();
    let mut put =
        |kind, is_material, title: &str, body: &str| all.push((kind, is_material, old(), article(title, body)));
    for (at, _) in body.match_indices(|c: char| c.is_ascii_digit()) {
        let other = char::from(b'1' + (body.as_bytes()[at] - b'0') % 9);
        put("a digit of a figure", true, title, &format!("{}{other}{}", &body[..at], &body[at + 1..]));
    }
    let [name, other] = text.name;
    let [clause, denied] = text.denial;
    put("a name", true, title, &body.replace(name, other));
    put("a denial", true, title, &body.replace(clause, denied));
    put("a sentence more", true, title, &format!("{body} {}", text.sentence));
    let stops = body.match_indices(['.', '。']).filter(|(at, stop)| {
        !body[..*at].ends_with(|c: char| c.is_ascii_digit())
            && (body[at + stop.len()..].starts_with(' ') || *stop == "。")
    });
    let ends: Vec<usize> = std::iter::once(0).chain(stops.map(|(at, stop)| at + stop.len())).collect();
    for pair in ends.windows(2) {
        put("a sentence less", true, title, &format!("{}{}", &body[..pair[0]], &body[pair[1]..]));
    }
    let parts: Vec<&str> = title.split(' ').collect();
    for n in 0..parts.len().min(6) {
        let kept: Vec<&str> = parts.iter().enumerate().filter(|(at, _)| *at != n).map(|(_, part)| *part).collect();
        put("a word of the title", true, &kept.join(" "), body);
    }
    typographic(text, &mut put);
    for query in ["utm_source=rss", "utm_source=mail&utm_campaign=7", "fbclid=x1y2"] {
        let with = |query: &str| article(title, &format!("{body} https://example.org/ferry{query}"));
        all.push(("parameters of an address", false, with(""), with(&format!("?{query}"))));
    }
    let mut authors = [old(), old()];
    for (article, names) in authors.iter_mut().zip([["A. Lund", "B. Holm"], ["B. Holm", "A. Lund"]]) {
        article.authors = names.map(str::to_owned).to_vec();
    }
    let [one, two] = authors;
    all.push(("order of authors", false, one, two));
    all.retain(|(_, _, old, new)| old != new);
    all
}

fn typographic(text: &Text, put: &mut impl FnMut(&'static str, bool, &str, &str)) {
    let (title, body) = (text.title, text.body);
    put("capitals", false, &title.to_uppercase(), body);
    put("capitals", false, title, &body.to_uppercase());
    put("capitals", false, &title.to_lowercase(), body);
    put("capitals", false, title, &body.to_lowercase());
    let quoted = |open: &str, close: &str| body.replace(text.name[0], &format!("{open}{}{close}", text.name[0]));
    for (open, close) in [("\"", "\""), ("“", "”"), ("«", "»"), ("„", "“"), ("‘", "’")] {
        put("quotation marks", false, title, &quoted(open, close));
        put("quotation marks", false, &format!("{open}{title}{close}"), body);
    }
    for space in ["  ", "\u{a0}", "\n", "\n\n", "\u{2009}"] {
        put("white space", false, &title.replace(' ', space), &body.replace(' ', space));
        put("white space", false, title, &body.replace(". ", &format!(".{space}")));
    }
    for mark in [" –", ";", " —", ":", "…"] {
        put("punctuation", false, title, &body.replace(", ", &format!("{mark} ")));
    }
    for mark in ["!", ".", "…", " -"] {
        put("punctuation", false, &format!("{title}{mark}"), body);
    }
    for invisible in ["\u{ad}", "\u{200b}", "\u{feff}"] {
        let (at, c) = body.char_indices().nth(1).unwrap_or((0, ' '));
        let inside = at + c.len_utf8();
        put(
            "characters that are not seen",
            false,
            title,
            &format!("{}{invisible}{}", &body[..inside], &body[inside..]),
        );
    }
    for form in ["1500", "1,500", "1 500", "1\u{a0}500", "1’500"] {
        let given = ["1,500", "1 500"].into_iter().find(|given| body.contains(given) && *given != form);
        if let Some(given) = given {
            put("the form of a figure", false, title, &body.replace(given, form));
        }
    }
    for counter in text.counter {
        put("a counter that runs", false, title, &format!("{body}\n\n{counter}"));
        put("a counter that runs", false, title, &format!("{counter}\n\n{body}"));
    }
    for n in [120, 4_711] {
        put("a mark of length", false, title, &format!("{body} [+{n} chars]"));
        put("a mark of length", false, title, &format!("{body}\n({n} words)"));
    }
    for related in text.related {
        put("links to other articles", false, title, &format!("{body}\n\n{related}"));
    }
}

fn article(title: &str, body: &str) -> Article {
    read(&json!({"title": title, "body": body}))
}

fn read(text: &Value) -> Article {
    let mut value = json!({
        "feed": {"id": "f", "url": "https://example.org/f", "groups": [], "labels": {}},
        "publisher": "example.org", "alternate_urls": [], "authors": [], "credits": [], "categories": [], "markers": [],
        "first_seen": "2026-01-01T00:00:00Z", "fetched": "2026-01-01T00:00:00Z", "media": [], "notices": [], "tags": [],
        "extraction": {"method": "feed", "repairs": [], "truncated": false},
    });
    for field in ["title", "summary", "body"] {
        value[field] = text[field].clone();
    }
    #[allow(clippy::expect_used)] // Its form is fixed, and a wrong one is a fault of this program.
    serde_json::from_value(value).expect("a fixed form fits")
}

/// Pairs of the same item that were labelled by reading.
fn labelled(folder: &Path, words: &Wordings) {
    let lines = |name: &str| -> Option<Vec<Value>> {
        let text = fs::read_to_string(folder.join(name)).ok()?;
        Some(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    };
    let (Some(items), Some(labels)) = (lines("items.jsonl"), lines("labels.jsonl")) else {
        println!("{} is not here: no labelled pair was weighed", folder.display());
        return;
    };
    let by_id: BTreeMap<&str, &Value> = items.iter().filter_map(|item| Some((item["id"].as_str()?, item))).collect();
    let (mut right, mut all) = (0, 0);
    for label in &labels {
        let note = label["note"].as_str().unwrap_or_default();
        let is_revision = label["relation"] == "revision";
        if !is_revision && !note.starts_with("same url, only typography") {
            continue;
        }
        let version = |side: &str| {
            let item = by_id.get(label[side].as_str()?)?;
            let text = json!({"title": item["title"], "summary": item["summary"], "body": item["content"]});
            Some(material::of(&read(&text), words))
        };
        let (Some(a), Some(b)) = (version("a"), version("b")) else { continue };
        all += 1;
        if material::changed(&a, &b).is_empty() == is_revision {
            println!("labelled otherwise: {} {} ({note})", label["a"], label["b"]);
        } else {
            right += 1;
        }
    }
    println!("{right} of {all} labelled pairs of one item right");
}
