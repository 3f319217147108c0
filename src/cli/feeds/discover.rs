//! `wiredesk feeds discover`: the feeds of a page.

use anstream::println;
use ipnet::IpNet;
use url::Url;

use super::super::{Error, source::Origin};
use crate::{
    config::Settings,
    curate::{self, decode::html},
    model::{Cause, Fetched},
    telemetry::{Escaped, EscapedJson},
};

/// Lists the feeds that a page offers: those that it declares, then links that look like one.
/// A feed itself is listed as itself.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk feeds discover https://example.org/
  wiredesk feeds discover saved.html --url https://example.org/ --json")]
pub struct Args {
    /// An address or a file
    #[arg(value_name = "URL|FILE")]
    source: String,
    /// Where a file would have been fetched, for its relative links
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// A network that may be reached although it is not public, as 127.0.0.0/8
    #[arg(long, value_name = "NETWORK")]
    allow_network: Vec<IpNet>,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

/// Lists them; fails if there is none.
pub fn run(args: &Args) -> Result<(), Error> {
    let origin = Origin { url: args.url.clone(), allow_network: args.allow_network.clone(), timezone: None };
    let (_, fetched) = origin.bring("discover", &args.source, &Settings::default())?;
    let body = match fetched {
        Fetched::Fresh(body) => body,
        Fetched::NotModified(_) => return Err(Error::Failed("expected a document, got 304".into())),
        Fetched::Failed(failure) => return Err(Error::Failed(failure.message)),
    };
    // Where a file was is known only if somebody said it.
    let from_file = Url::parse(&args.source).is_err() && args.url.is_none();
    let page = body.meta.final_url.as_ref().filter(|_| !from_file);
    let offered = match curate::read(&body.bytes, body.meta.content_type.as_deref(), body.meta.final_url.as_ref()) {
        Ok(document) => vec![html::Offered {
            href: page.map_or_else(|| args.source.clone(), ToString::to_string),
            title: document.feed.title,
            media_type: Some(document.feed.format.to_owned()),
            declared: true,
        }],
        Err(unreadable) if unreadable.failure.cause != Cause::NotAFeed => {
            return Err(Error::Failed(unreadable.failure.message));
        }
        Err(_) => html::offered(&String::from_utf8_lossy(&body.bytes), page),
    };
    if offered.is_empty() {
        let message = "expected a page that offers feeds, got one that offers none; look on the publisher's site";
        return Err(Error::Failed(message.into()));
    }
    for feed in &offered {
        if args.json {
            println!("{}", EscapedJson(&serde_json::to_string(feed).map_err(|e| Error::Failed(e.to_string()))?));
        } else {
            let title = feed.title.as_deref().unwrap_or(if feed.declared { "" } else { "(looks like a feed)" });
            println!("{}  {}", Escaped(&feed.href), Escaped(title));
        }
    }
    Ok(())
}
