//! What stands at the end of many summaries and says nothing: "Read more", "[...]".

/// What was cut from the end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail<'t> {
    /// Verbatim.
    pub text: &'t str,
    /// Whether it says that the text goes on elsewhere.
    pub truncated: bool,
}

/// Words that lead to the rest of a text, in the languages of the wires.
const MORE: &[&str] = &[
    "read more",
    "read more here",
    "read full story",
    "read full article",
    "continue reading",
    "read the full story",
    "read the full article",
    "read the rest",
    "full story",
    "learn more",
    "see more",
    "click here to read more",
    "keep reading",
    "view article",
    "story continues",
    "читать далее",
    "читать дальше",
    "читать полностью",
    "читайте далее",
    "подробнее",
    "далее",
    "читати далі",
    "докладніше",
    "чытаць далей",
    "прочети още",
    "weiterlesen",
    "mehr lesen",
    "weiter lesen",
    "zum artikel",
    "mehr dazu",
    "lire la suite",
    "lire plus",
    "lire l'article",
    "en savoir plus",
    "leer más",
    "seguir leyendo",
    "leer mas",
    "sigue leyendo",
    "leggi tutto",
    "leggi di più",
    "continua a leggere",
    "continua",
    "leia mais",
    "continue lendo",
    "ler mais",
    "lees meer",
    "lees verder",
    "läs mer",
    "læs mere",
    "les mer",
    "lue lisää",
    "czytaj więcej",
    "czytaj dalej",
    "číst dál",
    "číst více",
    "citește mai mult",
    "citeste mai mult",
    "opširnije",
    "devamını oku",
    "devamı",
    "ətraflı",
    "batafsil",
    "толығырақ",
    "اقرأ المزيد",
    "للمزيد",
    "ادامه مطلب",
    "阅读全文",
    "查看全文",
    "閱讀全文",
    "続きを読む",
    "전체 기사 보기",
    "और पढ़ें",
    "baca selengkapnya",
    "đọc tiếp",
    "xem thêm",
];

/// Marks of a text that was cut short.
const CUT: &[&str] = &["[...]", "[…]", "[&hellip;]", "(more…)", "(more...)", "[more]", "(…)", "(...)"];

/// Cuts what stands at the end of many summaries and says nothing.
pub fn cut_tail(text: &str) -> (&str, Option<Tail<'_>>) {
    let text = text.trim_end();
    let cut = |at: usize, truncated| (text[..at].trim_end(), Some(Tail { text: text[at..].trim(), truncated }));
    let last = text.rfind('\n').map_or(0, |n| n + 1);
    let line = text[last..].trim_matches(|c: char| !c.is_alphanumeric());
    if last > 0 && line.len() < 120 && leads_on(line, false) {
        return cut(last, true);
    }
    if last > 0
        && line.len() < 400
        && line.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("the post "))
        && line.contains(" appeared first on ")
    {
        return cut(last, false);
    }
    if let Some(rest) = CUT.iter().find_map(|mark| text.strip_suffix(mark)) {
        return cut(rest.len(), true);
    }
    // At the end of the last line, behind a sentence.
    let end = &text[last..];
    if let Some(at) =
        end.trim_end_matches(|c: char| !c.is_alphanumeric()).rfind(['.', '…', '!', '?', ']', '"', '”', '»'])
    {
        let at = at + end[at..].chars().next().map_or(1, char::len_utf8);
        let words = end[at..].trim_matches(|c: char| !c.is_alphanumeric());
        if last + at > 0 && words.len() < 60 && end[at..].starts_with(char::is_whitespace) && leads_on(words, true) {
            return cut(last + at, true);
        }
    }
    (text, None)
}

/// Whether words only lead on; `whole`: whether nothing else may be there.
fn leads_on(words: &str, whole: bool) -> bool {
    if words.is_empty() {
        return false;
    }
    let words = words.to_lowercase();
    MORE.iter().any(|more| {
        words.strip_prefix(more).is_some_and(|rest| {
            if whole { rest.is_empty() } else { !rest.starts_with(char::is_alphanumeric) && rest.chars().count() < 40 }
        })
    })
}
