//! What arrives: one task a line reads its stream, for as long as the line is there.
//!
//! The platform owns these tasks; they end with the application or with their line.

mod backoff;
mod catch_up;
mod desk;
mod intake;
mod live;
mod relay;
mod slot;
mod stream;
mod take;

pub(super) use backoff::Backoff;
pub use intake::{Intake, Lane};
pub(super) use relay::relay;

use std::collections::HashMap;
use std::sync::Arc;

use tokio::task::{AbortHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::inbound::Mapper;
use super::lines::{Line, Lines};
use crate::app::Inbox;
use crate::event::{Event, StreamKind};

/// Reads the streams of all lines, also of those that come later, until the stop.
pub(super) async fn listen(
    lines: Arc<Lines>,
    mapper: Arc<Mapper>,
    inbox: Inbox,
    stop: CancellationToken,
) {
    let mut changes = lines.changes();
    let mut tasks = JoinSet::new();
    // By the address of the line: a line that comes back is another one.
    let mut running: HashMap<usize, AbortHandle> = HashMap::new();
    let mut known: Option<Vec<Known>> = None;
    loop {
        changes.mark_unchanged();
        let present = lines.all();
        let now: Vec<_> = present.iter().map(Known::of).collect();
        if let Some(before) = known.replace(now.clone()) {
            tell(&inbox, &before, &now);
        }
        // A line that has come back must not begin before its predecessor has ended.
        while running.iter().any(|(key, _)| !now.iter().any(|line| line.key == *key)) {
            running.retain(|_, task| !task.is_finished());
            if tasks.join_next().await.is_none() {
                break;
            }
        }
        running.retain(|_, task| !task.is_finished());
        for line in present.iter() {
            running.entry(Arc::as_ptr(line) as usize).or_insert_with(|| {
                let end = line.detached().clone();
                let (line, mapper, inbox) = (Arc::clone(line), Arc::clone(&mapper), inbox.clone());
                tasks.spawn(end.run_until_cancelled_owned(read(line, mapper, inbox)))
            });
        }
        tokio::select! {
            () = stop.cancelled() => break,
            changed = changes.changed() => if changed.is_err() { break },
        }
        while tasks.try_join_next().is_some() {}
    }
    tasks.shutdown().await;
}

async fn read(line: Arc<Line>, mapper: Arc<Mapper>, inbox: Inbox) {
    match stream::Reader::new(Arc::clone(&line), mapper, inbox.clone()) {
        Ok(reader) => reader.run().await,
        // Beginning anew would lose what the store knows.
        Err(error) => {
            crate::observe::error!("a line is not read: {error}");
            let (stream, code) = (StreamKind::Messages, Some(error.code().to_owned()));
            line.status().closed(stream, Some(&error));
            let line = line.phone().to_string();
            inbox.app().events().put(Event::StreamDisconnected { line, stream, code });
        }
    }
}

/// What is told of a line.
#[derive(Clone)]
struct Known {
    key: usize,
    phone: Arc<str>,
}

impl Known {
    fn of(line: &Arc<Line>) -> Self {
        Self { key: Arc::as_ptr(line) as usize, phone: line.phone() }
    }
}

/// Tells how the set of lines has changed.
fn tell(inbox: &Inbox, before: &[Known], now: &[Known]) {
    let events = inbox.app().events();
    for line in now {
        let number = line.phone.to_string();
        match before.iter().find(|known| known.key == line.key) {
            None => events.put(Event::LineAdded { line: number }),
            Some(known) if known.phone != line.phone => {
                let before = known.phone.to_string();
                events.put(Event::LineNumberChanged { before, line: number });
            }
            Some(_) => {}
        }
    }
    for gone in before.iter().filter(|known| !now.iter().any(|line| line.key == known.key)) {
        events.put(Event::LineRemoved { line: gone.phone.to_string() });
    }
}
