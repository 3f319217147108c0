//! Rows of a separated file, one after the other, in a buffer that does not grow.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{File, ListError};

/// Bytes of one row. The longest real ones have a few thousand; aliases of OpenSanctions some
/// hundred thousand.
const MOST_ROW: usize = 4 << 20;
/// Columns of one row.
const MOST_COLUMNS: usize = 512;
/// Bytes that the buffer starts with.
const FIRST_ROW: usize = 16 << 10;

/// Rows of a file.
pub(super) struct Rows<'a> {
    file: File<'a>,
    rest: &'a [u8],
    reader: Reader,
    row: Vec<u8>,
    ends: Vec<usize>,
    /// Where the row starts, 1-based.
    line: u64,
    next_line: u64,
    /// Columns of the widest row so far, and of the last one.
    widths: [usize; 2],
}

impl<'a> Rows<'a> {
    pub(super) fn new(file: File<'a>, separator: u8) -> Self {
        let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file.bytes);
        Self {
            file,
            rest: bytes,
            reader: ReaderBuilder::new().delimiter(separator).build(),
            row: vec![0; FIRST_ROW],
            ends: vec![0; MOST_COLUMNS],
            line: 1,
            next_line: 1,
            widths: [0; 2],
        }
    }

    /// The next row, if there is one. Rows of nothing are left out.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, ListError> {
        loop {
            let (mut out, mut ends) = (0, 0);
            self.line = self.next_line;
            loop {
                let (result, read, written, ended) =
                    self.reader.read_record(self.rest, &mut self.row[out..], &mut self.ends[ends..]);
                self.rest = &self.rest[read..];
                (out, ends) = (out + written, ends + ended);
                match result {
                    // What is left is given once more as nothing, which ends the last row.
                    ReadRecordResult::InputEmpty => {}
                    ReadRecordResult::OutputFull if self.row.len() < MOST_ROW => {
                        let more = self.row.len() * 2;
                        self.row.resize(more, 0);
                    }
                    ReadRecordResult::OutputFull => {
                        return Err(self.fault(format!("expected rows of at most {MOST_ROW} bytes, got a longer one")));
                    }
                    ReadRecordResult::OutputEndsFull => {
                        return Err(self.fault(format!("expected at most {MOST_COLUMNS} columns, got more")));
                    }
                    ReadRecordResult::Record => break,
                    ReadRecordResult::End => return self.end(),
                }
            }
            self.next_line = self.reader.line();
            // The end of the file as older systems mark it.
            if ends > 1 || (out > 0 && self.row[..out] != [0x1a]) {
                self.widths = [self.widths[0].max(ends), ends];
                let (row, ends) = (&self.row[..out], &self.ends[..ends]);
                return Ok(Some(Row { bytes: row, ends }));
            }
        }
    }

    /// After the last row: one without the end of its line and without all of its columns is what is
    /// left of a file that was cut in two on its way.
    fn end(&self) -> Result<Option<Row<'_>>, ListError> {
        let [widest, last] = self.widths;
        if last < widest && !self.file.bytes.ends_with(b"\n") && !self.file.bytes.ends_with(b"\x1a") {
            let message = format!("expected {widest} columns in the last row, got {last}: the file is cut short");
            return Err(self.fault(message));
        }
        Ok(None)
    }

    /// Where the row that came last starts.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn fault(&self, message: impl Into<String>) -> ListError {
        ListError::new(self.file.name, self.line, message)
    }
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    bytes: &'r [u8],
    ends: &'r [usize],
}

impl<'r> Row<'r> {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A field, trimmed; empty where there is none, or OFAC's sign for nothing.
    pub(super) fn field(&self, n: usize) -> std::borrow::Cow<'r, str> {
        let from = if n == 0 { 0 } else { self.ends.get(n - 1).copied().unwrap_or(0) };
        let bytes = self.ends.get(n).and_then(|&to| self.bytes.get(from..to)).unwrap_or_default().trim_ascii();
        if bytes == b"-0-" {
            return "".into();
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            // OFAC's files are in the code page of Western Windows.
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned().into(),
        }
    }
}
