//! One list: gathered, read, and verified against the one that it is to replace.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use url::Url;

use super::{
    Config,
    config::is_address,
    gather::{Part, Place, Seen},
};
use crate::{
    collect::fetch::{self, Fetcher},
    curate::entities::{
        Book, Builder, Provenance,
        read::{File, Files, Format, read},
    },
    model::Span,
};

/// For the whole of a list's answer: some are a hundred times the size of a feed.
const TIMEOUT: Span = Span::secs(300);

/// Why a list was not loaded; the one before stays in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("list {list}: {message}")]
pub struct LoadError {
    /// Its name in the config.
    pub list: String,
    /// What was expected, what came, what to do.
    pub message: String,
}

/// What a look at a list came to.
pub enum Outcome {
    /// It is as it was.
    Unchanged,
    /// It is new, and was found good.
    Loaded(Arc<Book>),
}

/// Loads one list, again and again.
pub struct Loader {
    config: Config,
    /// The list itself, then what belongs to it.
    places: Vec<(Member, Place)>,
    seen: Vec<Seen>,
    fetcher: Fetcher,
    /// Entries that it had last.
    entries: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    Main,
    Alt,
    Add,
    Comments,
}

impl Loader {
    /// For a list whose relative paths start at `base`.
    pub fn new(config: &Config, fetch: &fetch::Config, base: &Path) -> Result<Self, fetch::SetupError> {
        let fetch = fetch::Config { max_body: config.max_size, timeout: TIMEOUT, ..fetch.clone() };
        let place = |text: &str| match Url::parse(text) {
            Ok(url) if is_address(text) => Place::Url(url),
            _ => Place::Path(base.join(text)),
        };
        let mut places = Vec::new();
        if let Some(path) = &config.path {
            let path = base.join(path);
            places.extend(beside(&path).into_iter().map(|(member, path)| (member, Place::Path(path))));
            places.insert(0, (Member::Main, Place::Path(path)));
        } else if let Some(url) = &config.url {
            places.push((Member::Main, place(url)));
        }
        let stated = [(Member::Alt, &config.alt), (Member::Add, &config.add), (Member::Comments, &config.comments)];
        for (member, text) in stated {
            if let Some(text) = text {
                places.retain(|(known, _)| *known != member);
                places.push((member, place(text)));
            }
        }
        let seen = vec![Seen::Nothing; places.len()];
        Ok(Self { config: config.clone(), places, seen, fetcher: Fetcher::new(&fetch)?, entries: 0 })
    }

    /// Its config.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Looks whether the list has changed, and loads it if so.
    pub async fn load(&mut self) -> Result<Outcome, LoadError> {
        let list = self.config.id.clone();
        self.attempt().await.map_err(|message| LoadError { list, message })
    }

    async fn attempt(&mut self) -> Result<Outcome, String> {
        let mut parts = Vec::new();
        for ((_, place), seen) in self.places.iter().zip(&self.seen) {
            parts.push(self.part(place, seen).await?);
        }
        if parts.iter().all(Option::is_none) && self.entries > 0 {
            return Ok(Outcome::Unchanged);
        }
        // What has not changed is needed beside what has.
        for (part, (_, place)) in parts.iter_mut().zip(&self.places) {
            if part.is_none() {
                *part = self.part(place, &Seen::Nothing).await?;
            }
        }
        let parts: Vec<Part> = parts.into_iter().flatten().collect();
        let (config, names) = (self.config.clone(), self.named(&parts));
        let date = parts.first().and_then(|part| part.changed.clone());
        let book = tokio::task::spawn_blocking(move || compile(&config, &names, date));
        let book = book.await.map_err(|error| format!("the reading broke off: {error}"))??;
        self.verify(&book)?;
        self.entries = book.len();
        self.seen = parts.into_iter().map(|part| part.seen).collect();
        Ok(Outcome::Loaded(Arc::new(book)))
    }

    async fn part(&self, place: &Place, seen: &Seen) -> Result<Option<Part>, String> {
        place.get(seen, &self.fetcher, &self.config.allow_networks, self.config.max_size.0).await
    }

    fn named(&self, parts: &[Part]) -> Vec<(Member, String, Bytes)> {
        let named = |((member, place), part): (&(Member, Place), &Part)| (*member, place.shown(), part.bytes.clone());
        self.places.iter().zip(parts).map(named).collect()
    }

    /// Refuses a list that lost more than it may.
    fn verify(&self, book: &Book) -> Result<(), String> {
        let least = self.entries * usize::from(100 - self.config.max_shrink.min(100)) / 100;
        if book.len() < least {
            return Err(format!(
                "expected at least {least} entries (the last one had {}, max_shrink is {}), got {}; the old one stays. \
                 If the list did shrink, restart, or raise max_shrink",
                self.entries,
                self.config.max_shrink,
                book.len()
            ));
        }
        Ok(())
    }
}

