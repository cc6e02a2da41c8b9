//! What a write into a store costs whoever waits for it: `bench-store PLACE [--threads N]`.

use std::time::{Duration, Instant};

use clap::Parser;
use spectrum_imessage::{Result, Store, Write, open_store};

#[derive(Parser)]
struct Arguments {
    /// The file, or postgres://user@host/database
    place: String,
    /// So many threads write side by side
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// So many batches each
    #[arg(long, default_value_t = 3000)]
    count: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let Arguments { place, threads, count } = Arguments::parse();
    let store = open_store(&place).await?;
    write(&*store, "warm", 100)?;
    let begun = Instant::now();
    let mut waits = std::thread::scope(|scope| {
        let store = &*store;
        let each = (0..threads).map(|n| scope.spawn(move || write(store, &n.to_string(), count)));
        let each: Vec<_> = each.collect();
        let joined = each.into_iter().map(|thread| thread.join().unwrap_or(Ok(Vec::new())));
        joined.collect::<Result<Vec<_>>>().map(|all| all.concat())
    })?;
    let rate = waits.len() as f64 / begun.elapsed().as_secs_f64();
    waits.sort();
    let at = |part: usize| waits.get(waits.len() * part / 100).map_or(0, Duration::as_micros);
    let line = format!(
        "{rate:.0} batches a second; wait: median {} µs, 90 % {} µs, 99 % {} µs\n",
        at(50),
        at(90),
        at(99)
    );
    // Nobody is left to read it if this fails.
    let _ = std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes());
    Ok(())
}

/// Batches as those of a message: its stream's record, an entry that comes, one that goes.
fn write(store: &dyn Store, thread: &str, count: u32) -> Result<Vec<Duration>> {
    let mut waits = Vec::new();
    for number in 0..count {
        let batch = vec![
            Write::Put { key: format!("shared/messages/{thread}"), value: vec![7; 200] },
            Write::Put { key: format!("entry/{thread}/{number}"), value: vec![7; 500] },
            Write::Delete { key: format!("entry/{thread}/{}", number.wrapping_sub(1)) },
        ];
        let begun = Instant::now();
        store.write(batch)?;
        waits.push(begun.elapsed());
    }
    Ok(waits)
}
