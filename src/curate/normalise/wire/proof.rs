//! What else speaks for a dateline where a known town and a mark prove too little.
//!
//! Films, people, clubs and brands are called as towns are, and what tells of them is written the same way ("CHICAGO -
//! The musical opens ..."). So the story must name the town again, begin as news of those who govern does, or tell of
//! a day without describing a thing. It is worse to cut off what a sentence is about than to leave a town in it.

use super::named::{is_named, listed, small};
use crate::curate::{
    normalise::date::{WordKind, word_kind},
    unicode::up_to,
};

/// Bytes of the sentence that are looked at.
const SENTENCE: usize = 400;
/// Words in which a sentence says whom it is about.
const SUBJECT: usize = 5;
/// Words between who said something and the verb.
const NEAR: usize = 3;

/// Towns and regions that are as often people, clubs, things or words. Data.
const NAMES: &str = "adelaide alexandria alsace asia atlanta austin bath barcelona bethlehem bristol brooklyn buffalo camden carson casablanca chad \
    charlotte chelsea china cleveland columbia concord cork dakota dallas darwin denver derby devon diego dover dunkirk durham eugene \
    everton fargo florence florida galicia georgia gloria grace hamilton harvard harz helena houston hudson hull independence india \
    israel jackson jordan kent kerry kingston lancaster lincoln liverpool lourdes lyon madison malta marion mercedes milan mobile montana \
    naomi nelson nice odessa olympia orange orlando oxford paris perth philadelphia phoenix preston providence quito reading regina \
    roma roman salem salvador santiago savannah sierra sofia split stanley surprise sydney syracuse tirol toledo tours troy turkey \
    tyler valencia venice verona victoria vienna virginia wellington wesley winchester york";

/// Those who govern, judge and keep the order: words, or with a star how they begin. Data.
const BODIES: &str = "police polizei* policía polícia polizia полици* поліці* policj* policie politie polisi government* regierung* bundesregierung \
    gouvernement gobierno governo правительств* уряд* rząd rządu regering* hükümet* pemerintah ministry ministries *ministerium ministère ministerio ministero \
    ministério министерств* міністерств* минобороны минздрав* мид ministerstw* kementerian bakanlığı parliament parlament* parlement parlamento парламент* \
    congress kongress congreso госдума госдумы госдуме senate court courts gericht* bundesgericht* tribunal cour суд суда sąd mahkamah mahkemesi \
    prosecutor* staatsanwalt* procureur* fiscalía прокуратур* council stadtrat gemeinderat ayuntamiento authority authorities officials \
    regulator* commission behörde* autorités autoridades власти влада cabinet kabinett bundeskabinett army armee armée ejército esercito exército \
    military militär troops soldiers lawmakers firefighters feuerwehr bomberos pompiers bundesrat bundestag landtag knesset pentagon kremlin кремл*";

/// Who holds an office, in the same way. Data.
const OFFICES: &str = "president präsident* bundespräsident président presidente президент* prezydent* presiden premier premier-ministre премьер* прем'єр* \
    minister *minister ministre ministro министр* міністр* menteri chancellor kanzler* bundeskanzler* governor gouverneur gobernador governatore \
    губернатор* gubernur mayor bürgermeister* oberbürgermeister* maire alcalde sindaco мэр мер senator* senador* сенатор* secretary";

/// Verbs by which those speak and act. Data.
const SAID: &str = "said says say announced warned confirmed ordered ruled approved rejected arrested declared accused sagte sagten teilte teilten \
    meldete erklärte kündigte warnte bestätigte mitteilte dit annoncé déclaré affirmé dijo anunció informó afirmó confirmó ha \
    annunciato detto disse afirmou anunciou informou сообщил сообщила сообщило сообщили сообщает заявил заявила заявили объявил \
    заявив повідомили повідомила повідомив powiedział poinformował poinformowała mengatakan açıkladı";

/// What is made, shown, sold or played, and who does so: behind a name in capitals it says what that is. Data.
const WORKS: &str = "film films movie series serie serien série sitcom musical musicals novel roman romanzo novela book buch band album \
    song songs lied singer sänger sängerin actor actress rapper trio brand marke wine wein game spiel club klub verein trainer coach keeper striker stürmer \
    stürmers scored scores goal goals penalty visitors fans cast stage theory boot carmaker operator bird фильм сериал роман группа \
    песня альбом бренд клуб тренер матч película filme canción cantante equipo squadra cantante équipe chanson";

/// Words by which somebody speaks of themself or to the reader. Data.
const SPEAKERS: &str = "i i'm i’m i've i’ve i'd i’d you we my our your me us ich du wir mein meine unser unsere je nous mon ma notre yo \
    nosotros mi nuestro eu nós meu minha io noi mio я мы мой наш ти ми ja";
