//! Which column of a file with a head says what.

use super::{ListError, rows::Row};

/// What a column says of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Rows with the same id are one entry.
    Id,
    Schema,
    /// A whole name.
    Name,
    /// Part of a name: the surname.
    Surname,
    /// Part of a name: a given name; in the order of the columns.
    Given,
    /// The same name in its own script.
    Original,
    /// Several aliases, parted by semicolons.
    Aliases,
    /// Several weak aliases, parted by semicolons.
    WeakAliases,
    /// Whether the name of this row is an alias.
    AliasKind,
    /// Whether it is a weak one.
    AliasStrength,
    Title,
    Programme,
    /// The list that the row was taken from.
    Source,
    /// One or more countries, parted by semicolons.
    Country,
    Listed,
    /// When the row was changed.
    Changed,
}

/// A kind of file: its columns by name.
pub(super) struct Dialect {
    /// For messages.
    pub name: &'static str,
    pub separator: u8,
    /// Names of columns; spelt as in the file, compared without case. A name that ends with `*`
    /// stands for all that start so.
    pub columns: &'static [(&'static str, Role)],
    /// Columns without which it is no such file.
    pub needed: &'static [&'static str],
    /// Turns what stands in [`Role::Programme`] into a key.
    pub programme: fn(&str) -> String,
    /// What entries are where no column says so.
    pub schema: crate::curate::entities::Schema,
}

/// Where the columns of one file stand.
pub(super) struct Columns(Vec<(Role, usize)>);

impl Columns {
    /// Reads a head; `None` where it is none.
    pub(super) fn of(dialect: &Dialect, row: Row<'_>) -> Option<Self> {
        let names: Vec<String> = (0..row.len()).map(|n| row.field(n).to_lowercase()).collect();
        let is = |name: &str, pattern: &str| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(&start.to_lowercase()),
            None => name == pattern.to_lowercase(),
        };
        if !dialect.needed.iter().all(|needed| names.iter().any(|name| is(name, needed))) {
            return None;
        }
        // In the order of the dialect, so that the parts of a name come in theirs.
        let places = |(pattern, role): &(&str, Role)| {
            let role = *role;
            names
                .iter()
                .enumerate()
                .filter(|(_, name)| is(name, pattern))
                .map(move |(n, _)| (role, n))
                .collect::<Vec<_>>()
        };
        Some(Self(dialect.columns.iter().flat_map(places).collect()))
    }

    /// The columns that have a role.
    pub(super) fn of_role(&self, role: Role) -> impl Iterator<Item = usize> {
        self.0.iter().filter(move |(known, _)| *known == role).map(|(_, n)| *n)
    }

    /// The first field of a role that is not empty.
    pub(super) fn first<'r>(&self, row: Row<'r>, role: Role) -> std::borrow::Cow<'r, str> {
        self.of_role(role).map(|n| row.field(n)).find(|text| !text.is_empty()).unwrap_or_default()
    }

    pub(super) fn missing(dialect: &Dialect, file: &str, got: &str) -> ListError {
        let needed = dialect.needed.join(", ");
        let message = format!("expected the head of {} with the columns {needed}, got {got:?}", dialect.name);
        ListError::new(file, 1, message)
    }
}
