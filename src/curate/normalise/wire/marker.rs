//! Markers of urgency and of a series: `UPDATE 2-`, `REFILE-`, `EILMELDUNG:`, `(Adds comments)`.

use std::sync::LazyLock;

/// A word that marks, what it is called, the urgency it states (IPTC, 1 is a flash), and whether it
/// is one in capitals alone: a word of the language otherwise.
type Word = (&'static str, &'static str, u8, bool);

const WORDS: &[Word] = &[
    ("UPDATE", "update", 0, true),
    ("UPDATED", "update", 0, true),
    ("ACTUALIZA", "update", 0, true),
    ("ACTUALIZACIÓN", "update", 0, true),
    ("ACTUALISATION", "update", 0, true),
    ("AKTUALISIERUNG", "update", 0, true),
    ("AKTUALISIERT", "update", 0, true),
    ("ATUALIZA", "update", 0, true),
    ("AGGIORNAMENTO", "update", 0, true),
    ("ОБНОВЛЕНИЕ", "update", 0, true),
    ("ОБНОВЛЕНО", "update", 0, false),
    ("ОНОВЛЕНО", "update", 0, false),
    ("WRAPUP", "wrapup", 0, true),
    ("ROUNDUP", "roundup", 0, true),
    ("REFILE", "refile", 0, true),
    ("RPT", "repeat", 0, true),
    ("REPEAT", "repeat", 0, true),
    ("WDH", "repeat", 0, true),
    ("WIEDERHOLUNG", "repeat", 0, true),
    ("REPITE", "repeat", 0, true),
    ("ПОВТОР", "repeat", 0, true),
    ("CORRECTED", "corrected", 0, true),
    ("CORRECTION", "corrected", 0, true),
    ("CORRECTS", "corrected", 0, true),
    ("CORRECT", "corrected", 0, true),
    ("CORREGIDO", "corrected", 0, true),
    ("CORRIGE", "corrected", 0, true),
    ("CORRIGÉ", "corrected", 0, true),
    ("CORREÇÃO", "corrected", 0, true),
    ("KORREKTUR", "corrected", 0, true),
    ("KORRIGIERT", "corrected", 0, true),
    ("BERICHTIGUNG", "corrected", 0, true),
    ("RETTIFICA", "corrected", 0, true),
    ("ИСПРАВЛЕНО", "corrected", 0, false),
    ("ИСПРАВЛЕНИЕ", "corrected", 0, true),
    ("ПОПРАВКА", "corrected", 0, true),
    ("CLARIFICATION", "clarified", 0, true),
    ("CLARIFIED", "clarified", 0, true),
    ("BRIEF", "brief", 0, true),
    ("OFFICIAL", "official", 0, true),
    ("FACTBOX", "factbox", 0, true),
    ("EXCLUSIVE", "exclusive", 0, true),
    ("EMBARGOED", "embargoed", 0, true),
    ("SPERRFRIST", "embargoed", 0, true),
    ("URGENT", "urgent", 3, true),
    ("URGENTE", "urgent", 3, true),
    ("СРОЧНО", "urgent", 3, false),
    ("ТЕРМІНОВО", "urgent", 3, false),
    ("ШУҒЫЛ", "urgent", 3, false),
    ("ACİL", "urgent", 3, true),
    ("عاجل", "urgent", 3, false),
    ("فوری", "urgent", 3, false),
    ("긴급", "urgent", 3, false),
    ("ALERT", "alert", 2, true),
    ("ALERTE", "alert", 2, true),
    ("ALERTA", "alert", 2, true),
    ("BULLETIN", "alert", 2, true),
    ("BREAKING NEWS", "breaking", 2, false),
    ("BREAKING", "breaking", 2, false),
    ("ÚLTIMA HORA", "breaking", 2, false),
    ("ÚLTIMO MOMENTO", "breaking", 2, false),
    ("ULTIM'ORA", "breaking", 2, false),
    ("SON DAKİKA", "breaking", 2, false),
    ("PILNE", "urgent", 3, true),
    ("EILMELDUNG", "breaking", 2, false),
    ("EIL", "breaking", 2, true),
    ("快讯", "breaking", 2, false),
    ("快訊", "breaking", 2, false),
    ("速報", "breaking", 2, false),
    ("속보", "breaking", 2, false),
    ("ताजा", "breaking", 2, false),
    ("FLASH", "flash", 1, true),
    ("BLITZMELDUNG", "flash", 1, false),
    ("МОЛНИЯ", "flash", 1, false),
    ("БЛИСКАВКА", "flash", 1, false),
];

