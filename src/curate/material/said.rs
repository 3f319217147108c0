//! By what words a wire says that it corrects or withdraws what it sent.

use super::{
    token::{Is, Token, tokens},
    wordings::{Class, Wordings},
};

/// Words before which a title's own begin.
const MOST_BEFORE: usize = 8;

/// What a wire says of what it sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// This corrects it.
    Corrected,
    /// This withdraws it.
    Withdrawn,
}

impl Wordings {
    /// What stands before a title, in capitals where the writing has them and parted from it; and the title
    /// behind it.
    pub fn before<'t>(&self, title: &'t str) -> Option<(Said, &'t str)> {
        let (mut all, mut folded) = (Vec::new(), String::new());
        tokens(title, &mut all, &mut folded);
        let mut found = None;
        for at in 0..all.len().min(MOST_BEFORE) {
            let begins =
                at == 0 || all[at].is.has(Is::OPENED) || is_parted(&all[at - 1]) || all[at - 1].is.has(Is::FIGURE);
            if begins {
                self.at(&all[at..], |length, class| {
                    let words = &all[at..at + length];
                    let parted = words.last().is_some_and(is_parted);
                    if parted && words.iter().all(|word| is_capital(&title[word.start..word.end])) {
                        let rest = all.get(at + length).map_or("", |next| &title[next.start..]);
                        found = found
                            .or(said(class, Class::WITHDRAWN_BEFORE, Class::CORRECTED_BEFORE).map(|said| (said, rest)));
                    }
                });
            }
            if found.is_some() || !is_capital(&title[all[at].start..all[at].end]) {
                break;
            }
        }
        found.or_else(|| self.spaced(title, &all)).or_else(|| self.advisory(title, &all))
    }

    /// `/C O R R E C T I O N -- Harbour Line/`: the word stands letter by letter.
    fn spaced<'t>(&self, title: &'t str, all: &[Token]) -> Option<(Said, &'t str)> {
        let length = single(title, all);
        let last = all[..length].last().filter(|last| length > MOST_SINGLE && is_parted(last))?;
        let (mut word, mut folded) = (Vec::new(), String::new());
        let joined: String = title[..last.end].chars().filter(|c| c.is_uppercase()).collect();
        tokens(&joined, &mut word, &mut folded);
        let mut class = 0;
        self.at(&word, |_, one| class |= one);
        let rest = all.get(length).map_or("", |next| &title[next.start..]);
        said(class, Class::WITHDRAWN_BEFORE, Class::CORRECTED_BEFORE).map(|said| (said, rest))
    }

    /// `ADVISORY-Harbour strike story withdrawn`: the word stands at the end.
    fn advisory<'t>(&self, title: &'t str, all: &[Token]) -> Option<(Said, &'t str)> {
        let (first, rest) = all.split_first()?;
        let (last, between) = rest.split_last()?;
        let announced = title[first.start..first.end].eq_ignore_ascii_case("advisory") && first.is.has(Is::PARTED);
        let mut class = 0;
        self.at(std::slice::from_ref(last), |_, one| class |= one);
        let fits = announced && class & Class::WITHDRAWN_BEFORE != 0;
        fits.then(|| (Said::Withdrawn, between.first().map_or("", |next| &title[next.start..last.start])))
    }

    /// What a line of a text says.
    pub fn says(&self, line: &str) -> Option<Said> {
        let (mut all, mut folded) = (Vec::new(), String::new());
        tokens(line, &mut all, &mut folded);
        let mut found = None;
        for at in 0..all.len() {
            // A sentence, or a note in brackets, begins so; "Editors: ..." may stand before it.
            let near = at == 0 || is_end(&all[at - 1]) || all[at].is.has(Is::OPENED);
            self.at(&all[at..], |_, class| {
                let this = said(class, Class::WITHDRAWN, Class::CORRECTED);
                found = found.or(this.filter(|this| near || *this == Said::Withdrawn));
            });
        }
        found
    }
}

/// Letters that stand by themselves in what is no word written letter by letter.
const MOST_SINGLE: usize = 3;

/// How many tokens of one character a line begins with.
fn single(line: &str, all: &[Token]) -> usize {
    all.iter().take_while(|word| line[word.start..word.end].chars().nth(1).is_none()).count()
}

