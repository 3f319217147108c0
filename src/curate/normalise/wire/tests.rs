use super::*;
use crate::model::CreditRole;

fn of(text: &str) -> Wire {
    let blocks: Vec<&str> = text.split('\n').filter(|line| !line.is_empty()).collect();
    read(&Agencies::builtin(), None, &blocks, Reach::BODY)
}

/// Place, date, agency, and the words that the story begins with.
fn dateline(line: &str) -> Option<(String, String, String, String)> {
    let wire = of(line);
    let cut = wire.cuts.iter().find(|cut| cut.kind == CutKind::Dateline)?;
    let dateline = wire.dateline?;
    let story: String = line[cut.range.end..].chars().take(12).collect();
    let text = |part: Option<String>| part.unwrap_or_default();
    Some((text(dateline.place), text(dateline.date), text(dateline.agency), story))
}

#[test]
fn datelines_of_every_form_are_read() {
    for (line, place, date, agency) in [
        ("HARBOUR CITY, Ore. (AP) — ", "HARBOUR CITY, Ore.", "", "AP"),
        ("Harburg (dpa) - ", "Harburg", "", "dpa"),
        ("Kiel/Lübeck (dpa/lno) - ", "Kiel/Lübeck", "", "dpa"),
        ("OPORTO, March 3 (Reuters) - ", "OPORTO", "March 3", "Reuters"),
        ("TARTU, Estonia, March 3, 2026 (AFP) - ", "TARTU, Estonia", "March 3, 2026", "AFP"),
        ("Bristol (United Kingdom) (AFP) – ", "Bristol (United Kingdom)", "", "AFP"),
        ("Vigo, 3 mar (EFE).- ", "Vigo", "3 mar", "EFE"),
        ("VIGO 3 Mar. (EUROPA PRESS) - ", "VIGO", "3 Mar.", "EUROPA PRESS"),
        ("HAIKOU, 3 août (Xinhua) -- ", "HAIKOU", "3 août", "Xinhua"),
        ("(ANSA) - BARI, 3 MAR - ", "BARI", "3 MAR", "ANSA"),
        ("BARI - (ANSA) - ", "BARI", "", "ANSA"),
        ("EFE.- ", "", "", "EFE"),
        ("(Reuters) - ", "", "", "Reuters"),
        ("March 3 (Reuters) - ", "", "March 3", "Reuters"),
        ("PSKOV, March 3. /TASS/. ", "PSKOV", "March 3", "TASS"),
        ("ПСКОВ, 3 марта. /ТАСС/. ", "ПСКОВ", "3 марта", "ТАСС"),
        ("3 марта, Орша /Корр. БЕЛТА/. ", "Орша", "3 марта", "БЕЛТА"),
        ("ПСКОВ, 3 мар - РИА Новости. ", "ПСКОВ", "3 мар", "РИА Новости"),
        ("ПСКОВ, 3 мар — РИА Новости, Ада Причал. ", "ПСКОВ", "3 мар", "РИА Новости"),
        ("Псков. 3 марта. INTERFAX.RU - ", "Псков", "3 марта", "INTERFAX.RU"),
        ("УЖГОРОД. 3 березня. УНН. ", "УЖГОРОД", "3 березня", "УНН"),
        ("AKTAU. KAZINFORM - ", "AKTAU", "", "KAZINFORM"),
        ("SHIRAZ, IRNA – ", "SHIRAZ", "", "IRNA"),
        ("MULTAN, Mar 03 (APP): ", "MULTAN", "Mar 03", "APP"),
        ("القاهرة 3 مارس (رويترز) - ", "القاهرة", "3 مارس", "رويترز"),
        ("新华社海口3月3日电 ", "海口", "3月3日", "新华社"),
        ("［横浜 3日 ロイター］ - ", "横浜", "3日", "ロイター"),
        ("【釜山聯合ニュース】", "釜山", "", "聯合ニュース"),
        ("(부산=연합뉴스) 김항구 기자 = ", "부산", "", "연합뉴스"),
        ("AUBURN, Wash. — ", "AUBURN, Wash.", "", ""),
        ("QUAYTOWN, March 3 - ", "QUAYTOWN", "March 3", ""),
        ("[Harbour FM] Nairobi -- ", "Nairobi", "", "Harbour FM"),
        ("Washington.- ", "Washington", "", ""),
        ("VIGO, SPAIN.- ", "VIGO, SPAIN", "", ""),
        ("/CNW/ - ", "", "", "CNW"),
        ("OPORTO, PT / ACCESSWIRE / March 3, 2026 / ", "OPORTO, PT", "March 3, 2026", "ACCESSWIRE"),
        ("Altoona, Pennsylvania (AP) -- ", "Altoona, Pennsylvania", "", "AP"),
        ("LISBON & KIEL, Germany--(BUSINESS WIRE)--", "LISBON & KIEL, Germany", "", "BUSINESS WIRE"),
        // Agencies that nobody told us of.
        ("OPORTO, Portugal--(HarbourWire - March 3, 2026) - ", "OPORTO, Portugal", "March 3, 2026", "HarbourWire"),
        ("OPORTO (Harbour News Service, March 3, 2026) -- ", "OPORTO", "March 3, 2026", "Harbour News Service"),
        ("(Agenzia Stampa Porto) - ", "", "", "Agenzia Stampa Porto"),
        ("OPORTO, March 3 (HarbourWire) - ", "OPORTO", "March 3", "HarbourWire"),
        ("LISBON (HWN) — ", "LISBON", "", "HWN"),
        ("ПСКОВ, 3 марта. /Гавань-Инфо/. ", "ПСКОВ", "3 марта", "Гавань-Инфо"),
        ("ПСКОВ, 3 мар — ГИА Вести. ", "ПСКОВ", "3 мар", "ГИА Вести"),
        ("3 марта. INTERFAX.RU - ", "", "3 марта", "INTERFAX.RU"),
        ("新华社海口3月3日（某某、某某某）", "海口", "3月3日", "新华社"),
        ("ASTANA. HAVENINFORM - ", "ASTANA", "", "HAVENINFORM"),
        ("March 3, 2026 /HarbourWire/ -- ", "", "March 3, 2026", "HarbourWire"),
        ("港湾社海口3月3日（某某、某某某）", "海口", "3月3日", "港湾社"),
        ("（港湾社記者某某某台北3日電）", "台北", "3日", "港湾社"),
        // Towns that nobody told us of, and towns that are named like months.
        ("Seebach (AFP) - ", "Seebach", "", "AFP"),
        ("Santa Ada de Vigo (EFE).- ", "Santa Ada de Vigo", "", "EFE"),
        ("ALTOONA, Pa. (AP) — ", "ALTOONA, Pa.", "", "AP"),
        ("RIO DE JANEIRO, 3. März (dpa). ", "RIO DE JANEIRO", "3. März", "dpa"),
        ("Kassala [Sudan], March 3 (ANI): ", "Kassala [Sudan]", "March 3", "ANI"),
    ] {
        let story = "Die Fähren 港 legten wieder ab, und niemand war darüber erstaunt.";
        let line = format!("{line}{story}");
        let start: String = story.chars().take(12).collect();
        let expected = (place.to_owned(), date.to_owned(), agency.to_owned(), start);
        assert_eq!(dateline(&line), Some(expected), "{line}");
    }
}

