//! What went wrong on the way, told by its cause, in words for an operator.

use std::{error::Error as StdError, io};

use url::Url;

use crate::{
    collect::{answer::shown, guard::Refusal},
    model::{Cause, Failure, Grade},
};

pub(super) fn permanent(cause: Cause, message: String) -> Failure {
    Failure::new(Grade::Permanent, cause, message)
}

pub(super) fn refused(url: &Url, refusal: &Refusal) -> Failure {
    permanent(Cause::AddressRefused, format!("refused to connect to {}: {refusal}", shown(url)))
}

/// Tells an error of the HTTP client by what caused it.
pub(super) fn classify(url: &Url, error: &reqwest::Error) -> Failure {
    let shown = shown(url);
    let transient = |cause, what: &str| Failure::new(Grade::Transient, cause, format!("{shown}: {what}; trying again"));
    if let Some(refusal) = find::<Refusal>(error) {
        return refused(url, refusal);
    }
    if find::<rustls::Error>(error).is_some() {
        let why = innermost(error);
        return permanent(
            Cause::Tls,
            format!(
                "{shown}: the TLS handshake failed: {why}; check the address, name the authority in ca_file if it is \
                 your own, or ask the publisher"
            ),
        );
    }
    match () {
        () if error.is_timeout() => transient(Cause::Timeout, "connecting took longer than fetch.connect_timeout"),
        () if error.is_dns() => transient(Cause::Dns, &format!("the name does not resolve: {}", innermost(error))),
        () if error.is_connect() => transient(Cause::Connect, &format!("no connection: {}", innermost(error))),
        () => transient(Cause::Transfer, &format!("the transfer broke: {}", innermost(error))),
    }
}

/// The first error of a type among the causes.
fn find<'e, T: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = cause(error);
    }
    None
}

/// The next error down. What an I/O error holds is its content, not its source: following the
/// source alone would pass it by.
fn cause<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    held.map(|held| held as &(dyn StdError + 'static)).or_else(|| error.source())
}

fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut error = error;
    while let Some(next) = cause(error) {
        error = next;
    }
    error.to_string()
}
