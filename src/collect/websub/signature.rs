//! `X-Hub-Signature`: proof that a ping comes from who knows the secret (W3C WebSub,
//! section 7.1). The comparison takes the same time whatever differs.

use ring::hmac;

use crate::model::Secret;

/// What a signature came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// The body is the hub's.
    Genuine,
    /// The body is not to be believed.
    Forged,
    /// None came, although the hub was given a secret.
    Missing,
    /// By a method that is none of ours, or no signature at all.
    Unreadable,
}

/// Checks the value of the header.
pub fn verify(header: Option<&str>, body: &[u8], secret: &Secret) -> Signature {
    let Some(header) = header else { return Signature::Missing };
    let Some((method, hex)) = header.trim().split_once('=') else { return Signature::Unreadable };
    let algorithm = match method.trim().to_ascii_lowercase().as_str() {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => return Signature::Unreadable,
    };
    let Ok(tag) = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes()) else {
        return Signature::Unreadable;
    };
    let key = hmac::Key::new(algorithm, secret.expose().as_bytes());
    match hmac::verify(&key, body, &tag) {
        Ok(()) => Signature::Genuine,
        Err(_) => Signature::Forged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202 and RFC 4231, the second case of each: key "Jefe".
    const TEXT: &[u8] = b"what do ya want for nothing?";
    const SHA1: &str = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
    const SHA256: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const SHA384: &str =
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649";
    const SHA512: &str = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";

    fn check(header: &str, body: &[u8]) -> Signature {
        verify(Some(header), body, &Secret::new("Jefe"))
    }

    #[test]
    fn every_method_of_the_recommendation_is_known() {
        for (method, tag) in [("sha1", SHA1), ("sha256", SHA256), ("SHA384", SHA384), ("sha512", SHA512)] {
            assert_eq!(check(&format!("{method}={tag}"), TEXT), Signature::Genuine, "{method}");
            assert_eq!(check(&format!("{method}={}", tag.to_uppercase()), TEXT), Signature::Genuine, "{method}");
            assert_eq!(check(&format!("{method}={tag}"), b"what do ya want"), Signature::Forged, "{method}");
            assert_eq!(check(&format!("{method}={}", &tag[2..]), TEXT), Signature::Forged, "{method} cut short");
        }
        assert_eq!(check(&format!("sha1={SHA256}"), TEXT), Signature::Forged);
    }

    #[test]
    fn what_is_no_signature_proves_nothing() {
        assert_eq!(verify(None, TEXT, &Secret::new("Jefe")), Signature::Missing);
        for header in ["", "sha256", "md5=00", "sha256=xyz", "=", "sha256=abc"] {
            assert_eq!(check(header, TEXT), Signature::Unreadable, "{header:?}");
        }
        assert_eq!(check("sha256=", TEXT), Signature::Forged);
    }
}
