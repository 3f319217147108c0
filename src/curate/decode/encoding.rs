//! The charset, by evidence: what the bytes prove beats what anybody says of them.

use std::borrow::Cow;

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Notes;

/// Bytes in which a declaration is looked for.
const HEAD: usize = 1_024;
/// Bytes that the detector sees at most: it has made up its mind by then.
const DETECT: usize = 256 * 1_024;

/// What an encoding was told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A byte order mark.
    ByteOrderMark,
    /// Zero bytes where UTF-16 has them.
    ZeroBytes,
    /// All of it is valid UTF-8.
    ValidUtf8,
    /// `charset` in the Content-Type header.
    Header,
    /// `encoding` in the XML declaration.
    Declaration,
    /// The frequencies of the letters.
    Detected,
}

impl Evidence {
    /// For people: by what the encoding was told.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "its byte order mark",
            Self::ZeroBytes => "its zero bytes",
            Self::ValidUtf8 => "its bytes, all of which are valid",
            Self::Header => "the Content-Type header",
            Self::Declaration => "its declaration",
            Self::Detected => "the frequencies of its letters",
        }
    }
}

/// Decoded text.
pub struct Text<'a> {
    pub text: Cow<'a, str>,
    pub encoding: &'static str,
    pub evidence: Evidence,
}

/// Decodes. Bytes that stand for nothing become U+FFFD, and the feed is not lost for them.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, notes: &mut Notes) -> Text<'a> {
    // Before UTF-16, whose mark is the start of this one's.
    if let Some(text) = utf32(bytes, notes) {
        return text;
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return by(encoding, Evidence::ByteOrderMark, bytes.get(length..).unwrap_or_default(), notes);
    }
    if let Some(encoding) = zero_bytes(bytes) {
        return by(encoding, Evidence::ZeroBytes, bytes, notes);
    }
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let labelled = content_type
        .and_then(charset)
        .map(|encoding| (encoding, Evidence::Header))
        .or_else(|| declared(head).map(|encoding| (encoding, Evidence::Declaration)));
    let text = by_bytes(bytes, labelled, notes);
    if labelled.is_some_and(|(label, _)| label.name() != text.encoding) && !text.text.is_ascii() {
        notes.add("wrong_charset", &text.text, 0);
    }
    text
}

/// What the bytes prove, then what they allow of what is said of them.
fn by_bytes<'a>(bytes: &'a [u8], labelled: Option<(&'static Encoding, Evidence)>, notes: &mut Notes) -> Text<'a> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Text { text: Cow::Borrowed(text), encoding: UTF_8.name(), evidence: Evidence::ValidUtf8 };
    }
    match labelled {
        // One bad byte does not make a document something else than what it says it is.
        Some((encoding, evidence)) if encoding == UTF_8 && mostly_utf8(bytes) => by(UTF_8, evidence, bytes, notes),
        // Latin-1 is what people write who do not know; the letters know better.
        Some((encoding, evidence)) if encoding == WINDOWS_1252 => match detect(bytes) {
            detected if script(detected) == Script::Latin => by(encoding, evidence, bytes, notes),
            detected => by(detected, Evidence::Detected, bytes, notes),
        },
        // UTF-16 would have had zero bytes; a label that says so is wrong.
        Some((encoding, evidence)) if encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE => {
            by(encoding, evidence, bytes, notes)
        }
        _ if mostly_utf8(bytes) => by(UTF_8, Evidence::Detected, bytes, notes),
        _ => by(detect(bytes), Evidence::Detected, bytes, notes),
    }
}

fn by<'a>(encoding: &'static Encoding, evidence: Evidence, bytes: &'a [u8], notes: &mut Notes) -> Text<'a> {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    if bad {
        let offset = text.find('\u{fffd}').unwrap_or(0);
        notes.add("undecodable_bytes", &text, offset);
    }
    Text { text, encoding: encoding.name(), evidence }
}

/// UTF-32 of either order, with a mark or without. The WHATWG standard leaves it out; feeds in
/// it are few, and telling it by its zeros is certain.
fn utf32<'a>(bytes: &'a [u8], notes: &mut Notes) -> Option<Text<'a>> {
    let (skip, big, evidence) = match bytes {
        [0, 0, 0xFE, 0xFF, ..] => (4, true, Evidence::ByteOrderMark),
        [0xFF, 0xFE, 0, 0, ..] => (4, false, Evidence::ByteOrderMark),
        [0, 0, 0, b'<' | b'{', ..] => (0, true, Evidence::ZeroBytes),
        [b'<' | b'{', 0, 0, 0, ..] => (0, false, Evidence::ZeroBytes),
        _ => return None,
    };
    let mut text = String::with_capacity(bytes.len() / 4);
    for unit in bytes[skip..].chunks(4) {
        let code = match unit.try_into() {
            Ok(unit) if big => u32::from_be_bytes(unit),
            Ok(unit) => u32::from_le_bytes(unit),
            Err(_) => u32::MAX,
        };
        let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        text.push(letter);
        if letter == char::REPLACEMENT_CHARACTER {
            notes.add("undecodable_bytes", &text, text.len());
        }
    }
    Some(Text { text: Cow::Owned(text), encoding: if big { "UTF-32BE" } else { "UTF-32LE" }, evidence })
}

/// UTF-16 without a mark: every second byte of `<?` or `<r` is zero.
fn zero_bytes(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<' | b'{', 0, second, 0, ..] if *second != 0 => Some(UTF_16LE),
        [0, b'<' | b'{', 0, second, ..] if *second != 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn charset(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let (_, label) = lower.split_once("charset=")?;
    Encoding::for_label(label.split([';', ',']).next()?.trim().trim_matches(['"', '\'']).as_bytes())
}

fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head);
    let (_, rest) = head.get(head.find("<?xml")?..)?.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Encoding::for_label(rest.get(1..)?.split(quote).next()?.trim().as_bytes())
}

/// Whether the bytes are UTF-8 but for a few: at most one fault in a hundred other characters
/// beyond ASCII, or a document that was cut within a character.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut faults, mut good) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    faults * 100 <= good || (faults == 1 && good > 0)
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..DETECT).unwrap_or(bytes), true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

#[derive(PartialEq)]
enum Script {
    Latin,
    Other,
}

fn script(encoding: &'static Encoding) -> Script {
    match encoding.name() {
        "windows-1252" | "ISO-8859-2" | "windows-1250" | "windows-1254" | "windows-1257" | "ISO-8859-4"
        | "windows-1258" | "UTF-8" => Script::Latin,
        _ => Script::Other,
    }
}
