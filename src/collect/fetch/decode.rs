//! Content codings undone while a body streams in, within bounds: how large it may become, how
//! much larger than what came over the wire, and how large a window a frame may ask for.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use zstd::stream::raw::{DParameter, Decoder as ZstdRaw, InBuffer, Operation, OutBuffer};

use super::guards::{Guard, Guards};

/// Codings that may lie over one another: some proxies compress what was compressed already.
const MOST_CODINGS: usize = 2;
/// Bodies below this are left alone whatever their ratio: little harm, and short texts of one
/// letter compress best.
const RATIO_FROM: u64 = 1 << 20;
/// 2^23 bytes: the largest window of the coding `zstd` (RFC 9659).
const MOST_WINDOW_LOG: u32 = 23;
/// Decoded bytes on their way from one coding to the next.
const STEP: usize = 16 << 10;

/// What a body may become.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Bytes, decoded.
    pub size: u64,
    /// Times what came over the wire.
    pub ratio: u64,
    /// Which of the two are in force.
    pub guards: Guards,
}

/// Why a body could not be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Larger than it may be.
    Size,
    /// It grew more than a document does.
    Ratio,
    /// More codings than anybody needs, or one that was not asked for and is not known.
    Coding(String),
    /// The bytes are not of the coding that they are said to be.
    Broken(String),
}

/// A body while it comes in.
pub(super) enum Body {
    Plain(Sink),
    Coded(Box<dyn Stage>, Arc<Tally>),
}

/// What the end of the chain and its feeder tell each other.
#[derive(Debug, Default)]
pub(super) struct Tally {
    wire: AtomicU64,
    /// 1: size; 2: ratio.
    over: AtomicU8,
}

impl Body {
    /// Ready for the codings of a `Content-Encoding`, the last applied first. `expected`: bytes to
    /// set aside.
    pub fn new(codings: &str, bounds: Bounds, expected: usize) -> Result<Self, Wrong> {
        let tally = Arc::new(Tally::default());
        let sink = Sink { bytes: Vec::with_capacity(expected), bounds, tally: Arc::clone(&tally) };
        let codings: Vec<_> = codings.split(',').map(|coding| coding.trim().to_ascii_lowercase()).collect();
        let codings = codings.iter().map(String::as_str).filter(|coding| !matches!(*coding, "" | "identity"));
        let codings: Vec<_> = codings.collect();
        if codings.is_empty() {
            return Ok(Self::Plain(sink));
        }
        if codings.len() > MOST_CODINGS {
            return Err(Wrong::Coding(format!("{} codings over one another", codings.len())));
        }
        let mut chain: Box<dyn Stage> = Box::new(sink);
        for coding in codings {
            chain = match coding {
                "gzip" | "x-gzip" => Box::new(Gzip(MultiGzDecoder::new(chain))),
                "deflate" => Box::new(Deflate::Unknown(Some(chain))),
                "br" => Box::new(Brotli(brotli_decompressor::DecompressorWriter::new(chain, STEP))),
                "zstd" => Box::new(Zstd::new(chain).map_err(|e| Wrong::Broken(e.to_string()))?),
                other => return Err(Wrong::Coding(other.chars().take(40).collect())),
            };
        }
        Ok(Self::Coded(chain, tally))
    }

    /// Takes in bytes as they came.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Wrong> {
        match self {
            Self::Plain(sink) => sink.take(bytes),
            Self::Coded(chain, tally) => {
                tally.wire.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                chain.write_all(bytes).map_err(|e| tally.wrong(&e))
            }
        }
    }

    /// The whole, once all has come.
    pub fn end(self) -> Result<Bytes, Wrong> {
        match self {
            Self::Plain(sink) => Ok(sink.bytes.into()),
            // Nothing at all is no frame of any coding, and no feed either.
            Self::Coded(_, tally) if tally.wire.load(Ordering::Relaxed) == 0 => Ok(Bytes::new()),
            Self::Coded(chain, tally) => chain.end().map(Bytes::from).map_err(|e| tally.wrong(&e)),
        }
    }
}

impl Tally {
    fn wrong(&self, error: &io::Error) -> Wrong {
        match self.over.load(Ordering::Relaxed) {
            1 => Wrong::Size,
            2 => Wrong::Ratio,
            _ => Wrong::Broken(error.to_string()),
        }
    }
}

