use super::*;

fn found(text: &str) -> Option<String> {
    of(text, &[]).map(|language| language.tag)
}

#[test]
fn neighbours_are_told_apart() {
    for (text, tag) in [
        ("Қала кеңесі порттың екі аптадан кейін қайта ашылатынын хабарлады.", "kk"),
        ("Шаҳр шӯрои бандарро баъд аз ду ҳафта аз нав мекушояд.", "tg"),
        ("Шаҳар кенгаши порт икки ҳафтадан кейин қайта очилишини маълум қилди.", "uz-Cyrl"),
        (
            "Shahar kengashi port ikki haftadan keyin qayta ochilishini ma’lum qildi va bu haqda o‘z saytida yozdi.",
            "uz-Latn",
        ),
        ("Міська рада повідомила, що порт відкриється через два тижні.", "uk"),
        ("Гарадскі савет паведаміў, што порт адкрыецца праз два тыдні, і людзі ўжо чакаюць.", "be"),
        ("Городской совет сообщил, что порт откроется через две недели.", "ru"),
        ("Общинският съвет съобщи, че пристанището ще бъде отворено след две седмици.", "bg"),
        ("Градско веће је саопштило да ће лука бити отворена за две недеље.", "sr-Cyrl"),
        ("Gradsko veće je saopštilo da će luka biti otvorena posle dve nedelje, a posle toga i reč.", "sr-Latn"),
        ("Градскиот совет соопшти дека пристаништето ќе биде отворено по две недели.", "mk"),
        ("Şəhər şurası limanın iki həftədən sonra yenidən açılacağını bildirdi.", "az"),
        ("Belediye meclisi limanın iki hafta sonra yeniden açılacağını söyledi.", "tr"),
        ("شورای شهر گفت که بندر پس از دو هفته باز می‌شود.", "fa"),
        ("قال مجلس المدينة إن الميناء سيفتح بعد أسبوعين من الانتظار.", "ar"),
        ("市議會表示，港口將在兩週後重新開放。", "zh-Hant"),
        ("市议会表示，港口将在两周后重新开放，学生们说。", "zh-Hans"),
        ("市議会は港が二週間後に再開すると発表した。", "ja"),
        ("시의회는 항구가 2주 후에 다시 열린다고 발표했다.", "ko"),
        ("The council said that the port would open again after two weeks.", "en"),
        ("Der Rat sagte, dass der Hafen nach zwei Wochen wieder öffnet.", "de"),
    ] {
        assert_eq!(found(text).as_deref(), Some(tag), "{text}");
    }
}

#[test]
fn a_declared_language_holds_unless_the_writing_speaks_against_it() {
    let of = |text, declared: &[&str]| of(text, declared).map(|language| (language.tag, language.source));
    let russian = "Городской совет сообщил, что порт откроется через две недели.";
    assert_eq!(
        of("Der Rat sagte, dass der Hafen nach zwei Wochen wieder öffnet.", &["en"]),
        Some(("en".into(), LanguageSource::Declared))
    );
    assert_eq!(of(russian, &["en-US"]), Some(("ru".into(), LanguageSource::Detected)));
    // The next that is declared comes before what is detected.
    assert_eq!(of(russian, &["en", "uk"]), Some(("uk".into(), LanguageSource::Declared)));
    assert_eq!(of("1:0", &["de"]), Some(("de".into(), LanguageSource::Declared)));
    // What is written in two ways says in which.
    assert_eq!(of("Gradsko veće je saopštilo da će luka biti otvorena.", &["sr"]).unwrap().0, "sr-Latn");
    assert_eq!(of("市議會表示，港口將在兩週後重新開放。", &["zh"]).unwrap().0, "zh-Hant");
    assert_eq!(of("市議會表示，港口將在兩週後重新開放。", &["zh-TW"]).unwrap().0, "zh-TW");
}

#[test]
fn what_is_too_short_has_no_language() {
    for text in ["", "1:0", "OK", "€ 5", "Ада"] {
        assert_eq!(found(text), None, "{text}");
    }
}

#[test]
fn tags_take_the_form_of_the_standard() {
    for (stated, tag) in [
        ("en", Some("en")),
        ("EN_us", Some("en-US")),
        ("zh-hant-tw", Some("zh-Hant-TW")),
        (" ru ", Some("ru")),
        ("und", None),
        ("english", None),
        ("", None),
        ("en-", None),
    ] {
        assert_eq!(declared(stated).map(|language| language.tag).as_deref(), tag, "{stated:?}");
    }
}
