//! Programmes by OpenSanctions' keys, from the words that the lists themselves use.

/// OFAC's codes. A code with an executive order after a hyphen is known by its start as well.
const OFAC: &[(&str, &str)] = &[
    ("BALKANS", "US-BALKANS"),
    ("BELARUS", "US-BRUS"),
    ("BURMA", "US-BURMA"),
    ("BURUNDI", "US-BURUNDI"),
    ("CAATSA", "US-CAATSA"),
    ("CAPTA", "US-CAPTA"),
    ("CAR", "US-CAR"),
    ("CMIC", "US-NS-CMIC"),
    ("CUBA", "US-CUBA"),
    ("CYBER", "US-CYB"),
    ("DARFUR", "US-DARFUR"),
    ("DPRK", "US-NK"),
    ("DRCONGO", "US-DRC"),
    ("ELECTION", "US-FORINT"),
    ("ETHIOPIA", "US-ETHIOPIA"),
    ("FSE", "US-FSE"),
    ("FTO", "US-FTO219"),
    ("GLOMAG", "US-GLOMAG"),
    ("HK", "US-HONGKONG"),
    ("HOSTAGES", "US-HOSTAGE"),
    ("HRIT-IR", "US-IRAN"),
    ("HRIT-SY", "US-SYR"),
    ("ICC", "US-ICC"),
    ("IFCA", "US-NON-PROLIF"),
    ("IFSR", "US-IRAN"),
    ("ILLICIT-DRUGS", "US-NARCO"),
    ("INKSNA", "US-DOS-ISN"),
    ("IRAN", "US-IRAN"),
    ("IRAQ", "US-IRAQ"),
    ("IRGC", "US-IRAN"),
    ("ISA", "US-IRAN"),
    ("LEBANON", "US-LEBANON"),
    ("LIBYA", "US-LIBYA"),
    ("MAGNIT", "US-MAGNITSKY"),
    ("MALI", "US-MALI"),
    ("NICARAGUA", "US-NICARAGUA"),
    ("NPWMD", "US-NON-PROLIF"),
    ("NS-MBS", "US-NS-MBS"),
    ("NS-PLC", "US-NS-PLC"),
    ("PAARSSR", "US-SYR-REL"),
    ("PEESA", "US-RUSHAR"),
    ("RUSSIA-EO14065", "US-UKRRUS-REL"),
    ("RUSSIA", "US-RUSHAR"),
    ("SDGT", "US-TERR"),
    ("SDNTK", "US-NARCO"),
    ("SDNT", "US-NARCO"),
    ("SDT", "US-TERR"),
    ("SOMALIA", "US-SOMALIA"),
    ("SOUTH SUDAN", "US-SOUTH-SUDAN"),
    ("SSIDES", "US-UKRRUS-REL"),
    ("SUDAN", "US-DARFUR"),
    ("SYRIA", "US-SYR"),
    ("TCO", "US-TCO"),
    ("UKRAINE", "US-UKRRUS-REL"),
    ("VENEZUELA", "US-VEN"),
    ("YEMEN", "US-YEMEN"),
    ("ZIMBABWE", "US-ZIMBABWE"),
];

/// Lists of the US trade consolidated screening list, by how their name starts.
const US_LISTS: &[(&str, &str)] = &[
    ("Denied Persons", "US-BIS-DPL"),
    ("Entity List", "US-BIS-EL"),
    ("Unverified List", "US-BIS-UVL"),
    ("Military End User", "US-BIS-MEU"),
    ("Nonproliferation Sanctions", "US-DOS-ISN"),
    ("Foreign Sanctions Evaders", "US-FSE"),
    ("Sectoral Sanctions", "US-SSI"),
    ("Palestinian Legislative Council", "US-NS-PLC"),
    ("ITAR Debarred", "US-AECA-DEBARRED"),
    ("Capta", "US-CAPTA"),
    ("Non-SDN Menu-Based", "US-NS-MBS"),
    ("Non-SDN Chinese", "US-NS-CMIC"),
];

