//! Where streams begin, and what came in a break.

use std::sync::Arc;

use tokio::task::yield_now;

use super::super::lines::Line;
use super::super::transport::Opened;
use super::live::{Frame, Said, catch_up};
use super::stream::{BATCH, Reader, Unwanted};
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Event, StreamKind};

impl Reader {
    /// Gives streams their first position before they are opened, where that must not be left to
    /// their first event: with a durable store, and for what is opened later than the rest.
    pub(super) async fn begin(&mut self, due: &[usize]) -> Result<()> {
        let durable = self.hold.is_some() || self.inbox.app().books().is_durable();
        let new = |slot: &super::slot::Slot| {
            (durable || slot.kind == StreamKind::Chats) && slot.book.position().is_none()
        };
        if !due.iter().any(|index| new(&self.slots[*index])) {
            return Ok(());
        }
        let Some(head) = Self::ask_head(&self.line).await? else { return Ok(()) };
        for index in due {
            let slot = &self.slots[*index];
            if new(slot) {
                slot.book.caught_up(head);
            }
        }
        Ok(())
    }

    /// The service does not know the position any more: there is a gap, and everything begins
    /// anew.
    pub(super) async fn refused(&mut self, after: u64, error: &Error) {
        crate::observe::error!(after, "the service refused the position, events are lost: {error}");
        let head = Self::ask_head(&self.line).await.ok().flatten();
        let line = self.line.phone().to_string();
        self.inbox.app().events().put(Event::Gap { line, after, head });
        self.line.status().begin_anew(head);
        self.head = head;
        let durable = self.hold.is_some() || self.inbox.app().books().is_durable();
        for slot in &mut self.slots {
            slot.book.begin_anew();
            if let Some(head) = head.filter(|_| durable || slot.kind == StreamKind::Chats) {
                slot.book.caught_up(head);
            }
            // What their connection holds is counted by the old numbers.
            slot.close(None);
        }
    }

    /// The service's present head; `None` if it does not tell one.
    pub(super) async fn ask_head(line: &Arc<Line>) -> Result<Option<u64>> {
        let mut events = catch_up(line, None).await?;
        while let Some(frame) = events.next_within(line.status().watchdog()).await? {
            match frame.said {
                Said::Head(head) => {
                    line.status().seen(Some(head));
                    return Ok(Some(head));
                }
                Said::Beat => {}
                // It tells the past, which nobody asked for.
                Said::Change(_) | Said::Unknown => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Reads everything that was missed, for the streams that have come back and for those that are
    /// still closed: so what happened in one conversation comes in its order, whichever stream is
    /// back first. The catch-up begins below the positions of them all.
    ///
    /// It tells what happened in the order of the numbers. So one that breaks off has brought all its
    /// streams to its last event, also those of another kind: the next one goes on there, and
    /// repeats nothing.
    pub(super) async fn catch_up(
        &mut self,
        events: Opened<Frame>,
        covered: &[usize],
    ) -> Result<Result<(), Unwanted>> {
        let mut told = None;
        let result = self.catch_up_to(events, covered, &mut told).await;
        if let Some(told) = told {
            for index in covered {
                self.slots[*index].book.caught_up(told);
            }
        }
        match result {
            Ok(Some(head)) => {
                self.line.status().seen(Some(head));
                self.is_back(covered);
                Ok(Ok(()))
            }
            Ok(None) => Ok(Err(Unwanted)),
            Err(error) => {
                // It came further: that is no reason to wait for longer.
                if told.is_some() {
                    covered.iter().for_each(|index| self.slots[*index].backoff.reset());
                }
                Err(error)
            }
        }
    }

    /// The head at the end of the catch-up; `None` if nobody wants the messages any more. `told` is
    /// how far it came in any case.
    async fn catch_up_to(
        &mut self,
        mut events: Opened<Frame>,
        covered: &[usize],
        told: &mut Option<u64>,
    ) -> Result<Option<u64>> {
        let watchdog = self.line.status().watchdog();
        loop {
            let goes_on = tokio::select! {
                biased;
                (conversation, taken) = self.desk.next() => {
                    if self.hand_over(Some(&conversation), taken).await.is_err() {
                        return Ok(None);
                    }
                    continue;
                }
                goes_on = events.next_batch(&mut self.frames, BATCH, watchdog) => goes_on?,
            };
            if !goes_on {
                break;
            }
            let (mut upto, mut head) = (*told, None);
            for Frame { sequence, said } in self.frames.drain(..) {
                match said {
                    // The others hear it themselves. Taking it in for them would pass over what is
                    // still on its way to them.
                    Said::Change(change) => {
                        if covered.iter().any(|index| self.slots[*index].kind == change.kind()) {
                            self.events.push((sequence, change));
                        }
                        upto = sequence.max(upto);
                    }
                    Said::Head(said) => head = Some(said),
                    Said::Beat | Said::Unknown => {}
                }
                if head.is_some() {
                    break;
                }
            }
            let full = self.events.len() >= BATCH;
            if self.take_all().await.is_err() {
                return Ok(None);
            }
            *told = head.or(upto);
            if full {
                yield_now().await;
            }
            if head.is_some() {
                return Ok(head);
            }
        }
        Err(Error::new(ErrorKind::Connection, "networkError", "the catch-up ended half-way"))
    }

    /// The connection carries: what was caught up need not wait for longer next time, and what is
    /// still closed is opened soon.
    fn is_back(&mut self, covered: &[usize]) {
        for (index, slot) in self.slots.iter_mut().enumerate() {
            match &slot.open {
                Some(_) if covered.contains(&index) => slot.backoff.reset(),
                Some(_) => {}
                None => slot.hasten(),
            }
        }
    }
}
