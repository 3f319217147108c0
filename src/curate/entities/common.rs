//! Words that say little of who is meant: particles, titles, legal forms, names that millions
//! bear. All in the Latin letters of `romanise`.

use std::{collections::HashSet, sync::LazyLock};

use super::phones::Phones;

/// Articles, prepositions and particles of names: they stand or fall with the romanisation.
pub(super) fn is_particle(word: &[u8]) -> bool {
    matches!(
        word,
        b"al"
            | b"el"
            | b"ul"
            | b"ar"
            | b"as"
            | b"at"
            | b"ad"
            | b"an"
            | b"az"
            | b"ash"
            | b"bin"
            | b"ben"
            | b"ibn"
            | b"bint"
            | b"ould"
            | b"uld"
            | b"de"
            | b"del"
            | b"della"
            | b"di"
            | b"da"
            | b"dos"
            | b"das"
            | b"do"
            | b"du"
            | b"des"
            | b"la"
            | b"le"
            | b"les"
            | b"los"
            | b"las"
            | b"von"
            | b"van"
            | b"der"
            | b"den"
            | b"und"
            | b"and"
            | b"the"
            | b"of"
            | b"for"
            | b"to"
            | b"in"
            | b"i"
            | b"y"
            | b"e"
            | b"et"
            | b"na"
            | b"po"
            | b"dlia"
            | b"u"
            | b"s"
            | b"v"
            | b"z"
            | b"ta"
    )
}

/// Words that part two people.
pub(super) fn is_conjunction(word: &[u8]) -> bool {
    matches!(word, b"and" | b"und" | b"et" | b"i" | b"y" | b"e" | b"ta" | b"u" | b"to" | b"for" | b"in")
}

/// Titles before and after a person's name.
pub(super) fn is_title(word: &[u8]) -> bool {
    static WORDS: LazyLock<HashSet<&[u8]>> = LazyLock::new(|| set(TITLES));
    WORDS.contains(word)
}

const TITLES: &str = "
mr mrs ms dr prof sir sheikh shaikh shaykh sheik haji hajji hajj hadji mullah mulla molla maulavi mawlawi maulvi
maulana ayatollah hojatoleslam qari hafiz general gen colonel col major maj captain capt brigadier lieutenant lt
admiral commander jr sr seyed sayyid sayed sayyed syed said gospodin don ing eng engineer lic esq ii iii";

/// Legal forms of companies that are one word.
pub(super) fn is_legal_form(word: &[u8]) -> bool {
    static WORDS: LazyLock<HashSet<&[u8]>> = LazyLock::new(|| set(LEGAL_FORMS));
    WORDS.contains(word)
}

const LEGAL_FORMS: &str = "
llc ltd limited inc incorporated corp corporation co company gmbh ag kg ohg mbh se sa sas sarl srl spa bv nv ab
asa oy oyj plc llp lp pte pty pvt sdn bhd pt kk ooo oao pao zao ao too tov prat pat jsc ojsc cjsc pjsc zrt kft
nyrt doo eood ood sro fze fzco fzc wll ltda limitada cv rl fgup fsue gup nko npo ano aktiengesellschaft
gesellschaft sl eirl sac saoc psc pjs jsco lda aktiebolag akg";

/// Legal forms of several words, as they end (or, in Russian and Ukrainian, start) a name.
pub(super) const LEGAL_PHRASES: &[&[&str]] = &[
    &["limited", "liability", "company"],
    &["limited", "liability"],
    &["open", "joint", "stock", "company"],
    &["public", "joint", "stock", "company"],
    &["closed", "joint", "stock", "company"],
    &["private", "joint", "stock", "company"],
    &["joint", "stock", "company"],
    &["joint", "stock"],
    &["obshchestvo", "ogranichennoi", "otvetstvennostiu"],
    &["publichnoe", "aktsionernoe", "obshchestvo"],
    &["otkritoe", "aktsionernoe", "obshchestvo"],
    &["zakritoe", "aktsionernoe", "obshchestvo"],
    &["nepublichnoe", "aktsionernoe", "obshchestvo"],
    &["aktsionernoe", "obshchestvo"],
    &["tovaristvo", "obmezhenoiu", "vidpovidalnistiu"],
    &["aktsionerne", "tovaristvo"],
    &["anonim", "shirketi"],
    &["sociedad", "anonima"],
    &["societe", "anonyme"],
];

