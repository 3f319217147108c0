use super::*;

fn folded(line: &str) -> String {
    let (mut all, mut text) = (Vec::new(), String::new());
    tokens(line, &mut all, &mut text);
    all.iter().map(|token| &text[token.folded.0..token.folded.1]).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_and_figures_have_one_form() {
    for (line, words) in [
        ("“Didn’t” – U.S. CO\u{ad}AST", "didnt us coast"),
        ("1,500 and 1  500 and 1’500\u{a0}000", "1500 and 1500 and 1500000"),
        ("rose 1.5, then 15.", "rose 1.5 then 15"),
        ("5 % or -5% for $3", "5 % or - 5 % for $ 3"),
        ("2025-26, at 14:35", "2025 26 at 14:35"),
        ("see https://www.example.org/a/?utm_source=x#y.", "see example.org/a"),
        ("ещЁ ﬁnal ٣٤", "еще final 34"),
        ("مُحَمَّد ـــ", "محمد"),
        ("新华社 3日", "新 华 社 3 日"),
        ("The end.Next e.g. this", "the end next eg this"),
    ] {
        assert_eq!(folded(line), words, "{line}");
    }
}

#[test]
fn tokens_say_where_and_how_they_stand() {
    let (mut all, mut text) = (Vec::new(), String::new());
    let line = "Anna (12 days) ago. On 3. März: گفت";
    tokens(line, &mut all, &mut text);
    assert!(all.iter().all(|token| line.get(token.start..token.end).is_some()));
    let is = |n: usize, one| all[n].is.has(one);
    assert!(is(0, Is::CAPITAL) && is(1, Is::OPENED) && is(1, Is::FIGURE) && is(2, Is::CLOSED) && is(3, Is::ENDS));
    assert!(!is(5, Is::ENDS) && is(6, Is::PARTED) && is(7, Is::CASELESS));
}

#[test]
fn what_a_wrong_encoding_left_is_no_word_and_belongs_to_none() {
    for (garbled, clean) in [
        ("the quayâ€”closed since May", "the quay—closed since May"),
        ("the planâ€” so far", "the plan— so far"),
        ("the mayorâ€™s plan", "the mayor’s plan"),
        ("12 kmÂ² of sea", "12 km² of sea"),
        ("reportedÂ today, atÂ 5", "reported today, at 5"),
        ("NATOÂ\u{a0}said Â£5Â\u{a0}", "NATO said £5"),
    ] {
        let read = |line: &str| {
            let (mut all, mut text) = (Vec::new(), String::new());
            tokens(line, &mut all, &mut text);
            all.iter().map(|one| (line[one.start..one.end].to_owned(), one.hash, one.is.0)).collect::<Vec<_>>()
        };
        let (seen, meant) = (read(garbled), read(clean));
        let what = |all: &[(String, u64, u16)]| all.iter().map(|(_, hash, is)| (*hash, *is)).collect::<Vec<_>>();
        assert_eq!(what(&seen), what(&meant), "{garbled}");
        let within = |word: &str| word.contains('™') || word.contains('²');
        assert!(seen.iter().all(|(word, ..)| !word.contains(['â', 'Â']) || within(word)), "{seen:?}");
    }
}

#[test]
fn capitals_with_a_circumflex_are_letters() {
    for (line, words) in [
        ("HÂLÂ BEKLİYOR", "hâlâ bekliyor"),
        ("LEYLÂ GENCER, MEVLÂ'NIN “FETVÂ”", "leylâ gencer mevlânin fetvâ"),
        ("«HÂLÂ» VA COBORÂ.", "hâlâ va coborâ"),
        ("Â. Silva; Âge; CHÂTEAU; PHÁP VÂN", "â silva âge château pháp vân"),
    ] {
        assert_eq!(folded(line), words, "{line}");
    }
}

proptest::proptest! {
    /// What is not seen makes no other word, and has each looked at letter by letter.
    #[test]
    fn words_taken_whole_are_those_taken_letter_by_letter(
        line in "([a-zA-Zа-яА-ЯёЁіїє]{1,4}|[0-9]{1,3}|[ .,'’:()é–]){0,20}"
    ) {
        let mut closely = String::new();
        let mut letters = line.chars().peekable();
        while let Some(c) = letters.next() {
            closely.push(c);
            if c.is_alphanumeric() && !letters.peek().is_some_and(|next| next.is_alphanumeric()) {
                closely.push('\u{2060}');
            }
        }
        let read = |line: &str| {
            let (mut all, mut text) = (Vec::new(), String::new());
            tokens(line, &mut all, &mut text);
            // How long a figure is written says whether a dot behind it ends a sentence.
            let is = |token: &Token| if token.is.has(Is::FIGURE) { token.is.0 & !Is::ENDS } else { token.is.0 };
            all.iter().map(|token| (token.hash, is(token))).collect::<Vec<_>>()
        };
        proptest::prop_assert_eq!(read(&line), read(&closely), "{}", line);
    }
}
