//! What every target holds its inputs to.

/// Most bytes that the reading of one input may hold at a time.
pub const MOST: u64 = 64 << 20;

/// Runs one input and refuses to hold more than [`MOST`].
pub fn within(run: impl FnOnce()) {
    let held = allocation_counter::measure(run);
    assert!(held.bytes_max <= MOST, "held {} bytes", held.bytes_max);
}
