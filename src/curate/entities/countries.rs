//! Countries as lists name them, and as texts speak of them.

use std::{collections::HashMap, sync::LazyLock};

/// Code, then names as lists have them, then how words start by which a text speaks of it.
const COUNTRIES: &str = "
AE|united arab emirates,uae|emirat,dubai,abu dhabi,эмират,эміра,дубай,الإمارات,阿联酋
AF|afghanistan|afghan,kabul,taliban,афган,кабул,талибан,أفغانستان,阿富汗
AL|albania|albania,албан
AM|armenia|armenia,yerevan,армян,армен,ереван
AO|angola|angola
AR|argentina|argentin
AT|austria|austria,vienna,österreich,австри
AU|australia|australia
AZ|azerbaijan|azerbaij,aserbaid,baku,азербайдж
BA|bosnia and herzegovina,bosnia|bosnia,herzegovin,sarajevo,republika srpska,босни
BD|bangladesh|banglades,dhaka
BE|belgium|belgi,brussels,бельги
BG|bulgaria|bulgar,sofia,болгар
BH|bahrain|bahrain,бахрейн,البحرين
BI|burundi|burundi
BR|brazil|brazil,brasil
BY|belarus|belarus,bélarus,weißrussland,belarús,białoru,minsk,lukashenko,беларус,белорус,білорус,минск,мінськ,лукашенко,白俄罗斯
CA|canada|canad
CD|democratic republic of the congo,congo, democratic republic of the,congo (democratic republic),drc|congo,kinshasa,goma,kivu,конго
CF|central african republic,car|central african,bangui,centrafri
CG|congo,republic of the congo|brazzaville
CH|switzerland|swiss,switzerland,schweiz,geneva,zurich,швейцар
CI|cote d'ivoire,ivory coast|ivory coast,ivoire,abidjan
CN|china,people's republic of china|china,chinese,beijing,chine,chino,кита,пекин,пекін,الصين,中国,中方,北京
CO|colombia|colombia,bogot,medell,kolumb,колумб
CU|cuba|cuba,havana,kuba,куба,кубин
CY|cyprus|cypr,nicosia,limassol,zypern,кипр,кіпр
CZ|czech republic,czechia|czech,prague,чех
DE|germany|german,berlin,deutsch,герман,німеч
DO|dominican republic|dominican
DZ|algeria|algeri,algier,алжир,الجزائر
EC|ecuador|ecuador
EG|egypt|egypt,cairo,ägypt,égypt,егип,مصر
ER|eritrea|eritre
ES|spain|spain,spanish,madrid,españ,испан
ET|ethiopia|ethiopia,addis,tigray,эфиоп
FI|finland|finland,finnish,helsinki,финлянд
FR|france|france,french,paris,франц
GB|united kingdom,uk,great britain|british,britain,london,united kingdom,британ
GE|georgia|georgia,tbilisi,abkhaz,ossetia,грузи,тбилиси,საქართველ
GN|guinea|guinea,conakry
GR|greece|greece,greek,athens,гре
GT|guatemala|guatemal
GW|guinea-bissau|bissau
HK|hong kong|hong kong,hongkong,гонконг,香港
HN|honduras|hondur
HR|croatia|croat,zagreb,хорват
HT|haiti|haiti,port-au-prince,haïti,гаити
HU|hungary|hungar,budapest,венгр
ID|indonesia|indones,jakarta
IE|ireland|ireland,irish,dublin
IL|israel|israel,tel aviv,jerusalem,израил,إسرائيل,以色列
IN|india|india,delhi,mumbai
IQ|iraq|iraq,irak,baghdad,mosul,ирак,ірак,العراق,伊拉克
IR|iran,iran, islamic republic of,islamic republic of iran|iran,tehran,teheran,иран,іран,тегеран,إيران,伊朗,德黑兰
IT|italy|ital,rome
JM|jamaica|jamaica
JO|jordan|jordan,amman
JP|japan|japan,tokyo,япон
KE|kenya|kenya,nairobi
KG|kyrgyzstan|kyrgyz,kirgis,bishkek,киргиз,кыргыз
KH|cambodia|cambodia,phnom penh
KP|korea, north,north korea,democratic people's republic of korea,dprk,korea, democratic people's republic of|north korea,pyongyang,dprk,nordkorea,coreia do norte,corea del norte,corée du nord,кндр,северн корей,северокорей,пхеньян,조선,북한,朝鲜
KR|korea, south,south korea,republic of korea,korea, republic of|south korea,seoul,südkorea,южной коре,韩国
KW|kuwait|kuwait,кувейт,الكويت
KZ|kazakhstan|kazakh,kasach,astana,almaty,казах,қазақ
LA|laos|laos
LB|lebanon|leban,liban,beirut,hezbollah,hizballah,ливан,ліван,бейрут,لبنان,黎巴嫩
LR|liberia|liberia,monrovia
LT|lithuania|lithuan,vilnius
LU|luxembourg|luxemb
LV|latvia|latvia,riga
LY|libya|libya,liby,tripoli,benghazi,ливи,лівi,ليبيا,利比亚
MA|morocco|morocc,maroc
MD|moldova|moldov,moldau,chisinau,transnistr,молдов,молдав,приднестр
ME|montenegro|montenegr,podgorica
MK|north macedonia,macedonia|macedon,skopje
ML|mali|mali,bamako,мали
MM|burma,myanmar|burma,burmese,myanmar,naypyidaw,yangon,мьянм,缅甸
MN|mongolia|mongol
MT|malta|malta,maltese
MX|mexico|mexic,mexik,méxic,sinaloa,jalisco,мексик
MY|malaysia|malays,kuala lumpur
MZ|mozambique|mozambi
NE|niger|niger
NG|nigeria|nigeria,abuja,lagos
NI|nicaragua|nicaragu,managua,ortega,никараг
NL|netherlands|netherland,dutch,hague,нидерланд
NP|nepal|nepal
OM|oman|oman,muscat
PA|panama|panam
PE|peru|peru
PH|philippines|philippin,manila,duterte
PK|pakistan|pakistan,islamabad,karachi,lahore,пакистан,باكستان
PL|poland|poland,polish,warsaw,polska,польш
PS|palestinian,palestine,region: gaza,gaza,west bank,palestinian territory, occupied|palestin,gaza,west bank,hamas,ramallah,палестин,газ,хамас,فلسطين,غزة,حماس,巴勒斯坦,加沙
PT|portugal|portug,lisbon
PY|paraguay|paragu
QA|qatar|qatar,doha,катар,قطر
RO|romania|romania,bucharest,румын
RS|serbia,serbia and montenegro|serbia,belgrade,yugoslav,serbien,serbie,серби,сербск,белград
RU|russia,russian federation,ussr,soviet union|russia,russisch,russland,russie,russe,rusia,ruso,rosja,rosji,rosyj,moscow,moskau,moscou,kremlin,putin,crimea,росси,рф,москв,кремл,росі,крым,крим,путин,روسيا,موسكو,俄罗斯,俄,ロシア,러시아,რუსეთ
RW|rwanda|rwanda,kigali,руанд
SA|saudi arabia|saudi,riyadh,сауд,السعودية
SD|sudan|sudan,khartoum,darfur,судан,السودان
SE|sweden|swed,stockholm
SG|singapore|singapor
SI|slovenia|sloven
SK|slovakia|slovak,bratislava
SN|senegal|senegal,dakar
SO|somalia|somali,mogadishu,shabaab,shabab,сомали,الصومال
SS|south sudan|south sudan,juba,südsudan,южный судан
SV|el salvador|salvador
SY|syria,syrian arab republic|syria,syrie,syrien,siria,damascus,aleppo,assad,сири,дамаск,асад,سوريا,دمشق,叙利亚
TD|chad|chad,tchad,n'djamena
TH|thailand|thai,bangkok
TJ|tajikistan|tajik,dushanbe,таджик
TM|turkmenistan|turkmen,туркмен
TN|tunisia|tunis,тунис,تونس
TR|turkey,türkiye|turk,türk,ankara,istanbul,erdogan,турц,турец,تركيا
TW|taiwan|taiwan,taipei,тайван,台湾
TZ|tanzania|tanzan
UA|ukraine|ukrain,kyiv,kiev,donetsk,luhansk,lugansk,donbas,crimea,украин,украї,київ,киев,донец,луганс,донбас,крым,أوكرانيا,乌克兰
UG|uganda|ugand,kampala
US|united states,usa|united states,american,washington,сша,美国
UY|uruguay|urugua
UZ|uzbekistan|uzbek,tashkent,узбек
VE|venezuela|venezuel,caracas,maduro,венесуэл,委内瑞拉
VN|vietnam|vietnam,hanoi,вьетнам
XK|kosovo|kosov,pristina,косов
YE|yemen|yemen,jemen,sanaa,sana'a,houthi,huthi,йемен,хусит,хути,ємен,اليمن,也门
ZA|south africa|south africa,pretoria,johannesburg
ZW|zimbabwe|zimbabw,harare,mugabe,зимбабв
";

