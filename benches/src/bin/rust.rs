//! Ours, from Rust.

use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use futures_util::stream::{FuturesUnordered, StreamExt};
use spectrum_imessage::content::{self, FileOptions, ReadOptions};
use spectrum_imessage::imessage::{Client, Config};
use spectrum_imessage::{Content, Options, Result, Secret, Space, Spectrum, SqliteStore, Store};
use spectrum_imessage_benches::measure::{Crossing, Report, Watch, median, now};
use spectrum_imessage_benches::workload::{ALICE, BATCH, FILE_GUID, LINE, TOKEN, Work, Workload};

/// How many batches are measured.
const BATCHES: usize = 5;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    work: Work,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let work = Arguments::parse().work;
    // Its time begins with the process.
    let watch = Watch::start();
    let app = start(&work).await?;
    let report = match work.workload {
        Workload::Cold => {
            space(&app)?.send("hello").await?;
            watch.stop(1)
        }
        Workload::Sequential => sequential(&app, &work).await?,
        Workload::Parallel => parallel(&app, &work).await?,
        Workload::Inbound => inbound(&app, &work, Duration::ZERO).await?,
        Workload::Slow => inbound(&app, &work, Duration::from_secs_f64(work.busy)).await?,
        Workload::Latency => latency(&app, &work).await?,
        Workload::CatchUp => catch_up(&app, &work).await?,
        Workload::Upload => upload(&app, &work).await?,
        Workload::Download => download(&app, &work).await?,
        Workload::Idle => idle(&app, &work).await?,
        Workload::Crossing => crossing(&app, &work).await?,
    };
    // Nobody is left to read it if this fails.
    let _ = report.print();
    app.stop().await;
    Ok(())
}

async fn start(work: &Work) -> Result<Spectrum> {
    let lines = if work.workload == Workload::Idle { work.count } else { 1 };
    let line = |number: usize| Client {
        address: work.address.clone(),
        token: Secret::from(TOKEN),
        phone: if number == 0 { LINE.to_owned() } else { format!("+1555888{number:04}") },
    };
    let clients = Config::Clients((0..lines).map(line).collect());
    let store: Option<Arc<dyn Store>> = match work.store.as_str() {
        "" => None,
        path => Some(Arc::new(SqliteStore::open(path)?)),
    };
    Spectrum::start(Options { store, ..Options::default() }, vec![clients.into()]).await
}

fn space(app: &Spectrum) -> Result<Space> {
    app.imessage()?.space(&format!("any;-;{ALICE}"), None)
}

async fn sequential(app: &Spectrum, work: &Work) -> Result<Report> {
    let space = space(app)?;
    space.send("hello").await?;
    let mut watch = Watch::start();
    for _ in 0..work.count {
        let began = now();
        space.send("hello").await?;
        watch.single(now() - began);
    }
    Ok(watch.stop(work.count))
}

async fn parallel(app: &Spectrum, work: &Work) -> Result<Report> {
    let space = space(app)?;
    space.send("hello").await?;
    let watch = Watch::start();
    let mut running = FuturesUnordered::new();
    for _ in 0..work.count {
        if running.len() >= work.in_flight {
            running.next().await.transpose()?;
        }
        running.push(space.send("hello"));
    }
    while running.next().await.transpose()?.is_some() {}
    Ok(watch.stop(work.count))
}

async fn inbound(app: &Spectrum, work: &Work, busy: Duration) -> Result<Report> {
    let mut messages = app.messages()?;
    let mut watch = None;
    let mut count = 0;
    while count < work.count {
        let Some((_, message)) = messages.next_message().await else { break };
        if !matches!(message.content(), Content::Text(_)) {
            continue;
        }
        count += 1;
        if watch.is_none() {
            tokio::time::sleep(busy).await;
            watch = Some(Watch::start());
        }
    }
    Ok(watch.unwrap_or_default().stop(count))
}

async fn latency(app: &Spectrum, work: &Work) -> Result<Report> {
    let mut messages = app.messages()?;
    let mut watch = Watch::start();
    let mut count = 0;
    while count < work.count {
        let Some((_, message)) = messages.next_message().await else { break };
        let Content::Text(text) = message.content() else { continue };
        count += 1;
        if let Some(sent) = text.text.strip_prefix("at ").and_then(|at| at.parse::<u64>().ok()) {
            watch.single(now().saturating_sub(sent));
        }
    }
    Ok(watch.stop(count))
}

async fn catch_up(app: &Spectrum, work: &Work) -> Result<Report> {
    let mut messages = app.messages()?;
    let mut watch = None;
    let mut count = 0;
    while count < work.count {
        let Some((_, message)) = messages.next_message().await else { break };
        let Content::Text(text) = message.content() else { continue };
        if text.text.starts_with("missed") {
            watch.get_or_insert_with(Watch::start);
            count += 1;
        }
    }
    Ok(watch.unwrap_or_default().stop(count))
}

async fn upload(app: &Spectrum, work: &Work) -> Result<Report> {
    let space = space(app)?;
    space.send("hello").await?;
    let size = std::fs::metadata(&work.path).map_or(0, |file| file.len());
    let watch = Watch::start();
    space.send(content::attachment(&work.path, FileOptions::default())).await?;
    Ok(watch.stop(usize::try_from(size).unwrap_or_default()))
}

async fn download(app: &Spectrum, work: &Work) -> Result<Report> {
    let found = app.imessage()?.get_attachment(FILE_GUID, None).await?;
    let watch = Watch::start();
    if let Some(found) = found {
        found.file.save(&work.path, ReadOptions::default()).await?;
    }
    let size = std::fs::metadata(&work.path).map_or(0, |file| file.len());
    Ok(watch.stop(usize::try_from(size).unwrap_or_default()))
}

async fn idle(app: &Spectrum, work: &Work) -> Result<Report> {
    let _messages = app.messages()?;
    while !app.health().healthy() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let watch = Watch::start();
    tokio::time::sleep(Duration::from_secs(2)).await;
    Ok(watch.stop(work.count))
}

/// What costs nothing here but the work: the other languages have a border besides.
async fn crossing(app: &Spectrum, work: &Work) -> Result<Report> {
    let waits = async |number: usize| {
        while app.health().waiting < number {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    };
    let watch = Watch::start();
    let (mut calls, mut singles, mut batches) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..work.count {
        let began = now();
        space(app)?;
        calls.push(now() - began);
    }
    let mut messages = app.messages()?;
    messages.next_message().await;
    for _ in 0..20 * work.count {
        if singles.len() == work.count {
            break;
        }
        waits(1).await;
        let before = app.health().waiting;
        let began = now();
        messages.next_message().await;
        let took = now() - began;
        // The other languages get all that wait at once. Where one still waits, the read was of what
        // had come before.
        if before == 1 && app.health().waiting == 0 {
            singles.push(took);
        }
    }
    for _ in 0..BATCHES {
        waits(BATCH).await;
        let began = now();
        for _ in 0..BATCH {
            messages.next_message().await;
        }
        batches.push(now() - began);
    }
    let [call_us, message_us, batch_us] = [calls, singles, batches].map(median);
    let crossing = Some(Crossing { call_us, message_us, batch_us });
    Ok(Report { crossing, ..watch.stop(work.count) })
}
