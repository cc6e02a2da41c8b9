//! What parts of the core cost by themselves: `make microbench`.
#![allow(clippy::unwrap_used, missing_docs, reason = "benchmarks")]

mod dedupe;
mod mapping;
mod markdown;
mod typedstream;

use criterion::{criterion_group, criterion_main};

criterion_group!(micro, mapping::all, markdown::all, typedstream::all, dedupe::all);
criterion_main!(micro);
