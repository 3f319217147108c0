//! `wiredesk rules kinds`: what can be claimed, and what that is elsewhere.

use anstream::println;

use super::super::Error;
use crate::model::Kind;

/// Lists the kinds of tags.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Lists them, as a table in Markdown.
pub fn run(_: &Args) -> Result<(), Error> {
    println!("| kind | OpenSanctions topic | IPTC Media Topic |\n|---|---|---|");
    for kind in Kind::ALL {
        let topic = kind.open_sanctions().map_or("-".to_owned(), |topic| format!("`{topic}`"));
        let media = kind.media_topic().map_or("-".to_owned(), |topic| format!("`{}` {}", topic.code, topic.name));
        println!("| `{}` | {topic} | {media} |", kind.as_str());
    }
    Ok(())
}
