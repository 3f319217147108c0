//! `wiredesk dedup`: why articles are taken for copies of one another.

mod explain;
mod items;
mod show;

super::subcommands::subcommands! {
    /// Shows why articles are taken for copies of one another, or are not.
    ;
    /// Compare two items: what they share, by what weight, and what speaks against it
    Explain in explain,
}
