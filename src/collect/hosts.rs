//! Manners towards a server that several feeds share.
