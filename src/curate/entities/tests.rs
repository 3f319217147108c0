use super::*;

/// A list of our own making, in the shape of the real ones.
fn lists() -> Lists {
    let mut builder = Builder::new("test");
    let mut add = |id: &str, schema, names: &[&str], country: &str, title: &str| {
        let mut listed = Listed { id: id.into(), schema, ..Listed::default() };
        for (n, name) in names.iter().enumerate() {
            let weak = name.strip_prefix("weak:");
            let strength = match (n, weak) {
                (_, Some(_)) => Strength::Weak,
                (0, None) => Strength::Primary,
                _ => Strength::Strong,
            };
            listed.name(weak.unwrap_or(name), strength);
        }
        listed.country(country);
        listed.programme("XX-TEST");
        listed.title = Some(title.to_owned()).filter(|title| !title.is_empty());
        builder.add(&listed);
    };
    add("p1", Schema::Person, &["ORLENKO, Gleb Maratovich", "weak:GLEBSON"], "RU", "Chairman of the Harbour");
    add("p2", Schema::Person, &["SMITH, John"], "KP", "Envoy");
    add("p3", Schema::Person, &["Karim Abd al-Rahman AL-BAHRI", "كريم عبد الرحمن البحري"], "SY", "");
    add("p4", Schema::Person, &["Zelinsky, Taras"], "UA", "");
    add("c1", Schema::Organization, &["OOO NORDVERK"], "RU", "");
    add("c2", Schema::Organization, &["PROMTEKHSNAB BANK, JSC"], "RU", "");
    add("c3", Schema::Organization, &["赤港重工集团"], "CN", "");
    add("c4", Schema::Organization, &["BASE LLC"], "RU", "");
    add("c5", Schema::Organization, &["HARBOURLIGHT"], "RU", "");
    add("v1", Schema::Vessel, &["FORTUNA"], "IR", "");
    add("a1", Schema::Person, &["KIM, Chol-un"], "KP", "");
    Lists(vec![std::sync::Arc::new(builder.finish(Provenance::default()).unwrap())])
}

fn all(text: &str, tagged: bool) -> Vec<(String, String, bool)> {
    let lists = lists();
    let fields = [("body", text)];
    find_all(&lists, &Text { fields: &fields, tagged })
        .iter()
        .map(|c| (c.id().to_owned(), text[c.start..c.end].to_owned(), c.refused.is_none()))
        .collect()
}

/// Ids and quotes of the matches.
fn found(text: &str) -> Vec<(String, String)> {
    all(text, false).into_iter().filter(|(_, _, stands)| *stands).map(|(id, quote, _)| (id, quote)).collect()
}

fn one(text: &str, id: &str, quote: &str) {
    assert_eq!(found(text), [(id.to_owned(), quote.to_owned())], "{text}");
}

#[test]
fn a_person_is_found_in_every_order_script_and_case() {
    one("Shares of Gleb Orlenko fell.", "p1", "Gleb Orlenko");
    one("ORLENKO, Gleb was named.", "p1", "ORLENKO, Gleb");
    one("Gleb Maratovich Orlenko's yacht", "p1", "Gleb Maratovich Orlenko");
    one("Суд арестовал счета Глеба Орленко.", "p1", "Глеба Орленко");
    one("Встреча с Тарасом Зелинским прошла", "p4", "Тарасом Зелинским");
    one("Зустріч із Тарасом Зелінським", "p4", "Тарасом Зелінським");
    one("von Gleb Orlenco", "p1", "Gleb Orlenco");
    one("قال كريم عبد الرحمن البحري إن", "p3", "كريم عبد الرحمن البحري");
    one("Karim Abdulrahman Bahri spoke", "p3", "Karim Abdulrahman Bahri");
}