/// OFAC's other files beside its main one, by their usual names.
fn beside(path: &Path) -> Vec<(Member, std::path::PathBuf)> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    let (stem, of) = match () {
        () if lower.ends_with("cons_prim.csv") => ("cons_prim", ["cons_alt", "cons_add", "cons_comments"]),
        () if lower.ends_with("sdn.csv") => ("sdn", ["alt", "add", "sdn_comments"]),
        () => return Vec::new(),
    };
    let at = lower.len() - stem.len() - ".csv".len();
    let upper = name.ends_with("CSV");
    let sibling = |of: &str| {
        let of = if upper { of.to_ascii_uppercase() } else { of.to_owned() };
        path.with_file_name(format!("{}{of}{}", &name[..at], &name[at + stem.len()..]))
    };
    let members = [Member::Alt, Member::Add, Member::Comments].into_iter().zip(of);
    members.map(|(member, of)| (member, sibling(of))).filter(|(_, path)| path.exists()).collect()
}

fn compile(config: &Config, parts: &[(Member, String, Bytes)], changed: Option<String>) -> Result<Book, String> {
    let part = |wanted: Member| {
        let found = parts.iter().find(|(member, ..)| *member == wanted);
        found.map(|(_, name, bytes)| File { name, bytes })
    };
    let files = Files {
        main: part(Member::Main),
        alt: part(Member::Alt),
        add: part(Member::Add),
        comments: part(Member::Comments),
    };
    let main = files.main.ok_or("expected path or url")?;
    let format = match config.format {
        Some(format) => format,
        None => Format::detect(main.bytes).map_err(|error| format!("{}: {error}", main.name))?,
    };
    let mut builder = Builder::new(&config.id);
    let report = read(format, files, &mut |listed| builder.add(&listed)).map_err(|error| error.to_string())?;
    let mut hash = Sha256::new();
    parts.iter().for_each(|(_, _, bytes)| hash.update(bytes));
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let provenance = Provenance { source: main.name.to_owned(), date: report.date.or(changed), sha256 };
    let mut book = builder.finish(provenance).map_err(|error| error.to_string())?;
    book.jurisdiction.clone_from(&config.jurisdiction);
    Ok(book)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const HEAD: &str = "id,schema,name,aliases\n";

    fn rows(n: usize) -> String {
        (0..n).fold(HEAD.to_owned(), |text, n| text + &format!("Q{n},Person,Gleb Orlenko{n},\n"))
    }

    fn loader(dir: &Path) -> Loader {
        let config = Config { id: "test".into(), path: Some("list.csv".into()), ..Config::default() };
        Loader::new(&config, &fetch::Config::default(), dir).unwrap()
    }

    async fn entries(loader: &mut Loader) -> Result<Option<usize>, String> {
        match loader.load().await {
            Ok(Outcome::Unchanged) => Ok(None),
            Ok(Outcome::Loaded(book)) => Ok(Some(book.len())),
            Err(error) => Err(error.to_string()),
        }
    }

    #[tokio::test]
    async fn a_list_is_loaded_once_and_again_when_it_changes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.csv");
        let mut loader = loader(dir.path());
        assert!(entries(&mut loader).await.unwrap_err().contains("list.csv: expected the list's file"));
        fs::write(&path, rows(10)).unwrap();
        assert_eq!(entries(&mut loader).await, Ok(Some(10)));
        assert_eq!(entries(&mut loader).await, Ok(None));
        fs::write(&path, rows(9)).unwrap();
        assert_eq!(entries(&mut loader).await, Ok(Some(9)));
    }

    #[tokio::test]
    async fn a_list_that_is_empty_shrunk_or_something_else_does_not_replace_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.csv");
        let mut loader = loader(dir.path());
        fs::write(&path, rows(10)).unwrap();
        assert_eq!(entries(&mut loader).await, Ok(Some(10)));
        for (text, expected) in [
            (rows(7), "expected at least 8 entries"),
            (HEAD.to_owned(), "found none"),
            ("<html>gone</html>".to_owned(), "expected one of the formats"),
            (String::new(), "expected one of the formats"),
        ] {
            fs::write(&path, text).unwrap();
            let error = entries(&mut loader).await.unwrap_err();
            assert!(error.starts_with("list test: ") && error.contains(expected), "{error}");
            assert_eq!(loader.entries, 10, "what was good is what is compared with");
        }
        fs::write(&path, rows(8)).unwrap();
        assert_eq!(entries(&mut loader).await, Ok(Some(8)));
    }

    #[test]
    fn files_of_ofac_are_found_beside_each_other() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["x_sdn.csv", "x_alt.csv", "x_sdn_comments.csv", "CONS_PRIM.CSV", "CONS_ADD.CSV"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        let found = |name: &str| {
            let of = |(member, path): (Member, std::path::PathBuf)| (member, path.file_name().unwrap().to_owned());
            beside(&dir.path().join(name)).into_iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(
            found("x_sdn.csv"),
            [(Member::Alt, "x_alt.csv".into()), (Member::Comments, "x_sdn_comments.csv".into())]
        );
        assert_eq!(found("CONS_PRIM.CSV"), [(Member::Add, "CONS_ADD.CSV".into())]);
        assert_eq!(found("list.xml"), []);
    }
}
