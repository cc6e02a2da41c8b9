//! From an event of the watcher to what the program sees.

use std::sync::Arc;

use spectrum_imessage_chatdb::record::Record;
use spectrum_imessage_chatdb::watch::Event as Seen;

use super::super::super::inbound::unmappable;
use super::super::inbound::{Came, Change, of_change};
use super::super::refusal;
use super::journal::{Journal, Row, Why};
use super::reader::Reader;
use crate::error::Result;
use crate::event::Event;
use crate::message::Message;

/// What is given up without a word: nobody misses it.
const EMPTY: &str = "it is empty";

/// What one look brings, in its order.
pub(super) enum Item {
    Message(Row, Message),
    Event(Box<Event>),
}

impl Reader {
    /// What came of an event of the watcher.
    pub(super) fn take(&mut self, event: Seen, journal: &Journal, items: &mut Vec<Item>) {
        let taken = match &event {
            Seen::Arrived { record, .. } => self.arrived(record, journal, items),
            Seen::Read { record } => self.was_read(record, journal, items),
            Seen::Edited { record } => self.changed(record, &Change::Edited, items),
            Seen::Unsent { record, parts } => self.changed(record, &Change::Unsent(parts), items),
            Seen::Delivered { record } => self.changed(record, &Change::Delivered, items),
            Seen::Failed { record } => self.changed(record, &Change::Failed, items),
            Seen::AttachmentReady { record, attachment } => {
                self.changed(record, &Change::Ready(attachment), items)
            }
            Seen::AttachmentFailed { record, attachment } => {
                self.changed(record, &Change::Broken(attachment), items)
            }
            Seen::Dropped { reason: EMPTY, .. } => Ok(()),
            Seen::Dropped { reason, .. } => {
                let reason = format!("a row of the database was given up: {reason}");
                Err(unmappable(reason))
            }
            Seen::Trouble { kind, what } => {
                self.closed(refusal::of_kind(*kind, what.clone()));
                Ok(())
            }
            Seen::Recovered => {
                self.opened();
                Ok(())
            }
            // Not asked for.
            Seen::Own { .. } | Seen::History { .. } => Ok(()),
        };
        if let Err(error) = taken {
            self.stepped_over(event.record(), &error);
        }
    }

    fn arrived(&mut self, record: &Record, journal: &Journal, items: &mut Vec<Item>) -> Result<()> {
        let row = Row { guid: Arc::clone(&record.guid), why: Why::Arrived };
        if journal.is_known(&row) {
            return Ok(());
        }
        match self.mapper.arrived(&mut self.lookup, record)? {
            Came::Message(message) => items.push(Item::Message(row, message)),
            Came::Event(event) => items.push(Item::Event(event)),
            Came::Nothing => {}
        }
        Ok(())
    }

    fn was_read(
        &mut self,
        record: &Record,
        journal: &Journal,
        items: &mut Vec<Item>,
    ) -> Result<()> {
        let row = Row { guid: Arc::clone(&record.guid), why: Why::Read };
        if journal.is_known(&row) {
            return Ok(());
        }
        let message = self.mapper.read(&mut self.lookup, record)?;
        items.extend(message.map(|message| Item::Message(row, message)));
        Ok(())
    }

    fn changed(&self, record: &Record, change: &Change<'_>, items: &mut Vec<Item>) -> Result<()> {
        let events = of_change(&self.mapper, record, change)?.into_iter();
        items.extend(events.map(|event| Item::Event(Box::new(event))));
        Ok(())
    }
}