#[test]
fn what_is_no_dateline_stays() {
    for line in [
        "CHICAGO - Harbour Ferries and Other Tales of the Great Lakes, by Ada Quay",
        "CHICAGO - DETROIT in five hours and ten minutes, and back again on Sunday night",
        "CHICAGO - for those who have never seen a harbour with ferries in it, and for others",
        "Chicago - The ferries left the harbour, and nobody in the old town was surprised.",
        "/etc/ - The settings of the harbour stand in this folder and nowhere else.",
        "(Breaking News) - The ferries left the harbour on Tuesday, and nobody was surprised.",
        "(Agentur Hafen) - Der Makler sagte am Dienstag, dass das Haus am Kai verkauft sei.",
        "(HarbourNews) - The ferries left the harbour on Tuesday, and nobody was surprised.",
        "CHICAGO - The ferry song opens on Tuesday at the old theatre with a new cast of singers.",
        "CHICAGO – The musical of the harbour leaves its old hall, and nobody was surprised.",
        "Ada Quay (Quay+, March 3, 2026) - The series shows the harbour in the snow, and critics like it.",
        "KERRY - The former senator told the court that she had never been on the ferry in her life.",
        "AUSTIN: The ferry driver said that the quay was too short for the first three rows of cars.",
        "Hafen24.com, Jakarta - The firm said on Tuesday that it would sell nine of its ferries.",
        "JAKARTA, Hafen24.com - The firm said on Tuesday that it would sell nine of its ferries.",
        "QUAY & HARBOUR, Mass. — The maker of ferries said on Tuesday that it would leave.",
        "QUAY & HARBOUR (AP) - The firm said on Tuesday that its ferries were safe for all.",
        "Ada Quay (Harbour Records, March 3, 2026) - The singer will play two nights on the quay.",
        "BERLIN / HAMBURG / 3.3.2026 / Die Fähren fuhren am Dienstag aus dem Hafen, und niemand war erstaunt.",
        "【訃報＝船長】港田船男さんは火曜日に亡くなった。八十歳だった。",
        "【写真＝共同】フェリーは火曜日に港を出た。市長は驚かなかった。",
        "【ソウル＝五輪】選手団は火曜日に到着した。空港は混雑した。",
        "(News) - The ferries left the harbour on Tuesday, and nobody was surprised.",
        "London: The ferries left the harbour, and nobody in the old town was surprised.",
        "Bitcoin (BTC)-Kurse fielen am Dienstag auf den tiefsten Stand des Jahres.",
        "TESLA (TSLA) — shares of the maker of electric cars fell on Tuesday.",
        "The World Health Organization (WHO) - based in a harbour - said so on Tuesday.",
        "Harbour Planning (HP) — Not everything is done, the council said.",
        "Career Profile (CP) — Not everything is done, the council said.",
        "Wireless Harbour Point (HP) - Every ferry has one of these on its bridge.",
        "Wireless Access Point (AP) - Every ferry has one of these on its bridge.",
        "Question (Ani): does every ferry have one of these on its bridge?",
        "Ferries (DPA) - Emerging frameworks",
        "L’AVANT 3 MAI - Les ferries sont restés au port, et la ville avec eux.",
        "HARBOUR COUNCIL ATTACKED ON ALL ISSUES QUAYTOWN, March 3 - The council met on Tuesday and said so.",
        "[Video] Nairobi -- The ferries left the harbour on Tuesday, and nobody was surprised.",
        "Seafarers (AAP) - Harbour Start Times, Ferries, and Other Outcomes: A Long View",
        "Decreto 1508/2012 (ANI) - De los muelles y de los barcos",
        "Harbour Services (APA) - Ferries of the harbour are nine in ten of them",
        "FERRIES (ANP) - NUMBER OF FERRIES BY HARBOUR AND YEAR",
        "(AA) - Add an entry",
        "Ferry 6 (Petra) - Three trips in a week, and none of them was late.",
        "Harbour-Portal (Petra) ---",
        "October 24: ARRESTS – Ada Q. The harbour police took her in.",
        "October 20: ACCIDENT – A ferry that came from the north hit the pier of the harbour.",
        "副港長（共同）",
        "WATCH: Ferries leave the harbour after two weeks of waiting on Tuesday",
        "UPDATE — Ferries left the harbour after two weeks of waiting.",
        "He said (and meant it) - as everybody knew - that the port would open.",
        "Prices rose by 3 percent - the most in years, the council said.",
        "Ada Quay (43) - a pilot - said that ferries would follow.",
        "In March 2026 - after years - the port opened again to all ferries.",
        "LONDON is calling - and nobody answers, the harbour master said.",
        "Bo Lind (Harbour FC) - 3 goals in two matches at home.",
    ] {
        assert_eq!(dateline(line), None, "{line}");
    }
}

