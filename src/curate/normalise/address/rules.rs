//! The data behind addresses, compiled: what is built in, what files of the operator add, and
//! what `[[sites]]` says of single sites.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, LazyLock},
};

use serde::Deserialize;

/// The rules that are built in.
pub const BUILTIN: (&str, &str) = ("built-in addresses.toml", include_str!("../../../../config/addresses.toml"));

/// What is known of addresses.
#[derive(Debug, Default)]
pub struct Addresses {
    names: HashSet<String>,
    /// Beginnings of names.
    starts: Vec<String>,
    /// Parameters that ask for a form of the page, with their values.
    pub(super) forms: HashSet<String>,
    pub(super) hosts: Vec<String>,
    pub(super) paths: Vec<String>,
    /// Endings of paths with what stands in their place, the longest first.
    pub(super) endings: Vec<(String, String)>,
    pub(super) wrappers: Vec<Wrapper>,
    sites: HashMap<String, Site>,
}

/// What addresses of one site, and of those below it, mean.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// The host.
    pub host: String,
    /// Parameters that say nothing of the article here.
    pub drop_parameters: Vec<String>,
    /// Parameters that are kept here although they are known to track elsewhere.
    pub keep_parameters: Vec<String>,
    /// If any: the only parameters that say something of the article.
    pub only_parameters: Vec<String>,
    /// A host that has the same articles under the same paths.
    pub same_as: Option<String>,
}

/// Hosts whose addresses hold another one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wrapper {
    hosts: Vec<String>,
    pub(super) paths: Vec<String>,
    pub(super) parameters: Vec<String>,
    pub(super) within: Vec<String>,
    pub(super) coded: Vec<String>,
}

impl Wrapper {
    /// Whether a host is one of them, or below one. `google.*` stands for google.com and google.co.uk.
    pub(super) fn is_of(&self, host: &str) -> bool {
        let is_suffix =
            |rest: &str| rest.split('.').count() <= 2 && rest.split('.').all(|part| (2..=3).contains(&part.len()));
        self.hosts.iter().any(|known| match known.strip_suffix('*') {
            Some(known) => host.strip_prefix("www.").unwrap_or(host).strip_prefix(known).is_some_and(is_suffix),
            None => host.strip_suffix(known.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.')),
        })
    }
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct File {
    parameters: Parameters,
    hosts: Forms,
    paths: Paths,
    wrappers: Vec<Wrapper>,
    sites: Vec<Site>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Parameters {
    tracking: Vec<String>,
    forms: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Forms {
    forms: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Paths {
    forms: Vec<String>,
    endings: BTreeMap<String, String>,
}

static SHIPPED: LazyLock<Arc<Addresses>> =
    LazyLock::new(|| Arc::new(Addresses::compile(&[BUILTIN], &[], &[]).unwrap_or_default()));

impl Addresses {
    /// What is built in.
    pub fn builtin() -> Arc<Self> {
        Arc::clone(&SHIPPED)
    }

    /// Reads files, given by name and text, then tracking parameters and sites of the operator.
    /// The error names the file and what is wrong.
    pub fn compile(
        files: &[(impl AsRef<str>, impl AsRef<str>)],
        tracking: &[String],
        sites: &[Site],
    ) -> Result<Self, String> {
        let mut all = Self::default();
        for (name, text) in files {
            let wrong = |what: String| format!("{}: {what}", name.as_ref());
            let file: File = toml::from_str(text.as_ref()).map_err(|error| wrong(error.to_string()))?;
            file.parameters.tracking.iter().try_for_each(|name| all.track(name)).map_err(&wrong)?;
            all.forms.extend(file.parameters.forms.iter().map(|form| form.to_ascii_lowercase()));
            all.hosts.extend(file.hosts.forms);
            all.paths.extend(file.paths.forms);
            all.endings.extend(file.paths.endings);
            all.wrappers.extend(file.wrappers);
            file.sites.into_iter().try_for_each(|site| all.add(site)).map_err(wrong)?;
        }
        all.endings.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
        tracking.iter().try_for_each(|name| all.track(name))?;
        sites.iter().cloned().try_for_each(|site| all.add(site))?;
        Ok(all)
    }

    fn track(&mut self, name: &str) -> Result<(), String> {
        let name = name.to_ascii_lowercase();
        match name.strip_suffix('*') {
            Some(start) if start.len() < 3 => Err(format!(
                "parameters: {name:?} would drop parameters that may be the article; expected three letters before the star"
            )),
            Some(start) => {
                self.starts.push(start.to_owned());
                Ok(())
            }
            None if name.is_empty() || name.contains(['=', '&', '*']) => {
                Err(format!("parameters: expected the name of a parameter, got {name:?}"))
            }
            None => {
                self.names.insert(name);
                Ok(())
            }
        }
    }

    /// Takes in what is said of a site. Of what was said before, that stands which is not said anew.
    fn add(&mut self, mut site: Site) -> Result<(), String> {
        let host = |text: &str| {
            let host = text.trim().trim_end_matches('.').to_ascii_lowercase();
            let is_host = url::Url::parse(&format!("https://{host}/")).is_ok_and(|url| url.host_str() == Some(&host));
            if is_host {
                Ok(host)
            } else {
                Err(format!("sites: expected a host such as \"news.example.org\", got {text:?}"))
            }
        };
        site.host = host(&site.host)?;
        site.same_as = site.same_as.as_deref().map(host).transpose()?;
        let known = self.sites.entry(site.host.clone()).or_default();
        for (known, new) in [
            (&mut known.drop_parameters, site.drop_parameters),
            (&mut known.keep_parameters, site.keep_parameters),
            (&mut known.only_parameters, site.only_parameters),
        ] {
            known.extend(new.iter().map(|name| name.to_ascii_lowercase()));
        }
        known.same_as = site.same_as.or(known.same_as.take());
        known.host = site.host;
        Ok(())
    }

    /// Whether a parameter of this name, in lower case, tracks.
    pub(super) fn tracks(&self, name: &str) -> bool {
        self.names.contains(name) || self.starts.iter().any(|start| name.starts_with(start.as_str()))
    }

    /// What is said of a host: of itself, or of the nearest above it.
    pub(super) fn site(&self, host: &str) -> Option<&Site> {
        let mut rest = host;
        loop {
            if let Some(site) = self.sites.get(rest) {
                return Some(site);
            }
            rest = rest.split_once('.')?.1;
        }
    }
}
