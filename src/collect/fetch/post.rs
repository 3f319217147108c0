//! What is sent to a hub.

use http::{HeaderMap, HeaderValue, header};
use reqwest::Response;
use url::Url;

use super::{
    Fetcher,
    errors::{classify, refused},
    guards::Guard,
};
use crate::{collect::guard, model::Feed};

impl Fetcher {
    /// Sends a form to a hub that a feed names (W3C WebSub). The address is checked; redirects are
    /// not followed, and the answer's body is not read.
    pub(in crate::collect) async fn post(&self, feed: &Feed, url: &Url, form: String) -> Result<Response, String> {
        if self.0.guards.on(Guard::Addresses) {
            guard::check(url, &feed.allow_networks).map_err(|e| refused(url, &e).message)?;
            // The proxy resolves the name, and may well be inside.
            if self.0.clients.by_proxy(feed) {
                Box::pin(self.vet(url, feed)).await.map_err(|e| refused(url, &e).message)?;
            }
        }
        let client = self.0.clients.of(feed, url).map_err(|e| e.to_string())?;
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        let headers: HeaderMap =
            [(header::USER_AGENT, self.0.agent.clone()), (header::CONTENT_TYPE, kind)].into_iter().collect();
        client.post(url.clone()).headers(headers).body(form).send().await.map_err(|e| classify(url, &e).message)
    }
}
