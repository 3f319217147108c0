//! `[[sites]]`: rules for the pages of one site, where the general way goes wrong.

use std::collections::HashSet;

use ego_tree::{NodeId, NodeRef};
use scraper::{ElementRef, Html, Node, Selector};
use serde::{Deserialize, Serialize};
use url::Url;

use super::facts::Facts;
use crate::curate::normalise::address;

/// Elements that one selector may name on a page.
const MOST_MATCHES: usize = 2_000;
/// Characters of a value that a selector names.
const MOST_VALUE: usize = 1_000;

/// One site, as it is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// The host; it stands for those below it, too.
    pub host: String,
    /// Where the text is, by CSS selectors; the first that finds something counts.
    pub body: Vec<String>,
    /// What is no part of the text, wherever it stands.
    pub remove: Vec<String>,
    /// Where the title is.
    pub title: Option<String>,
    /// Where the authors are, one in each element.
    pub authors: Option<String>,
    /// Where the section is.
    pub section: Option<String>,
    /// Parameters that say nothing of the article here.
    pub drop_parameters: Vec<String>,
    /// Parameters that are kept here although they are known to track elsewhere.
    pub keep_parameters: Vec<String>,
    /// If any: the only parameters that say something of the article.
    pub only_parameters: Vec<String>,
    /// A host that has the same articles under the same paths.
    pub same_as: Option<String>,
}

impl Site {
    /// What it says of addresses.
    fn address(&self, host: String) -> address::Site {
        address::Site {
            host,
            drop_parameters: self.drop_parameters.clone(),
            keep_parameters: self.keep_parameters.clone(),
            only_parameters: self.only_parameters.clone(),
            same_as: self.same_as.clone(),
        }
    }
}

/// Why a rule cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The host is none.
    #[error("sites.host: expected a host such as \"news.example.org\", got {0:?}")]
    Host(String),
    /// A selector is none.
    #[error("sites.{key}: expected a CSS selector such as \"article .text\", got {selector:?}: {why}")]
    Selector {
        /// Of which key.
        key: &'static str,
        /// As it is written.
        selector: String,
        /// What is wrong with it.
        why: String,
    },
    /// It says nothing.
    #[error(
        "the rule of {0:?} says nothing; expected body, remove, title, authors, section, or what its addresses mean"
    )]
    Nothing(String),
}

/// The rules of all sites, ready to be used.
#[derive(Debug, Clone, Default)]
pub struct Sites {
    pages: Vec<Rule>,
    addresses: Vec<address::Site>,
}

#[derive(Debug, Clone)]
struct Rule {
    host: String,
    body: Vec<Selector>,
    remove: Vec<Selector>,
    title: Option<Selector>,
    authors: Option<Selector>,
    section: Option<Selector>,
}

/// What a rule says of one page.
#[derive(Debug, Default)]
pub struct Marks {
    /// Elements that hold the text; empty where the rule names none.
    pub body: HashSet<NodeId>,
    /// Elements that hold none of it.
    pub removed: HashSet<NodeId>,
    /// What is stated where the rule says.
    pub facts: Facts,
}

