use proptest::prelude::*;

use super::{Input, Rules, cut_notices};
use crate::model::{Action, Kind, Placement, Role, Tag};

const PAGE: &str = "Envoys met in Ankara. The capital has stopped short of joining Western financial sanctions.

The Harbour Desk has been declared an “undesirable organization” by the Russian government.

If you are in Russia, please note that you could face fines or imprisonment for sharing our content.";

fn rules() -> Rules {
    Rules::builtin().unwrap_or_else(|errors| panic!("{errors}"))
}

fn body(rules: &Rules, text: &str) -> Vec<Tag> {
    rules.tag(&Input { body: Some(text), ..Input::default() })
}

fn holds(text: &str, tag: &Tag) -> bool {
    text.chars().skip(tag.start).take(tag.end - tag.start).collect::<String>() == tag.quote && !tag.quote.is_empty()
}

#[test]
fn the_built_in_rules_prove_themselves() {
    let faults = rules().verify();
    assert!(faults.is_empty(), "{}", super::RuleErrors(faults));
}

#[test]
fn a_story_with_two_notices_keeps_its_text_and_gives_up_its_notices() {
    let tags = body(&rules(), PAGE);
    let cut = cut_notices("body", PAGE, tags);
    let kinds: Vec<_> = cut.tags.iter().map(|tag| (tag.kind, tag.role, tag.field.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (Kind::Sanctions, Role::NewsMention, "body"),
            (Kind::UndesirableOrg, Role::PublisherNotice, "notices/0/text"),
            (Kind::ReaderRisk, Role::PublisherNotice, "notices/1/text"),
        ]
    );
    assert!(cut.text.is_some_and(|text| text.ends_with("sanctions.")));
}

#[test]
fn a_story_about_the_designation_of_its_own_outlet_is_news() {
    let text = "The Harbour Desk has been declared an undesirable organization by the Russian government. Its editor said on \
                Friday that nothing would change.";
    let tags = body(&rules(), text);
    assert_eq!(tags.iter().map(|t| (t.role, t.placement)).collect::<Vec<_>>(), [(Role::NewsMention, Placement::Body)]);
}

#[test]
fn a_mistyped_key_is_named_with_file_line_and_the_nearest_known_key() {
    let file = ("my.toml".to_owned(), "\n[[rule]]\nid = 'a'\nanchor = ['x']\n".to_owned());
    let message = Rules::compile(&[file]).unwrap_err().to_string();
    assert!(message.starts_with("my.toml:4: unknown field `anchor`"), "{message}");
    assert!(message.ends_with("did you mean `anchors`?"), "{message}");
}

#[test]
fn all_faults_of_a_rule_are_told_at_once_and_an_example_that_fails_is_pointed_at() {
    let rule = "[[rule]]\nid = 'a'\nkind = 'sanctions'\nrole = 'news_mention'\naction = 'mentioned'\n";
    let bad = format!("{rule}confidence = 2\nanchors = ['x']\nmatch = '('\n");
    let message = Rules::compile(&[("bad.toml".into(), bad)]).unwrap_err().to_string();
    for expected in
        ["bad.toml:6: expected a confidence", "bad.toml:2: expected an example", "bad.toml:7: expected an anchor"]
    {
        assert!(message.contains(expected), "{expected} in {message}");
    }
    let text = format!(
        "{rule}confidence = 1\nanchors = ['ban']\nmatch = 'bans'\n[[rule.example]]\ntext = 'a ban'\nquote = 'ban'\n\
         [[rule.example]]\ntext = 'none'\n"
    );
    let rules = Rules::compile(&[("sad.toml".into(), text)]).unwrap();
    assert_eq!(
        rules.examples()[0].to_string(),
        "sad.toml:10: expected \"ban\" by a, got no tag: `match` of line 8 is not in \"a ban\"; it holds up to `ban` and \
         not with `s`"
    );
}

#[test]
fn the_version_depends_on_the_rules_and_not_on_their_files_names() {
    let of = |name: &str, text: &str| Rules::compile(&[(name.into(), text.into())]).unwrap().version().to_owned();
    assert_eq!(of("a", "# 1"), of("b", "# 1"));
    assert_ne!(of("a", "# 1"), of("a", "# 2"));
}

#[test]
fn news_rules_of_another_language_are_left_out_and_notices_are_not() {
    let tags = rules().tag(&Input { body: Some(PAGE), language: Some("de-AT"), ..Input::default() });
    assert!(tags.iter().all(|tag| tag.role == Role::PublisherNotice) && tags.len() == 2, "{tags:?}");
}