/// Words that a description begins with, which speaks of a name before it. Data.
const POINTERS: &str = "he she it they that this these those his her its their there what why how who where when which er sie es \
    das ist il elle c'est c’est ce cette él ella eso esto ele ela isso это он она что как";
/// Words before what is known already. Data.
const ARTICLES: &str = "the le la les el los las il lo gli o os as het de der die das den dem";
/// Of those, the ones of the language that writes every noun with a capital.
const GERMAN: &str = "der die das den dem";
/// What companies are called in their own stories. Data.
const FIRMS: &str = "firm company retailer website platform startup shares users customers anbieter unternehmen konzern portal vergleich \
    händler plattform entreprise société empresa compañía azienda società perusahaan компания компании";

/// Whether a story that stands behind the name of a known town speaks for it as its dateline; `texts` are what follows.
pub(super) fn second_sign<'x>(town: &str, story: &'x str, texts: impl Iterator<Item = &'x str>) -> bool {
    let words = Words::of(story);
    if words.speaks() || words.any(0..1, POINTERS) {
        return false;
    }
    if is_named(std::iter::once(story).chain(texts), town, false) {
        return true;
    }
    if words.any(0..words.all.len(), WORKS) {
        return false;
    }
    let bodies = words.subject(BODIES) || words.said_by(BODIES);
    if town.split_whitespace().all(|word| listed(NAMES, &small(word))) {
        return bodies;
    }
    bodies || words.has_title() || words.said_by(OFFICES) || words.tells_of_day() && !words.is_of_known()
}

/// Whether a story says first that what is named before it is made, shown or played: "The musical opens ...".
pub(super) fn is_of_work(story: &str) -> bool {
    let words = Words::of(story);
    words.is_of_known() && words.any(0..SUBJECT - 1, WORKS) && !words.subject(BODIES)
}

/// Whether a story describes the thing that was named before it, or a company.
pub(super) fn describes(story: &str) -> bool {
    let words = Words::of(story);
    let all = 0..words.all.len();
    let governs = words.subject(BODIES) || words.has_title();
    words.any(0..1, POINTERS)
        || words.any(all.clone(), FIRMS)
        || !governs && (words.any(all, WORKS) || words.is_of_known())
}

/// The words of a first sentence.
struct Words<'t> {
    all: Vec<&'t str>,
    /// How many of them stand in its first clause.
    clause: usize,
    asks: bool,
}

impl<'t> Words<'t> {
    fn of(story: &'t str) -> Self {
        let story = up_to(story, SENTENCE);
        let mut all = Vec::new();
        let (mut clause, mut asks) = (None, false);
        for word in story.split_whitespace() {
            let bare = bare(word);
            if bare.is_empty() && clause.is_none() && matches!(word, "-" | "–" | "—") {
                clause = Some(all.len());
            }
            all.push(bare);
            if word.ends_with([',', ';', ':']) && clause.is_none() {
                clause = Some(all.len());
            }
            // The dot of a title or an initial ends no sentence.
            if word.ends_with(['?', '!']) || word.ends_with('.') && bare.chars().count() > 3 {
                asks = word.ends_with('?');
                break;
            }
        }
        Self { clause: clause.unwrap_or(all.len()), all, asks }
    }

    fn any(&self, range: std::ops::Range<usize>, list: &str) -> bool {
        let end = range.end.min(self.all.len());
        self.all[range.start.min(end)..end].iter().any(|word| listed(list, &word.to_lowercase()))
    }

    /// Whether somebody speaks of themself, or to the reader.
    fn speaks(&self) -> bool {
        // "US" is a country.
        let shouts = |word: &str| word.chars().count() > 1 && !word.contains(char::is_lowercase);
        let first = self.all.iter().take(self.clause.max(SUBJECT));
        self.asks || first.filter(|word| !shouts(word)).any(|word| listed(SPEAKERS, &word.to_lowercase()))
    }

    /// Whether one of these begins the sentence.
    fn subject(&self, stems: &str) -> bool {
        self.all.iter().take(SUBJECT.min(self.clause)).enumerate().any(|(n, word)| {
            // "told a court" has another subject.
            begins(stems, word) && !self.all[..n].iter().any(|before| is_told(before))
        })
    }

    /// Whether one of these said it, with the verb before or behind.
    fn said_by(&self, stems: &str) -> bool {
        let near = |n: usize| self.all.iter().skip((n + 1).saturating_sub(NEAR)).take(2 * NEAR);
        let said =
            |(n, word): (usize, &&str)| begins(stems, word) && near(n).any(|verb| listed(SAID, &verb.to_lowercase()));
        self.all.iter().enumerate().any(said)
    }

