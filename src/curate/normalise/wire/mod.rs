//! The conventions of news wires: datelines, credits, bylines, markers, captions, slugs, embargoes.
//!
//! [`read`] looks at blocks of text and says what it found and which parts of them are not the
//! story's; it cuts nothing itself. Only the first and last blocks of a story hold any of it, so no
//! other block is looked at, and nothing is compiled before a block has the form for it.

mod again;
mod agencies;
mod apply;
mod aside;
mod before;
mod colon;
mod credit;
mod dateline;
mod day;
mod mark;
mod marker;
mod named;
mod phrases;
mod proof;
mod shape;
mod story;
#[cfg(test)]
mod tests;
mod unparted;

use std::ops::Range;

pub use agencies::{Agencies, BUILTIN};
pub(in crate::curate) use apply::apply;

use crate::model::{Credit, CutKind, Dateline};

/// A block longer than this is the story: nothing that stands before a story comes behind it.
const STORY: usize = 170;

/// And one that is longer than this no teaser that stands before it.
const TEASER: usize = 480;
/// A line that is no longer is a piece of something else: the day, who wrote it, a picture's credit.
const SCRAP: usize = 30;
/// Parts of a roundup that are looked at.
const MOST_PARTS: usize = 8;

/// How many blocks at either end are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// From the first on.
    pub head: usize,
    /// Up to the last.
    pub tail: usize,
}

impl Reach {
    /// Of a text that holds a story and little else.
    pub const BODY: Self = Self { head: 4, tail: 12 };
    /// Of blocks that were not pruned: the story may begin and end anywhere in them.
    pub const PAGE: Self = Self { head: usize::MAX, tail: usize::MAX };

    /// How many of the first blocks may hold the dateline: scraps of lines count for nothing, up to as many again.
    fn of_head<'b>(self, blocks: impl Iterator<Item = &'b str>) -> usize {
        let (mut all, mut lines) = (0, 0);
        for block in blocks.take(self.head.saturating_mul(2)) {
            if lines == self.head {
                break;
            }
            all += 1;
            lines += usize::from(block.trim().len() > SCRAP);
        }
        all
    }
}

/// What the conventions of the wires say of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wire {
    /// Place, date and agency.
    pub dateline: Option<Dateline>,
    /// Agencies, and the people whom a credit line names.
    pub credits: Vec<Credit>,
    /// Bylines, and those who reported by the dateline or a credit line.
    pub authors: Vec<String>,
    /// `urgent`, `update 2` and the like, in the order of the text.
    pub markers: Vec<String>,
    /// As IPTC counts, where a marker states it.
    pub urgency: Option<u8>,
    /// The time, as written, before which the story must not be published.
    pub embargo: Option<String>,
    /// The line that names a story among the wires.
    pub slugline: Option<String>,
    /// Captions that stood among the text, with the credit of the picture.
    pub captions: Vec<(String, Option<String>)>,
    /// What of the blocks is not the story's, in order.
    pub cuts: Vec<WireCut>,
}

/// A part of a block that leaves the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireCut {
    /// The block.
    pub block: usize,
    /// In bytes of it.
    pub range: Range<usize>,
    /// As what.
    pub kind: CutKind,
}

/// Reads blocks of text, paragraphs or lines, in their order; and the title for its markers.
pub fn read(agencies: &Agencies, title: Option<&str>, blocks: &[&str], reach: Reach) -> Wire {
    let mut reader = Reader { desk: agencies, blocks, wire: Wire::default(), markers: marker::Markers::default() };
    if let Some(title) = title {
        marker::of_title(title, &mut reader.markers);
    }
    reader.head(reach);
    reader.tail(reach.tail);
    reader.wire.cuts.sort_by_key(|cut| (cut.block, cut.range.start));
    let Reader { mut wire, markers, .. } = reader;
    (wire.markers, wire.urgency) = (markers.names, markers.urgency);
    wire
}

struct Reader<'b, 'a> {
    desk: &'a Agencies,
    blocks: &'b [&'b str],
    wire: Wire,
    markers: marker::Markers,
}

impl Reader<'_, '_> {
    /// What stands before a story, up to its dateline or its first long block.
    fn head(&mut self, of: Reach) {
        let (blocks, reach) = (self.blocks, of.head);
        for (n, block) in blocks.iter().enumerate().take(of.of_head(blocks.iter().copied())) {
            let line = block.trim();
            if line.is_empty() || n < reach && self.before_story(n, line) {
                continue;
            }
            if self.dateline(n, line, reach) {
                break;
            }
            if line.len() > STORY && reach != usize::MAX {
                if n == 0 && line.len() <= TEASER {
                    self.behind_teaser(reach);
                }
                break;
            }
        }
    }

    /// The dateline of a story that stands behind a long teaser. Of a roundup each part has one, and the whole none.
    fn behind_teaser(&mut self, reach: usize) {
        let blocks = self.blocks;
        let capitals = |line: &str| line.chars().take(3).filter(|c| c.is_uppercase()).count() == 3;
        let Some(line) = blocks.get(1).map(|block| block.trim()).filter(|line| capitals(line)) else { return };
        let others = blocks[2..].iter().map(|block| block.trim()).filter(|line| capitals(line));
        if !others.take(MOST_PARTS).any(|line| dateline::find(line, self.desk).is_some()) {
            self.dateline(1, line, reach);
        }
    }

