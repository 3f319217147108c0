use super::*;

/// A record as a consumer gets it, with all that exports look at.
fn record() -> String {
    let record = serde_json::json!({
        "schema": "wiredesk.article/1", "id": "00112233445566778899aabbccddeeff", "revision": 2,
        "story_id": "00112233445566778899aabbccddeeff", "relation": "revision",
        "feed": { "id": "f", "url": "https://example.org/rss", "groups": [], "labels": {} },
        "publisher": "example.org", "guid": "g-1", "url": "https://example.org/a",
        "alternate_urls": ["https://example.org/amp/a"], "title": "A \"title\"", "summary": "Short.",
        "body": "One two.\n\nThree.", "language": { "tag": "en", "source": "declared", "confidence": 1.0 },
        "published": { "at": "2026-01-02T03:04:05Z", "precision": "second", "raw": "x" },
        "updated": { "raw": "soon" },
        "first_seen": "2026-01-02T03:05:00Z", "fetched": "2026-01-02T04:00:00Z",
        "authors": ["Ann Example", "Bo Test"], "credits": [{ "name": "AFP", "code": "afp" }, { "name": "Wire" }],
        "dateline": { "place": "ASTANA", "raw": "ASTANA (AFP) -" }, "section": "World", "categories": ["Summit"],
        "urgency": 3, "markers": [],
        "media": [{ "url": "https://example.org/a.jpg", "type": "image/jpeg", "caption": "Seen", "width": 640 },
                  { "url": "https://example.org/a.mp4", "type": "video" }],
        "notices": [], "tags": [], "extraction": { "method": "page", "repairs": [], "truncated": false }
    });
    record.to_string()
}

fn exported(format: Format, lines: &str) -> (Vec<Value>, String, usize) {
    let (mut out, mut faults) = (Vec::new(), Vec::new());
    let bad = export(format, "in", lines.as_bytes(), &mut out, &mut faults).unwrap();
    let values = String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (values, String::from_utf8(faults).unwrap(), bad)
}

/// What ninjs 2.1 asks of an object, written anew: the names it knows, and what each of them is.
fn wrong_ninjs(item: &Value, associated: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let object = item.as_object().unwrap();
    for (name, value) in object {
        let fits = match name.as_str() {
            "uri" => value.as_str().is_some_and(|uri| url::Url::parse(uri).is_ok()),
            "type" => ["text", "audio", "video", "picture", "graphic", "composite", "component"]
                .iter()
                .any(|kind| value == kind),
            "representationtype" => value == "full" || value == "partial",
            "pubstatus" => ["usable", "withheld", "canceled"].iter().any(|status| value == status),
            "firstcreated" | "versioncreated" | "contentcreated" => {
                value.as_str().is_some_and(|at| at.parse::<jiff::Timestamp>().is_ok())
            }
            "urgency" => value.as_u64().is_some_and(|n| (1..=9).contains(&n)),
            "version" | "language" | "title" | "by" | "located" => value.is_string(),
            "headlines" | "descriptions" => keys(value, &["value"], &["role", "contenttype", "value"]),
            "bodies" => keys(value, &["value"], &["role", "contenttype", "charcount", "wordcount", "value"]),
            "subjects" => keys(value, &[], &["name", "rel", "uri", "literal"]),
            "infosources" => keys(value, &[], &["name", "role", "uri", "literal"]),
            "altids" => keys(value, &[], &["role", "value"]),
            "renditions" => keys(value, &["name"], &["name", "href", "contenttype", "width", "height"]),
            "standard" => value["name"] == "ninjs" && value["version"] == "2.1",
            "name" => associated && value.is_string(),
            "associations" => {
                wrong.extend(value.as_array().unwrap().iter().flat_map(|item| wrong_ninjs(item, true)));
                true
            }
            _ => false,
        };
        if !fits {
            wrong.push(format!("{name}: {value}"));
        }
    }
    if !object.contains_key("uri") || (associated && !object.contains_key("name")) {
        wrong.push("uri or name is missing".into());
    }
    wrong
}

fn keys(value: &Value, wanted: &[&str], known: &[&str]) -> bool {
    value.as_array().is_some_and(|items| {
        items.iter().filter_map(Value::as_object).count() == items.len()
            && items.iter().filter_map(Value::as_object).all(|item| {
                wanted.iter().all(|key| item.contains_key(*key)) && item.keys().all(|key| known.contains(&key.as_str()))
            })
    })
}

#[test]
fn ninjs_has_the_names_and_kinds_of_its_schema() {
    let (items, _, bad) = exported(Format::Ninjs, &record());
    assert_eq!((items.len(), bad), (1, 0));
    let item = &items[0];
    assert_eq!(wrong_ninjs(item, false), Vec::<String>::new());
    assert_eq!((item["version"].as_str(), item["by"].as_str()), (Some("2"), Some("Ann Example, Bo Test")));
    assert_eq!(
        (item["headlines"][0]["value"].as_str(), item["located"].as_str()),
        (Some("A \"title\""), Some("ASTANA"))
    );
    assert_eq!((item["bodies"][0]["wordcount"].as_u64(), item["urgency"].as_u64()), (Some(3), Some(3)));
    assert_eq!(item["associations"][0]["renditions"][0]["width"], 640);
    // The rules see what does not belong.
    let planted = serde_json::json!({ "uri": "no uri", "headline": "x", "urgency": 12 });
    assert_eq!(wrong_ninjs(&planted, false).len(), 3);
}

#[test]
fn a_news_article_says_what_the_record_says() {
    let (items, ..) = exported(Format::Jsonld, &record());
    let item = &items[0];
    for (name, wanted) in [
        ("@context", "https://schema.org"),
        ("@type", "NewsArticle"),
        ("headline", "A \"title\""),
        ("articleBody", "One two.\n\nThree."),
        ("datePublished", "2026-01-02T03:04:05Z"),
        ("inLanguage", "en"),
        ("articleSection", "World"),
        ("dateline", "ASTANA (AFP) -"),
        ("url", "https://example.org/a"),
    ] {
        assert_eq!(item[name], wanted, "{name}");
    }
    assert_eq!(
        (item["author"][1]["name"].as_str(), item["author"][1]["@type"].as_str()),
        (Some("Bo Test"), Some("Person"))
    );
    assert_eq!(item["image"][0]["caption"], "Seen");
    assert_eq!(item["video"][0]["contentUrl"], "https://example.org/a.mp4");
    // An instant that could not be read is no date.
    assert!(item.get("dateModified").is_none() && item.get("isAccessibleForFree").is_none());
}

#[test]
fn a_bad_line_is_told_by_its_number_and_loses_nothing_else() {
    let other = record().replace("wiredesk.article/1", "wiredesk.feed/1");
    let lines = format!("{}\n\n{{broken\n{other}\n{}", record(), record());
    let (items, faults, bad) = exported(Format::Jsonld, &lines);
    assert_eq!((items.len(), bad), (2, 2));
    assert!(faults.contains("line 3: ") && faults.contains("line 4: ") && !faults.contains("in, line 1:"), "{faults}");
}