/// Most markers in a row.
const MOST: usize = 6;
/// Words of notes in brackets, `(Adds comments, detail)`, and what they say.
const NOTES: &[(&str, &str)] = &[
    ("adds ", "update"),
    ("updates ", "update"),
    ("recasts", "update"),
    ("updates with", "update"),
    ("rewrites", "update"),
    ("refiles", "refile"),
    ("refiling", "refile"),
    ("corrects ", "corrected"),
    ("removes ", "corrected"),
    ("clarifies", "clarified"),
    ("repeats ", "repeat"),
    ("agrega ", "update"),
    ("añade ", "update"),
    ("actualiza ", "update"),
    ("corrige ", "corrected"),
    ("actualisé ", "update"),
    ("durchgehend aktualisiert", "update"),
    ("neu:", "update"),
    ("aktualisiert", "update"),
    ("добавлен", "update"),
    ("добавляет", "update"),
    ("исправлен", "corrected"),
];

/// Markers as they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Markers {
    /// In the order of the text.
    pub names: Vec<String>,
    /// The highest urgency that one of them states.
    pub urgency: Option<u8>,
}

/// A marker that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    /// `update 2` and the like.
    pub name: String,
    /// The urgency that it states; 0 for none.
    pub urgency: u8,
}

impl Markers {
    pub fn add(&mut self, name: String, urgency: u8) {
        // `update` says nothing beside `update 2`.
        if !self.names.iter().any(|known| *known == name || known.starts_with(&format!("{name} "))) {
            self.names.push(name);
        }
        if urgency > 0 {
            self.urgency = Some(self.urgency.map_or(urgency, |known| known.min(urgency)));
        }
    }
}

/// Markers that a title begins with, several in a row included, or ends with in brackets.
pub(super) fn of_title(title: &str, markers: &mut Markers) {
    let mut rest = title;
    for _ in 0..MOST {
        let Some((name, urgency, after)) = next(rest) else { break };
        markers.add(name, urgency);
        rest = after;
    }
    if let Some(inner) = title.trim_end().strip_suffix([')', ']'])
        && let Some(open) = inner.rfind(['(', '['])
    {
        let inner = &inner[open + 1..];
        if let Some((name, urgency, rest)) = word(inner)
            && rest.is_empty()
        {
            markers.add(name, urgency);
        }
    }
}

/// A line of the text that is a marker and nothing else, or a note of what changed.
pub(super) fn of_line(line: &str, markers: &mut Markers) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.len() <= 40
        && let Some((name, urgency, rest)) = word(bare)
        && rest.is_empty()
    {
        markers.add(name, urgency);
        return true;
    }
    let Some(inner) = line.strip_prefix(['(', '*', '[']).filter(|inner| inner.ends_with([')', '*', ']', '.'])) else {
        return false;
    };
    let start: String = inner.trim_start_matches('*').chars().take(30).flat_map(char::to_lowercase).collect();
    let Some((_, name)) = NOTES.iter().find(|(word, _)| start.starts_with(word)) else { return false };
    markers.add((*name).to_owned(), 0);
    true
}

/// The marker that a text begins with, and what is behind the mark that parts it off.
pub(super) fn next(text: &str) -> Option<(String, u8, &str)> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let (name, urgency, rest) = word(text)?;
    let after = rest.trim_start_matches(' ');
    let parted = after.trim_start_matches(['-', '–', '—', ':', '|', ']', ')', '】', '!', '/', '：', '+', '』']);
    // `CORRECTED (OFFICIAL)-`, and not `Breaking (Alert system) ...`
    let noted = || {
        let inner = after.strip_prefix(['(', '[']).and_then(word);
        inner.is_some_and(|(_, _, rest)| rest.starts_with([')', ']']))
    };
    (parted.len() < after.len() || noted()).then_some((name, urgency, parted))
}

