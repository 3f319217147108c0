//! `wiredesk feeds`: finding feeds, and seeing how they do.

mod discover;
mod explain;
mod list;

super::subcommands::subcommands! {
    /// Finds feeds, and shows how they are doing.
    ;
    /// List the feeds that a page offers
    Discover in discover,
    /// List the feeds with how they are doing
    List in list,
    /// Say why a feed is due when it is
    Explain in explain,
}
