//! Names of months and weekdays, and the small words of dates, in the languages of the wires.
//! Data: a language is a line or two. Names are compared folded, see [`fold`].

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::curate::hashed::Table;

/// Months of the Gregorian calendar, a row each: names, genitives and abbreviations.
pub(super) const MONTHS: [&str; 12] = [
    "jan january januar jänner jän janvier janv enero ene janeiro gennaio gen ocak oca styczeń stycznia sty leden ledna led \
     január januára ianuarie ian januari január tammikuu tammikuuta январь января янв січень січня січ студзень студзеня сту \
     януари јануар јануара қаңтар қаң қантар yanvar yan январ يناير كانون_الثاني جانفي ژانویه ژانویهٔ იანვარი იანვარს იან հունվար \
     հունվարի հնվ ιανουάριος ιανουαρίου ιαν ינואר בינואר जनवरी",
    "feb february februar feber februára februára február februarie februari février févr fév fevrier febrero fevereiro fev \
     febbraio şubat şub luty lutego lut únor února úno febr helmikuu helmikuuta февраль февраля фев февр лютий лютого лют люты \
     лютага февруари фебруар фебруара ақпан ақп fevral fev феврал فبراير شباط فيفري فوریه თებერვალი თებერვალს თებ փետրվար \
     փետրվարի փտվ φεβρουάριος φεβρουαρίου φεβ פברואר בפברואר फरवरी",
    "mar march märz mär mrz mars marzo março mart marzec marca březen března bře marec marca martie maart mrt március márc \
     maaliskuu maaliskuuta март марта мар березень березня бер сакавік сакавіка сак марта наурыз нау mart مارس آذار მარტი მარტს \
     მარ մարտ մարտի մրտ μάρτιος μαρτίου μαρ מרץ במרץ मार्च",
    "apr april avril avr abril abr aprile nisan nis kwiecień kwietnia kwi duben dubna dub apríl apríla aprilie április ápr \
     huhtikuu huhtikuuta апрель апреля апр квітень квітня кві красавік красавіка кра април априла сәуір сәу aprel апрел أبريل \
     إبريل نيسان أفريل آوریل აპრილი აპრილს აპრ ապրիլ ապրիլի ապր απρίλιος απριλίου απρ אפריל באפריל अप्रैल",
    "may mai mayo maio maggio mag mayıs maj maja květen května kvě máj mája mei május maj toukokuu toukokuuta май мая травень \
     травня тра мај маја мамыр мам may مايو أيار ماي مه მაისი მაისს მაი մայիս մայիսի մյս μάιος μαΐου μαϊ מאי במאי मई",
    "jun june juni juin junio junho giugno giu haziran haz czerwiec czerwca cze červen června čvn jún júna iunie iun június \
     kesäkuu kesäkuuta июнь июня июн червень червня чер чэрвень чэрвеня чэр юни јун јуна маусым мау iyun июн يونيو حزيران جوان \
     ژوئن ივნისი ივნისს ივნ հունիս հունիսի հնս ιούνιος ιουνίου ιούν ιουν יוני ביוני जून",
    "jul july juli juillet juil julio julho luglio lug temmuz tem lipiec lipca lip červenec července čvc júl júla iulie iul \
     július heinäkuu heinäkuuta июль июля июл липень липня лип ліпень ліпеня юли јул јула шілде шіл iyul июл يوليو تموز جويلية \
     ژوئیه جولای ივლისი ივლისს ივლ հուլիս հուլիսի հլս ιούλιος ιουλίου ιούλ ιουλ יולי ביולי जुलाई",
    "aug august août aout agosto ago ağustos ağu sierpień sierpnia sie srpen srpna srp august augusta augustus augusti \
     augusztus elokuu elokuuta август августа авг серпень серпня сер жнівень жніўня жні август августа тамыз там avqust avq \
     avgust avg август أغسطس آب أوت اوت آگوست აგვისტო აგვისტოს აგვ օգոստոս օգոստոսի օգս αύγουστος αυγούστου αύγ αυγ אוגוסט \
     באוגוסט अगस्त",
    "sep sept september septembre septiembre setiembre setembro settembre set eylül eyl wrzesień września wrz září zář \
     septembra septembrie szeptember szept syyskuu syyskuuta сентябрь сентября сен сент вересень вересня вер верасень верасня \
     септември септембар септембра қыркүйек қыр sentyabr sentabr sen сентябр سبتمبر أيلول سپتامبر სექტემბერი სექტემბერს სექ \
     սեպտեմբեր սեպտեմբերի սեպ սեպտ σεπτέμβριος σεπτεμβρίου σεπ σεπτ ספטמבר בספטמבר सितंबर",
    "oct october okt oktober octobre octubre outubro out ottobre ott ekim eki październik października paź říjen října říj \
     október októbra octombrie lokakuu lokakuuta октябрь октября окт жовтень жовтня жов кастрычнік кастрычніка кас октомври \
     октобар октобра қазан қаз oktyabr oktabr октябр أكتوبر تشرين_الأول اکتبر ოქტომბერი ოქტომბერს ოქტ հոկտեմբեր հոկտեմբերի հոկ \
     οκτώβριος οκτωβρίου οκτ אוקטובר באוקטובר अक्टूबर",
    "nov november novembre noviembre novembro kasım kas listopad listopada listopadu lis novembra noiembrie noi marraskuu \
     marraskuuta ноябрь ноября ноя нояб листопад листопада лис лістапад лістапада ноември новембар новембра қараша қар noyabr \
     noy ноябр نوفمبر تشرين_الثاني نوامبر ნოემბერი ნოემბერს ნოე նոյեմբեր նոյեմբերի նոյ νοέμβριος νοεμβρίου νοέ νοε נובמבר \
     בנובמבר नवंबर",
    "dec december dez dezember décembre déc diciembre dic dezembro dicembre aralık ara grudzień grudnia gru prosinec prosince \
     pro decembra decembrie joulukuu joulukuuta декабрь декабря дек грудень грудня гру снежань снежня сне декември децембар \
     децембра желтоқсан жел dekabr dek декабр ديسمبر كانون_الأول دسامبر დეკემბერი დეკემბერს დეკ դեկտեմբեր դեկտեմբերի դեկ \
     δεκέμβριος δεκεμβρίου δεκ דצמבר בדצמבר दिसंबर",
];

