//! What arrives: one thread watches the database and maps its rows, one task hands the messages on.
//!
//! The platform owns both. They end with the application's token: the thread is woken, and sees it.

mod journal;
mod reader;
mod signals;
mod take;

use std::sync::Arc;
use std::thread;

use tokio::sync::mpsc;

pub(super) use signals::Signals;

use self::reader::Reader;
use super::LocalPlatform;
use crate::app::Inbox;
use crate::delivery::Ticket;
use crate::error::{Error, ErrorKind};
use crate::message::Message;

/// The name of the one line in health, events and keys.
pub(super) const LINE: &str = "local";
/// Messages between the thread and the inbox. When it is full the thread waits, and with it the
/// database is not read.
const CAPACITY: usize = 64;

/// Begins to read.
pub(super) fn listen(platform: &LocalPlatform, inbox: Inbox) {
    let (sender, mut receiver) = mpsc::channel::<(Message, Ticket)>(CAPACITY);
    let stop = inbox.app().stop_token().clone();
    let signals = Arc::clone(&platform.signals);
    let reader = Reader::new(platform, inbox.app(), sender);
    signals.listen();
    let spawned = thread::Builder::new().name("spectrum-local".to_owned()).spawn(|| reader.run());
    if let Err(error) = spawned {
        let text = format!("cannot start the thread that reads the database: {error}");
        let error = Error::new(ErrorKind::Other, "internalError", text);
        crate::observe::error!("{error}");
        platform.status.closed(crate::event::StreamKind::Messages, Some(&error));
        return;
    }
    let ended = Arc::clone(&signals);
    let hand_on = async move {
        let line: Arc<str> = LINE.into();
        while let Some((message, ticket)) = receiver.recv().await {
            if !inbox.put(&line, message, Some(&ticket)).await {
                return;
            }
        }
    };
    tokio::spawn(async move {
        stop.run_until_cancelled_owned(hand_on).await;
        ended.stop();
    });
}