/// Whether a line may begin with a word that is written letter by letter.
pub(super) fn is_spaced(line: &str, all: &[Token]) -> bool {
    let first = all.iter().take(MOST_SINGLE + 1);
    first.len() > MOST_SINGLE && single(line, &all[..=MOST_SINGLE]) > MOST_SINGLE
}

fn said(class: u32, withdrawn: u32, corrected: u32) -> Option<Said> {
    if class & withdrawn != 0 {
        return Some(Said::Withdrawn);
    }
    (class & corrected != 0).then_some(Said::Corrected)
}

fn is_parted(token: &Token) -> bool {
    token.is.has(Is::PARTED) || token.is.has(Is::CLOSED)
}

fn is_end(token: &Token) -> bool {
    token.is.has(Is::ENDS) || token.is.has(Is::PARTED)
}

fn is_capital(word: &str) -> bool {
    !word.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_corrections_and_kills_are_known_and_news_is_not() {
        let words = Wordings::builtin();
        for (title, is, rest) in [
            ("CORRECTED-Grain ship leaves", Said::Corrected, "Grain ship leaves"),
            ("REFILE-UPDATE 2-CORRECTED-Grain ship leaves", Said::Corrected, "Grain ship leaves"),
            ("KILL: Ferry sinks", Said::Withdrawn, "Ferry sinks"),
            ("ADVISORY/KILL - Ferry sinks", Said::Withdrawn, "Ferry sinks"),
            ("WITHDRAWN - Ferry sinks", Said::Withdrawn, "Ferry sinks"),
            ("ADVISORY-Ferry story withdrawn", Said::Withdrawn, "Ferry story "),
            ("Advisory-Restart of the ferry line is withdrawn", Said::Withdrawn, "Restart of the ferry line is "),
            ("/C O R R E C T I O N -- Harbour Line Inc./", Said::Corrected, "Harbour Line Inc./"),
            ("K I L L: Ferry sinks", Said::Withdrawn, "Ferry sinks"),
            ("ИСПРАВЛЕНИЕ: Паром затонул", Said::Corrected, "Паром затонул"),
            ("АННУЛИРОВАНО - Паром затонул", Said::Withdrawn, "Паром затонул"),
            ("BERICHTIGUNG: Fähre gesunken", Said::Corrected, "Fähre gesunken"),
            ("RECTIFICATIF - Le ferry coule", Said::Corrected, "Le ferry coule"),
            ("ANNULE: Le ferry coule", Said::Withdrawn, "Le ferry coule"),
            ("【訂正】船が沈む", Said::Corrected, "船が沈む"),
            ("تصحيح: غرق العبارة", Said::Corrected, "غرق العبارة"),
        ] {
            assert_eq!(words.before(title), Some((is, rest)), "{title}");
        }
        for news in [
            "Kill your darlings, says the editor",
            "KILL BILL returns - review",
            "MINISTER CORRECT - SAYS COURT",
            "Correct-answer quiz: who built the pier?",
            "Correction: what the market fears",
            "Licence of ferry line withdrawn",
            "ADVISORY-Feature on killer whales",
            "A B C D - letters for children",
            "Advisory for sailors withdrawn",
            "取消された船",
        ] {
            assert_eq!(words.before(news), None, "{news}");
        }
    }

    #[test]
    fn lines_of_corrections_and_kills_are_known() {
        let words = Wordings::builtin();
        for (line, is) in [
            ("Editors: please disregard the story headlined Ferry sinks.", Said::Withdrawn),
            ("(This story corrects the name of the mayor.)", Said::Corrected),
            ("(Corrects spelling of name in paragraph 2)", Said::Corrected),
            ("Просьба аннулировать сообщение о пароме.", Said::Withdrawn),
            ("A previous version of this story misstated the length of the pier.", Said::Corrected),
            ("Diese Meldung wurde berichtigt.", Said::Corrected),
            ("Merci d'annuler notre dépêche.", Said::Withdrawn),
        ] {
            assert_eq!(words.says(line), Some(is), "{line}");
        }
        for line in [
            "The teacher corrects spelling at night.",
            "The minister said the ferry sank.",
            "A previous version of this story was first published in December.",
        ] {
            assert_eq!(words.says(line), None, "{line}");
        }
    }
}
