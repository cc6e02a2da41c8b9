//! The streams of the lines that a relay of a fleet holds.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::super::inbound::Mapper;
use super::super::lines::{Line, Lines};
use super::backoff::Backoff;
use super::live::Change;
use super::stream::Reader;
use super::take::Taken;
use crate::app::Inbox;
use crate::delivery::Ticket;
use crate::fleet::{Hold, LineEvent, LineName, Relay};

impl Line {
    /// As a fleet knows it.
    fn fleet_name(&self) -> LineName {
        LineName { key: self.key().into(), phone: self.phone() }
    }
}

/// Reads the lines that this relay holds, also those that come later, until the stop.
pub(in super::super) async fn relay(
    lines: Arc<Lines>,
    mapper: Arc<Mapper>,
    inbox: Inbox,
    relay: Arc<dyn Relay>,
    stop: CancellationToken,
) {
    let mut changes = lines.changes();
    let mut tasks = JoinSet::new();
    let mut running: HashMap<usize, AbortHandle> = HashMap::new();
    loop {
        changes.mark_unchanged();
        let present = lines.all();
        running.retain(|_, task| !task.is_finished());
        for line in present.iter() {
            running.entry(Arc::as_ptr(line) as usize).or_insert_with(|| {
                let end = line.detached().clone();
                let read =
                    hold(Arc::clone(line), Arc::clone(&mapper), inbox.clone(), Arc::clone(&relay));
                tasks.spawn(end.run_until_cancelled_owned(read))
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

/// Reads one line whenever this relay holds it.
async fn hold(line: Arc<Line>, mapper: Arc<Mapper>, inbox: Inbox, relay: Arc<dyn Relay>) {
    let mut backoff = Backoff::new();
    loop {
        let hold = match Arc::clone(&relay).hold(line.fleet_name()).await {
            Ok(hold) => hold,
            Err(error) => {
                crate::observe::warn!("it is not known who holds a line: {error}");
                sleep(backoff.wait()).await;
                continue;
            }
        };
        backoff.reset();
        let reader = Reader::of_relay(
            Arc::clone(&line),
            Arc::clone(&mapper),
            inbox.clone(),
            Arc::clone(&hold),
        );
        match reader {
            Ok(reader) => tokio::select! {
                () = reader.run() => {}
                () = hold.lost() => crate::observe::info!("a line is not held any more"),
            },
            Err(error) => {
                crate::observe::error!("a line is not read: {error}");
                sleep(backoff.wait()).await;
            }
        }
        line.status().not_read();
        hold.release().await;
    }
}

/// Publishes one event.
pub(super) fn publish(
    hold: &Arc<dyn Hold>,
    line: &Arc<Line>,
    ticket: Option<Ticket>,
    sequence: Option<u64>,
    change: &Change,
) -> BoxFuture<'static, Taken> {
    let event = LineEvent {
        line: line.fleet_name(),
        stream: change.kind(),
        sequence,
        space_id: change.place().0.to_owned(),
        body: change.encode().into(),
    };
    let (hold, kind) = (Arc::clone(hold), change.kind());
    async move {
        let published = hold.publish(event).await;
        Taken::published(kind, sequence, ticket, published)
    }
    .boxed()
}
