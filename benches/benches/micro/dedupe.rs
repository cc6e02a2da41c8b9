//! The book of a stream: each event once, with its acknowledgement.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput};
use spectrum_imessage::bench::Dedupe;
use spectrum_imessage::{MemoryStore, SqliteStore, Store};

pub(crate) fn all(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = SqliteStore::open(folder.path().join("store.db")).unwrap();
    let stores: [(&str, Arc<dyn Store>); 2] =
        [("memory", Arc::new(MemoryStore::new())), ("SQLite", Arc::new(sqlite))];
    let mut group = c.benchmark_group("dedupe");
    group.throughput(Throughput::Elements(1));
    for (name, store) in stores {
        let book = Dedupe::open(store).unwrap();
        let mut sequence = 0;
        group.bench_function(format!("a new event, {name}"), |b| {
            b.iter(|| {
                sequence += 1;
                assert!(book.take(black_box(sequence)));
            });
        });
        group.bench_function(format!("one that was seen, {name}"), |b| {
            b.iter(|| assert!(!book.take(black_box(1))));
        });
    }
    group.finish();
}
