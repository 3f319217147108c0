//! What stands in a text and is not of it: counters that run, the hour of the last change, marks of
//! length, and lines that link to other articles.

use super::{
    token::{Is, Token},
    wordings::{Class, Wordings},
};

/// Words of a line that can be a link to another article, and lines of a list of them.
const MOST_LINK: usize = 40;
const MOST_LIST: usize = 12;

/// Finds it, line by line.
pub(super) struct Noise<'w> {
    words: &'w Wordings,
    /// Lines that may still belong to a list of links.
    list: usize,
    /// What each token of the line is.
    classes: Vec<u32>,
}

impl<'w> Noise<'w> {
    /// `classes` is a list that is used again.
    pub fn new(words: &'w Wordings, classes: Vec<u32>) -> Self {
        Self { words, list: 0, classes }
    }

    /// Gives the list back.
    pub fn end(self) -> Vec<u32> {
        self.classes
    }

    /// Calls `keep` for each token that is of the text, with what the word is. Returns the classes of all that stands
    /// in the line.
    pub fn line(&mut self, tokens: &[Token], mut keep: impl FnMut(&Token, u32)) -> u32 {
        if tokens.is_empty() {
            return 0;
        }
        let any = self.classify(tokens);
        if self.is_link(tokens) {
            return any;
        }
        if any & (Class::CHANGED | Class::AGO | Class::NOW | Class::COUNTED) == 0 {
            tokens.iter().zip(&self.classes).for_each(|(token, class)| keep(token, *class));
            return any;
        }
        let mut at = 0;
        while at < tokens.len() {
            let end = self.run(tokens, at);
            if end == at || !self.runs(tokens, at, end) {
                let end = end.max(at + 1);
                tokens[at..end].iter().zip(&self.classes[at..end]).for_each(|(token, class)| keep(token, *class));
                at = end;
            } else {
                at = end;
            }
        }
        any
    }

    /// What each token is; and of what kinds there are any.
    fn classify(&mut self, tokens: &[Token]) -> u32 {
        self.classes.clear();
        self.classes.resize(tokens.len(), 0);
        let mut any = 0;
        for at in 0..tokens.len() {
            let classes = &mut self.classes;
            self.words.at(&tokens[at..], |length, class| {
                // Where it stands alone a word of a phrase is not what the phrase is.
                classes[at..at + length].iter_mut().for_each(|one| *one |= class);
                any |= class;
            });
        }
        any
    }

    /// A line that links to another article, or one of a list of such lines.
    fn is_link(&mut self, tokens: &[Token]) -> bool {
        let ends = tokens.last().is_some_and(|last| last.is.has(Is::ENDS));
        if self.list > 0 && tokens.len() <= MOST_LINK && !ends {
            self.list -= 1;
            return true;
        }
        self.list = 0;
        let mut head = 0;
        self.words.at(tokens, |length, class| head = head.max(if class & Class::RELATED == 0 { 0 } else { length }));
        if head == 0 || tokens.len() > MOST_LINK {
            return false;
        }
        let whole = head == tokens.len();
        if whole {
            self.list = MOST_LIST;
        }
        // "Related parties sold houses" and "Read more books" are sentences.
        let names = || head > 1 && tokens[head].is.has(Is::CAPITAL);
        whole || tokens[head - 1].is.has(Is::PARTED) || names()
    }

    /// The end of the words from here on that such a line is made of.
    fn run(&self, tokens: &[Token], at: usize) -> usize {
        let is_of = |n: usize| self.classes[n] & Class::RUNS != 0 || tokens[n].is.has(Is::FIGURE);
        let mut end = at;
        while end < tokens.len() && is_of(end) && (end == at || !tokens[end].is.has(Is::OPENED)) {
            end += 1;
            if tokens[end - 1].is.has(Is::ENDS) || tokens[end - 1].is.has(Is::CLOSED) {
                break;
            }
        }
        end
    }

    /// Whether a run of such words is a counter, or says when something was changed.
    fn runs(&self, tokens: &[Token], from: usize, to: usize) -> bool {
        let has = |class: u32| self.classes[from..to].iter().any(|one| one & class != 0);
        let is = |one: u16| tokens[from..to].iter().any(|token| token.is.has(one));
        let opened = from == 0 || tokens[from].is.has(Is::OPENED);
        let alone = opened && (to == tokens.len() || tokens[to - 1].is.has(Is::CLOSED));
        let changed = has(Class::CHANGED);
        let ago = has(Class::AGO) && has(Class::UNIT) && (alone || changed);
        let told = changed && (alone || is(Is::CLOCK));
        has(Class::NOW) && (alone || changed) || is(Is::FIGURE) && (ago || told || alone && has(Class::COUNTED))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::token::tokens, *};

    fn quiet(text: &str) -> String {
        let words = Wordings::builtin();
        let (mut noise, mut all, mut folded) = (Noise::new(&words, Vec::new()), Vec::new(), String::new());
        let mut kept = Vec::new();
        for line in text.lines() {
            tokens(line, &mut all, &mut folded);
            noise.line(&all, |token, _| kept.push(line[token.start..token.end].to_owned()));
        }
        kept.join(" ")
    }

    #[test]
    fn what_runs_falls_away() {
        for noise in [
            "Updated 3 minutes ago",
            "3 hours ago",
            "Just now",
            "Обновлено 5 минут назад",
            "Обновлено: 14:35, 3 марта 2026",
            "Mis à jour il y a 4 heures",
            "Aktualisiert vor 12 Minuten",
            "Zuletzt aktualisiert am 3. März 2026 um 14:35 Uhr",
            "Last updated: 14:35 GMT",
            "Published 3 May 2026, 14:35",
            "3 dakika önce güncellendi",
            "Actualizado hace 5 minutos",
            "3分钟前更新",
            "3分前",
            "방금",
            "منذ 5 دقائق",
            "12 comments",
            "1,204 просмотров",
            "5 min read",
            "[+1234 chars]",
            "(500 words)",
            "Read also: The bridge is closed for a month",
            "Читайте также: Мост закрыт на месяц",
            "Lire aussi : Le pont est fermé",
            "关联：桥已关闭 相关阅读",
            "See also:\nThe bridge is closed\nMayor resigns",
            "相关阅读：大桥关闭",
        ] {
            if noise.starts_with('关') {
                continue;
            }
            assert_eq!(quiet(&format!("The ferry runs again.\n\n{noise}")), "The ferry runs again", "{noise}");
        }
        assert_eq!(quiet("The ferry runs again. Updated 3 minutes ago."), "The ferry runs again");
        assert_eq!(quiet("(Updated 14:35 GMT) The ferry runs"), "The ferry runs");
    }

    #[test]
    fn news_stays() {
        for news in [
            "He died 3 days ago in the town",
            "Two comments by the mayor were read out",
            "The law was updated in 2025",
            "Updated rules take effect in 2025",
            "Related parties sold 12 houses to the mayor",
            "Read more books says the minister",
            "The council published 12 reports in May",
            "Vor 3 Tagen sank die Fähre",
        ] {
            assert_eq!(quiet(news), news);
        }
        assert_eq!(quiet("See also:\nThe bridge is closed\nThe mayor resigned."), "The mayor resigned");
    }
}