/// Months of the Jalali calendar.
pub(super) const JALALI: [&str; 12] =
    ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];

/// Weekdays from Monday on. Words of several parts stand as their parts; `so` is Sunday in
/// German and Saturday in Czech, so that it says that some weekday stands here and no more.
pub(crate) const WEEKDAYS: [&str; 7] = [
    "mon monday montag mo lundi lun lunes segunda segunda-feira lunedì pazartesi pzt poniedziałek pon pondělí po pondelok \
     luni maandag ma hétfő måndag понедельник пн понеділок пн понедельника дүйсенбі dushanba الاثنين الإثنين دوشنبه ორშაბათი ორშ \
     երկուշաբթի երկ δευτέρα δευ 星期一 周一 週一 月曜日 月曜 월요일 שני",
    "tue tues tuesday dienstag di mardi martes mar terça terça-feira ter martedì salı sal wtorek wt úterý út utorok marți \
     dinsdag kedd tisdag вторник вт вівторок сейсенбі seshanba الثلاثاء سه_شنبه სამშაბათი სამ երեքշաբթի երք τρίτη τρι 星期二 周二 \
     週二 火曜日 火曜 화요일 שלישי",
    "wed weds wednesday mittwoch mi mercredi mer miércoles mié quarta quarta-feira qua mercoledì çarşamba çar środa śr středa \
     streda miercuri mie woensdag wo szerda onsdag среда ср середа сәрсенбі chorshanba الأربعاء چهارشنبه ოთხშაბათი ოთხ \
     չորեքշաբթի չրք τετάρτη τετ 星期三 周三 週三 水曜日 水曜 수요일 רביעי",
    "thu thur thurs thursday donnerstag do jeudi jeu jueves jue quinta quinta-feira qui giovedì gio perşembe per czwartek czw \
     čtvrtek čt štvrtok joi donderdag csütörtök torsdag четверг чт четвер бейсенбі payshanba الخميس پنجشنبه ხუთშაბათი ხუთ \
     հինգշաբթի հնգ πέμπτη πέμ 星期四 周四 週四 木曜日 木曜 목요일 חמישי",
    "fri friday freitag fr vendredi ven viernes vie sexta sexta-feira sex venerdì cuma cum piątek pt pátek pá piatok vineri \
     vrijdag péntek fredag пятница пт п'ятниця п’ятниця жұма juma الجمعة جمعه cümə პარასკევი პარ ուրբաթ ուրբ παρασκευή παρ 星期五 \
     周五 週五 金曜日 金曜 금요일 שישי",
    "sat saturday samstag sonnabend sa samedi sam sábado sáb sabato sab cumartesi cmt sobota sob sâmbătă zaterdag szombat \
     lördag суббота сб субота сенбі shanba السبت شنبه შაბათი შაბ შაბათს շաբաթ շբթ σάββατο σάβ şənbə 星期六 周六 週六 土曜日 土曜 토요일 שבת",
    "sun sunday sonntag dimanche dim domingo dom domenica pazar paz niedziela niedz neděle nedeľa duminică zondag zo vasárnap \
     söndag воскресенье вс неділя нд жексенбі yakshanba الأحد یکشنبه კვირა კვი կիրակի կիր κυριακή κυρ bazar 星期日 周日 週日 星期天 \
     日曜日 日曜 일요일 ראשון",
];