#[test]
fn a_known_town_and_a_weak_mark_need_a_second_sign() {
    let place = |line: &str, more: &str| of(&format!("{line}\n{more}")).dateline.and_then(|dateline| dateline.place);
    for (mark, town) in [("NEW DELHI: ", "NEW DELHI"), ("CHICAGO - ", "CHICAGO"), ("SPESSART - ", "SPESSART")] {
        let line = format!("{mark}Die Fähren legten wieder ab, und niemand war darüber erstaunt in der Stadt.");
        assert_eq!(place(&line, "Es war spät."), None, "{line}");
        let line = format!("{mark}Die Polizei sperrte den Hafen, und niemand war darüber erstaunt in der Stadt.");
        assert_eq!(place(&line, "Es war spät.").as_deref(), Some(town), "{line}");
    }
    let line = "CHICAGO - Ferries of the old line are late, and nobody in the town was surprised.";
    assert_eq!(place(line, "They are late in Chicago as often as not.").as_deref(), Some("CHICAGO"));
}

#[test]
fn a_story_may_begin_behind_its_teaser_with_a_dateline_that_names_no_agency() {
    let story = "WASHINGTON – Ferries left the harbour on Tuesday. ".to_owned() + &"They were late. ".repeat(12);
    let place = |text: &str| of(text).dateline.and_then(|dateline| dateline.place);
    assert_eq!(place(&format!("Ferries leave the harbour\n{story}")).as_deref(), Some("WASHINGTON"));
    assert_eq!(place("Ferries leave the harbour\nWASHINGTON – Ferries left the harbour on Tuesday."), None);
}

