//! Bytes of any encoding and any brokenness become clean text that a parser takes.
