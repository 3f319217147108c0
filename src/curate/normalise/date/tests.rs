use super::*;

fn now() -> Timestamp {
    "2026-11-30T00:00:00Z".parse().unwrap()
}

fn at(raw: &str) -> String {
    read(raw, None, now()).and_then(|instant| instant.at).map(|at| at.to_string()).unwrap_or_default()
}

#[test]
fn what_is_certain_is_read() {
    for (raw, instant) in [
        ("Tue, 10 Mar 2026 09:08:07 GMT", "2026-03-10T09:08:07Z"),
        ("Tue, 10 Mar 2026 09:08:07 +0300", "2026-03-10T06:08:07Z"),
        ("10 Mar 26 09:08 EST", "2026-03-10T14:08:00Z"),
        ("Tue, 10 Mar 2026 12:08:07 MSK", "2026-03-10T09:08:07Z"),
        ("Tue, 10 Mar 2012 12:08:07 MSK", "2012-03-10T08:08:07Z"),
        ("Tuesday, 10-Mar-26 09:08:07 GMT", "2026-03-10T09:08:07Z"),
        ("March 10th, 2026 9:08 PM UTC", "2026-03-10T21:08:00Z"),
        ("2026-03-10T09:08:07Z", "2026-03-10T09:08:07Z"),
        ("2026-03-10T09:08:07.123+02:00", "2026-03-10T07:08:07Z"),
        ("20260310T090807Z", "2026-03-10T09:08:07Z"),
        ("20260310090807", "2026-03-10T09:08:07Z"),
        ("2026-069T09:08Z", "2026-03-10T09:08:00Z"),
        ("2026-03-10T24:00:00Z", "2026-03-11T00:00:00Z"),
        ("2026-03-10 09:08:07 +0000", "2026-03-10T09:08:07Z"),
        ("2026-03-10 09:08:07,250", "2026-03-10T09:08:07Z"),
        ("10.03.2026 09:08", "2026-03-10T09:08:00Z"),
        ("25/03/2026", "2026-03-25T00:00:00Z"),
        ("Tue, 03/10/2026 09:08", "2026-03-10T09:08:00Z"),
        ("Tue, 10/03/2026 09:08", "2026-03-10T09:08:00Z"),
        ("3/10/2026 9:08 AM EDT", "2026-03-10T13:08:00Z"),
        ("1773133687", "2026-03-10T09:08:07Z"),
        ("1773133687000", "2026-03-10T09:08:07Z"),
        ("Tue, 10 Mar 2026 12:30:00 am GMT", "2026-03-10T00:30:00Z"),
        ("Tue Mar 10 2026 09:08:07 GMT+0300 (Moscow Standard Time)", "2026-03-10T06:08:07Z"),
        ("10 Mar 2026 09:08 (MSK)", "2026-03-10T06:08:00Z"),
        ("10 Jul 2026 09:08 ET", "2026-07-10T13:08:00Z"),
        ("10 Jan 2026 09:08 ET", "2026-01-10T14:08:00Z"),
        ("10 Mar 2026 09:08 Europe/Berlin", "2026-03-10T08:08:00Z"),
        ("March 2026", "2026-03-01T00:00:00Z"),
        ("2025", "2025-01-01T00:00:00Z"),
    ] {
        assert_eq!(at(raw), instant, "{raw}");
    }
}

#[test]
fn the_languages_of_the_wires_are_read() {
    // One date in each: 23 November 2026, 14:05 where there is a time.
    let (day, time) = ("2026-11-23T00:00:00Z", "2026-11-23T14:05:00Z");
    for (raw, instant) in [
        ("понедельник, 23 ноября 2026 г., 14:05", time),
        ("23 ноября 2026 года в 14:05", time),
        ("Пн, 23 ноя 2026 17:05:00 МСК", time),
        ("понеділок, 23 листопада 2026 року, 14:05", time),
        ("Montag, 23. November 2026, 14:05 Uhr", time),
        ("Mo, 23 Nov 2026 15:05 MEZ", time),
        ("lundi 23 novembre 2026 à 14h05", time),
        ("lunes, 23 de noviembre de 2026 a las 14:05", time),
        ("segunda-feira, 23 de novembro de 2026 às 14h05", time),
        ("lunedì 23 novembre 2026 alle ore 14:05", time),
        ("23 Kasım 2026 Pazartesi 17:05 TSİ", time),
        ("23 KASIM 2026", day),
        ("poniedziałek, 23 listopada 2026, godz. 14:05", time),
        ("pondělí 23. listopadu 2026 v 14:05", time),
        ("الاثنين، 23 نوفمبر 2026 14:05", time),
        ("٢٣ تشرين الثاني ٢٠٢٦", day),
        ("الإثنين 23 نوفمبر 2026 02:05 م", time),
        ("2026年11月23日 14:05", time),
        ("2026年11月23日 下午2:05", time),
        ("２０２６年１１月２３日（月）午後2時5分", time),
        ("2026年11月23日 星期一 14时05分", time),
        ("2026 жылғы 23 қараша, дүйсенбі 14:05", time),
        ("23 noyabr 2026, 14:05", time),
        ("Dushanba, 23 noyabr 2026-yil 14:05", time),
        ("23 ნოემბერი, 2026 14:05", time),
        ("23 նոյեմբերի, 2026 14:05", time),
        ("23 noyabr 2026-cı il", day),
        ("Bazar ertəsi, 23 Noyabr 2026 14:05", time),
        ("Δευ, 23 Νοέ 2026 14:05:00 GMT", time),
        ("23 ноември 2026", day),
        ("måndag 23 november 2026 kl 14:05", time),
        ("luni, 23 noiembrie 2026, ora 14:05", time),
    ] {
        assert_eq!(at(raw), instant, "{raw}");
    }
}

