//! A partition of the state topic, read back into memory.

use super::{
    codec::{StateKey, Stored, decode},
    items::Memory,
};
use crate::kafka::{Client, Error, read};

/// What came back.
#[derive(Debug, Default)]
pub struct Restored {
    /// Everything that was committed.
    pub memory: Memory,
    /// Records read.
    pub records: u64,
    /// Records that could not be understood; they were skipped.
    pub skipped: u64,
}

/// Reads one partition from its beginning to its end with read_committed. Blocks.
/// The caller has fenced the previous owner before, so the end stands still.
pub fn restore(client: &Client, topic: &str, partition: i32) -> Result<Restored, Error> {
    let mut restored = Restored::default();
    restored.records = read::to_end(client, topic, partition, |key, value, _| match decode(key, value) {
        Ok(Stored::Feed(id, state)) => restored.memory.apply_feed(id, *state),
        Ok(Stored::Item(change)) => restored.memory.apply(&change),
        Ok(Stored::Tombstone(StateKey::Item(id))) => restored.memory.forget(&id),
        Ok(Stored::Tombstone(StateKey::Feed(_))) => {}
        Err(why) => {
            restored.skipped += 1;
            tracing::warn!(topic, partition, why, "a state record was skipped");
        }
    })?;
    Ok(restored)
}
