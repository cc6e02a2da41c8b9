//! What a fleet delivers takes the same way as what a stream brings.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::super::inbound::{Mapper, unmappable};
use super::super::lines::{Line, Lines};
use super::desk::Desk;
use super::live::Change;
use super::stream::Unwanted;
use super::take::{Taken, give, keep_dead, work};
use crate::app::Inbox;
use crate::delivery::Ticket;
use crate::error::{Error, ErrorKind, Result};
use crate::event::Event;
use crate::fleet::{Delivery, LineEvent};

/// Events that a lane takes before the first of them has gone to the program's buffer.
const AHEAD: usize = 16;
/// How long an event waits for its line, which this process may learn of later than the relay did.
const LINE_APPEARS: Duration = Duration::from_secs(30);

/// Where a worker puts what it receives. Cheap to clone.
#[derive(Clone)]
pub struct Intake {
    lines: Arc<Lines>,
    mapper: Arc<Mapper>,
    inbox: Inbox,
    group: Arc<str>,
    stop: CancellationToken,
}

impl Intake {
    pub(in super::super) fn new(
        lines: Arc<Lines>,
        mapper: Arc<Mapper>,
        inbox: Inbox,
        group: &str,
        stop: CancellationToken,
    ) -> Self {
        Self { lines, mapper, inbox, group: group.into(), stop }
    }

    /// A lane for events that come in order, such as those of a partition. The events of a
    /// conversation have to take the same one. Dropped, it ends: what it has not handed over was not
    /// delivered.
    pub fn lane(&self) -> Lane {
        let (sender, events) = mpsc::channel(AHEAD);
        let run = run(self.clone(), events);
        let task = tokio::spawn(self.stop.clone().run_until_cancelled_owned(run));
        Lane { sender, task: task.abort_handle() }
    }

    /// The line of an event.
    async fn line(&self, key: &str) -> Result<Arc<Line>> {
        let mut changes = self.lines.changes();
        let appears = async {
            loop {
                changes.mark_unchanged();
                let all = self.lines.all();
                if let Some(line) = all.iter().find(|line| line.key() == key) {
                    return Arc::clone(line);
                }
                if changes.changed().await.is_err() {
                    // The set is fixed.
                    std::future::pending::<()>().await;
                }
            }
        };
        let unknown = |_| {
            let text = "the event is of a line that this project, or relay, does not have";
            Error::new(ErrorKind::NotFound, "unknownLine", text)
        };
        timeout(LINE_APPEARS, appears).await.map_err(unknown)
    }
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intake").field("group", &self.group).finish_non_exhaustive()
    }
}

/// One row of events; see [`Intake::lane`].
#[derive(Debug)]
pub struct Lane {
    sender: mpsc::Sender<Delivery>,
    task: AbortHandle,
}

impl Lane {
    /// Delivers an event: the program gets what it is, in the order of its conversation, and the
    /// outcome is told what becomes of it. Waits while the program's buffer is full. What cannot be
    /// understood stands among the dead letters and counts as handled. Cancel-safe.
    ///
    /// # Errors
    /// When nobody reads the messages any more.
    pub async fn deliver(&self, delivery: Delivery) -> Result<()> {
        self.sender.send(delivery).await.map_err(|_| Error::stopped())
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn run(intake: Intake, mut events: mpsc::Receiver<Delivery>) {
    let mut desk: Desk<(Arc<Line>, Taken)> = Desk::new();
    loop {
        let (conversation, (line, taken)) = tokio::select! {
            biased;
            done = desk.next() => done,
            delivery = events.recv(), if !desk.is_full() => {
                let Some(delivery) = delivery else { break };
                match take(&intake, &mut desk, delivery).await {
                    Ok(Some((line, taken))) => (String::new(), (line, taken)),
                    Ok(None) => continue,
                    Err(Unwanted) => break,
                }
            }
        };
        // As part of the name of what is sent in answer: each group answers by itself.
        let name = format!("{}@{}", intake.group, line.name()).into();
        if give(&intake.inbox, &line, &name, taken).await.is_err() {
            break;
        }
        desk.release(&conversation);
    }
}

/// Puts an event on the desk; what it became, if that was known at once.
async fn take(
    intake: &Intake,
    desk: &mut Desk<(Arc<Line>, Taken)>,
    delivery: Delivery,
) -> Result<Option<(Arc<Line>, Taken)>, Unwanted> {
    let ticket = Ticket::of_fleet(&delivery);
    let Delivery { event, .. } = delivery;
    let line = match intake.line(&event.line.key).await {
        Ok(line) => line,
        Err(error) => {
            lost(intake, &event, &error);
            ticket.handled();
            return Ok(None);
        }
    };
    let change = match Change::decode(event.stream, &event.body) {
        Ok(change) => change,
        Err(_) => {
            lost(intake, &event, &unmappable("the event cannot be decoded"));
            ticket.handled();
            return Ok(None);
        }
    };
    let conversation = change.place().0.to_owned();
    let mapper = Arc::clone(&intake.mapper);
    let work = work(Arc::clone(&line), mapper, Some(ticket), event.sequence, change);
    let with_line = Arc::clone(&line);
    Ok(desk.push(&conversation, work.map(|taken| (with_line, taken)).boxed()))
}

/// Keeps an event that has no way to the program among the dead letters.
fn lost(intake: &Intake, event: &LineEvent, error: &Error) {
    crate::observe::warn!(stream = %event.stream, "an event was stepped over: {error}");
    let reason = error.to_string();
    keep_dead(
        &intake.inbox,
        (&event.line.key, &event.line.phone),
        (event.stream, event.sequence),
        (&event.space_id, event.body.to_vec()),
        &reason,
    );
    intake.inbox.app().events().put(Event::Unmappable {
        line: event.line.phone.to_string(),
        stream: event.stream,
        sequence: event.sequence,
        reason,
    });
}
