//! What strangers write never steers the terminal of whoever looks at it: no command prints a control
//! character, and no line of its own, that a document brought along.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

/// Escapes of terminals: colour, title, bell, the one-character form of an escape, direction, a forged line.
const EVIL: &str = "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{9d}0;x\u{202e}rtl\u{2066}x\u{7f}";

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("wiredesk-output-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn rss() -> String {
    let twice = "&amp;#27;[31m &amp;#x9b;2J &#27;[1m &#x9d;0;x";
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{EVIL}</title><link>javascript:alert(1)</link>\
         <item><guid>{EVIL}</guid><title>Bank {EVIL} sanctioned</title><link>https://e.example/{EVIL}</link>\
         <author>{EVIL}</author><category>{EVIL}</category><pubDate>{EVIL}</pubDate>\
         <description>The bank {EVIL} was sanctioned by OFAC on Monday. {twice} &lt;a href=\"javascript:alert(1)\"&gt;x&lt;/a&gt;\
         &lt;a href=\"data:text/html,x\"&gt;y&lt;/a&gt; &lt;img src=\"data:image/png,z\"&gt; &lt;script&gt;alert(1)&lt;/script&gt;</description>\
         <enclosure url=\"data:text/html,{EVIL}\" type=\"{EVIL}\"/></item><bad {EVIL}></channel></rss>"
    )
}

fn json_feed() -> String {
    let evil = serde_json::Value::from(EVIL);
    let item = serde_json::json!({"id": evil, "title": evil, "content_text": format!("Words {EVIL} and more."),
        "url": format!("https://e.example/{EVIL}"), "tags": [evil], "authors": [{"name": evil}]});
    serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": evil, "items": [item]}).to_string()
}

fn page() -> String {
    let words = format!("The bank {EVIL} was sanctioned by OFAC on Monday, the ministry said. &#27;[31m ").repeat(20);
    let linked = serde_json::json!({"@type": "NewsArticle", "headline": EVIL, "articleBody": words});
    format!(
        "<html><head><title>{EVIL}</title><meta name=author content=\"{EVIL}\"><script type=\"application/ld+json\">{linked}\
         </script><link rel=alternate type=\"application/rss+xml\" title=\"{EVIL}\" href=\"/f{EVIL}\"></head><body><article>\
         <h1>{EVIL}</h1><p>{words}</p></article></body></html>"
    )
}

/// What a terminal would obey, or show in another order than it stands.
fn steers(text: &str) -> Vec<char> {
    let direction = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
    text.chars().filter(|c| (c.is_control() && *c != '\n') || direction(*c)).collect()
}

fn run(arguments: &[&str], input: Option<&PathBuf>) -> String {
    let stdin = input.map_or_else(Stdio::null, |path| fs::File::open(path).unwrap().into());
    let output = Command::new(env!("CARGO_BIN_EXE_wiredesk")).args(arguments).stdin(stdin).output().unwrap();
    [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat()
}

#[test]
fn no_command_prints_a_control_that_a_document_brought() {
    let folder = folder();
    let file = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (feed, json) = (file("f.xml", rss()), file("f.json", json_feed()));
    let (page, text) = (file("p.html", page()), file("t.txt", format!("The bank {EVIL} was sanctioned.\n")));
    let [feed, json, page] = [&feed, &json, &page].map(|path| path.to_str().unwrap());
    for arguments in [
        &["preview", feed][..],
        &["preview", "--json", feed],
        &["preview", json],
        &["preview", "--json", json],
        &["preview", page],
        &["preview", EVIL],
        &["page", page],
        &["page", "--json", page],
        &["feeds", "discover", page],
        &["feeds", "discover", "--json", page],
        &["dedup", "explain", feed, json],
    ] {
        let printed = run(arguments, None);
        assert!(
            printed.len() > 20 && steers(&printed).is_empty(),
            "{arguments:?}: {:?} in {printed:?}",
            steers(&printed)
        );
        assert!(!printed.contains("javascript:") || arguments[0] == "feeds", "{arguments:?}: {printed}");
    }
    let tagged = run(&["tag", "--explain"], Some(&text));
    assert!(!tagged.is_empty() && steers(&tagged).is_empty(), "{tagged:?}");
    // Records are for programs: their texts hold no controls, whatever may stand in the rest of a document.
    let records = run(&["replay", feed, json], None);
    assert!(records.contains("sanctioned") && records.chars().all(|c| c == '\n' || !c.is_control()), "{records:?}");
    for escape in ["\\u001b", "\\u0007", "\\u007f"] {
        let articles = records.lines().filter(|line| line.contains("wiredesk.article/1"));
        assert!(articles.clone().count() > 0 && articles.clone().all(|line| !line.contains(escape)), "{escape}");
    }
    // And the documents do bring them.
    assert!(steers(&rss()).len() > 20 && steers(&page_of(page)).len() > 20);
    fs::remove_dir_all(folder).unwrap();
}

fn page_of(path: &str) -> String {
    fs::read_to_string(path).unwrap()
}