#[test]
fn scraps_of_lines_before_a_story_do_not_hide_its_dateline() {
    let story = "CHICAGO - ".to_owned()
        + &"Ferries left the harbour of the old town on Tuesday, and nobody was surprised. ".repeat(3);
    let place = |before: &str| of(&format!("{before}\n{story}")).dateline.and_then(|dateline| dateline.place);
    assert_eq!(place("Pictures: Bo Lind\nTuesday\nby\nADA QUAY").as_deref(), Some("CHICAGO"));
    let line = "Nobody knew on Tuesday when the ferries would leave.";
    assert_eq!(place(&[line; 4].join("\n")), None);
    assert_eq!(place(&["by"; 8].join("\n")), None);
}

#[test]
fn a_marker_before_a_dateline_is_told_and_leaves_the_text() {
    let wire = of("CORRECTED-UPDATE 2-OPORTO, March 3 (Reuters) - Ferries left the harbour.");
    assert_eq!(wire.markers, ["corrected", "update 2"]);
    let dateline = wire.dateline.unwrap();
    assert_eq!(dateline.place.as_deref(), Some("OPORTO"));
    assert_eq!(dateline.raw, "CORRECTED-UPDATE 2-OPORTO, March 3 (Reuters) -");
    let wire = of("UPDATE 2-Ferries left the harbour on Tuesday, and nobody was surprised.");
    assert_eq!((wire.dateline, wire.markers), (None, vec![]));
}

#[test]
fn who_reported_stands_behind_the_town_in_papers_of_japan() {
    let wire = of("【ワシントン＝港田船男】フェリーは火曜日に港を出た。");
    assert_eq!(wire.dateline.and_then(|dateline| dateline.place).as_deref(), Some("ワシントン"));
    assert_eq!(wire.authors, ["港田船男"]);
    let wire = of("【ワシントン＝港湾新聞】フェリーは火曜日に港を出た。");
    assert_eq!(wire.dateline.and_then(|dateline| dateline.agency).as_deref(), Some("港湾新聞"));
    assert!(wire.authors.is_empty());
}

