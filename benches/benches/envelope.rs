//! A channel's messages, in criterion: for looking at one case; `ratios` is what is compared with the goals.
#![allow(missing_docs, reason = "criterion's macros write functions")]

use criterion::{Criterion, criterion_group, criterion_main};
use klaw_benches::cases;
use std::time::Instant;

fn bench(criterion: &mut Criterion) {
    for row in [
        cases::heartbeat::rows(),
        cases::data::rows(),
        cases::stream::rows(),
        cases::forms::rows(),
        cases::pools::rows(),
        cases::construct::rows(),
    ]
    .into_iter()
    .flatten()
    {
        let mut timed = criterion.benchmark_group(&row.name);
        for mut case in row.build().cases {
            timed.bench_function(case.name, |bencher| {
                bencher.iter_custom(|times| {
                    let start = Instant::now();
                    (case.run)(times);
                    start.elapsed()
                });
            });
        }
        timed.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