/// Given names and surnames that millions bear: in a list they are rare, in the news they are not.
pub(super) const MILLIONS: &str = "
james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald
steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric
jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry
peter mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret sandra ashley emily
michelle carol amanda melissa laura anna maria martin simon alan ian keith philip henry luke adam alex
smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson anderson
taylor moore jackson lee perez thompson white harris sanchez clark ramirez lewis robinson walker young allen king
wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell carter roberts gomez
phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez
ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson watson brooks chavez wood bennett
gray mendoza ruiz hughes price alvarez castillo sanders patel myers long ross foster jimenez
jose luis carlos juan jorge pedro manuel francisco antonio miguel rafael fernando javier alejandro ricardo eduardo
sergio roberto pablo diego angel mario oscar victor raul alberto enrique jesus ana carmen rosa
rojas vargas castro romero herrera medina aguilar vega soto delgado guerrero silva santos oliveira souza pereira
ferreira costa fernandez suarez molina ortega nunez rios campos
mohammed ahmed ali hassan hussein omar ibrahim yusuf khaled mahmoud mustafa abdullah hamid said salim karim rashid
khan malik ahmad iqbal hamza bilal fatima aisha hasan abbas jamal nasser saleh mansour
wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang wei jun ming hong
jin lei ping fang hua kim park choi jung kang cho yoon jang lim han ri pak chol yong song hyon myong sung
ivanov petrov sidorov smirnov kuznetsov popov vasiliev sokolov mikhailov novikov fedorov morozov volkov alekseev
lebedev semenov egorov pavlov kozlov stepanov nikolaev orlov andreev makarov nikitin zakharov
aleksandr sergey vladimir andrey alexey dmitry ivan mikhail nikolay yury igor oleg viktor pavel maxim roman anatoly
elena olga natalia irina tatiana svetlana marina ekaterina anna maria
muller schmidt schneider fischer weber meyer wagner becker schulz hoffmann hans peter klaus wolfgang thomas
rossi russo ferrari giovanni giuseppe marco francesco kumar singh sharma";

/// Words that many bodies have in their name, in several languages: by themselves they name nobody.
pub(super) const BODIES: &str = "
bank banco banka banque national international group holding trading trade company industries industrial industry
general state ministry defense defence security force forces guard army police intelligence service services agency
center centre central institute research science scientific technology technologies university organization
organisation foundation fund investment investments capital finance financial insurance oil gas petroleum energy power
electric electronics steel metal mining shipping maritime marine lines line shipyard port aviation airlines airline air
aircraft aerospace space systems system engineering construction development production works plant factory machine
building design bureau office department committee commission council party front movement union federation federal
republic islamic people peoples democratic liberation new first second great east west north south eastern western
northern southern middle gulf sea ocean world global united american european russian iran iranian syrian syria iraq
china chinese korea korean cuba cuban libya libyan venezuela sudan somalia yemen lebanon belarus myanmar
city star sun moon light gold golden silver diamond blue red green white black royal victory success future hope freedom
justice unity peace progress brave eagle lion tiger falcon dragon phoenix
import export logistics transport cargo freight travel tours hotel media news television radio press medical pharma
food foods agriculture farm chemical chemicals cement real estate properties
gosudarstvenni natsionalni tsentralni zavod kompaniia gruppa institut tsentr ministerstvo sluzhba federalnaia";

fn set(words: &'static str) -> HashSet<&'static [u8]> {
    words.split_whitespace().map(str::as_bytes).collect()
}

/// The keys of [`MILLIONS`] and [`BODIES`].
static EVERYWHERE: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    MILLIONS.split_whitespace().chain(BODIES.split_whitespace()).map(|word| Phones::of(word).key()).collect()
});

/// Whether the key is that of a name or word that is everywhere in the news.
pub(super) fn is_everywhere(key: u64) -> bool {
    EVERYWHERE.contains(&key)
}
