//! The JSON Schemas of the public records, generated from the types that are serialised.

use schemars::{Schema, generate::SchemaSettings};

use super::record::{ArticleRecord, DeadLetterHeaders, FeedRecord, NoticeRecord};

/// The public records by the name that `wiredesk schema` takes.
pub const NAMES: [&str; 4] = ["article", "notice", "feed", "dead-letter"];

/// The schema of one of [`NAMES`], by JSON Schema 2020-12.
pub fn schema(name: &str) -> Option<Schema> {
    // As consumers read: a field that may be absent is optional.
    let generator = || SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = match name {
        "article" => generator().into_root_schema_for::<ArticleRecord>(),
        "notice" => generator().into_root_schema_for::<NoticeRecord>(),
        "feed" => generator().into_root_schema_for::<FeedRecord>(),
        "dead-letter" => generator().into_root_schema_for::<DeadLetterHeaders>(),
        _ => return None,
    };
    schema.insert("$id".into(), format!("urn:wiredesk:{name}:1").into());
    Some(schema)
}
