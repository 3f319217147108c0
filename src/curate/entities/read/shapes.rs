//! The published files in their whole width: every column and attribute that they have, with entries of our own.

use super::{
    tests::{all, names},
    *,
};
use crate::curate::entities::{Schema, Strength};

/// A row that has a value in the named columns, and nothing in the others.
fn row(head: &str, separator: char, values: &[(&str, &str)]) -> String {
    let cell = |name: &str| values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value).to_owned();
    head.split(separator).map(cell).collect::<Vec<_>>().join(&separator.to_string())
}

use Strength::{Primary, Strong, Weak};

#[test]
fn the_eu_file_in_csv() {
    let head = "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_UnitedNationId;Entity_DesignationDate;\
        Entity_DesignationDetails;Entity_Remark;Entity_SubjectType;Entity_SubjectType_ClassificationCode;Entity_Regulation_Type;\
        Entity_Regulation_OrganisationType;Entity_Regulation_PublicationDate;Entity_Regulation_EntryIntoForceDate;\
        Entity_Regulation_NumberTitle;Entity_Regulation_Programme;Entity_Regulation_PublicationUrl;NameAlias_LastName;\
        NameAlias_FirstName;NameAlias_MiddleName;NameAlias_WholeName;NameAlias_NameLanguage;NameAlias_Gender;NameAlias_Title;\
        NameAlias_Function;NameAlias_LogicalId;NameAlias_RegulationLanguage;NameAlias_Remark;Address_City;Address_CountryIso2Code;\
        BirthDate_BirthDate;Identification_Number;Citizenship_CountryIso2Code";
    let shared = [
        ("fileGenerationDate", "01/09/2026"),
        ("Entity_LogicalId", "9001"),
        ("Entity_SubjectType", "person"),
        ("Entity_SubjectType_ClassificationCode", "P"),
        ("Entity_Regulation_Programme", "UKR"),
        ("Entity_Regulation_PublicationDate", "2022-03-15"),
    ];
    let line = |own: &[(&str, &str)]| row(head, ';', &[&shared[..], own].concat());
    // One entry is many rows: a name, another name, an address, a citizenship each.
    let text = [
        head.to_owned(),
        line(&[
            ("NameAlias_LastName", "Orlenko"),
            ("NameAlias_FirstName", "Gleb"),
            ("NameAlias_WholeName", "Gleb Orlenko"),
        ]),
        line(&[("NameAlias_WholeName", "Глеб Орленко"), ("NameAlias_Function", "Pilot of the harbour")]),
        line(&[("Address_City", "Minsk"), ("Address_CountryIso2Code", "BY")]),
        line(&[("Citizenship_CountryIso2Code", "RU")]),
        row(
            head,
            ';',
            &[("Entity_LogicalId", "9002"), ("Entity_SubjectType", "enterprise"), ("NameAlias_WholeName", "Red Quay")],
        ),
    ];
    let (found, report) = all(Format::EuCsv, &(text.join("\r\n") + "\r\n"));
    assert_eq!(names(&found[0]), [("Gleb Orlenko", Primary), ("Глеб Орленко", Strong)]);
    assert_eq!((found[0].schema, found[1].schema, report.entries), (Schema::Person, Schema::Organization, 2));
    assert_eq!(
        (found[0].countries.as_slice(), found[0].listed.as_deref()),
        (&["BY".into(), "RU".into()][..], Some("2022-03-15"))
    );
    assert_eq!(found[0].title.as_deref(), Some("Pilot of the harbour"));
}

#[test]
fn the_eu_file_in_xml() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
        <export xmlns=\"http://eu.europa.ec/fpi/fsd/export\" generationDate=\"2026-02-03T16:47:04.449+02:00\" globalFileId=\"1\">\n\
        <sanctionEntity designationDetails=\"\" unitedNationId=\"\" euReferenceNumber=\"EU.9001.1\" logicalId=\"9001\">\n\
        <remark>A harbour pilot &amp; trader</remark>\n\
        <regulation regulationType=\"amendment\" organisationType=\"council\" publicationDate=\"2022-03-15\" \
        entryIntoForceDate=\"2022-03-15\" numberTitle=\"2022/1 (OJ L1)\" programme=\"UKR\" logicalId=\"1\">\
        <publicationUrl>http://eu.example/?uri=OJ:L:2022&amp;from=EN</publicationUrl></regulation>\n\
        <subjectType code=\"person\" classificationCode=\"P\"/>\n\
        <nameAlias firstName=\"Gleb\" middleName=\"Maratovich\" lastName=\"Orlenko\" wholeName=\"Gleb Maratovich Orlenko\" \
        function=\"\" gender=\"M\" title=\"\" nameLanguage=\"\" strong=\"true\" regulationLanguage=\"en\" logicalId=\"2\">\
        <regulationSummary regulationType=\"amendment\" publicationDate=\"2022-03-15\" numberTitle=\"2022/1 (OJ L1)\"/></nameAlias>\n\
        <nameAlias wholeName=\"Glebson\" strong=\"false\" logicalId=\"3\"/>\n\
        <birthdate circa=\"false\" calendarType=\"GREGORIAN\" city=\"\" birthdate=\"1970-01-02\" countryIso2Code=\"00\"/>\n\
        <citizenship region=\"\" countryIso2Code=\"RU\" countryDescription=\"RUSSIAN FEDERATION\" logicalId=\"4\"/>\n\
        <identification identificationTypeCode=\"passport\" number=\"1\" countryIso2Code=\"RU\"/>\n\
        </sanctionEntity>\n<sanctionEntity euReferenceNumber=\"EU.9002.1\" logicalId=\"9002\">\
        <subjectType code=\"enterprise\" classificationCode=\"E\"/><nameAlias wholeName=\"Red Quay\" strong=\"true\"/></sanctionEntity>\n</export>\n";
    let (found, report) = all(Format::EuXml, text);
    assert_eq!(names(&found[0]), [("Orlenko, Gleb Maratovich", Primary), ("Glebson", Weak)]);
    assert_eq!((found[0].id.as_str(), found[0].listed.as_deref()), ("EU.9001.1", Some("2022-03-15")));
    assert_eq!((found[1].schema, report.entries), (Schema::Organization, 2));
    assert!(report.date.is_some_and(|date| date.starts_with("2026-02-03")));
}