/// `UN_LIST_TYPE` of the UN's list.
const UN: &[(&str, &str)] = &[
    ("1518 (Iraq)", "UN-SC1518"),
    ("Iraq", "UN-SC1518"),
    ("DRC", "UN-SC1533"),
    ("Sudan", "UN-SC1591"),
    ("DPRK", "UN-SC1718"),
    ("Iran", "UN-SC1737"),
    ("Libya", "UN-SC1970"),
    ("Taliban", "UN-SC1988"),
    ("GB", "UN-SC2048"),
    ("CAR", "UN-SC2127"),
    ("Yemen", "UN-SC2140"),
    ("SouthSudan", "UN-SC2206"),
    ("Haiti", "UN-SC2653"),
    ("Somalia", "UN-SC2713"),
    ("Al-Shabaab", "UN-SC2713"),
    ("Al-Qaida", "UN-SCISIL"),
];

/// Regimes of the United Kingdom's lists, by what their name holds.
const UK: &[(&str, &str)] = &[
    ("Iran (Nuclear", "GB-IRAN-NW"),
    ("Global Anti-Corruption", "GB-AC"),
    ("Global Human Rights", "GB-HR"),
    ("Global Irregular Migration", "GB-MIGR"),
    ("Chemical", "GB-CW"),
    ("Cyber", "GB-CYB"),
    ("ISIL", "GB-ISIL"),
    ("Counter-Terrorism (International", "GB-ICT"),
    ("Counter Terrorism (International", "GB-ICT"),
    ("Counter-Terrorism", "GB-CT"),
    ("Afghanistan", "GB-AFG"),
    ("Belarus", "GB-BLR"),
    ("Bosnia", "GB-BH"),
    ("Central African", "GB-CAR"),
    ("Democratic Republic of the Congo", "GB-DRC"),
    ("Democratic People", "GB-DPRK"),
    ("Guinea-Bissau", "GB-GNB"),
    ("Guinea", "GB-GU"),
    ("Haiti", "GB-HT"),
    ("Iran", "GB-IRAN"),
    ("Iraq", "GB-IRQ"),
    ("Libya", "GB-LBY"),
    ("Mali", "GB-MLI"),
    ("Myanmar", "GB-MMR"),
    ("Nicaragua", "GB-NIC"),
    ("Russia", "GB-RUS"),
    ("Somalia", "GB-SOM"),
    ("South Sudan", "GB-SSD"),
    ("Sudan", "GB-SDN"),
    ("Syria", "GB-SYR"),
    ("Venezuela", "GB-VEN"),
    ("Yemen", "GB-YEM"),
];

/// OFAC's code as a key, or the code itself.
pub(super) fn ofac(code: &str) -> &str {
    let code = code.trim();
    let exact = OFAC.iter().find(|(known, _)| *known == code);
    let start = || OFAC.iter().find(|(known, _)| code.starts_with(known));
    exact.or_else(start).map_or(code, |(_, key)| key)
}

/// The source of the US consolidated screening list as a key, where it is one.
pub(super) fn us_list(source: &str) -> Option<&'static str> {
    US_LISTS.iter().find(|(start, _)| source.starts_with(start)).map(|(_, key)| *key)
}

/// The UN's list type as a key, or the type itself.
pub(super) fn un(list: &str) -> &str {
    UN.iter().find(|(known, _)| *known == list.trim()).map_or(list, |(_, key)| key)
}

/// The United Kingdom's regime as a key, or the regime itself.
pub(super) fn uk(regime: &str) -> &str {
    UK.iter().find(|(part, _)| regime.contains(part)).map_or(regime, |(_, key)| key)
}

/// The European Union's programme as a key.
pub(super) fn eu(programme: &str) -> String {
    match programme.trim() {
        "" => String::new(),
        "TAQA" | "EUAQ" => "EU-TAQA-EUAQ".to_owned(),
        other => format!("EU-{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_keys_and_unknown_ones_stay() {
        assert_eq!(ofac("UKRAINE-EO13661"), "US-UKRRUS-REL");
        assert_eq!(ofac("DPRK3"), "US-NK");
        assert_eq!(ofac("NEW-EO1"), "NEW-EO1");
        assert_eq!((un("DRC"), eu("RUS").as_str()), ("UN-SC1533", "EU-RUS"));
        assert_eq!(uk("The Russia (Sanctions) (EU Exit) Regulations 2019"), "GB-RUS");
    }
}
