//! Bounds on what strangers write, by name, so that a test can lift one and show what it was for.

/// A bound of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(test), allow(dead_code))]
pub enum Bound {
    /// Elements within each other that are walked.
    Depth,
    /// Elements of a tree of HTML.
    Elements,
    /// Elements within each other in a tree of HTML.
    TreeDepth,
    /// Entries of a document.
    Entries,
    /// Declarations of namespaces.
    Namespaces,
    /// Bytes of the value of one entity.
    Value,
    /// Bytes that the values of all entities put into a document.
    Values,
}

/// A bound as it stands.
#[cfg(not(test))]
#[inline]
pub const fn of(_: Bound, most: usize) -> usize {
    most
}

/// A bound as it stands, or none where a test lifted it.
#[cfg(test)]
pub fn of(bound: Bound, most: usize) -> usize {
    if LIFTED.get() == Some(bound) { usize::MAX } else { most }
}

#[cfg(test)]
thread_local! {
    static LIFTED: std::cell::Cell<Option<Bound>> = const { std::cell::Cell::new(None) };
}

/// Does something without one of the bounds, on this thread.
#[cfg(test)]
pub fn without<T>(bound: Bound, work: impl FnOnce() -> T) -> T {
    LIFTED.set(Some(bound));
    let done = work();
    LIFTED.set(None);
    done
}
