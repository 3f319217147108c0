//! `wiredesk schema`: the JSON Schema of a record.

use std::io::Write;

use super::Error;
use crate::publish::schema::{NAMES, schema};

/// Prints the JSON Schema (2020-12) of a record; the same files are under `docs/schema`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk schema article > article.schema.json
  wiredesk schema dead-letter      the headers; the value is the raw bytes")]
pub struct Args {
    /// Which record
    #[arg(value_parser = NAMES)]
    record: String,
}

/// Prints it.
pub fn run(args: &Args) -> Result<(), Error> {
    let text = render(&args.record)?;
    match std::io::stdout().write_all(text.as_bytes()) {
        // A reader that has seen enough is no failure.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::Failed(error.to_string())),
        _ => Ok(()),
    }
}

fn render(name: &str) -> Result<String, Error> {
    let schema = schema(name).ok_or_else(|| Error::Usage(format!("expected one of {NAMES:?}, got {name:?}")))?;
    let mut text = serde_json::to_string_pretty(&schema).map_err(|e| Error::Failed(e.to_string()))?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The checked-in schemas are what consumers build against: a change of a record type shows
    /// here first. `WIREDESK_BLESS=1 cargo test` writes them anew; the CHANGELOG wants a line.
    #[test]
    fn the_checked_in_schemas_are_those_of_the_types() {
        for name in NAMES {
            let path = format!("{}/docs/schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
            let text = render(name).unwrap();
            if std::env::var_os("WIREDESK_BLESS").is_some() {
                std::fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "{path} differs from the type");
        }
    }
}
