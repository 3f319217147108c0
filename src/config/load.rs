//! Reads the files and the environment, and lays them over one another.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::Spanned;

use super::{
    Errors, Loaded, Settings, addresses, agencies,
    checks::{self, check},
    diagnostics::{Diagnostic, Source, explain, nearest},
    feeds::{Entry, Lists},
    wordings,
};
use crate::{
    admin, collect, curate,
    curate::page::{Site, Sites},
    daemon, kafka, publish, telemetry,
};

/// Bytes that one config file may have.
const MOST_BYTES: u64 = 64 << 20;
/// What the names of our environment variables start with.
const PREFIX: &str = "WIREDESK__";

/// The main file: settings and feeds.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(dead_code)] // The settings are read again, by layer; here they are only checked.
pub struct MainFile {
    feeds_dir: Option<PathBuf>,
    kafka: kafka::Config,
    topics: publish::topics::Config,
    daemon: daemon::Config,
    schedule: collect::schedule::Config,
    fetch: collect::fetch::Config,
    websub: collect::websub::Config,
    pages: daemon::PagesConfig,
    curate: curate::normalise::Config,
    rules: curate::tag::Config,
    admin: admin::Config,
    log: telemetry::Config,
    lists: Vec<collect::lists::Config>,
    defaults: Option<Entry>,
    groups: BTreeMap<String, Entry>,
    feeds: Vec<Entry>,
    sites: Vec<Spanned<Site>>,
}

/// A file of `feeds_dir`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FeedFile {
    defaults: Option<Entry>,
    groups: BTreeMap<String, Entry>,
    feeds: Vec<Entry>,
    sites: Vec<Spanned<Site>>,
}

/// Loads the config file, the feed lists beside it, and the environment. All faults that
/// can be found at once are.
pub fn load(path: &Path, env: impl IntoIterator<Item = (String, String)>) -> Result<Loaded, Errors> {
    let mut faults = Vec::new();
    let text = read(path).map_err(|fault| Errors(vec![fault]))?;
    let base_dir = path.parent().unwrap_or(Path::new("")).to_owned();
    let name = path.display().to_string();
    let main = Source { name: &name, text: &text };
    let file: MainFile = toml::from_str(&text).unwrap_or_else(|error| {
        faults.push(main.toml(&error));
        MainFile::default()
    });
    let sanctions = file.lists.clone();
    let folder = base_dir.join(file.feeds_dir.clone().unwrap_or_else(|| "feeds.d".into()));
    let lists = feed_files(&folder, file.feeds_dir.is_some(), main, &mut faults);
    let mut sites = Sites::default();
    let (feeds, mut warnings) = feeds(file, main, &lists, &base_dir, &mut sites, &mut faults);
    let env: Vec<_> = env.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
    let mut settings = match faults.is_empty().then(|| layer(&text, &env)) {
        Some(Ok(settings)) => settings,
        Some(Err(fault)) => return Err(Errors(vec![fault])),
        None => Settings::default(),
    };
    faults.extend(check(&settings, main, &base_dir, &mut warnings));
    match agencies::read(&settings.curate, &base_dir) {
        Ok(known) => settings.curate.known_agencies = known,
        Err(error) => faults.push(main.key("curate", "agencies", format!("agencies: {error}"))),
    }
    match addresses::read(&settings.curate, sites.addresses(), &base_dir) {
        Ok(known) => settings.curate.known_addresses = known,
        Err(error) => faults.push(main.key("curate", "addresses", format!("addresses: {error}"))),
    }
    match wordings::read(&settings.curate, &base_dir) {
        Ok(known) => settings.curate.known_wordings = known,
        Err(error) => faults.push(main.key("curate", "wordings", format!("wordings: {error}"))),
    }
    faults.extend(checks::lists(&sanctions, main));
    if !faults.is_empty() {
        return Err(Errors(faults));
    }
    let files = std::iter::once(path.to_owned()).chain(lists.into_iter().map(|(path, _)| path)).collect();
    Ok(Loaded { settings, feeds, lists: sanctions, base_dir, files, sites, warnings })
}

fn read(path: &Path) -> Result<String, Diagnostic> {
    let name = path.display().to_string();
    let fault = |message: String| Source { name: &name, text: "" }.whole(message);
    let size = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => fault(
            "there is no such file; name one by --config, start from the commented config/wiredesk.toml, or see it \
             work without any by `wiredesk demo`"
                .into(),
        ),
        _ => fault(format!("cannot read: {error}")),
    })?;
    if size.len() > MOST_BYTES {
        return Err(fault(format!("expected at most {MOST_BYTES} bytes, the file has {}", size.len())));
    }
    fs::read_to_string(path).map_err(|error| fault(format!("cannot read: {error}")))
}