impl Sites {
    /// Takes in a site's rule.
    pub fn add(&mut self, site: &Site) -> Result<(), Fault> {
        let host = site.host.trim().trim_end_matches('.').to_lowercase();
        let is_host = Url::parse(&format!("https://{host}/")).is_ok_and(|url| url.host_str() == Some(&host));
        if !is_host {
            return Err(Fault::Host(site.host.clone()));
        }
        let one = |key: &'static str, selector: &String| {
            Selector::parse(selector).map_err(|why| Fault::Selector {
                key,
                selector: selector.clone(),
                why: why.to_string(),
            })
        };
        let all = |key, selectors: &[String]| -> Result<Vec<_>, Fault> {
            selectors.iter().map(|selector| one(key, selector)).collect()
        };
        let says = self.address(site, &host);
        let rule = Rule {
            host,
            body: all("body", &site.body)?,
            remove: all("remove", &site.remove)?,
            title: site.title.as_ref().map(|selector| one("title", selector)).transpose()?,
            authors: site.authors.as_ref().map(|selector| one("authors", selector)).transpose()?,
            section: site.section.as_ref().map(|selector| one("section", selector)).transpose()?,
        };
        // A rule about addresses alone does not stand before that of a host above it.
        let of_page = !rule.body.is_empty() || !rule.remove.is_empty();
        if of_page || rule.title.is_some() || rule.authors.is_some() || rule.section.is_some() {
            self.pages.push(rule);
        } else if !says {
            return Err(Fault::Nothing(site.host.clone()));
        }
        Ok(())
    }

    /// Takes in what a rule says of addresses; whether it does.
    fn address(&mut self, site: &Site, host: &str) -> bool {
        let rule = site.address(host.to_owned());
        let says = rule != address::Site { host: host.to_owned(), ..address::Site::default() };
        if says {
            self.addresses.push(rule);
        }
        says
    }

    /// What the rules say of addresses.
    pub fn addresses(&self) -> &[address::Site] {
        &self.addresses
    }

    /// What the rules of a page's site say of it. The rule of the longest host counts.
    pub fn mark(&self, url: Option<&Url>, tree: &Html) -> Option<Marks> {
        let host = url?.host_str()?;
        let is_within = |rule: &&Rule| {
            host.strip_suffix(rule.host.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        let rule = self.pages.iter().filter(is_within).max_by_key(|rule| rule.host.len())?;
        let ids = |selector| tree.select(selector).take(MOST_MATCHES).map(|element| element.id());
        let first =
            |selector: &Option<Selector>| tree.select(selector.as_ref()?).map(text).find(|text| !text.is_empty());
        let facts = Facts {
            title: first(&rule.title),
            section: first(&rule.section),
            authors: rule.authors.iter().flat_map(|selector| tree.select(selector).take(20)).map(text).collect(),
            ..Facts::default()
        };
        Some(Marks {
            body: rule
                .body
                .iter()
                .map(|selector| ids(selector).collect::<HashSet<_>>())
                .find(|ids| !ids.is_empty())
                .unwrap_or_default(),
            removed: rule.remove.iter().flat_map(ids).collect(),
            facts,
        })
    }
}

impl Marks {
    /// Whether a node stands within one of the elements.
    pub fn within(set: &HashSet<NodeId>, tree: &Html, node: NodeId) -> bool {
        let stands = |node: NodeRef<'_, Node>| node.ancestors().any(|above| set.contains(&above.id()));
        !set.is_empty() && tree.tree.get(node).is_some_and(stands)
    }
}

fn text(element: ElementRef<'_>) -> String {
    let text: String = element.text().flat_map(str::chars).take(MOST_VALUE).collect();
    crate::curate::normalise::text::one_line(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(host: &str, body: &[&str], remove: &[&str]) -> Site {
        let own = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        Site { host: host.into(), body: own(body), remove: own(remove), ..Site::default() }
    }

    #[test]
    fn a_rule_that_cannot_work_is_explained() {
        for (site, word) in [
            (site("", &["p"], &[]), "sites.host"),
            (site("https://example.org", &["p"], &[]), "sites.host"),
            (site("example.org", &["p["], &[]), "sites.body"),
            (site("example.org", &[], &["::x"]), "sites.remove"),
            (site("example.org", &[], &[]), "says nothing"),
        ] {
            let fault = Sites::default().add(&site).unwrap_err().to_string();
            assert!(fault.contains(word), "{fault}");
        }
    }

    #[test]
    fn the_rule_of_the_nearest_host_counts() {
        let mut sites = Sites::default();
        sites.add(&site("example.org", &[".none", "main"], &[])).unwrap();
        sites.add(&Site { title: Some("h1".into()), ..site("news.example.org", &[], &["i"]) }).unwrap();
        let tree = Html::parse_document("<h1> A  b</h1><main>x<i>y</i></main>");
        let mark = |url: &str| sites.mark(Some(&url.parse().unwrap()), &tree);
        let (wide, near) = (mark("https://www.example.org/a").unwrap(), mark("https://news.example.org/a").unwrap());
        assert_eq!((wide.body.len(), wide.removed.len(), wide.facts.title), (1, 0, None));
        assert_eq!((near.body.len(), near.removed.len(), near.facts.title.as_deref()), (0, 1, Some("A b")));
        assert!(mark("https://notexample.org/").is_none() && sites.mark(None, &tree).is_none());
    }
}
