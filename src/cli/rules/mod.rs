//! `wiredesk rules`: what rules there are, what they cover, and a new one to begin with.

mod coverage;
mod kinds;
mod list;
mod new;
pub mod source;

super::subcommands::subcommands! {
    /// Lists rules, shows what they cover, begins a new one.
    ;
    /// List the rules: id, kind, role, languages, examples, source
    List in list,
    /// List the kinds of tags, and what they are in the vocabularies of OpenSanctions and IPTC
    Kinds in kinds,
    /// Print a rule to begin with, for a file of your own
    New in new,
    /// Show which kinds are covered in which languages, and what lacks a source
    Coverage in coverage,
}
