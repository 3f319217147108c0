//! The address guard: what a feed may make us connect to.
