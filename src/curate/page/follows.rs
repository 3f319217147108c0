//! What follows a text on its page and was taken for its end: lists of other articles under a line that announces them,
//! and what blogs say of an entry.

/// Lines that announce other articles, in small letters and without the mark at their end. Data.
const ANNOUNCE: &[&str] = &[
    "related|related articles|related stories|related posts|related news|related content|more on this story|more on this",
    "you may also like|you might also like|you may also be interested in|read next|recommended|recommended for you",
    "recommended articles|more stories|latest news|latest articles|latest stories|latest posts|recent posts|most read",
    "most popular|popular posts|trending|trending now|also read|read also|see also|don't miss|up next|more news",
    "das könnte sie auch interessieren|das könnte dich auch interessieren|das könnte euch auch interessieren",
    "das könnte ihnen auch gefallen|das könnte dir auch gefallen|mehr zum thema|weitere artikel|weitere beiträge",
    "weitere meldungen|weitere nachrichten|weitere themen|ähnliche artikel|ähnliche beiträge|verwandte artikel",
    "verwandte beiträge|verwandte themen|auch interessant|lesen sie auch|lesen sie mehr|lies auch|neueste artikel",
    "neueste beiträge|neueste nachrichten|meistgelesen|meistgelesene artikel|empfohlene artikel|siehe auch",
    "à lire aussi|lire aussi|à voir aussi|articles similaires|articles liés|sur le même sujet|sur le même thème",
    "dans la même rubrique|vous aimerez aussi|les plus lus|à lire également|nos derniers articles",
    "te puede interesar|también te puede interesar|te podría interesar|te recomendamos|lee también|leer también",
    "noticias relacionadas|artículos relacionados|notas relacionadas|temas relacionados|más noticias|lo más leído",
    "lo más visto|las más leídas|más leídas|últimas noticias",
    "leia também|veja também|leia mais|notícias relacionadas|artigos relacionados|matérias relacionadas|mais lidas",
    "mais notícias|últimas notícias|você também pode gostar",
    "leggi anche|articoli correlati|notizie correlate|potrebbe interessarti|ti potrebbe interessare",
    "potrebbero interessarti|i più letti|ultime notizie|ti potrebbero interessare",
    "lees ook|gerelateerde artikelen|meer over dit onderwerp|meest gelezen|laatste nieuws|dit vind je misschien ook leuk",
    "czytaj także|czytaj też|czytaj również|przeczytaj także|zobacz także|zobacz też|zobacz również|powiązane artykuły",
    "najnowsze|polecane|polecamy|najczęściej czytane",
    "související články|čtěte také|mohlo by vás zajímat|prečítajte si aj|súvisiace články|kapcsolódó cikkek",
    "citește și|citeste si|articole similare|povezane vijesti|pročitajte još|прочетете още|свързани новини|още по темата",
    "läs också|läs mer|relaterade artiklar|mest läst|les også|læs også|relaterte artikler|relaterede artikler|lue myös",
    "ilgili haberler|benzer haberler|bunlar da ilginizi çekebilir|ilginizi çekebilir|son haberler|çok okunanlar",
    "читайте также|читайте ещё|читайте еще|смотрите также|по теме|материалы по теме|новости по теме|похожие новости",
    "похожие материалы|похожие статьи|другие новости|последние новости|самое читаемое|популярное|рекомендуем",
    "читайте також|схожі новини|за темою|останні новини|дивіться також|чытайце таксама",
    "اقرأ أيضا|اقرأ أيضاً|مواضيع ذات صلة|أخبار ذات صلة|مطالب مرتبط|اخبار مرتبط",
    "相关阅读|相关新闻|相關新聞|延伸閱讀|関連記事|あわせて読みたい|관련 기사|관련기사|baca juga|artikel terkait|berita terkait|tin liên quan",
];

/// What blogs say of an entry behind it: how such a paragraph begins, in small letters.
const ENTRY: &[&str] = &[
    "this entry was posted ",
    "dieser beitrag wurde ",
    "dieser eintrag wurde ",
    "cette entrée a été publiée ",
    "cet article a été publié dans ",
    "esta entrada fue publicada ",
    "este artigo foi publicado em ",
    "questa voce è stata pubblicata ",
    "dit bericht werd geplaatst ",
    "ten wpis został opublikowany ",
    "запись опубликована ",
];

/// Bytes of a paragraph that is an article's and no teaser of another one, and of one that is where it is a sentence.
const LONG: usize = 400;
const SENTENCE: usize = 60;

/// How many of a text's paragraphs are its own. What is announced stands in its second half and holds no sentence: many
/// articles go on behind such a line.
pub fn own(paragraphs: &[&str]) -> usize {
    let bytes: usize = paragraphs.iter().map(|one| one.len()).sum();
    // From here on none is long, and none is a sentence.
    let short = behind_last(paragraphs, |one| one.len() >= LONG);
    let listed = behind_last(paragraphs, is_sentence);
    let mut before = 0;
    for (n, paragraph) in paragraphs.iter().enumerate() {
        let announces = || begins_entry(paragraph) || n + 1 >= listed && announces(paragraph);
        if before * 2 > bytes && paragraph.len() < LONG && n + 1 >= short && announces() {
            return n;
        }
        before += paragraph.len();
    }
    paragraphs.len()
}

/// The number of the first paragraph behind the last of a kind.
fn behind_last(paragraphs: &[&str], is: impl Fn(&str) -> bool) -> usize {
    paragraphs.iter().rposition(|one| is(one)).map_or(0, |last| last + 1)
}

/// What a line says in small letters, without the mark at its end.
fn small(line: &str) -> String {
    line.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn begins_entry(paragraph: &str) -> bool {
    let line = small(paragraph);
    ENTRY.iter().any(|one| line.starts_with(one))
}

fn announces(paragraph: &str) -> bool {
    let line = small(paragraph);
    ANNOUNCE.iter().flat_map(|row| row.split('|')).any(|one| one == line)
}

fn is_sentence(text: &str) -> bool {
    text.len() >= SENTENCE && text.trim_end().ends_with(['.', '!', '?', '"', '”', '“', '»', '。', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The council met on Friday and talked about the ferries for most of the night, said the mayor.";

    #[test]
    fn other_articles_that_are_announced_are_none_of_the_text() {
        let teaser = "Ferries leave again after two weeks in the harbour";
        for line in ["Related articles", "Das könnte Sie auch interessieren!", "Читайте также:", "関連記事", "Lees ook"]
        {
            assert_eq!(own(&[STORY, STORY, line, teaser]), 2, "{line}");
            assert_eq!(own(&[STORY, STORY, line]), 2, "{line}");
            // The article goes on behind it.
            assert_eq!(own(&[STORY, line, teaser, teaser]), 4, "{line}");
            assert_eq!(own(&[STORY, STORY, STORY, line, STORY]), 5, "{line}");
            assert_eq!(own(&[STORY, &STORY.repeat(5), line, &teaser.repeat(9)]), 4, "{line}");
        }
        let entry = "This entry was posted in Harbour by Ada Quay. Bookmark the permalink.";
        assert_eq!(own(&[STORY, STORY, entry, STORY]), 2);
        for line in
            ["Related articles say so as well.", "Popular are ferries", "This entry was posted", "The latest news"]
        {
            assert_eq!(own(&[STORY, STORY, line, teaser]), 4, "{line}");
        }
    }
}
