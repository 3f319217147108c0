//! Paywalls and consent walls: what stands before a text is not the text.

use scraper::{CaseSensitivity, Html, Node};

use super::{facts::Facts, outline::Block};

/// Why a page's text is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// Only subscribers may read it.
    Paywall,
    /// It asks for consent first.
    Consent,
}

/// A text that is longer is no wall's: what is asked stands above or below it.
const LONG: usize = 1_500;
/// A block that is longer tells a story about walls.
const MOST_ASK: usize = 320;

/// What subscribers are asked for, folded to lower case.
const PAID: [&str; 46] = [
    "subscribe to continue",
    "subscribe to read",
    "subscribe now to read",
    "to continue reading",
    "to read the full",
    "to keep reading",
    "already a subscriber",
    "already have a subscription",
    "for subscribers only",
    "exclusive to subscribers",
    "this article is for subscribers",
    "this content is for",
    "unlock this article",
    "unlock the full",
    "become a member to read",
    "log in to read",
    "sign in to read",
    "register to read",
    "create a free account to",
    "jetzt weiterlesen",
    "um weiterzulesen",
    "nur für abonnenten",
    "für abonnenten",
    "bereits abonnent",
    "exklusiv für abonnenten",
    "réservé aux abonnés",
    "réservé à nos abonnés",
    "pour lire la suite",
    "il vous reste",
    "déjà abonné",
    "suscríbete para",
    "exclusivo para suscriptores",
    "solo para suscriptores",
    "abbonati per",
    "riservato agli abbonati",
    "exclusivo para assinantes",
    "assine para",
    "lees verder met",
    "alleen voor abonnees",
    "dostęp dla prenumeratorów",
    "оформите подписку",
    "только для подписчиков",
    "для подписчиков",
    "会員限定",
    "続きを読むには",
    "للمشتركين فقط",
];

/// What is asked for before a page shows anything, folded to lower case.
const CONSENT: [&str; 24] = [
    "we use cookies",
    "we and our partners",
    "we value your privacy",
    "accept all cookies",
    "accept cookies",
    "before you continue",
    "your privacy choices",
    "manage your consent",
    "wir verwenden cookies",
    "cookies zustimmen",
    "ihre zustimmung",
    "einwilligung",
    "mit werbung weiterlesen",
    "nous utilisons des cookies",
    "accepter et continuer",
    "accepter les cookies",
    "continuer sans accepter",
    "utilizamos cookies",
    "aceptar y continuar",
    "utilizziamo i cookie",
    "accetta e continua",
    "wij gebruiken cookies",
    "мы используем cookie",
    "クッキーを使用",
];

/// Whether a wall stands before the text that was found (`body`, empty where none was).
pub fn find(facts: &Facts, blocks: &[Block], body: &str) -> Option<Wall> {
    if facts.free == Some(false) {
        return Some(Wall::Paywall);
    }
    if body.chars().nth(LONG).is_some() {
        return None;
    }
    if asks(blocks, &PAID) > 0 {
        return Some(Wall::Paywall);
    }
    // A banner is no wall: the wall is all that there is.
    let shown: usize = blocks.iter().filter(|block| !block.chrome).map(|block| block.text.len()).sum();
    let asked: usize = blocks.iter().filter(|block| ask(block, &CONSENT)).map(|block| block.text.len()).sum();
    let about = asks(blocks, &CONSENT);
    let only = ask_text(body, &CONSENT);
    (about > 0 && (only || body.is_empty() || asked * 3 > shown || (about > 1 && shown < LONG)))
        .then_some(Wall::Consent)
}

/// Whether no element of a page has one of the classes or ids by which parts are named that are not free: what stands
/// on it is free then. Selectors of other kinds name something.
pub fn is_absent(selectors: &[String], tree: &Html) -> bool {
    let simple = |selector: &str| {
        let name = selector.strip_prefix(['.', '#']).unwrap_or_default();
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let named = |selector: &String, node: &Node| {
        let Node::Element(element) = node else { return false };
        match selector.split_at(1) {
            (".", class) => element.has_class(class, CaseSensitivity::CaseSensitive),
            (_, id) => element.id() == Some(id),
        }
    };
    !selectors.is_empty()
        && selectors.iter().all(|selector| simple(selector))
        && !tree.tree.values().any(|node| selectors.iter().any(|selector| named(selector, node)))
}

fn asks(blocks: &[Block], words: &[&str]) -> usize {
    blocks.iter().filter(|block| ask(block, words)).count()
}

fn ask(block: &Block, words: &[&str]) -> bool {
    // A longer block tells a story, but what asks for consent is long by law.
    let most = if words.len() == CONSENT.len() { 4 * MOST_ASK } else { MOST_ASK };
    block.text.len() <= most && ask_text(&block.text, words)
}

fn ask_text(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}
