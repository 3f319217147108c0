//! Trees of HTML, of pages and of entries, built under bounds: either may nest a million elements, for
//! each of which the builder walks up through all that are open, or open so many formatting elements
//! that each paragraph is given them all again.

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
};

use ego_tree::NodeId;
use html5ever::{
    Attribute, ParseOpts, QualName,
    driver::{Parser, parse_document, parse_fragment},
    local_name, ns,
    tendril::{StrTendril, TendrilSink},
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
};
use scraper::{Html, HtmlTreeSink};

use crate::bounds::{self, Bound};

/// Elements, and how deep they may stand in each other: the walks of other libraries recurse.
const MOST_ELEMENTS: usize = 60_000;
const MOST_DEPTH: u16 = 220;
/// Bytes that are read between two looks at the bounds.
const STEP: usize = 1_024;

/// A tree that is not built because of what it would cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// Elements.
    #[error("expected at most {MOST_ELEMENTS} elements, the page has more")]
    Elements,
    /// Depth.
    #[error("expected at most {MOST_DEPTH} elements within each other, the page nests more")]
    Depth,
}

/// The tree of a whole page.
pub fn document(markup: &str) -> Result<Html, TooMuch> {
    built(parse_document(Bounded::new(Html::new_document()), ParseOpts::default()), markup)
}

/// The tree of markup that stands within a body, as that of an entry does.
pub fn fragment(markup: &str) -> Result<Html, TooMuch> {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    let sink = Bounded::new(Html::new_fragment());
    built(parse_fragment(sink, ParseOpts::default(), body, Vec::new(), false), markup)
}

fn built(mut parser: Parser<Bounded>, markup: &str) -> Result<Html, TooMuch> {
    let mut rest = markup;
    while !rest.is_empty() {
        let mut end = STEP.min(rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (step, after) = rest.split_at(end);
        parser.process(StrTendril::from(step));
        let sink = &parser.tokenizer.sink.sink;
        if sink.elements.get() > bounds::of(Bound::Elements, MOST_ELEMENTS) {
            return Err(TooMuch::Elements);
        }
        if usize::from(sink.deepest.get()) > bounds::of(Bound::TreeDepth, MOST_DEPTH.into()) {
            return Err(TooMuch::Depth);
        }
        rest = after;
    }
    Ok(parser.finish())
}

/// The tree builder's sink, which counts.
struct Bounded {
    inner: HtmlTreeSink,
    /// Of every node at the time it was put in its place.
    depths: RefCell<std::collections::HashMap<NodeId, u16>>,
    elements: Cell<usize>,
    deepest: Cell<u16>,
}

impl Bounded {
    fn new(html: Html) -> Self {
        Self {
            inner: HtmlTreeSink::new(html),
            depths: RefCell::default(),
            elements: Cell::new(0),
            deepest: Cell::new(0),
        }
    }

    fn put(&self, parent: NodeId, child: &NodeOrText<NodeId>) {
        let NodeOrText::AppendNode(id) = child else { return };
        let mut depths = self.depths.borrow_mut();
        let depth = depths.get(&parent).map_or(1, |depth| depth.saturating_add(1));
        depths.insert(*id, depth);
        self.deepest.set(self.deepest.get().max(depth));
    }

    fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.inner.0.borrow().tree.get(node).and_then(|node| node.parent()).map(|parent| parent.id())
    }
}

impl TreeSink for Bounded {
    type Output = Html;
    type Handle = NodeId;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Html {
        self.inner.finish()
    }

    // A page may have one for each of its bytes.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }

    fn get_document(&self) -> NodeId {
        self.inner.get_document()
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.inner.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.elements.set(self.elements.get() + 1);
        self.inner.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.inner.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.inner.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.put(*parent, &child);
        self.inner.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if let Some(parent) = self.parent(*sibling) {
            self.put(parent, &child);
        }
        self.inner.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        self.put(self.parent(*element).unwrap_or(*previous), &child);
        self.inner.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.inner.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.inner.get_template_contents(target)
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.inner.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, parent: &NodeId) {
        self.inner.reparent_children(node, parent);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.inner.add_attrs_if_missing(target, attributes);
    }

    fn mark_script_already_started(&self, node: &NodeId) {
        self.inner.mark_script_already_started(node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Build = fn(&str) -> Result<Html, TooMuch>;
    const BUILDERS: [Build; 2] = [document, fragment];

    #[test]
    fn markup_is_a_tree() {
        for build in BUILDERS {
            let tree = build("<b>t</b><p>a<p>b").unwrap();
            assert_eq!(tree.root_element().text().collect::<String>(), "tab");
        }
        let whole = "<ul><li>a<b>b</ul><table><td>c</table>d";
        assert_eq!(fragment(whole).unwrap().html(), Html::parse_fragment(whole).html());
    }

    #[test]
    fn depth_and_elements_are_bounded_whatever_makes_them() {
        for build in BUILDERS {
            assert_eq!(build(&"<div>".repeat(1_000_000)).unwrap_err(), TooMuch::Depth);
            assert_eq!(build(&"<p>a</p>".repeat(1_000_000)).unwrap_err(), TooMuch::Elements);
            // Without the bounds they are built.
            assert!(bounds::without(Bound::TreeDepth, || build(&"<div>".repeat(1_000))).is_ok());
            assert!(bounds::without(Bound::Elements, || build(&"<p>a</p>".repeat(70_000))).is_ok());
            // Formatting elements without an end are opened again in each paragraph.
            let open: String = (0..150).map(|n| format!("<b id={n}>")).collect();
            assert_eq!(build(&format!("{open}{}", "<p>a".repeat(100_000))).unwrap_err(), TooMuch::Elements);
        }
    }
}
