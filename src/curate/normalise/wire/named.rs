//! Whether a text names a word as a place: by what stands before and behind it in running sentences.
//!
//! Words for "in" prove it, those for "from", "at" and "after" do not: they stand before people, companies and events
//! as well. German writes every noun with a capital, so a word that is an event or a state there must be told by its
//! article, its ending, or the few that stand behind "in" without one.

use crate::curate::unicode::up_to;

/// Bytes of the text that are searched.
const SEARCHED: usize = 16 << 10;
/// Letters that an inflected name may have beside those of the name.
const INFLECTED: usize = 3;
/// A line with as many bytes is running text, whatever it ends with.
const RUNNING: usize = 170;

/// What says "in", "near" and "outside of", before a name.
const WITHIN: &str = "in near outside em w we v în lângă в во близ bij nabij";
/// What says "in" in one language and something else in others: with the letters that only the first has.
const WITHIN_WHERE: [(&str, &[char]); 4] =
    [("i", &['å']), ("ve", &['ě', 'ř']), ("у", &['і', 'ї', 'ў']), ("u", &['č', 'ć', 'š', 'ž'])];
/// What says "in" of places, and much else of people and subjects: once is no proof.
const MAYBE: &str = "à en te";
/// What says "from", "to" and "at".
const WEAK: &str = "at from around aus nach bei desde hasta da z ze do din på från fra till til uit naar von om из під под із з на \
    от від до";
/// What towns have, and is called by their name: "Otterville police".
const OF_TOWNS: &str = "police residents resident mayor council firefighters Police Residents Mayor Council";
/// What stands before the name of a town, in the languages that say so: "Kota Talbruck".
const CALLED: &str = "kota kabupaten pemkot pemkab kecamatan";
/// The same with a word between: "the city of Talbruck".
const CALLED_OF: &str = "city town village municipality ciudad ville città comune cidade município municipio";
/// Words by which Indonesian and Malay are known, where "di" says "in".
const MALAY: &str = "yang dan dengan untuk dari pada";
/// Turkish says "in" behind a name.
const BEHIND: &str = "'da 'de 'ta 'te ’da ’de ’ta ’te";
/// Words by which German is known.
const GERMAN: &str = "und nicht eine wird wurde ist sich wurden sind";
/// What stands before a German noun and before no town.
const ARTICLES: &str = "der die das dem den des ein eine einen einem einer eines kein keine keinen keinem keiner dieser diese dieses diesem \
    diesen jeder jede jedes jedem jeden im am zum zur beim vom ins ans ihr ihre ihren ihrem sein seine seinen seinem unser \
    unsere unseren mehr viel viele weniger ohne durch für gegen wegen trotz";
/// What German nouns end with that are states and events, and those that stand behind "in" without an article.
const STATES: &str = "ung heit keit schaft tion tionen tät ismus haft trauer gefahr kraft arbeit zeit zeiten not rente \
    pension urlaub ferien betrieb form frage sicht angst sorge sorgen asche flammen brand panik wut eile ruhe frieden krise \
    krisen zukunft verdacht insolvenz konkurs klausur therapie quarantäne serie mode laune lage verzug rückstand höhe kürze \
    regie kauf fahrt schutt führung leben liebe hoffnung front gang stand bezug vorfreude";

/// Whether a text, the lines of which come in order, names a town as a place; `more` is whether it was named with
/// its region, which words of other kinds are not.
pub(super) fn is_named<'x>(lines: impl Iterator<Item = &'x str>, town: &str, more: bool) -> bool {
    said(lines, town).prove(more)
}

/// Whether it calls it a town, or names it as a place where that is enough.
pub(super) fn is_town<'x>(lines: impl Iterator<Item = &'x str>, town: &str, enough: bool) -> bool {
    let says = said(lines, town);
    says.prove(false) && (says.called > 0 || enough)
}

fn said<'x>(lines: impl Iterator<Item = &'x str>, town: &str) -> Says {
    let mut says = Says { town: town.split_whitespace().map(small).collect(), ..Says::default() };
    let mut left = SEARCHED;
    for (n, line) in lines.enumerate() {
        let searched = up_to(line, left);
        says.read(searched, n == 0);
        left -= searched.len();
        if left == 0 {
            break;
        }
    }
    says
}

/// What was seen of a name, in lower case word by word.
#[derive(Default)]
struct Says {
    town: Vec<String>,
    within: usize,
    /// It is called a town.
    called: usize,
    maybe: usize,
    weak: usize,
    german: bool,
    /// It stands there as a word like others: in small letters, or behind a German article.
    common: bool,
    article: bool,
}