/// Where decoded bytes end up.
pub(super) struct Sink {
    bytes: Vec<u8>,
    bounds: Bounds,
    tally: Arc<Tally>,
}

impl Sink {
    fn take(&mut self, bytes: &[u8]) -> Result<(), Wrong> {
        let Bounds { size, ratio, guards } = self.bounds;
        let len = (self.bytes.len() + bytes.len()) as u64;
        if len > size && guards.on(Guard::Size) {
            self.tally.over.store(1, Ordering::Relaxed);
            return Err(Wrong::Size);
        }
        let wire = self.tally.wire.load(Ordering::Relaxed);
        if wire > 0 && len > RATIO_FROM && len / wire > ratio && guards.on(Guard::Ratio) {
            self.tally.over.store(2, Ordering::Relaxed);
            return Err(Wrong::Ratio);
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

/// One coding over the next, or the end of the chain.
pub(super) trait Stage: Write + Send {
    /// All has come: checks that it was whole, and gives what it became.
    fn end(self: Box<Self>) -> io::Result<Vec<u8>>;
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.take(bytes).map_err(|_| io::Error::other("out of bounds"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stage for Sink {
    fn end(self: Box<Self>) -> io::Result<Vec<u8>> {
        Ok(self.bytes)
    }
}

type Next = Box<dyn Stage>;

struct Gzip(MultiGzDecoder<Next>);

impl Write for Gzip {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Stage for Gzip {
    fn end(self: Box<Self>) -> io::Result<Vec<u8>> {
        self.0.finish()?.end()
    }
}

/// `deflate` is not asked for, and means either of two things where it comes (RFC 9110, section
/// 8.4.1.2): the first byte tells.
enum Deflate {
    Unknown(Option<Next>),
    Zlib(ZlibDecoder<Next>),
    Raw(DeflateDecoder<Next>),
}

impl Write for Deflate {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(first) = bytes.first() else { return Ok(0) };
        if let Self::Unknown(next) = self
            && let Some(next) = next.take()
        {
            let is_zlib = first & 0x0f == 8;
            *self = if is_zlib { Self::Zlib(ZlibDecoder::new(next)) } else { Self::Raw(DeflateDecoder::new(next)) };
        }
        match self {
            Self::Unknown(_) => Err(io::Error::other("no coding was chosen")),
            Self::Zlib(decoder) => decoder.write(bytes),
            Self::Raw(decoder) => decoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stage for Deflate {
    fn end(self: Box<Self>) -> io::Result<Vec<u8>> {
        match *self {
            Self::Unknown(_) => Ok(Vec::new()),
            Self::Zlib(decoder) => decoder.finish()?.end(),
            Self::Raw(decoder) => decoder.finish()?.end(),
        }
    }
}

struct Brotli(brotli_decompressor::DecompressorWriter<Next>);

impl Write for Brotli {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Stage for Brotli {
    fn end(mut self: Box<Self>) -> io::Result<Vec<u8>> {
        self.0.close()?;
        self.0.into_inner().map_err(|_| io::Error::other("the brotli stream ended early"))?.end()
    }
}

struct Zstd {
    raw: ZstdRaw<'static>,
    /// Whether the last frame was whole.
    whole: bool,
    step: Box<[u8]>,
    next: Next,
}

impl Zstd {
    fn new(next: Next) -> io::Result<Self> {
        let mut raw = ZstdRaw::new()?;
        raw.set_parameter(DParameter::WindowLogMax(MOST_WINDOW_LOG))?;
        Ok(Self { raw, whole: true, step: vec![0; STEP].into(), next })
    }
}

impl Write for Zstd {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut input = InBuffer::around(bytes);
        loop {
            let before = input.pos();
            let mut output = OutBuffer::around(&mut self.step[..]);
            let hint = self.raw.run(&mut input, &mut output)?;
            let decoded = output.pos();
            self.next.write_all(&self.step[..decoded])?;
            // Behind the end of a frame, a turn that does nothing already hints at the next one.
            if input.pos() > before || decoded > 0 {
                self.whole = hint == 0;
            }
            // A step that was filled may have left more behind.
            if input.pos() == bytes.len() && decoded < self.step.len() {
                return Ok(bytes.len());
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stage for Zstd {
    fn end(self: Box<Self>) -> io::Result<Vec<u8>> {
        if self.whole { self.next.end() } else { Err(io::Error::other("the zstd frame ended early")) }
    }
}
