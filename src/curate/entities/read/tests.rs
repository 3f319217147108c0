use super::*;
use crate::curate::entities::{Schema, Strength};

pub(super) fn all(format: Format, text: &str) -> (Vec<Listed>, Report) {
    assert_eq!(Format::detect(text.as_bytes()), Ok(format));
    let mut found = Vec::new();
    let report = read(format, Files::one("list", text.as_bytes()), &mut |listed| found.push(listed)).unwrap();
    (found, report)
}

pub(super) fn names(listed: &Listed) -> Vec<(&str, Strength)> {
    listed.names.iter().map(|name| (name.text.as_str(), name.strength)).collect()
}

use Strength::{Primary, Strong, Weak};

#[test]
fn ofac_joins_its_four_files() {
    let main = "7,\"ORLENKO, Gleb\",\"individual\",\"CYBER2] [UKRAINE-EO13661\",\"Chairman of the Harbour\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 1970; nationality Russia; a.k.a. 'GLEBSON'.\"\r\n\
                8,\"SEA STAR\",\"vessel\",\"IRAN\",-0- ,-0- ,\"Tanker\",-0- ,-0- ,\"Panama\",-0- ,-0- \r\n\x1a";
    let alt = "7,1,\"aka\",\"ORLENKA, Hleb\",-0- \r\n";
    let add = "7,1,\"1 Quay\",\"Minsk\",\"Belarus\",-0- \r\n";
    let comments = "7,\"a.k.a. 'THE PILOT'.\"\r\n";
    let file = |name, text: &'static str| Some(File { name, bytes: text.as_bytes() });
    let files = Files {
        main: Some(File { name: "sdn.csv", bytes: main.as_bytes() }),
        alt: file("alt.csv", alt),
        add: file("add.csv", add),
        comments: file("sdn_comments.csv", comments),
    };
    let mut found = Vec::new();
    read(Format::Ofac, files, &mut |listed| found.push(listed)).unwrap();
    assert_eq!(
        names(&found[0]),
        [("ORLENKO, Gleb", Primary), ("ORLENKA, Hleb", Strong), ("GLEBSON", Weak), ("THE PILOT", Weak)]
    );
    assert_eq!((found[0].schema, found[1].schema), (Schema::Person, Schema::Vessel));
    assert_eq!(found[0].programmes, ["US-CYB", "US-UKRRUS-REL"]);
    assert_eq!(found[0].countries, ["BY", "RU"]);
    assert_eq!(found[0].title.as_deref(), Some("Chairman of the Harbour"));
}

#[test]
fn un_names_come_in_their_parts_and_script() {
    let text = "<?xml version=\"1.0\"?><CONSOLIDATED_LIST dateGenerated=\"2026-01-02\"><INDIVIDUALS><INDIVIDUAL>\
        <FIRST_NAME>KARIM</FIRST_NAME><SECOND_NAME>&amp; AL-BAHRI</SECOND_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE>\
        <REFERENCE_NUMBER>CDi.900</REFERENCE_NUMBER><LISTED_ON>2020-05-06</LISTED_ON>\
        <NAME_ORIGINAL_SCRIPT>كريم البحري</NAME_ORIGINAL_SCRIPT><NATIONALITY><VALUE>Rwanda</VALUE></NATIONALITY>\
        <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>ABU BAHR</ALIAS_NAME></INDIVIDUAL_ALIAS>\
        <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>KARIM BAHRI</ALIAS_NAME></INDIVIDUAL_ALIAS>\
        </INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>RED QUAY</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>";
    let (found, report) = all(Format::Un, text);
    assert_eq!(
        names(&found[0]),
        [("KARIM & AL-BAHRI", Primary), ("كريم البحري", Strong), ("ABU BAHR", Weak), ("KARIM BAHRI", Strong)]
    );
    assert_eq!((found[0].id.as_str(), found[0].listed.as_deref()), ("CDi.900", Some("2020-05-06")));
    assert_eq!(
        (&found[0].programmes[..], &found[0].countries[..]),
        (&["UN-SC1533".to_owned()][..], &["RW".to_owned()][..])
    );
    assert_eq!((report.entries, report.date.as_deref()), (2, Some("2026-01-02")));
}