/// The feed lists, in the order of their names. A folder that was not asked for may be missing.
fn feed_files(folder: &Path, asked: bool, main: Source<'_>, faults: &mut Vec<Diagnostic>) -> Vec<(PathBuf, String)> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(_) if !asked => return Vec::new(),
        Err(error) => {
            faults.push(main.key("", "feeds_dir", format!("feeds_dir: cannot read {}: {error}", folder.display())));
            return Vec::new();
        }
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        match read(&path) {
            Ok(text) => files.push((path, text)),
            Err(fault) => faults.push(fault),
        }
    }
    files
}

fn feeds(
    main_file: MainFile,
    main: Source<'_>,
    lists: &[(PathBuf, String)],
    base_dir: &Path,
    sites: &mut Sites,
    faults: &mut Vec<Diagnostic>,
) -> (Vec<crate::model::Feed>, Vec<String>) {
    let names: Vec<_> = lists.iter().map(|(path, _)| path.display().to_string()).collect();
    let mut sources = vec![main];
    sources.extend(names.iter().zip(lists).map(|(name, (_, text))| Source { name, text }));
    let mut all = Lists::default();
    add_sites(sites, main_file.sites, main, faults);
    all.add(0, main_file.defaults, main_file.groups, main_file.feeds);
    for (n, source) in sources.iter().enumerate().skip(1) {
        match toml::from_str::<FeedFile>(source.text) {
            Ok(file) => {
                add_sites(sites, file.sites, *source, faults);
                all.add(n, file.defaults, file.groups, file.feeds);
            }
            Err(error) => faults.push(source.toml(&error)),
        }
    }
    let mut warnings = Vec::new();
    (all.build(&sources, base_dir, faults, &mut warnings), warnings)
}

/// Rules for the pages of sites; those that cannot work are faults.
fn add_sites(sites: &mut Sites, written: Vec<Spanned<Site>>, source: Source<'_>, faults: &mut Vec<Diagnostic>) {
    for site in written {
        if let Err(fault) = sites.add(site.get_ref()) {
            faults.push(source.at(site.span().start, fault.to_string()));
        }
    }
}

/// Defaults, file and environment, by the config crate.
fn layer(text: &str, env: &[(String, String)]) -> Result<Settings, Diagnostic> {
    let by_env = |message: String| blame(env, &message);
    let mut table: toml::Table = text.parse().map_err(|e: toml::de::Error| by_env(e.to_string()))?;
    for key in ["feeds_dir", "defaults", "groups", "feeds", "lists", "sites"] {
        table.remove(key);
    }
    // The config crate would take the dots within these keys for tables.
    let properties = table.get_mut("kafka").and_then(|kafka| kafka.as_table_mut()?.remove("properties"));
    // It would lose a table without keys, and with it the encryption that the table asks for.
    let tls = table.get("kafka").is_some_and(|kafka| kafka.get("tls").is_some());
    let source = config::Environment::with_prefix("WIREDESK")
        .prefix_separator("__")
        .separator("__")
        .source(Some(env.iter().cloned().collect()));
    let defaults = config::Config::try_from(&Settings::default()).map_err(|e| by_env(e.to_string()))?;
    let file = config::Config::try_from(&table).map_err(|e| by_env(e.to_string()))?;
    let layers = config::Config::builder().add_source(defaults).add_source(file).add_source(source).build();
    let mut settings: Settings = layers.and_then(config::Config::try_deserialize).map_err(|e| by_env(e.to_string()))?;
    if tls {
        settings.kafka.tls.get_or_insert_default();
    }
    if let Some(properties) = properties {
        settings.kafka.properties = properties.try_into().map_err(|e: toml::de::Error| by_env(e.to_string()))?;
    }
    Ok(settings)
}

/// The file was checked by itself before, so what is wrong now came from the environment.
fn blame(env: &[(String, String)], message: &str) -> Diagnostic {
    let key = message.split('`').nth(1).unwrap_or_default().to_ascii_lowercase();
    let key = key.rsplit('.').next().unwrap_or_default();
    let variable = env
        .iter()
        .map(|(name, _)| name.as_str())
        .find(|name| name[PREFIX.len()..].split("__").any(|part| part.eq_ignore_ascii_case(key)));
    let file = match variable.or_else(|| nearest(key, env.iter().map(|(name, _)| name.as_str()))) {
        Some(name) => format!("environment variable {name}"),
        None => "environment".to_owned(),
    };
    Diagnostic { file, at: None, excerpt: None, message: explain(message) }
}