/// Parts of weekdays of two words, and weekdays of which the abbreviation has several meanings.
const SOME_WEEKDAY: &str =
    "so ne st ertəsi axşamı çərşənbə يوم یک دو سه چهار پنج יום 月 火 水 木 金 土 日 월 화 수 목 금 토 일";

/// Words that say nothing: articles, prepositions, `year`, `o'clock`, `published`.
const SILENT: &str = "of at on the um uhr le la à de del da do das dia às as a las los alle ore hrs hora horas h г года год \
     р року рік в у о об ч час годину ж жыл жылы жылғы yil yilgi il ilin saat saati godz godzina klo kl o dne v r rok roku \
     în ora de في الساعة ساعت τις στις ώρα წლის թ թվականի kl kello klockan ci cı cu cü жылдың yili";

/// Before noon, and after it.
pub(super) const HALVES: [&str; 2] =
    ["am a.m 上午 午前 오전 ص صباحا قبل_از_ظهر ق.ظ πμ π.μ öö", "pm p.m 下午 午後 오후 م مساء بعد_از_ظهر ب.ظ μμ μ.μ ös"];

/// All words that stand in dates.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    MONTHS
        .iter()
        .chain(&JALALI)
        .chain(&WEEKDAYS)
        .flat_map(|words| words.split_whitespace())
        .chain(SILENT.split_whitespace())
}

/// Bytes of the longest word that is folded to be looked up: names have 42 at most, and some letters are longer before.
const LONGEST: usize = 96;

/// What a word of a date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A month, 1 to 12.
    Month(i8),
    /// A month of the Jalali calendar, 1 to 12.
    Jalali(i8),
    /// A weekday, Monday is 1; or one that several languages give several meanings.
    Weekday(Option<i8>),
    /// A word that is a month in one language and a weekday in another: `mar`.
    MonthOrWeekday(i8, i8),
    /// Before (`false`) or after noon.
    Half(bool),
    /// Nothing.
    Silent,
}

/// The meaning of a folded word; `None` where no language of the tables has it.
pub(super) fn meaning(folded: &str) -> Option<Meaning> {
    TABLE.get(folded).copied()
}

/// The meaning of a word as it is written.
pub(super) fn meaning_of(word: &str) -> Option<Meaning> {
    if !word.is_ascii() {
        return if word.len() > LONGEST { None } else { meaning(&fold(word)) };
    }
    // Most words are longer than the names of dates, or are told without memory of their own.
    let mut lower = [0; 24];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    meaning(std::str::from_utf8(lower).ok()?)
}

static TABLE: LazyLock<Table<String, Meaning>> = LazyLock::new(|| {
    let mut table: Table<String, Meaning> = Table::default();
    let mut enter = |words: &str, meaning: Meaning| {
        for word in words.split_whitespace() {
            let known = table.entry(fold(&word.replace('_', ""))).or_insert(meaning);
            if let (Meaning::Month(month), Meaning::Weekday(Some(day))) = (*known, meaning) {
                *known = Meaning::MonthOrWeekday(month, day);
            }
        }
    };
    MONTHS.iter().zip(1..).for_each(|(words, n)| enter(words, Meaning::Month(n)));
    JALALI.iter().zip(1..).for_each(|(words, n)| enter(words, Meaning::Jalali(n)));
    HALVES.iter().zip([false, true]).for_each(|(words, after)| enter(words, Meaning::Half(after)));
    enter(SOME_WEEKDAY, Meaning::Weekday(None));
    WEEKDAYS.iter().zip(1..).for_each(|(words, n)| enter(words, Meaning::Weekday(Some(n))));
    enter(SILENT, Meaning::Silent);
    table
});

