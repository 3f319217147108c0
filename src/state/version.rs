//! What is remembered of the words of an item, by which a later wording of it is weighed. It is
//! kept with the item, so that a change means the same before and after a restart.

/// The words of one version, in 32 bytes: hashes of what is material by itself, and sketches of the
/// other words, by which it is told how many of them changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Version {
    /// Of the title.
    pub title: u32,
    /// Of all letters and figures of summary and body; of the summary alone in a version of the old kind.
    pub exact: u32,
    /// Of the body's figures, names and denials, in order; of all the body in a version of the old kind.
    pub body: u32,
    /// Of the body's other words: sixteen counters of four bits.
    pub body_sketch: u64,
    /// Of the same words: sixteen parities, by another part of their hashes. What the counters miss because steps
    /// cancelled one another out is seldom missed here, too.
    pub body_check: u16,
    /// Words of the body.
    pub body_words: u16,
    /// Of the summary's figures, names and denials.
    pub summary: u16,
    /// Of the summary's other words: sixteen counters of two bits.
    pub summary_sketch: u32,
    /// Words of the summary.
    pub summary_words: u8,
    /// Its kind, what the wire said of it, and whether lines of the feed's form stand behind it.
    pub head: u8,
}

impl Version {
    /// The kind that is written now; 0 is that of items from before there were sketches, 1 of those without
    /// parities.
    const KIND: u8 = 2;
    /// In the head: the words have lines of the feed's form behind them that were not published.
    const FORM: u8 = 128;

    /// One of the kind that is written now, without words.
    pub fn new() -> Self {
        Self { head: Self::KIND, ..Self::default() }
    }

    /// Whether it is from before there were sketches.
    pub fn is_old(&self) -> bool {
        self.head.is_multiple_of(16)
    }

    /// Whether it has parities.
    pub fn has_check(&self) -> bool {
        self.head % 16 >= 2
    }

    /// What the wire said of the item: nothing, 1 that it is corrected, 2 that it is withdrawn.
    pub fn status(&self) -> u8 {
        self.head >> 4 & 7
    }

    /// The same with what the wire said.
    #[must_use]
    pub fn with_status(mut self, status: u8) -> Self {
        self.head = (self.head & (Self::FORM | 15)) | (status << 4);
        self
    }

    /// Whether lines of the feed's form stand behind the words that were published; the version before this one
    /// is then the one without them.
    pub fn has_form(&self) -> bool {
        self.head & Self::FORM != 0
    }

    /// The same with such lines.
    #[must_use]
    pub fn with_form(mut self) -> Self {
        self.head |= Self::FORM;
        self
    }

    /// Which version it is, in few bits; never 0.
    pub fn digest(&self) -> u32 {
        let mut hash = xxhash_rust::xxh3::Xxh3::new();
        [self.title, self.exact, self.body].iter().for_each(|part| hash.update(&part.to_le_bytes()));
        ((hash.digest() >> 32) as u32).max(1)
    }
}