impl Says {
    fn read(&mut self, line: &str, begins: bool) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if !begins && !is_running(line, &words) {
            return;
        }
        let malay = words.iter().any(|word| listed(MALAY, word));
        self.german |= words.iter().any(|word| listed(GERMAN, word));
        for (n, run) in words.windows(self.town.len()).enumerate() {
            if run.iter().zip(&self.town).all(|(word, wanted)| bare(word) == wanted.as_str()) {
                self.common = true;
            }
            let Some(last) = run.last().filter(|_| self.fits(run)) else { continue };
            let next = words.get(n + run.len()).map_or("", |next| bare(next));
            let of_town = last.ends_with(char::is_alphabetic) && listed(OF_TOWNS, next);
            self.within += usize::from(of_town);
            let last = last.trim_end_matches(['.', ',', ';', '!', '?']);
            if BEHIND.split(' ').any(|ending| last.ends_with(ending)) {
                self.within += 1;
            }
            let before = n.checked_sub(1).map(|before| words[before].to_lowercase()).unwrap_or_default();
            // "in Ada's view" is no place.
            if last.contains(['\'', '’']) {
                continue;
            }
            let of = n.checked_sub(2).filter(|_| matches!(before.as_str(), "of" | "de" | "di" | "du" | "d'"));
            let called = listed(CALLED, &before) || of.is_some_and(|n| listed(CALLED_OF, &small(words[n])));
            self.called += usize::from(called || of_town);
            let within = called
                || malay && before == "di"
                || listed(WITHIN, &before)
                || WITHIN_WHERE.iter().any(|(word, letters)| *word == before && line.contains(*letters));
            self.within += usize::from(within);
            self.maybe += usize::from(listed(MAYBE, &before));
            self.weak += usize::from(listed(WEAK, &before));
            self.article |= listed(ARTICLES, &before);
        }
    }

    /// Whether words are the name as running text writes it, maybe inflected at its end.
    fn fits(&self, run: &[&str]) -> bool {
        run.iter().zip(&self.town).all(|(word, wanted)| {
            let word = bare(word);
            // `LaLiga` and `NATO` are written so by themselves.
            let capital = word.starts_with(char::is_uppercase)
                && word.split('-').all(|part| part.chars().skip(1).all(|c| !c.is_uppercase()));
            if !capital {
                return false;
            }
            let word = small(word);
            let same = word.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
            let (length, wanted) = (word.chars().count(), wanted.chars().count());
            let inflected = !self.is_ascii() && same >= 4 && same + 2 >= wanted && length <= same + INFLECTED;
            same == wanted && length == wanted || inflected
        })
    }

    /// English and its like do not inflect names.
    fn is_ascii(&self) -> bool {
        self.town.iter().all(|word| word.is_ascii())
    }

    fn prove(&self, more: bool) -> bool {
        let one = self.town.len() == 1;
        let state = || self.town.last().is_some_and(|word| STATES.split_whitespace().any(|end| word.ends_with(end)));
        if self.common || self.german && one && (self.article || state()) {
            return false;
        }
        self.within > 0 || self.maybe > 1 || self.maybe > 0 && self.weak > 0 || more && self.maybe + self.weak > 0
    }
}

/// Whether a line is sentences: no headline, no label. Headlines leave articles out, and English ones write every word
/// with a capital.
fn is_running(line: &str, words: &[&str]) -> bool {
    let ends =
        line.len() >= RUNNING || line.trim_end().ends_with(['.', '!', '?', '…', '"', '”', '“', '»', '’', ':', ')']);
    let long = || words.iter().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 4);
    let capitals = long().filter(|word| word.starts_with(char::is_uppercase)).count();
    ends && (long().count() < 4 || capitals * 4 < long().count() * 3)
}

/// In small letters; the two letters i of Turkish are one, because their capitals are written either way.
pub(super) fn small(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| *c != '\u{307}')
        .map(|c| if c == 'ı' { 'i' } else { c })
        .collect()
}

pub(super) fn listed(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// A word without the marks behind it, and what an apostrophe adds. What stands in quotation marks names no town.
fn bare(word: &str) -> &str {
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    word.split(['\'', '’']).next().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_are_told_by_words_for_in() {
        for (town, text) in [
            ("TALBRUCK", "Fähren sollen in Talbruck halten und nicht am Kai."),
            ("TALBRUCK", "Ferries will stop near Talbruck."),
            ("TALBRUCK", "Les ferries s'arrêtent à Talbruck. On en parle à Talbruck depuis longtemps."),
            ("TALBRUCK", "Los barcos paran en Talbruck y salen desde Talbruck."),
            ("TALBRUCK", "Fergene går i Talbruck, så er det slutt på å vente."),
            ("TALBRUCK", "Promy stają w Talbruck."),
            ("TALBRÜCK", "Feribotlar Talbrück'te duruyor."),
            ("KIYIŞEHİR", "Feribotlar Kıyışehir’de duruyor."),
        ] {
            assert!(is_named([text].into_iter(), town, false), "{text}");
        }
    }

    #[test]
    fn words_of_other_kinds_are_told_by_what_stands_before_them() {
        for (word, text) in [
            ("UNFALL", "Nach Unfall gesperrt ist nur der Kai. Bei Unfall und Brand hilft die Wehr."),
            ("UNFALL", "In Unfall und Brand sieht der Rat den Grund, und der Unfall war schwer."),
            ("HAFT", "Der Mann sitzt in Haft, und aus Haft wurde nichts gemeldet."),
            ("TRAUER", "Die Stadt ist in Trauer."),
            ("ERMITTLUNG", "Der Fall ist in Ermittlung und nicht am Ende."),
            // Headlines and labels.
            ("BUSINESS", "Mayor Opens Harbour Fair in Business Quarter With Ferries"),
            ("UNFALL", "Drei Verletzte in Unfall"),
            ("ACCIDENT", "Une Nuit Longue Près Du Port Dans Accident"),
            // People, companies, feasts.
            ("TRUMP", "There is doubt in Trump's plan, and nothing came from Trump or at Trump rallies."),
            ("MACRON", "Le maire a écrit à Macron."),
            ("TUSK", "Burmistrz i Tusk rozmawiali o porcie."),
            ("BAKAN", "Bakan'dan açıklama geldi. Belediye ve Bakan konuştu."),
            ("ПУТИН", "У Путина спросили о порте, ответ от Путина был краток."),
            ("HARBOUR", "Ships wait in Harbour, as the harbour is called."),
            ("FÜNFHAUS", "Gespielt wird in „Fünfhaus“, und alle kommen."),
        ] {
            assert!(!is_named([word, text].into_iter(), word, false), "{text}");
        }
        assert!(is_named(["Ferries came from Otter Creek."].into_iter(), "OTTER CREEK", true));
        assert!(!is_named(["Ferries came from Otter Creek."].into_iter(), "OTTER CREEK", false));
    }
}