struct Country {
    code: &'static str,
    stems: Vec<&'static str>,
}

static BY_CODE: LazyLock<HashMap<&'static str, Country>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut columns = line.split('|');
        let code = columns.next()?;
        let stems = columns.nth(1)?.split(',').collect();
        Some((code, Country { code, stems }))
    };
    COUNTRIES.lines().filter_map(line).collect()
});

static BY_NAME: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for line in COUNTRIES.lines() {
        let mut columns = line.split('|');
        if let (Some(code), Some(all)) = (columns.next(), columns.next()) {
            // Names with a comma of their own stand in one column, too.
            names.insert(all, code);
            all.split(',').filter(|name| !name.starts_with(' ')).for_each(|name| {
                names.entry(name).or_insert(code);
            });
            all.match_indices(", ").for_each(|(at, _)| {
                let start = all[..at].rfind(',').map_or(0, |n| n + 1);
                let end = all[at + 2..].find(',').map_or(all.len(), |n| at + 2 + n);
                names.insert(&all[start..end], code);
            });
        }
    }
    names
});

/// The ISO 3166-1 alpha-2 code of a country by its code or by the name that a list gives it.
pub(super) fn code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.len() == 2 {
        return BY_CODE.get(text.to_ascii_uppercase().as_str()).map(|country| country.code);
    }
    BY_NAME.get(text.to_lowercase().as_str()).copied()
}

/// Whether a text in lower case speaks of the country.
pub(super) fn speaks_of(lower: &str, code: &str) -> bool {
    let Some(country) = BY_CODE.get(code) else { return false };
    country.stems.iter().any(|stem| {
        lower.match_indices(stem).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            let spaced = stem.chars().next().is_some_and(|c| c < '\u{600}');
            !spaced || before.is_none_or(|c| !c.is_alphanumeric())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_code_and_by_the_names_of_lists() {
        for (name, expected) in [("Russia", "RU"), ("ru", "RU"), ("Korea, North", "KP"), ("Region: Gaza", "PS")] {
            assert_eq!(code(name), Some(expected), "{name}");
        }
        assert_eq!(code("Nowhere"), None);
        assert_eq!(code(""), None);
    }

    #[test]
    fn a_text_speaks_of_a_country_by_the_start_of_a_word() {
        assert!(speaks_of("in der iranischen hauptstadt", "IR"));
        assert!(speaks_of("власти ирана", "IR"));
        assert!(!speaks_of("she sat on the miranda", "IR"));
    }
}