#[test]
fn eu_xml_and_csv_say_the_same() {
    let xml = "<export generationDate=\"2026-02-03\"><sanctionEntity logicalId=\"12\" designationDate=\"2022-03-01\">\
        <regulation programme=\"RUS\"/><subjectType code=\"person\"/>\
        <nameAlias firstName=\"Gleb\" middleName=\"\" lastName=\"Orlenko\" wholeName=\"Gleb Orlenko\" strong=\"true\" function=\"Pilot\"/>\
        <nameAlias wholeName=\"Глеб Орленко\" strong=\"false\"/><citizenship countryIso2Code=\"RU\"/></sanctionEntity></export>";
    let (found, _) = all(Format::EuXml, xml);
    assert_eq!(names(&found[0]), [("Orlenko, Gleb", Primary), ("Глеб Орленко", Weak)]);
    let csv = "\u{feff}fileGenerationDate;Entity_LogicalId;Entity_DesignationDate;Entity_SubjectType;Entity_Regulation_Programme;NameAlias_WholeName;Citizenship_CountryIso2Code\n\
        2026-02-03;12;2022-03-01;P;RUS;Gleb Orlenko;\n2026-02-03;12;;P;RUS;Глеб Орленко;\n2026-02-03;12;;P;RUS;;RU\n2026-02-03;13;;E;IRN;Red Quay;\n";
    let (table, report) = all(Format::EuCsv, csv);
    assert_eq!(names(&table[0]), [("Gleb Orlenko", Primary), ("Глеб Орленко", Strong)]);
    for listed in [&found[0], &table[0]] {
        assert_eq!((&*listed.programmes[0], &*listed.countries[0], listed.schema), ("EU-RUS", "RU", Schema::Person));
        assert_eq!(listed.listed.as_deref(), Some("2022-03-01"));
    }
    assert_eq!((report.entries, report.date.as_deref()), (2, Some("2026-02-03")));
}

#[test]
fn uk_rows_with_one_id_are_one_entry() {
    let text = "Report Date: 02-Feb-2026\nLast Updated,Unique ID,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Alias strength,Name non-latin script,Regime Name,Designation Type,Nationality(/ies),Position\n\
        01/01/2026,RUS0001,Orlenko,Gleb,Maratovich,,,,Primary Name,,Глеб Орленко,The Russia (Sanctions) (EU Exit) Regulations 2019,Individual,Russia,Pilot\n\
        01/01/2026,RUS0001,Hlebson,,,,,,Alias,Low quality,,The Russia (Sanctions) (EU Exit) Regulations 2019,Individual,,\n\
        01/01/2026,RUS0002,Red Quay,,,,,,Primary Name,,,Cyber,Entity,,\n";
    let (found, report) = all(Format::Uk, text);
    assert_eq!(names(&found[0]), [("Orlenko, Gleb Maratovich", Primary), ("Глеб Орленко", Strong), ("Hlebson", Weak)]);
    assert_eq!((&*found[0].programmes[0], &*found[0].countries[0]), ("GB-RUS", "RU"));
    assert_eq!((found.len(), report.date.as_deref()), (2, Some("02-Feb-2026")));
    let ofsi = "Last Updated,28/10/2025\nName 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Group Type,Alias Type,Alias Quality,Regime,Listed On,Group ID\n\
        Orlenko,Gleb,,,,,,Individual,Primary name,,Russia,01/02/2022,77\n";
    let (found, _) = all(Format::Uk, ofsi);
    assert_eq!((found[0].id.as_str(), names(&found[0])), ("77", vec![("Orlenko, Gleb", Primary)]));
}

#[test]
fn opensanctions_in_both_forms() {
    let csv = "\"id\",\"schema\",\"name\",\"aliases\",\"countries\",\"program_ids\",\"first_seen\",\"last_change\"\n\
        \"Q1\",\"Person\",\"Gleb Orlenko\",\"Глеб Орленко;O'Rlenko, Gleb\",\"ru;by\",\"EU-RUS;US-CYB\",\"2022-01-01T00:00:00\",\"2026-01-01T00:00:00\"\n";
    let ftm = "{\"id\":\"Q1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Gleb Orlenko\"],\"alias\":[\"Глеб Орленко\"],\"weakAlias\":[\"Glebson\"],\"country\":[\"ru\"],\"programId\":[\"EU-RUS\"]},\"first_seen\":\"2022-01-01T00:00:00\"}\n\
        {\"id\":\"A1\",\"schema\":\"Address\",\"properties\":{\"full\":[\"1 Quay\"]}}\n";
    let (found, _) = all(Format::OpensanctionsSimple, csv);
    assert_eq!(names(&found[0]), [("Gleb Orlenko", Primary), ("Глеб Орленко", Strong), ("O'Rlenko, Gleb", Strong)]);
    assert_eq!((&found[0].countries[..], found[0].programmes.len()), (&["RU".to_owned(), "BY".to_owned()][..], 2));
    let (found, report) = all(Format::OpensanctionsFtm, ftm);
    assert_eq!(names(&found[0]), [("Gleb Orlenko", Primary), ("Глеб Орленко", Strong), ("Glebson", Weak)]);
    assert_eq!((report.entries, report.skipped), (1, 1));
}