#[test]
fn a_text_of_nothing_but_anchors_ends() {
    let text = "western sanctions ".repeat(50_000);
    assert!(body(&rules(), &text).len() <= 512);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn no_expression_of_a_rule_breaks_the_engine(
        pattern in r"([ab]|[(){}|*+?^$.,0-9]|\\[wWsSbd]|\[\^?[a-c]-?\]|\(\?P<(subject|rest|quote)>|\{en\.[a-z]{1,8}\}){0,12}",
        cue in r"([ab(){}|*+?]|a\{9{1,4}\}){0,8}",
        text in "[ab сД\u{301}ﬁ\n.\"-]{0,60}",
    ) {
        let file = format!(
            "[[rule]]\nid = 'a'\nkind = 'sanctions'\nrole = 'news_mention'\naction = 'mentioned'\nconfidence = 1\n\
             anchors = ['aab', 'bba', 'aaa']\nmatch = '''{pattern}'''\nnot = ['''{cue}''']\n\
             [[rule.example]]\ntext = 'aab'\nquote = 'aab'\n[[rule.example]]\ntext = 'none'\n"
        );
        if let Ok(rules) = Rules::compile(&[("random.toml".into(), file)]) {
            let wrong = rules.verify();
            prop_assert!(wrong.iter().all(|error| error.line > 0 && error.file == "random.toml"), "{wrong:?}");
            let text = format!("aab{text}aaa bba");
            for tag in body(&rules, &text) {
                prop_assert!(holds(&text, &tag), "{tag:?}");
            }
        }
    }

    #[test]
    fn every_quote_is_the_text_at_its_span(
        parts in prop::collection::vec(
            prop_oneof![
                "\\PC{0,12}",
                "[ﬁ\u{fdfa}\u{301}\u{ad}\u{a0}ё«»“\u{1100}\u{1161}\u{ff9e}ｶ\n .]{0,6}",
                Just("U.S. lifts sanctions on Narnia ".to_owned()),
                Just("Ｗｅｓｔｅｒｎ sanc\u{ad}tions".to_owned()),
                Just("\n\nThe Desk has been declared an «undesirable organization» by the Russian government.\n\n".to_owned()),
                Just(" (внесён Минюстом РФ в реестр иноагентов) ".to_owned()),
                Just("you could face fines or imprisonment for reading".to_owned()),
            ],
            0..9,
        )
    ) {
        thread_local! { static RULES: Rules = rules(); }
        let text = parts.concat();
        let tags = RULES.with(|rules| body(rules, &text));
        for tag in &tags {
            prop_assert!(holds(&text, tag), "{tag:?}");
        }
        let cut = cut_notices("body", &text, tags);
        for tag in &cut.tags {
            let home = match tag.field.strip_prefix("notices/").and_then(|rest| rest.strip_suffix("/text")) {
                Some(n) => cut.notices[n.parse::<usize>().unwrap()].text.as_str(),
                None => cut.text.as_deref().unwrap(),
            };
            prop_assert!(holds(home, tag), "{tag:?} in {home:?}");
        }
    }
}

/// One rule with its own words of action, asides and forbidden words.
fn bans() -> Rules {
    let text = r#"
[asides]
x = '(?P<keep>bans?) set\b'
[[cues.x]]
action = "mentioned"
match = 'denied'
[[cues.x]]
action = "imposed"
match = '\bset\b'
[[cues.x]]
action = "lifted"
match = 'lift'
[[rule]]
id = "ban"
kind = "travel_ban"
role = "news_mention"
anchors = ["ban"]
match = '(?:stops? (?:\w+ ){0,3})?bans?\b'
not_in = [' to ']
action = "in_force"
cues = ["x"]
confidence = 0.8
[[rule.example]]
text = "the ban"
quote = "ban"
[[rule.example]]
text = "stop on way to ban"
"#;
    Rules::compile(&[("x.toml".to_owned(), text.to_owned())]).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn an_aside_tells_the_action_only_where_nothing_else_does() {
    let rules = bans();
    assert!(rules.verify().is_empty());
    let action = |text| body(&rules, text).first().map(|tag| tag.action);
    assert_eq!(action("Narnia lifts the bans set in May."), Some(Action::Lifted));
    assert_eq!(action("Narnia lifts, says its king, the bans set in May."), Some(Action::Lifted));
    assert_eq!(action("Envoys spoke of the bans set in May."), Some(Action::Imposed));
    assert_eq!(action("Narnia set the ban."), Some(Action::Imposed));
    // What another clause denies does not deny this one.
    assert_eq!(action("He denied all, as the ban stands."), Some(Action::InForce));
    assert_eq!(action("stop on way to ban"), None);
}

#[test]
fn a_change_in_the_evidence_goes_before_what_its_clause_tells_beside_it() {
    let text = r#"
[[cues.x]]
action = "proposed"
match = 'may\b'
[[cues.x]]
action = "upheld"
match = 'kept'
[[cues.x]]
action = "lifted"
match = 'lifted'
[[rule]]
id = "ban"
kind = "travel_ban"
role = "news_mention"
anchors = ["ban"]
match = '(?:lifted )?the bans?\b'
action = "in_force"
cues = ["x"]
confidence = 0.8
[[rule.example]]
text = "the ban"
quote = "the ban"
[[rule.example]]
text = "a ban"
"#;
    let rules = Rules::compile(&[("x.toml".to_owned(), text.to_owned())]).unwrap_or_else(|errors| panic!("{errors}"));
    let action = |text| body(&rules, text).first().map(|tag| tag.action);
    assert_eq!(action("Narnia lifted the ban and kept its guard."), Some(Action::Lifted));
    assert_eq!(action("Narnia lifted its guard and kept the ban."), Some(Action::Upheld));
    assert_eq!(action("Narnia may have lifted the ban and kept its guard."), Some(Action::Proposed));
    assert_eq!(action("Narnia kept its guard but lifted the ban."), Some(Action::Lifted));
}
