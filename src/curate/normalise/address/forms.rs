//! Forms of one page: AMP, mobile and print versions, by host and by path.

use std::borrow::Cow;

/// Digits, or marks between words, by which the last part of a path is an article's.
const DIGITS: usize = 5;
const MARKS: usize = 2;

/// A host without labels of forms.
pub(super) fn host<'a>(host: &'a str, forms: &[String]) -> Cow<'a, str> {
    let is_form = |label: &str| forms.iter().any(|form| form == label);
    let mut kept = host;
    while let Some((label, rest)) = kept.split_once('.') {
        // What is left must still be a domain.
        if !is_form(label) || !rest.contains('.') {
            break;
        }
        kept = rest;
    }
    // `en.m.example.org`: the form stands behind a language.
    let mut labels = kept.splitn(3, '.');
    match (labels.next(), labels.next(), labels.next()) {
        (Some(first), Some(second), Some(rest)) if is_form(second) && second != "www" && rest.contains('.') => {
            Cow::Owned(format!("{first}.{rest}"))
        }
        _ => Cow::Borrowed(kept),
    }
}

/// A path without the part that stands for a form, where what is left is an article's for sure: a
/// section may be called like a form, and pages of it must not become one.
pub(super) fn path<'a>(path: &'a str, forms: &[String], endings: &[(String, String)]) -> Cow<'a, str> {
    if let Some((kept, ending)) =
        endings.iter().find_map(|(form, ending)| Some((path.strip_suffix(form.as_str())?, ending)))
        && !kept.ends_with('/')
        && is_article(&format!("{kept}{ending}"))
    {
        return Cow::Owned(format!("{kept}{ending}"));
    }
    let Some(form) = path.split('/').find(|part| forms.iter().any(|form| form == part)) else {
        return Cow::Borrowed(path);
    };
    let mut found = false;
    let kept: Vec<_> =
        path.split('/').filter(|part| found || *part != form || std::mem::replace(&mut found, true)).collect();
    let kept = kept.join("/");
    if is_article(&kept) { Cow::Owned(kept) } else { Cow::Borrowed(path) }
}

/// Whether the last part of a path names an article rather than a section.
fn is_article(path: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let digits = last.bytes().filter(u8::is_ascii_digit).count();
    let marks = last.bytes().filter(|byte| matches!(byte, b'-' | b'_')).count();
    let page =
        [".html", ".htm", ".shtml", ".php"].iter().any(|ending| last.len() > ending.len() && last.ends_with(ending));
    let index = last.starts_with("index.");
    digits >= DIGITS || marks >= MARKS || page && !index
}
