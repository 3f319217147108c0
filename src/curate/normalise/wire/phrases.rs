//! The phrases that announce credits, in the languages of the wires. Data, parted by bars.
//! Case of ASCII letters does not matter; other phrases stand in the forms that lines begin with.

/// What a phrase announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Agencies, or people who helped.
    Sources,
    /// The same, where the phrase is too common to be believed without an agency that is known.
    Source,
    /// People who reported.
    Reporters,
    /// People who wrote, edited, translated: the desk.
    Desk,
}

/// All phrases with what they announce.
pub(super) fn all() -> impl Iterator<Item = (&'static str, Says)> {
    let all = [(SOURCES, Says::Sources), (SOURCE, Says::Source), (REPORTERS, Says::Reporters), (DESK, Says::Desk)];
    all.into_iter().flat_map(|(phrases, says)| phrases.split('|').map(move |phrase| (phrase.trim(), says)))
}

/// Words for agencies in general, which name none.
pub(super) const GENERAL: &str = "agencies | news agencies | agency | wires | wire reports | wire services | staff | agency reports | news services | agenturen | \
     agencias | agences | agências | agenzie | others | other agencies | agentstw | агентств | агентства | агентств новостей | СМИ | \
     агенций | وكالات | الوكالات | staff reports | agencje | ajanslar | agentur | eigen | own reports | various sources";

/// `and` in the languages of the wires, with the spaces around it.
pub(super) const AND: &[&str] = &[
    " and ",
    " und ",
    " y ",
    " et ",
    " e ",
    " и ",
    " та ",
    " і ",
    " i ",
    " och ",
    " og ",
    " en ",
    " ja ",
    " és ",
    " și ",
    " şi ",
    " ve ",
    " va ",
    " və ",
    " және ",
    " менен ",
    " dan ",
    " và ",
    " & ",
    " + ",
];

const SOURCES: &str = "with reporting by | with reporting from | with additional reporting by | with additional reporting from | \
     additional reporting from | based on reporting by | based on reports by | based on reports from | \
     based on a report by | based on a story by | with material from | with additional material from | \
     with agency inputs from | with inputs from | with input from | (inputs from | inputs from | with files from | \
     with contributions from | with contributions by | with information from | includes reporting from | \
     includes information from | contains material from | some information for this report came from | \
     some information for this report was provided by | some information in this report was provided by | \
     some information in this report came from | some material for this report came from | \
     some information for this article came from | information from | compiled from | compiled with | contributors: | \
     with agencies | with wire reports from | mit material von | mit material der | unter verwendung von material von | \
     mit informationen von | mit informationen der | mit agenturmaterial von | mit agenturmaterial | \
     unter verwendung von agenturmaterial | con información de | con informacion de | con información de agencias | \
     con datos de | con material de | con reportes de | con informes de | avec des informations de | \
     avec des informations d' | avec informations de | avec agences | avec l' | avec la contribution de | \
     avec les agences | com informações de | com informações da | com informações do | com informações das | \
     com agências | com material de | com dados da | com conteúdo da | con informazioni di | con informazioni da | \
     con fonte | con le agenzie | с использованием материалов | С использованием материалов | по материалам | \
     По материалам | При подготовке использованы материалы | при подготовке использованы материалы | \
     При подготовке материала использована информация | При участии | С использованием сообщений | По сообщениям | \
     По информации агентств | За матеріалами | за матеріалами | З використанням матеріалів | З використанням інформації | \
     Па матэрыялах | По материали на | По материалите на | na podstawie materiałów | met informatie van | \
     met materiaal van | med materiale fra | med material från | z wykorzystaniem materiałów | s využitím | s přispěním | \
     cu informații de la | cu informatii de la | sa informacijama | بالاستناد إلى | بتصرف عن | با استفاده از | 综合 | 据 | \
     （综合 | 編譯自 | 综合自";

const SOURCE: &str = "source: | sources: | source : | sources : | quelle: | quellen: | fuente: | fuentes: | fonte: | fontes: | fonti: | \
     avec | mit | con | com | with | via | bron: | bronnen: | kilde: | kilder: | källa: | källor: | lähde: | lähteet: | \
     forrás: | sursa: | surse: | źródło: | Źródło: | ŹRÓDŁO: | zdroj: | zdroje: | vir: | izvor: | allikas: | avots: | \
     šaltinis: | Šaltinis: | kaynak: | manba: | mənbə: | sumber: | nguồn: | Πηγή: | ΠΗΓΗ: | Источник: | ИСТОЧНИК: | \
     Источники: | Джерело: | ДЖЕРЕЛО: | Крыніца: | Извор: | Източник: | Дереккөз: | Манба: | المصدر: | المصدر : | \
     المصادر: | منبع: | منابع: | מקור: | स्रोत: | সূত্র: | 出典: | 出典： | 来源： | 来源: | 來源： | 來源: | 출처: | 출처 : | წყარო: | \
     Աղբյուր";

const REPORTERS: &str = "reporting by | reporting and writing by | reporting and editing by | reported by | additional reporting by | \
     reporting from | report by | reporting: | reporting in | with additional reporting in | by reporters | \
     contributing: | reporte de | reportado por | reporte por | con reporte de | con la colaboración de | \
     reporte adicional de | reporteros: | reportaje de | información de | reportage de | reportage d' | reportage par | \
     reportages de | bericht von | berichte von | reporter: | reportagem de | reportagem por | reportagem adicional de | \
     por redação | hanno collaborato | ha collaborato | haber: | Репортаж | Корреспондент | Корреспонденты | Репортеры | \
     При участии корреспондентов | تغطية صحفية | （记者 | 记者： | 记者: | （記者 | 文/记者 | 文／";

const DESK: &str = "writing by | written by | editing by | edited by | edited and | editing and | compiled by | translated by | \
     translation by | graphics by | graphic by | production by | writing and editing by | rewriting by | editing: | \
     writing: | writing and | editado por | escrito por | redactado por | traducido por | traducción de | edición de | \
     edición en español | redacción de | édité par | édition de | rédigé par | version française | avec le bureau de | \
     traduit par | geschrieben von | redigiert von | redaktion: | übersetzt von | bearbeitet von | escrita por | \
     edição de | edição por | tradução | tradotto da | in redazione | editing | a cura di | إعداد | تحرير | Перевел | \
     перевел | Перевела | перевела | Редактор | редактор | Автор | Текст | 编辑： | 编辑: | 責任編輯 | 责任编辑 | 责编 | 编辑 | （完 | (完";

/// What a line ends with that names those who helped first.
pub(super) const CONTRIBUTED: &[&str] = &[
    "contributed to this report",
    "contributed to this story",
    "contributed to this article",
    "contributed to the report",
    "contributed reporting",
    "contributed",
    "tragen zu diesem Bericht bei",
];

/// What stands between an agency and the names of its people.
pub(super) const WHO: &[&str] = &[
    " writers ",
    " writer ",
    " reporters ",
    " reporter ",
    " journalists ",
    " journalist ",
    " correspondents ",
    " staff writers ",
    " staff writer ",
    " video journalist ",
    " analyst ",
    " producer ",
    " producers ",
];