#[test]
fn lists_of_the_united_states_beside_ofac() {
    let csl = "source,entity_number,type,programs,name,title,start_date,alt_names,nationalities,citizenships\n\
        Entity List (EL) - Bureau of Industry and Security,,,,Red Quay Works,,2020-01-01,RQW; Quay Works,,\n";
    let (found, _) = all(Format::UsCsl, csl);
    assert_eq!(names(&found[0]), [("Red Quay Works", Primary), ("RQW", Strong), ("Quay Works", Strong)]);
    assert_eq!((&*found[0].programmes[0], &*found[0].id), ("US-BIS-EL", "line-2"));
    let dpl = "\"Name\"\t\"Country\"\t\"Effective_Date\"\t\"Standard_Order\"\n\"GLEB ORLENKO\"\t\"RU\"\t\"01/02/2020\"\t\"Y\"\n";
    let (found, _) = all(Format::UsDpl, dpl);
    assert_eq!((names(&found[0])[0].0, &*found[0].countries[0]), ("GLEB ORLENKO", "RU"));
}

/// The message of a list that is refused.
fn refused(format: Format, bytes: &[u8]) -> String {
    read(format, Files::one("list", bytes), &mut |_| ()).unwrap_err().to_string()
}

#[test]
fn what_is_no_list_is_told_with_what_is_understood() {
    let error = Format::detect(b"<html><body>Not found</body></html>").unwrap_err().to_string();
    assert!(error.contains("expected one of the formats ofac, un,") && error.contains("<html>"), "{error}");
    assert!(refused(Format::Uk, b"a,b\n1,2\n").starts_with("list:1: expected the head of the UK"));
    assert!(refused(Format::Ofac, b"1,2,3\n").starts_with("list:1: expected the 12 columns"));
    assert!(refused(Format::Un, b"<export/>").contains("expected the root CONSOLIDATED_LIST"));
    assert!(refused(Format::OpensanctionsFtm, b"{\"id\":1}\n").starts_with("list:1: expected an object"));
    assert!(refused(Format::OpensanctionsSimple, b"id,schema,name,aliases\n").contains("found none"));
    assert!(refused(Format::Un, b"<CONSOLIDATED_LIST><INDIVIDUALS>").contains("the document ends before it"));
}

#[test]
fn hostile_files_are_refused_within_bounds() {
    let wide = format!("id,schema,name,aliases{}\n", ",x".repeat(1_000_000));
    assert!(refused(Format::OpensanctionsSimple, wide.as_bytes()).contains("at most 512 columns"));
    let mut long = b"id,schema,name,aliases\n\"1\",Person,\"".to_vec();
    long.resize(50 << 20, b'a');
    assert!(refused(Format::OpensanctionsSimple, &long).starts_with("list:2: expected rows of at most"));
    assert!(refused(Format::OpensanctionsFtm, &long).contains("list:1: expected an object"));
    let mut line = b"{\"id\":\"".to_vec();
    line.resize(50 << 20, b'a');
    assert!(refused(Format::OpensanctionsFtm, &line).contains("expected lines of at most"));
    let deep = "<CONSOLIDATED_LIST>".to_owned() + &"<a>".repeat(100_000);
    assert!(refused(Format::Un, deep.as_bytes()).contains("within each other"));
    let wide = format!("<CONSOLIDATED_LIST {}>", (0..1_000_000).map(|n| format!("a{n}=\"1\" ")).collect::<String>());
    assert!(refused(Format::Un, wide.as_bytes()).contains("at most 64 attributes"));
    let text = format!("<CONSOLIDATED_LIST><a>{}</a></CONSOLIDATED_LIST>", "b".repeat(1 << 20));
    assert!(refused(Format::Un, text.as_bytes()).contains("texts of at most"));
}

#[test]
fn entities_of_the_document_are_not_expanded() {
    let bomb = "<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\
        <CONSOLIDATED_LIST><ENTITIES><ENTITY><FIRST_NAME>RED &c;&lt;QUAY</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>";
    let mut found = Vec::new();
    read(Format::Un, Files::one("list", bomb.as_bytes()), &mut |listed| found.push(listed)).unwrap();
    assert_eq!(names(&found[0]), [("RED <QUAY", Primary)]);
}
