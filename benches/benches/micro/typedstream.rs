//! The archives in which Apple's database holds the text of messages.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput};
use spectrum_imessage_chatdb::body::Body;
use spectrum_imessage_chatdb::typedstream;

const FILES: [(&str, &str); 4] = [
    ("a text", "short.bin"),
    ("70,000 characters", "ascii-70000.bin"),
    ("styles", "styles-each.bin"),
    ("text between files", "attachments-between-text.bin"),
];

pub(crate) fn all(c: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local/blobs");
    let mut group = c.benchmark_group("typedstream");
    for (name, file) in FILES {
        let archive = std::fs::read(folder.join(file)).unwrap();
        group.throughput(Throughput::Bytes(archive.len() as u64));
        group.bench_function(name, |b| b.iter(|| Body::decode(black_box(&archive)).unwrap()));
        if name == "a text" {
            let decode = || typedstream::decode(black_box(&archive)).unwrap();
            group.bench_function("a text, the archive alone", |b| b.iter(decode));
        }
    }
    group.finish();
}
