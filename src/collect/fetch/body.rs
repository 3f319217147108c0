//! The body of an answer: streamed, decoded, within its bounds.

use bytes::Bytes;
use http::{HeaderMap, Version, header};
use reqwest::Response;
use url::Url;

use super::{
    Fetcher,
    ask::Ask,
    decode::{Body as Decoding, Bounds, Wrong},
    errors::{classify, permanent},
    guards::Guard,
};
use crate::{
    collect::answer::{Head, shown},
    model::{Body, ByteSize, Cause, Failure, Fetched, Grade, Meta},
};

impl Fetcher {
    /// Reads an answer. The inner error: its coding was broken, and without it may go well.
    pub(super) async fn receive(
        &self,
        response: Response,
        head: Head,
        ask: &Ask<'_>,
        url: &Url,
    ) -> Result<Result<Fetched, Failure>, Failure> {
        match head {
            Head::NotModified(meta) => Ok(Ok(Fetched::NotModified(meta))),
            Head::Failed(failure) => Err(failure),
            Head::Body(meta) => {
                let meta = Meta { until_close: is_until_close(&response), ..meta };
                let limit = ask.max_body.unwrap_or(self.0.config.max_body);
                match self.body(response, limit, url).await? {
                    Ok(bytes) => Ok(Ok(Fetched::Fresh(Body { bytes, meta }))),
                    Err(broken) => Ok(Err(broken)),
                }
            }
        }
    }

    /// Reads the body, decoded, up to the cap.
    async fn body(
        &self,
        mut response: Response,
        limit: ByteSize,
        url: &Url,
    ) -> Result<Result<Bytes, Failure>, Failure> {
        let inner = &*self.0;
        let wrong = |wrong: Wrong| match wrong {
            Wrong::Broken(why) => Ok(Err(broken(url, &why))),
            Wrong::Coding(coding) => Ok(Err(broken(url, &format!("unknown coding {coding:?}")))),
            Wrong::Size => Err(permanent(Cause::TooLarge, too_large(url, limit))),
            Wrong::Ratio => Err(permanent(Cause::TooLarge, too_dense(url, inner.config.max_ratio))),
        };
        let stated = response.content_length().unwrap_or(0);
        if stated > limit.0 && inner.guards.on(Guard::Size) {
            return wrong(Wrong::Size);
        }
        let codings = codings(response.headers());
        let bounds = Bounds { size: limit.0, ratio: inner.config.max_ratio.into(), guards: inner.guards };
        // What is stated is a hint, not a promise: no more is set aside than a usual feed needs.
        let mut body = match Decoding::new(&codings, bounds, usize::try_from(stated.min(1 << 18)).unwrap_or(0)) {
            Ok(body) => body,
            Err(e) => return wrong(e),
        };
        while let Some(chunk) = response.chunk().await.map_err(|e| classify(url, &e))? {
            if let Err(e) = body.push(&chunk) {
                return wrong(e);
            }
        }
        match body.end() {
            Ok(bytes) => Ok(Ok(bytes)),
            Err(e) => wrong(e),
        }
    }
}

/// All codings of a body, the first applied first.
fn codings(headers: &HeaderMap) -> String {
    let all = headers.get_all(header::CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    all.collect::<Vec<_>>().join(",")
}

/// Whether nothing but the end of the connection tells the end of the body (RFC 9112, section 6.3).
fn is_until_close(response: &Response) -> bool {
    let told = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING];
    response.version() <= Version::HTTP_11 && !told.iter().any(|name| response.headers().contains_key(name))
}

fn broken(url: &Url, why: &str) -> Failure {
    let message = format!("{}: the body's Content-Encoding is broken ({why}); trying again", shown(url));
    Failure::new(Grade::Transient, Cause::Transfer, message)
}

fn too_large(url: &Url, limit: ByteSize) -> String {
    format!(
        "expected at most {limit} from {} (fetch.max_body), it is larger; raise the cap if this is a feed",
        shown(url)
    )
}

fn too_dense(url: &Url, ratio: u32) -> String {
    format!(
        "expected a body that decodes to at most {ratio} times its size (fetch.max_ratio) from {}, it grows further; \
         ask the publisher, or raise the ratio if this is a feed",
        shown(url)
    )
}
