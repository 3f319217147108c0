//! What an address says of the article, and what it says of the reader's way to it: tracking
//! parameters, forms of a page (AMP, mobile, print), and addresses wrapped in others'.
//!
//! [`Addresses::canonical`] is what is published: it still leads to the page. [`Addresses::key`]
//! is what two addresses of one article have in common, and leads nowhere.

mod forms;
mod rules;
mod wrapped;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use url::Url;

pub use rules::{Addresses, BUILTIN, Site};

impl Addresses {
    /// The address that an article is published under: taken out of what wraps it, without
    /// fragment, tracking parameters, and those that ask for a form of the page. A parameter
    /// that nobody knows is never dropped: it may be the article.
    pub fn canonical(&self, url: &Url) -> Url {
        let mut url = wrapped::unwrap(&self.wrappers, url).unwrap_or_else(|| url.clone());
        url.set_fragment(None);
        let Some(query) = url.query() else { return url };
        let site = url.host_str().and_then(|host| self.site(host));
        // The pairs are kept as they were written: encoding them anew could change what they mean.
        let kept: Vec<_> = query.split('&').filter(|pair| !self.drops(pair, site)).collect();
        let kept = kept.join("&");
        if kept != query {
            url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
        }
        url
    }

    /// Whether a parameter says nothing of the article.
    fn drops(&self, pair: &str, site: Option<&Site>) -> bool {
        let name = lower(pair.split('=').next().unwrap_or_default());
        let has = |list: &[String]| list.iter().any(|known| *known == name);
        if let Some(site) = site {
            if has(&site.keep_parameters) {
                return false;
            }
            if has(&site.drop_parameters) || !site.only_parameters.is_empty() && !has(&site.only_parameters) {
                return true;
            }
        }
        self.tracks(&name) || self.forms.contains(lower(pair.trim_end_matches('=')).as_ref())
    }

    /// What two addresses of one article have in common: no scheme, no label of a form before the
    /// domain, no part of a form in the path, sorted parameters, no slash at the end.
    pub fn key(&self, url: &Url) -> String {
        let host = url.host_str().unwrap_or_default();
        let host = forms::host(host, &self.hosts);
        let mut key = match self.site(&host).and_then(|site| site.same_as.as_deref().map(|other| (site, other))) {
            // What stands before the site's host stands before the other's.
            Some((site, other)) => format!("{}{other}", &host[..host.len().saturating_sub(site.host.len())]),
            None => host.into_owned(),
        };
        if let Some(port) = url.port() {
            key.push_str(&format!(":{port}"));
        }
        let path = forms::path(url.path(), &self.paths, &self.endings);
        key.push_str(path.trim_end_matches('/'));
        if let Some(query) = url.query() {
            let mut pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).collect();
            pairs.sort_unstable();
            key.push('?');
            key.push_str(&pairs.join("&"));
        }
        key
    }
}

/// A name in lower case, which most are in.
fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
