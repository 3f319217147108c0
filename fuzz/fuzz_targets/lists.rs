//! Any bytes are a sanctions list or none; what it holds can be looked for in any text, and every
//! match quotes what stands there.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use wiredesk::curate::entities::{
    Builder, Lists, Provenance, Text, find_all,
    read::{Files, Format, read},
};
use wiredesk_fuzz::within;

const FORMATS: [Format; 9] = [
    Format::Ofac,
    Format::Un,
    Format::EuXml,
    Format::EuCsv,
    Format::Uk,
    Format::OpensanctionsSimple,
    Format::OpensanctionsFtm,
    Format::UsCsl,
    Format::UsDpl,
];

fuzz_target!(|bytes: &[u8]| {
    within(|| {
        let Some((&first, bytes)) = bytes.split_first() else { return };
        let format = Format::detect(bytes).unwrap_or(FORMATS[usize::from(first) % FORMATS.len()]);
        let mut builder = Builder::new("fuzz");
        let _ = read(format, Files::one("fuzz", bytes), &mut |listed| builder.add(&listed));
        let book = builder.finish(Provenance::default()).expect("few names");
        let text = String::from_utf8_lossy(bytes);
        let fields = [("body", &*text)];
        for candidate in find_all(&Lists(vec![Arc::new(book)]), &Text { fields: &fields, tagged: true }) {
            assert!(text.get(candidate.start..candidate.end).is_some_and(|quote| !quote.is_empty()));
        }
    });
});