    /// A line that is not the story's but says something of it.
    fn before_story(&mut self, n: usize, line: &str) -> bool {
        let more = n + 1 < self.blocks.len();
        if marker::of_line(line, &mut self.markers) {
            return true;
        }
        if let Some(until) = aside::embargo(line) {
            self.wire.embargo.get_or_insert_with(|| until.to_owned());
            self.markers.add("embargoed".to_owned(), 0);
            return true;
        }
        if !more {
            return false;
        }
        if n < 2 && aside::is_slug(line) {
            self.wire.slugline.get_or_insert_with(|| line.to_owned());
            self.cut(n, line, CutKind::Slugline);
            return true;
        }
        if let Some(people) = aside::byline(line) {
            self.author(people);
            self.cut(n, line, CutKind::Byline);
            return true;
        }
        self.photo(n, line)
    }

    fn photo(&mut self, n: usize, line: &str) -> bool {
        let Some(photo) = aside::photo(line) else { return false };
        self.wire.captions.push((photo.caption.to_owned(), photo.credit.map(str::to_owned)));
        self.cut(n, line, CutKind::Caption);
        true
    }

    /// By its form, or by what the text says of the place: then it is proved wherever the line stands.
    fn find_dateline<'l>(&self, n: usize, line: &'l str) -> Option<(dateline::Found<'l>, bool)> {
        if let Some(found) = dateline::find(line, self.desk) {
            return Some((found, false));
        }
        let others = || self.blocks.iter().enumerate().filter(move |(other, _)| *other != n).map(|(_, block)| *block);
        again::find(line, self.blocks[n + 1..].iter().copied())
            .or_else(|| colon::find(line, others(), self.desk).filter(|_| n < 2))
            .map(|found| (found, true))
    }

    fn dateline(&mut self, n: usize, line: &str, reach: usize) -> bool {
        let Some((found, proved)) = self.find_dateline(n, line) else { return false };
        // Behind other lines a form alone proves too little, unless the story begins there.
        let begins = reach != usize::MAX && found.agency.is_none() && line.len() > if n < 3 { 80 } else { STORY };
        if n > 0 && found.code.is_none() && found.date.is_none() && !begins && !proved {
            return false;
        }
        for marked in &found.markers {
            self.markers.add(marked.name.clone(), marked.urgency);
        }
        self.author(found.reporters.iter().copied());
        let reporter = |name: &&str| Credit {
            name: (*name).to_owned(),
            code: None,
            role: Some(crate::model::CreditRole::Reporter),
        };
        self.wire.credits.extend(found.reporters.iter().map(reporter));
        self.cut_part(n, line, 0..found.end, CutKind::Dateline);
        self.wire.dateline = Some(Dateline {
            place: found.place.map(str::to_owned),
            date: found.date.map(str::to_owned),
            agency: found.agency.map(str::to_owned),
            code: found.code,
            raw: line[..found.end].trim().to_owned(),
        });
        true
    }

    /// What stands behind a story.
    fn tail(&mut self, reach: usize) {
        let blocks = self.blocks;
        let count = blocks.len();
        for (n, block) in blocks.iter().enumerate().skip(count.saturating_sub(reach)) {
            let line = block.trim();
            if line.is_empty() || self.wire.cuts.iter().any(|cut| cut.block == n && cut.kind != CutKind::Dateline) {
                continue;
            }
            let last = n + 2 >= count && count > 1;
            let found = credit::find(line, self.desk).or_else(|| last.then(|| credit::alone(line, self.desk))?);
            // The brackets of a dateline credit nobody a second time.
            let indent = block.len() - block.trim_start().len();
            let told =
                |from: usize| self.wire.cuts.iter().any(|cut| cut.block == n && cut.range.contains(&(from + indent)));
            if let Some(found) = found.filter(|found| !told(found.from)) {
                self.credit(found.credits);
                self.cut_part(n, line, found.from..line.len(), CutKind::Credit);
            } else if line.starts_with("((") && line.ends_with("))") && line.contains('@') {
                self.cut(n, line, CutKind::Credit);
            } else if n > 0 && n + 3 >= count {
                self.photo(n, line);
            }
        }
    }

    fn credit(&mut self, credits: Vec<Credit>) {
        let reporters = credits.iter().filter(|one| one.role == Some(crate::model::CreditRole::Reporter));
        let names: Vec<String> = reporters.map(|one| one.name.clone()).collect();
        self.author(names.iter().map(String::as_str));
        for one in credits {
            if !self.wire.credits.iter().any(|known| known.name == one.name) {
                self.wire.credits.push(one);
            }
        }
    }

    fn author<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        for name in names {
            if !self.wire.authors.iter().any(|known| known == name) {
                self.wire.authors.push(name.to_owned());
            }
        }
    }

    fn cut(&mut self, n: usize, line: &str, kind: CutKind) {
        self.cut_part(n, line, 0..line.len(), kind);
    }

    /// `range` is of the line, which is the block without the white space around it.
    fn cut_part(&mut self, block: usize, line: &str, range: Range<usize>, kind: CutKind) {
        let indent = self.blocks[block].len() - self.blocks[block].trim_start().len();
        debug_assert!(range.end <= line.len());
        self.wire.cuts.push(WireCut { block, range: range.start + indent..range.end + indent, kind });
    }
}
