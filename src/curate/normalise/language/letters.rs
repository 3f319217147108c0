//! Letters that tell languages of one alphabet apart. Data: a letter speaks for the languages that
//! use it and against those that have none.

use std::{collections::HashMap, sync::LazyLock};

/// Letters, and what each of them says of a language.
const LETTERS: &[(&str, &str)] = &[
    // Latin
    ("ə", "az 3"),
    ("ı", "tr 1 az 1"),
    ("ğ", "tr 1 az 1"),
    ("ş", "tr .7 az .7 ro .2"),
    ("țș", "ro 3"),
    ("ţ", "ro 2"),
    ("ă", "ro 1.5 vi .5"),
    ("î", "ro .8 fr .4"),
    ("â", "ro .6 fr .3 tr .2 vi .3 pt .2"),
    ("ł", "pl 3"),
    ("ąę", "pl 1.5 lt 1"),
    ("żźśń", "pl 1.5"),
    ("ć", "pl .8 hr .8 bs .8 sr-Latn .8"),
    ("řěů", "cs 3"),
    ("ďťň", "cs 1 sk 1"),
    ("ľĺŕ", "sk 3"),
    ("ô", "sk .6 fr .4 pt .3 vi .3"),
    ("őű", "hu 3"),
    ("ß", "de 3"),
    ("ä", "de .7 sv .6 fi .7 et .6 sk .2"),
    ("ö", "de .5 sv .6 fi .4 hu .4 tr .4 az .4 et .2"),
    ("ü", "de .7 tr .5 az .5 hu .3 et .5"),
    ("ñ", "es 2"),
    ("¿¡", "es 3"),
    ("ã", "pt 2 vi .3"),
    ("õ", "pt 1.5 et 1.5 vi .2"),
    ("ç", "pt .6 fr .5 tr .5 az .4 ca .5 sq .6"),
    ("à", "it .6 fr .5 ca .5 pt .2 vi .2"),
    ("è", "it .7 fr .6 ca .4"),
    ("ìò", "it 1 ca .2 vi .2"),
    ("ù", "it .6 fr .3 vi .2"),
    ("é", "fr .5 es .3 pt .3 cs .3 hu .4 sk .3 it .1"),
    ("ê", "fr .7 pt .6 vi .6"),
    ("œ", "fr 2"),
    ("ëï", "fr .3 nl .4 sq .3"),
    ("á", "es .4 pt .4 cs .4 sk .4 hu .4 vi .1"),
    ("í", "es .5 pt .4 cs .4 sk .4 hu .2 ca .3 vi .1"),
    ("ó", "es .5 pt .3 pl .6 hu .3 sk .2 ca .3"),
    ("ú", "es .4 pt .3 cs .2 sk .3 hu .3"),
    ("ý", "cs .4 sk .4 vi .2"),
    ("å", "sv 1.2 da 1.2 nb 1.2"),
    ("æø", "da 1.3 nb 1.3"),
    ("čš", "cs .6 sk .6 hr .7 bs .7 sr-Latn .7 sl .7 lt .5 lv .3"),
    ("ž", "cs .6 sk .6 hr .5 bs .5 sr-Latn .5 sl .5 lt .4 lv .3 et .1"),
    ("đ", "hr 1.2 bs 1.2 sr-Latn 1.2 vi 1.5"),
    ("ėųį", "lt 2.5"),
    ("ū", "lt 1 lv 1"),
    ("ēīāņļķģ", "lv 2"),
    ("ơưạảấầẩậắằẵặẹẻẽếềểệỉịọỏốồổộớờởợụủứừửữựỳỵỷỹ", "vi 3"),
    ("ʻʼ", "uz-Latn 1.5"),
    // Cyrillic
    ("әһ", "kk 1.5 tt 1.5 ba .5"),
    ("ғ", "kk 1.5 uz-Cyrl 1.5 tg 1.5 ru -3 uk -3 be -3 bg -3"),
    ("қ", "kk 1.5 uz-Cyrl 1.7 tg 1.3 ru -3 uk -3 be -3 bg -3"),
    ("ң", "kk 1.3 ky 1.5 tt 1 ru -3 uk -3"),
    ("ө", "kk .8 ky 1.2 mn 1.4 tt .6 ru -3"),
    ("ү", "kk .8 ky 1.2 mn 1.4 tt .6 ru -3"),
    ("ұ", "kk 4"),
    ("җ", "tt 3"),
    ("ҙҫҡ", "ba 3"),
    ("ҳ", "uz-Cyrl 2 tg 2"),
    ("ӣӯҷ", "tg 4"),
    ("ў", "uz-Cyrl 1.5 be 1.8"),
    ("і", "kk .9 uk 1.2 be 1 ru -2 bg -2 ky -1"),
    ("їє", "uk 3 ru -2 be -2"),
    ("ґ", "uk 1.5 be .3"),
    ("ђћ", "sr 4"),
    ("ј", "sr 1.3 mk 1 ru -3 bg -3 uk -3"),
    ("љњџ", "sr 1.3 mk .8 ru -2"),
    ("ѓќѕ", "mk 4"),
    ("ы", "ru .8 be .7 kk .7 ky .6 tt .5 uk -2 bg -3 sr -3 mk -3 tg -1"),
    ("э", "ru .8 be .7 ky .4 mn .6 uk -2 bg -3 sr -3 mk -3"),
    ("ё", "ru .8 be .8 mn .5 uk -2 bg -3 sr -3 mk -3"),
    ("ъ", "bg 1 ru .1 uz-Cyrl .3 tg .3 uk -2 be -2 sr -2 mk -2"),
    ("щ", "ru .3 bg .4 uk .3 be -2 sr -2 mk -2 uz-Cyrl -1 tg -1"),
    ("и", "ru .15 bg .1 uk .1 sr .1 mk .1 be -2 kk -.1"),
    ("й", "ru .15 bg .1 uk .1 sr -2 mk -2"),
    ("ь", "ru .3 uk .2 be .2 bg -.2 sr -2 mk -2"),
    ("яю", "ru .1 bg .1 uk .1 be .1 sr -2 mk -2"),
    // Arabic
    ("پچ", "fa 1 ur .7 ps .3 ar -1.5"),
    ("گ", "fa 1 ur .7 ar -1.5"),
    ("ژ", "fa 1.5"),
    ("ک", "fa .8 ur .6 ar -.5"),
    ("ی", "fa .8 ur .6 ps .4 ar -.5"),
    ("ي", "ar .6 ps .3"),
    ("ك", "ar .8"),
    ("ىأإؤ", "ar .6"),
    ("ة", "ar 1.5 fa -.5"),
    ("ٹڈڑےںہ", "ur 2"),
    ("ښږټډځڅړې", "ps 3"),
    ("ێۆڵڕە", "ckb 3"),
    ("ۇۈۋ", "ug 3"),
];

/// What a letter says, by language.
pub(super) fn says(letter: char) -> &'static [(&'static str, f32)] {
    TABLE.get(&letter).map_or(&[], Vec::as_slice)
}

/// Languages and weights, as the tables write them.
pub(super) fn weights(text: &'static str) -> Vec<(&'static str, f32)> {
    let words: Vec<&str> = text.split(' ').collect();
    words.chunks(2).filter_map(|pair| Some((pair[0], pair.get(1)?.parse().ok()?))).collect()
}

static TABLE: LazyLock<HashMap<char, Vec<(&'static str, f32)>>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for (letters, weights) in LETTERS {
        let weights = self::weights(weights);
        for letter in letters.chars() {
            table.insert(letter, weights.clone());
        }
    }
    table
});

/// Characters that only one of the two ways to write Chinese has.
pub(super) const SIMPLIFIED: &str = "们个国会这时来为说过对发后东车长门见关机经学员进还动产业务应开问间实现区华总书记习权战线团队强钱银险种规则统传报导亚欧";
/// The others.
pub(super) const TRADITIONAL: &str = "們個國會這時來為說過對發後東車長門見關機經學員進還動產業務應開問間實現區華總書記習權戰線團隊強錢銀險種規則統傳報導亞歐";