#[test]
fn a_dateline_alone_credits_nobody_twice() {
    let wire = of("BERLIN, March 3 (AP).\nFerries left the harbour.");
    assert!(wire.credits.is_empty() && wire.cuts.len() == 1, "{wire:?}");
}

#[test]
fn credits_name_agencies_and_people_and_leave_the_text() {
    for (line, names) in [
        ("With reporting by AFP, dpa, Interfax, and RIA Novosti", &["AFP", "dpa", "Interfax", "RIA Novosti"][..]),
        ("Additional reporting from PA", &["PA"]),
        ("(Reuters, AFP, AP, RFE/RL's Kyrgyz Service)", &["Reuters", "AFP", "AP", "RFE/RL's Kyrgyz Service"]),
        ("Mit Material von dpa und AFP", &["dpa", "AFP"]),
        ("Con información de EFE y Reuters", &["EFE", "Reuters"]),
        ("Quelle: hafen.example, ino/dpa", &["hafen.example", "ino", "dpa"]),
        ("С использованием материалов ТАСС и Интерфакса", &["ТАСС", "Интерфакса"]),
        (
            "(Reporting by Ada Quay in Oporto, additional reporting by Bo Lind; Writing by Cy Mole; Editing by Di Pier)",
            &["Ada Quay", "Bo Lind"],
        ),
        (
            "Some information for this report came from Reuters and the Associated Press.",
            &["Reuters", "Associated Press"],
        ),
        ("The Associated Press contributed to this report.", &["Associated Press"]),
        (
            "Associated Press writers Ada Quay in Oporto and Bo Lind in Kiel contributed to this report.",
            &["Ada Quay", "Bo Lind"],
        ),
        ("dpa/AFP", &["dpa", "AFP"]),
        ("CNN's Ada Quay and Bo Lind contributed to this report.", &["Ada Quay", "Bo Lind"]),
        (
            "HBR News' Ada Quay and Bo-Di Lind, MD, a fellow in the HBR News Medical Unit, contributed to this report.",
            &["Ada Quay", "Bo-Di Lind"],
        ),
        ("Harbour analyst Ada B. Quay contributed to this report.", &["Ada B. Quay"]),
        ("(Reporting by Ada Quay in Oporto, Portugal and Bo Lind; Editing by Di Pier)", &["Ada Quay", "Bo Lind"]),
        ("(Editing by Di Pier)", &[]),
        ("来源：新华社", &["新华社"]),
    ] {
        let wire = of(&format!("Ferries left the harbour on Tuesday.\n{line}"));
        let got: Vec<_> = wire.credits.iter().map(|credit| credit.name.as_str()).collect();
        assert_eq!(got, names, "{line}");
        let cut = wire.cuts.last().unwrap();
        assert_eq!((cut.block, cut.kind, cut.range.clone()), (1, CutKind::Credit, 0..line.len()), "{line}");
    }
    let inline = "Ferries left on Tuesday. (Reporting by Ada Quay; Editing by Di Pier)";
    let wire = of(inline);
    assert_eq!((wire.authors, &inline[wire.cuts[0].range.clone()]), (vec!["Ada Quay".to_owned()], &inline[25..]));
    assert_eq!(wire.credits[0].role, Some(CreditRole::Reporter));
}

#[test]
fn sentences_that_speak_of_sources_are_no_credits() {
    for line in [
        "With reporting by the council due on Friday, traders waited.",
        "According to AFP, ferries left the harbour.",
        "Source: what the council said about it cannot be proved!",
        "Information from the harbour was scarce, and nobody knew more.",
        "Mit dem Hafen geht es aufwärts (so der Rat).",
        "Con el puerto abierto, todo cambia.",
        "He spoke to Reuters (and to others).",
    ] {
        let wire = of(&format!("Ferries left the harbour on Tuesday.\n{line}"));
        assert!(wire.credits.is_empty() && wire.cuts.is_empty(), "{line}: {wire:?}");
    }
}