/// Names of two words, joined so that a date can be read word by word.
pub(super) fn join(text: &str) -> String {
    const PARTS: [(&str, &str); 7] = [
        ("كانون ا", "كانونا"),
        ("تشرين ا", "تشرينا"),
        ("سه شنبه", "سهشنبه"),
        ("قبل از ظهر", "قبلازظهر"),
        ("بعد از ظهر", "بعدازظهر"),
        ("ق. ظ", "ق.ظ"),
        ("ب. ظ", "ب.ظ"),
    ];
    PARTS.iter().fold(text.to_owned(), |text, (parted, joined)| text.replace(parted, joined))
}

/// The same of a letter that needs no table.
fn fold_cyrillic(c: char) -> char {
    let lower = match c {
        'А'..='Я' => char::from_u32(c as u32 + 0x20),
        'Ѐ'..='Џ' => char::from_u32(c as u32 + 0x50),
        _ => Some(c),
    };
    match lower.unwrap_or(c) {
        'й' | 'ѝ' => 'и',
        'ё' | 'ѐ' => 'е',
        'ѓ' => 'г',
        'ї' => 'і',
        'ќ' => 'к',
        'ў' => 'у',
        lower => lower,
    }
}

/// A word without case, accents and the dots and joiners that writers leave out or add:
/// `FÉVRIER` is `fevrier`, `KASIM` and `kasım` are one word.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    if word.chars().all(|c| matches!(c, 'Ѐ'..='џ')) {
        return word.chars().map(fold_cyrillic).collect();
    }
    let folded =
        word.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).flat_map(char::to_lowercase);
    let folded = folded.filter(|c| !unicode_normalization::char::is_combining_mark(*c)).filter_map(|c| match c {
        'ı' => Some('i'),
        'ی' | 'ى' => Some('ي'),
        'ک' => Some('ك'),
        'ۀ' | 'ة' => Some('ه'),
        '\u{200c}' | '\u{200d}' | '\u{640}' => None,
        c => Some(c),
    });
    // Hangul falls apart above; together again it can be compared and printed.
    folded.nfc().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_name_has_two_months() {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (number, words) in MONTHS.iter().chain(&JALALI).enumerate() {
            for word in words.split_whitespace() {
                let before = *seen.entry(fold(&word.replace('_', ""))).or_insert(number);
                assert_eq!(before, number, "{word}");
            }
        }
    }

    #[test]
    fn the_short_ways_lead_where_the_long_ones_do() {
        for c in 'Ѐ'..='џ' {
            let letter = c.to_string();
            let long = letter.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
            assert_eq!(fold_cyrillic(c).to_string(), long.flat_map(char::to_lowercase).collect::<String>(), "{c}");
        }
        assert!(TABLE.keys().filter(|name| name.is_ascii()).all(|name| name.len() <= 24));
        assert_eq!(meaning_of("MARCH"), Some(Meaning::Month(3)));
        assert_eq!(meaning_of("a word that is longer than any"), None);
    }

    #[test]
    fn every_weekday_is_known_and_mar_is_both() {
        for (words, number) in WEEKDAYS.iter().zip(1..) {
            for word in words.split_whitespace() {
                let got = meaning(&fold(&word.replace('_', "")));
                let month_too = matches!(got, Some(Meaning::MonthOrWeekday(_, day)) if day == number);
                assert!(got == Some(Meaning::Weekday(Some(number))) || month_too, "{word}: {got:?}");
            }
        }
        assert_eq!(meaning("mar"), Some(Meaning::MonthOrWeekday(3, 2)));
    }

    #[test]
    fn folding_makes_writings_of_a_word_one() {
        for (a, b) in
            [("FÉVRIER", "fevrier"), ("KASIM", "kasım"), ("EKİM", "ekim"), ("أبريل", "ابريل"), ("سه‌شنبه", "سهشنبه")]
        {
            assert_eq!(fold(a), fold(b));
        }
    }
}