/// The letters that the words begin with, in small: hardly any text begins with one of them.
static FIRST: LazyLock<Vec<char>> = LazyLock::new(|| WORDS.iter().filter_map(|(word, ..)| small(word)).collect());

/// The first letter of a text, in small.
fn small(text: &str) -> Option<char> {
    text.chars().next()?.to_lowercase().next()
}

/// A marker with its number, and the rest.
fn word(text: &str) -> Option<(String, u8, &str)> {
    let first = small(text)?;
    let words = WORDS.iter().zip(FIRST.iter()).filter(|(_, letter)| **letter == first);
    words.map(|(word, _)| word).find_map(|(word, name, urgency, capitals)| {
        let rest = starts(text, word, *capitals)?;
        if rest.starts_with(char::is_alphabetic) {
            return None;
        }
        let figures = rest.trim_start_matches([' ', '\u{a0}']);
        let digits = figures.bytes().take_while(u8::is_ascii_digit).count();
        let numbered =
            (1..=2).contains(&digits) && !figures[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '.');
        Some(if numbered {
            (format!("{name} {}", figures[..digits].trim_start_matches('0')), *urgency, &figures[digits..])
        } else {
            ((*name).to_owned(), *urgency, rest)
        })
    })
}

/// What follows a word that a text starts with. A word that is a marker in capitals alone must stand
/// in them; the others may have one capital.
fn starts<'t>(text: &'t str, word: &str, capitals: bool) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix(word) {
        return Some(rest);
    }
    if capitals {
        return None;
    }
    let mut rest = text.char_indices();
    for expected in word.chars() {
        let (_, c) = rest.next()?;
        if !c.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    text.starts_with(char::is_uppercase).then_some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markers(title: &str) -> (Vec<String>, Option<u8>) {
        let mut markers = Markers::default();
        of_title(title, &mut markers);
        (markers.names, markers.urgency)
    }

    #[test]
    fn titles_are_marked_once_or_several_times() {
        for (title, names, urgency) in [
            ("UPDATE 2-Harbour opens again", &["update 2"][..], None),
            ("REFILE-UPDATE 2-Harbour opens", &["refile", "update 2"], None),
            ("CORRECTED-(OFFICIAL)-Harbour opens", &["corrected", "official"], None),
            ("CORRECTED (OFFICIAL)-Harbour opens", &["corrected", "official"], None),
            ("WRAPUP 3-Harbours open", &["wrapup 3"], None),
            ("RPT-BRIEF-Harbour", &["repeat", "brief"], None),
            ("URGENT - Harbour opens", &["urgent"], Some(3)),
            ("Молния! Гавань открыта", &["flash"], Some(1)),
            ("+++ EILMELDUNG +++ Hafen offen", &["breaking"], Some(2)),
            ("WDH/ROUNDUP 2: Hafen", &["repeat", "roundup 2"], None),
            ("【速報】港", &["breaking"], Some(2)),
            ("Harbour opens (UPDATE)", &["update"], None),
            ("عاجل | الميناء", &["urgent"], Some(3)),
        ] {
            assert_eq!(markers(title), (names.iter().map(|&name| name.to_owned()).collect(), urgency), "{title}");
        }
        for title in [
            "URGENT care for all",
            "Update: how it went",
            "Alert level raised",
            "Breaking (Alert system) news for all",
            "BRIEFING-room",
            "Flash floods - three dead",
            "Brief history: a port",
            "UPDATE",
        ] {
            assert_eq!(markers(title), (vec![], None), "{title}");
        }
    }

    #[test]
    fn notes_in_brackets_say_what_was_done() {
        let mut markers = Markers::default();
        assert!(
            of_line("(Adds comments, detail)", &mut markers)
                && of_line("URGENT", &mut markers)
                && of_line("(Corrects name in second paragraph)", &mut markers)
        );
        assert_eq!(
            (markers.names, markers.urgency),
            (vec!["update".into(), "urgent".into(), "corrected".into()], Some(3))
        );
        assert!(!of_line("(Adding up is hard)", &mut Markers::default()));
    }
}
