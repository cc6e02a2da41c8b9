//! What arrives: one task a line reads its stream, for as long as the line is there.
//!
//! The platform owns these tasks; they end with the application or with their line.

mod backoff;
mod live;
mod stream;

use std::collections::HashMap;
use std::sync::Arc;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::inbound::Mapper;
use super::lines::Lines;
use crate::app::Inbox;

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
    let mut running: HashMap<usize, tokio::task::AbortHandle> = HashMap::new();
    loop {
        changes.mark_unchanged();
        let present = lines.all();
        let key = |line: &Arc<super::lines::Line>| Arc::as_ptr(line) as usize;
        running.retain(|_, task| !task.is_finished());
        for line in present.iter() {
            running.entry(key(line)).or_insert_with(|| {
                let end = line.detached().clone();
                let reader =
                    stream::Reader::new(Arc::clone(line), Arc::clone(&mapper), inbox.clone());
                tasks.spawn(end.run_until_cancelled_owned(reader.run()))
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
