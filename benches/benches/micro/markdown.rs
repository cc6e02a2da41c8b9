//! Markdown, as an agent writes it.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use spectrum_imessage::bench::render;

const LINE: &str = "See you at **8**, or call [me](https://example.org/call).";
const ANSWER: &str = "# Lisbon in two days\n\nA *relaxed* plan, with **three** things you said you like:\n\n\
- Tram 28, early\n- Pastéis de Belém\n  1. with cinnamon\n  2. without\n- The ~~castle~~ river\n\n\
> It rains in November.\n\n| day | where | how |\n|---|---|---|\n| Sat | Alfama | on foot |\n\
| Sun | Belém | tram 15 |\n\n```python\nfor day in plan:\n    print(day)\n```\n\nMore at https://example.org/lisbon \
and `plan.ics`.\n";

pub(crate) fn all(c: &mut Criterion) {
    let long = ANSWER.repeat(20);
    let mut group = c.benchmark_group("markdown");
    for (name, source) in [("a line", LINE), ("an answer", ANSWER), ("20 answers", &long)] {
        group.throughput(Throughput::Bytes(source.len() as u64));
        group.bench_function(name, |b| b.iter(|| render(black_box(source))));
    }
    group.finish();
}
