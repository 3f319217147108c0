//! HTML by the tree that a browser would build, walked without recursion. What would be too large a
//! tree is read tag by tag.

use std::borrow::Cow;

use ego_tree::iter::Edge;
use scraper::Node;

use super::{Extracted, flat, walk::Walk};
use crate::curate::tree;

/// Reads markup of any kind.
pub(super) fn read(markup: &str) -> Extracted {
    let Ok(tree) = tree::fragment(markup) else { return flat::read(markup) };
    let mut walk = Walk::default();
    for edge in tree.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) => walk.text(text),
                // The root that every fragment gets.
                Node::Element(element) if element.name() != "html" => {
                    walk.open(element.name(), true, &|name| element.attr(name).map(Cow::Borrowed));
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value()
                    && element.name() != "html"
                {
                    walk.close(element.name());
                }
            }
        }
    }
    walk.finish()
}