#[test]
fn the_lines_before_a_story_are_read_and_the_dateline_behind_them() {
    let text = "HARBOUR-FERRIES/TALKS (UPDATE 2)\n(Adds comments)\nBy Ada Quay\nOPORTO, March 3 (Reuters) - Ferries left.\nMore.";
    let wire = of(text);
    assert_eq!(wire.slugline.as_deref(), Some("HARBOUR-FERRIES/TALKS (UPDATE 2)"));
    assert_eq!((wire.markers, wire.authors), (vec!["update".to_owned()], vec!["Ada Quay".to_owned()]));
    assert_eq!(wire.dateline.unwrap().raw, "OPORTO, March 3 (Reuters) -");
    let kinds: Vec<_> = wire.cuts.iter().map(|cut| cut.kind).collect();
    assert_eq!(kinds, [CutKind::Slugline, CutKind::Byline, CutKind::Dateline]);
}

#[test]
fn an_embargo_is_told_and_stays() {
    let wire = of("EMBARGOED UNTIL 0001 GMT Friday March 6\nFerries will leave.");
    assert_eq!(
        (wire.embargo.as_deref(), wire.markers),
        (Some("0001 GMT Friday March 6"), vec!["embargoed".to_owned()])
    );
    assert!(wire.cuts.is_empty());
}

#[test]
fn a_dateline_behind_a_long_teaser_is_the_storys_and_those_of_a_roundup_are_nobodys() {
    let teaser = "The council wants to close the harbour for two weeks, which has not happened since the great storm, and \
        the ferries that the islands live by are to be kept in the bay for all of the time, says the mayor.";
    let story = "LISBON – The council of the town met on Tuesday and talked about the ferries for most of the night.";
    let wire = of(&format!("{teaser}\n{story}\nIt will meet again."));
    assert_eq!(wire.dateline.and_then(|dateline| dateline.place).as_deref(), Some("LISBON"));
    assert_eq!(wire.cuts.len(), 1);
    let more = story.replace("LISBON", "MADRID");
    assert_eq!(of(&format!("{teaser}\n{story}\n{more}")).dateline, None);
    assert_eq!(of(&format!("{}\n{story}", teaser.repeat(3))).dateline, None);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic_and_cuts_are_within_their_blocks(
        parts in proptest::collection::vec("(PORT|, |3 |mar|[(]|[)]|AFP| - |—|/|[.]| |By |Reporting by|新华社|日电|\\PC){0,12}", 1..6)
    ) {
        let blocks: Vec<&str> = parts.iter().map(String::as_str).collect();
        for reach in [Reach::BODY, Reach::PAGE] {
            for cut in read(&Agencies::builtin(), Some(&parts[0]), &blocks, reach).cuts {
                proptest::prop_assert!(blocks[cut.block].get(cut.range).is_some());
            }
        }
    }

    /// What is not read of a line because no dateline reaches so far is none.
    #[test]
    fn a_line_is_read_as_far_as_a_dateline_may_reach(
        first in "(Port|PORT|Ada|3|March|Monday|Июня|[(]|Reuters|«)",
        parts in proptest::collection::vec(
            "(Port|PORT|port|Ada|de|of|quay |in|3|mar|March|März|Monday|июня|dpa|reuters|Reuters|AFP|KAZINFORM|, |[.] | - |—|--|[(]|[)]|/|: | |'s |’|said )",
            1..14,
        ),
    ) {
        let line = first + &parts.concat();
        let desk = Agencies::builtin();
        let within = |readable| dateline::find_within(&line, &line, readable, &desk);
        proptest::prop_assert_eq!(within(story::readable(&line)), within(usize::MAX));
        // Lines that begin with a small letter are not read.
        if !line.starts_with(char::is_lowercase) {
            proptest::prop_assert_eq!(dateline::of_start(&line, &desk), within(usize::MAX));
        }
    }
}
