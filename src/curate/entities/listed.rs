//! One entry of a sanctions list, whatever the list's own format.

/// What an entry is; the names are those of OpenSanctions' schemata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Schema {
    /// A natural person.
    Person,
    /// A company, a bank, a state body.
    #[default]
    Organization,
    /// A ship.
    Vessel,
    /// An aircraft.
    Airplane,
    /// Anything else.
    LegalEntity,
}

impl Schema {
    /// As records say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organization => "Organization",
            Self::Vessel => "Vessel",
            Self::Airplane => "Airplane",
            Self::LegalEntity => "LegalEntity",
        }
    }

    /// What a list's word for it means; words that are not known are a legal entity.
    pub fn of(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "person" | "individual" | "individuals" | "p" => Self::Person,
            "company" | "organization" | "organisation" | "entity" | "enterprise" | "publicbody" | "e" => {
                Self::Organization
            }
            "vessel" | "ship" => Self::Vessel,
            "airplane" | "aircraft" => Self::Airplane,
            _ => Self::LegalEntity,
        }
    }

    /// Whether its names are a surname and given names, in any order.
    pub fn is_personal(self) -> bool {
        self == Self::Person
    }
}

/// How much a list relies on a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A weak or low-quality alias: a nickname, an abbreviation.
    Weak,
    /// An alias.
    Strong,
    /// The name it is listed under.
    Primary,
}

/// A name as the list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// `SURNAME, Given` or any other order.
    pub text: String,
    /// How much the list relies on it.
    pub strength: Strength,
}

/// One entry of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// The list's own id.
    pub id: String,
    /// What it is.
    pub schema: Schema,
    /// The name it is listed under, then its aliases.
    pub names: Vec<Name>,
    /// Programmes by OpenSanctions' keys where one is known, else as the list has them.
    pub programmes: Vec<String>,
    /// ISO 3166-1 alpha-2, upper case, where the country is known.
    pub countries: Vec<String>,
    /// Office, function or the like.
    pub title: Option<String>,
    /// When it was listed, `YYYY-MM-DD`.
    pub listed: Option<String>,
}

/// Names of one entry; the longest real entries have some hundred.
const MOST_NAMES: usize = 2_000;
/// Characters of a name. Longer ones are descriptions.
const MOST_CHARACTERS: usize = 300;

impl Listed {
    /// Adds a name, unless it is none or there already. Quotation marks around it are dropped.
    pub fn name(&mut self, text: &str, strength: Strength) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.trim_matches(|c: char| matches!(c, '\'' | '"' | '“' | '”' | '«' | '»' | ';' | ','));
        let long = text.chars().nth(MOST_CHARACTERS).is_some();
        if text.is_empty() || long || self.names.len() >= MOST_NAMES || self.names.iter().any(|n| n.text == text) {
            return;
        }
        let strength = if strength == Strength::Primary && self.names.iter().any(|n| n.strength == strength) {
            Strength::Strong
        } else {
            strength
        };
        self.names.push(Name { text: text.to_owned(), strength });
    }

    /// Adds a programme once.
    pub fn programme(&mut self, key: &str) {
        add(&mut self.programmes, key);
    }

    /// Adds a country by code or name, where it is known.
    pub fn country(&mut self, text: &str) {
        if let Some(code) = super::countries::code(text) {
            add(&mut self.countries, code);
        }
    }
}

fn add(list: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if !text.is_empty() && list.len() < 64 && !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}
