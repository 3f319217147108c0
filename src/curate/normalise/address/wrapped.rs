//! Addresses that hold another one: redirects of aggregators, viewers and caches. Nothing is
//! asked of the network, so what holds a number instead stays as it is.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
use url::Url;

use super::rules::Wrapper;
use crate::curate::normalise::url::resolve;

/// Wrappers around wrappers. What is wrapped more often is not taken apart at all.
const MOST_DEEP: usize = 6;
/// Longest code that is read.
const MOST_CODE: usize = 4_096;

/// The address within; `None` where there is none.
pub(super) fn unwrap(wrappers: &[Wrapper], url: &Url) -> Option<Url> {
    let mut found = None;
    for _ in 0..=MOST_DEEP {
        match within(wrappers, found.as_ref().unwrap_or(url)) {
            Some(inner) => found = Some(inner),
            None => return found,
        }
    }
    None
}

fn within(wrappers: &[Wrapper], url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    wrappers.iter().filter(|wrapper| wrapper.is_of(host)).find_map(|wrapper| {
        in_parameter(wrapper, url).or_else(|| in_path(wrapper, url)).or_else(|| in_code(wrapper, url))
    })
}

fn in_parameter(wrapper: &Wrapper, url: &Url) -> Option<Url> {
    let path = url.path();
    if !wrapper.paths.iter().any(|known| known == "*" || known == path) {
        return None;
    }
    let value = |name: &String| url.query_pairs().find(|(key, _)| key == name.as_str()).map(|(_, value)| value);
    wrapper.parameters.iter().filter_map(value).find_map(|value| absolute(&value))
}

/// `/amp/s/www.example.org/a`: the address without its scheme.
fn in_path(wrapper: &Wrapper, url: &Url) -> Option<Url> {
    let rest = wrapper.within.iter().find_map(|start| url.path().strip_prefix(start.as_str()))?;
    let (scheme, rest) = rest.strip_prefix("s/").map_or(("http", rest), |rest| ("https", rest));
    let host = rest.split('/').next()?;
    if !host.contains('.') {
        return None;
    }
    // Viewers write the query of the page as part of its path.
    let rest = rest.replacen("%3F", "?", 1).replacen("%3f", "?", 1);
    let query = match url.query() {
        Some(query) if rest.contains('?') => format!("&{query}"),
        Some(query) => format!("?{query}"),
        None => String::new(),
    };
    absolute(&format!("{scheme}://{rest}{query}"))
}

/// Base64 of a message whose fourth field is the address; newer ones hold a number there.
fn in_code(wrapper: &Wrapper, url: &Url) -> Option<Url> {
    let code = wrapper.coded.iter().find_map(|start| url.path().strip_prefix(start.as_str()))?;
    let code = code.trim_end_matches(['/', '=']);
    if code.len() > MOST_CODE {
        return None;
    }
    // The last character may carry bits that mean nothing, which a strict decoder refuses.
    let whole = &code[..code.len() - code.len() % 4];
    let decode =
        |code: &str| BASE64URL_NOPAD.decode(code.as_bytes()).or_else(|_| BASE64_NOPAD.decode(code.as_bytes())).ok();
    let bytes = decode(code).or_else(|| decode(whole))?;
    // Field 1, a number; field 4, a string with its length.
    let rest = bytes.strip_prefix(&[0x08])?;
    let rest = rest.get(rest.iter().position(|byte| byte & 0x80 == 0)? + 1..)?.strip_prefix(&[0x22])?;
    let (length, rest) = length(rest)?;
    absolute(std::str::from_utf8(rest.get(..length)?).ok()?)
}

/// A length of one or two bytes, seven bits each.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    match bytes {
        [one, rest @ ..] if one & 0x80 == 0 => Some((usize::from(*one), rest)),
        [low, high, rest @ ..] if high & 0x80 == 0 => Some((usize::from(low & 0x7f) | usize::from(*high) << 7, rest)),
        _ => None,
    }
}

fn absolute(text: &str) -> Option<Url> {
    let text = text.trim();
    let is_web = ["http://", "https://"].iter().any(|scheme| {
        text.len() > scheme.len()
            && text.is_char_boundary(scheme.len())
            && text[..scheme.len()].eq_ignore_ascii_case(scheme)
    });
    if is_web { resolve(text, &[]) } else { None }
}