    /// `President Quay`, `Prime Minister Ada Quay`.
    fn has_title(&self) -> bool {
        let subject = &self.all[..self.all.len().min(SUBJECT)];
        let named = |pair: &[&str]| begins(OFFICES, pair[0]) && pair[1].starts_with(char::is_uppercase);
        // German nouns do not tell names by their capital.
        subject.windows(2).any(named) && !self.any(1..2, "first") && !self.any(0..1, GERMAN)
    }

    /// In the first clause, and not by its first word.
    fn tells_of_day(&self) -> bool {
        let is_day = |word: &&str| {
            let day = matches!(word_kind(word), Some(WordKind::Month | WordKind::Weekday));
            day && word.chars().count() > 3
        };
        let clause = self.all.get(..self.clause).unwrap_or_default();
        clause.iter().skip(1).any(is_day) && !clause.first().is_some_and(is_day)
    }

    /// Whether it begins with an article and a word that is no name: what it speaks of is known already.
    fn is_of_known(&self) -> bool {
        let (Some(first), Some(second)) = (self.all.first(), self.all.get(1)) else { return false };
        let first = first.to_lowercase();
        let shouts = second.chars().filter(|c| c.is_uppercase()).count() > 1;
        let name = if listed(GERMAN, &first) { shouts } else { second.starts_with(char::is_uppercase) };
        listed(ARTICLES, &first) && !name
    }
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a word is one of a list, the starred of which say how words begin or end.
fn begins(stems: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    stems.split_whitespace().any(|stem| match (stem.strip_suffix('*'), stem.strip_prefix('*')) {
        (Some(start), _) => word.starts_with(start),
        (_, Some(end)) => word.ends_with(end),
        _ => word == stem,
    })
}

fn is_told(word: &str) -> bool {
    listed("told tells asked sued", word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(town: &str, story: &str, more: &[&str]) -> bool {
        second_sign(town, story, more.iter().copied())
    }

    #[test]
    fn those_who_govern_a_day_or_the_town_once_more_prove_a_story() {
        for (town, story) in [
            ("LAHORE", "The council has closed the harbour for two weeks."),
            ("LAHORE", "Ferries stay in the harbour for two weeks, officials said."),
            ("LAHORE", "US President Ada Quay said that the ferries must leave."),
            ("LAHORE", "The Harbour Regulatory Authority has closed two of the quays."),
            ("LAHORE", "President Ada Quay left the harbour by the first ferry."),
            ("LAHORE", "Dozens of ferries left the harbour on Tuesday for the islands."),
            ("LAHORE", "The Harbour Party on Saturday named Bo Quay as its candidate."),
            ("LAHORE", "The ferry sank in Lahore in the night before the feast."),
            ("SYDNEY", "Police closed the harbour for two weeks after the storm."),
            ("KIEL", "Die Polizei hat den Hafen für zwei Wochen gesperrt."),
            ("KIEL", "Der Hafen bleibt zwei Wochen geschlossen, teilte das Ministerium mit."),
        ] {
            assert!(signed(town, story, &[]), "{town}: {story}");
        }
        assert!(signed("KIEL", "Der Hafen bleibt zwei Wochen geschlossen.", &["Fähren halten in Kiel nicht mehr."]));
    }

    #[test]
    fn what_speaks_of_the_name_itself_proves_nothing() {
        for (town, story) in [
            ("LAHORE", "The ferry song is heard again on Tuesday on every quay."),
            ("LAHORE", "The lamp that the keeper lit on Tuesday stands on the quay."),
            ("LAHORE", "I never saw the harbour before Tuesday, and I never will."),
            ("LAHORE", "What do the police see in the harbour on Tuesday night?"),
            ("LAHORE", "That was the word most used by officials on Tuesday."),
            ("LAHORE", "Glass is what the island lives on, and ovens went cold on Tuesday."),
            ("LAHORE", "The courtyard report of the republic is older than the quay."),
            ("VICTORIA", "The minister left the palace on Tuesday by the ferry."),
            ("AUSTIN", "The maker of ferries left nothing, the court was told on Tuesday."),
            ("KIEL", "Die Kappe aus Tuch ist seit Dienstag wieder in Mode."),
            ("KIEL", "Der Trainer ließ am Dienstag offen, wer spielen wird."),
        ] {
            assert!(!signed(town, story, &[]), "{town}: {story}");
        }
        assert!(describes("The firm will pay a fine for its ferries."));
        assert!(!describes("The council will pay a fine for its ferries."));
    }
}