#[test]
fn a_surname_or_a_first_name_alone_is_nobody() {
    for text in
        ["Orlenko spoke.", "Gleb spoke.", "Orlenko and Gleb Ivanenko met", "Gleb Orlov", "Glebson sang in Moscow"]
    {
        assert_eq!(found(text), [], "{text}");
    }
    // A comma parts two people.
    assert_eq!(found("Taras Orlenko, Gleb Zelinsky"), []);
}

#[test]
fn a_name_of_many_needs_a_second_sign() {
    assert_eq!(found("John Smith won the cup."), []);
    one("John Smith, an envoy, left.", "p2", "John Smith");
    one("John Smith flew from Pyongyang.", "p2", "John Smith");
    assert_eq!(all("John Smith won the cup.", false), [("p2".into(), "John Smith".into(), false)]);
    assert!(all("John Smith won the cup.", true)[0].2, "a tag of the article is a sign");
}

#[test]
fn an_initial_needs_two() {
    assert_eq!(found("G. Orlenko spoke."), []);
    one("The chairman, G. Orlenko, spoke in Moscow.", "p1", "G. Orlenko");
}

#[test]
fn companies_are_found_without_their_legal_form() {
    one("Счета банка «Промтехснаб Банк» в Москве", "c2", "Промтехснаб Банк");
    one("Promtekhsnab Bank said", "c2", "Promtekhsnab Bank");
    one("The firm Nordverk LLC said", "c1", "Nordverk");
    one("Nordverk of Moscow said", "c1", "Nordverk");
    assert_eq!(found("Nordverk said"), []);
    // A short word is what dozens of firms are called, and an order of knights is no firm.
    assert_eq!(found("The firm Base LLC said"), []);
    one("The firm Base LLC of Moscow said", "c4", "Base");
    assert_eq!(found("The firm Harbourlight Ltd said"), []);
    assert_eq!(found("Bank Promtekhsnab"), [], "a company's words keep their order");
    one("制裁赤港重工集团等企业", "c3", "赤港重工集团");
}

#[test]
fn a_ship_needs_a_ship() {
    assert_eq!(found("Fortuna favours Iran, they say"), []);
    one("The tanker Fortuna left Iran.", "v1", "Fortuna");
    assert_eq!(found("The tanker Fortuna left Iran. Its fortuna ended."), [], "an ordinary word here");
}

#[test]
fn hyphens_and_spaces_are_one() {
    for text in ["Kim Chol Un of North Korea", "Kim Chol-un of North Korea", "Kim Cholun of North Korea"] {
        assert_eq!(found(text).len(), 1, "{text}");
    }
}

#[test]
fn what_is_quoted_is_what_stands_there() {
    use proptest::prelude::*;
    let lists = lists();
    let words = [
        "Gleb",
        "Orlenko",
        "Глеба",
        "Орленко",
        ",",
        "-",
        "\u{301}",
        "Nordverk",
        "OOO",
        "赤港重工集团",
        " ",
        "\n\n",
        "é",
        "كريم",
        "V.",
        "'s",
    ];
    proptest!(|(picked in proptest::collection::vec((0..words.len(), any::<bool>()), 0..30))| {
        let text: String = picked.iter().map(|(n, space)| format!("{}{}", words[*n], if *space { " " } else { "" })).collect();
        let fields = [("body", text.as_str())];
        for candidate in find_all(&lists, &Text { fields: &fields, tagged: true }) {
            prop_assert!(text.get(candidate.start..candidate.end).is_some_and(|quote| !quote.is_empty()));
            prop_assert!((0.0..=1.0).contains(&candidate.score));
        }
    });
}

#[test]
fn likeness_tells_spellings_from_people() {
    let like = |a, b| likeness(a, b, true);
    assert!(like("Mohammed Orlenko", "Muhammad Orlenko") > 0.9);
    assert!(like("Гleb Orlenko", "Gleb Orlenko") > 0.8);
    assert!(like("Gleb Orlenko", "Gleb Ivanenko") < like("Gleb Orlenko", "Hleb Orlenko"));
    assert!(likeness("Nordverk GmbH", "Nordverk LLC", false) > 0.99);
}