#[test]
fn the_uk_sanctions_list() {
    let head = "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,\
        Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,\
        Individual, Entity, Ship,Designation source,Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,\
        Address Line 2,Address Line 3,Address Line 4,Address Line 5,Address Line 6,Address Postal Code,Address Country,\
        Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),National Identifier number,Position,Gender";
    // The column whose name has commas stands in quotation marks.
    let columns = head.replace("Individual, Entity, Ship", "Designation Type");
    let quoted = head.replace("Individual, Entity, Ship", "\"Individual, Entity, Ship\"");
    let shared = [
        ("Last Updated", "31/03/2026"),
        ("Unique ID", "RUS9001"),
        ("Regime Name", "The Russia (Sanctions) (EU Exit) Regulations 2019"),
    ];
    let line = |own: &[(&str, &str)]| row(&columns, ',', &[&shared[..], own].concat());
    let text = [
        "Report Date: 23-Sep-2026".to_owned(),
        quoted,
        line(&[
            ("Name 6", "ORLENKO"),
            ("Name 1", "Gleb"),
            ("Name 2", "Maratovich"),
            ("Name type", "Primary Name"),
            ("Designation Type", "Individual"),
            ("Name non-latin script", "Глеб ОРЛЕНКО"),
            ("Date Designated", "15/03/2022"),
            ("Nationality(/ies)", "Russia"),
        ]),
        line(&[
            ("Name 6", "HLEBSON"),
            ("Name type", "Alias"),
            ("Alias strength", "Low quality"),
            ("Designation Type", "Individual"),
        ]),
    ];
    let (found, report) = all(Format::Uk, &(text.join("\r\n") + "\r\n"));
    assert_eq!(names(&found[0]), [("ORLENKO, Gleb Maratovich", Primary), ("Глеб ОРЛЕНКО", Strong), ("HLEBSON", Weak)]);
    assert_eq!((found[0].schema, &*found[0].programmes[0], &*found[0].countries[0]), (Schema::Person, "GB-RUS", "RU"));
    assert_eq!((report.entries, report.date.as_deref()), (1, Some("23-Sep-2026")));
}

#[test]
fn opensanctions_in_its_whole_width() {
    let csv = "\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\",\"addresses\",\"identifiers\",\"sanctions\",\"phones\",\
        \"emails\",\"program_ids\",\"dataset\",\"first_seen\",\"last_seen\",\"last_change\"\n\
        \"NK-9001\",\"Person\",\"Gleb \"\"the Pilot\"\" Orlenko\",\"G. Orlenko;Глеб Орленко\",\"1970-01-02\",\"ru;ua-cri;suhh\",\"1, Quay;\n\
        Minsk\",\"INN 1\",\"2022-03-15;Art. 1(2)\",\"+1 0\",\"a@harbour.example\",\"EU-UKR;GB-RUS\",\"EU Journal;UK FCDO\",\
        \"2022-03-15T10:00:00\",\"2026-09-15T13:11:55\",\"2026-01-02T03:04:05\"\n";
    let (found, report) = all(Format::OpensanctionsSimple, csv);
    assert_eq!(names(&found[0])[0].0, "Gleb \"the Pilot\" Orlenko");
    assert_eq!((found[0].names.len(), found[0].programmes.len(), &*found[0].countries[0]), (3, 2, "RU"));
    assert_eq!((report.entries, report.date.as_deref()), (1, Some("2026-01-02T03:04:05")));
    let ftm = "{\"id\":\"NK-9001\",\"caption\":\"Gleb Orlenko\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Gleb Orlenko\",\"Глеб Орленко\"],\
        \"firstName\":[\"Gleb\"],\"weakAlias\":[\"Glebson\"],\"birthDate\":[\"1970-01-02\"],\"topics\":[\"sanction\"],\"citizenship\":[\"ru\"],\
        \"sanctions\":[{\"id\":\"x\",\"schema\":\"Sanction\",\"properties\":{\"authority\":[\"EU\"]}}],\"programId\":[\"EU-UKR\"]},\
        \"referents\":[\"eu-1\"],\"datasets\":[\"eu_journal_sanctions\"],\"first_seen\":\"2022-03-15T10:00:00\",\
        \"last_seen\":\"2026-09-15T13:11:55\",\"last_change\":\"2026-01-02T03:04:05\",\"target\":true}\n";
    let (found, report) = all(Format::OpensanctionsFtm, ftm);
    assert_eq!(names(&found[0]), [("Gleb Orlenko", Primary), ("Глеб Орленко", Strong), ("Glebson", Weak)]);
    assert_eq!((report.entries, &*found[0].programmes[0]), (1, "EU-UKR"));
}