#[test]
fn iran_and_korea_have_their_own_zone() {
    for (raw, instant, zone) in [
        ("دوشنبه ۲ آذر ۱۴۰۵ - ۱۴:۰۵", "2026-11-23T10:35:00Z", "Asia/Tehran"),
        ("۱۴۰۵/۰۹/۰۲ ۱۴:۰۵", "2026-11-23T10:35:00Z", "Asia/Tehran"),
        ("1405/02/31 14:05", "2026-05-21T10:35:00Z", "Asia/Tehran"),
        ("سه‌شنبه ۳ آذر ۱۴۰۵", "2026-11-23T20:30:00Z", "Asia/Tehran"),
        ("2026년 11월 23일 오후 2:05", "2026-11-23T05:05:00Z", "Asia/Seoul"),
        ("2026년 11월 23일 (월) 14시 5분", "2026-11-23T05:05:00Z", "Asia/Seoul"),
    ] {
        let read = read(raw, None, now()).unwrap();
        assert_eq!(
            (read.at.map(|at| at.to_string()).as_deref(), read.zone_assumed.as_deref()),
            (Some(instant), Some(zone)),
            "{raw}"
        );
    }
}

#[test]
fn what_is_not_certain_is_absent_and_its_string_is_kept() {
    for raw in [
        "yesterday",
        "03/04/2026",
        "03/04/2026 3:04 PM",
        "03-04-2026",
        "03.04.26",
        "Tue, 10 Mar 2026 09:08:07 IST",
        "Tue, 10 Mar 2026 09:08:07 AST",
        "Tue, 10 Mar 2026 09:08:07 -0700 GMT",
        "2026-03-10T09:08:07-07:00Z",
        "Tue, 10 Foo 2026 09:08:07 GMT",
        "32.01.2026",
        "2026-02-30",
        "10 Mar",
        "Tue, 10 Mar 2027 09:08:07 GMT",
        "1900-01-01",
        "10 Mar 2026 25:00",
        "10 Mar 2026 12:00:61",
        "12345",
        "10 Mar 2026 09:08:07 GMT EST",
        "13:00 pm 10 Mar 2026",
        "10. listopada 2026",
        "2 آذر 2026",
        "令和8年3月10日",
        "1447/05/02",
        "10 Mar 2026 noon",
        "2026-W11-2",
        "2026 10",
        "Mar 10",
        "1\u{e9}\u{e9}\u{e9}5",
    ] {
        let read = read(raw, None, now()).unwrap();
        assert_eq!((read.at, read.raw.as_str()), (None, raw));
    }
    assert_eq!(read(" ", None, now()), None);
}

#[test]
fn the_precision_is_what_was_stated() {
    for (raw, precision) in [
        ("2026-03-10T09:08:07Z", Precision::Second),
        ("10 Mar 2026 09:08 GMT", Precision::Minute),
        ("10 mars 2026 à 9h", Precision::Hour),
        ("10 Mar 2026 9 PM", Precision::Day),
        ("10.03.2026", Precision::Day),
        ("2026-03", Precision::Month),
        ("2025", Precision::Year),
    ] {
        let got = read(raw, None, now()).unwrap().precision;
        if raw.ends_with("9 PM") {
            assert_eq!(got, None, "{raw}");
        } else {
            assert_eq!(got, Some(precision), "{raw}");
        }
    }
}

#[test]
fn an_assumed_zone_is_named() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let instant = read("10.03.2026 09:08", Some(&zone), now()).unwrap();
    assert_eq!(instant.at.unwrap().to_string(), "2026-03-10T08:08:00Z");
    assert_eq!(instant.zone_assumed.as_deref(), Some("Europe/Berlin"));
    assert_eq!(instant.precision, Some(Precision::Minute));
}

proptest::proptest! {
    #[test]
    fn no_string_makes_it_panic(raw in "\\PC{0,80}") {
        let _ = read(&raw, None, now());
    }

    #[test]
    fn no_pieces_of_dates_make_it_panic(pieces in proptest::collection::vec(
        proptest::sample::select(vec!["10", "2026", "Mar", "mar", ":", "12:30", "pm", "-", "/", "T", "Z", "+0300", "年", "월", "(", ")", "آذر", "۱۴۰۵", "h", "24:00", ".", ",", " "]), 0..12)
    ) {
        let _ = read(&pieces.concat(), None, now());
    }
}
