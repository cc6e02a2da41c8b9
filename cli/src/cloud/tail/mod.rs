//! `spectrum tail`.

mod line;
mod print;
mod shape;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use spectrum_imessage::{AckMode, Event, Events, Messages, Spectrum, StreamKind};

pub(super) use self::shape::message as message_to_json;

use self::print::Printer;
use super::connection::store;
use super::ending::Ending;
use super::{Connection, block_on};
use crate::failure::Failure;
use crate::output::complain;

pub(crate) const HELP: &str = "\
Examples:
  spectrum tail
  spectrum tail --json --limit 1 | jq -r .content.text
      One message, and the end.
  spectrum tail --events --json | jq -c 'select(.type == \"messageEdited\")'
  spectrum tail --store seen.db
      What comes while it does not run is printed at the next start.

A line 'listening' on standard error says when every line listens. Ctrl-C closes the streams and ends
it. With --json each line is an object with a type. message has id, timestamp, direction, platform,
sender, space (id, type, phone), content (its type, and the fields of that), and where they make sense
effect, partIndex, parentId, redelivered. The other types are events: space, actor, isFromMe,
timestamp, sequence, and their own fields.

Exit codes:
  0  ended: by Ctrl-C, by --limit, or because nobody reads on
  3  credentials are missing, refused, or readable by others
  4  the project has no line
  5  the file is no store, or damaged
  6  the store is in use
  8  the service cannot be reached at the start
  1, 2, 9  as spectrum --help says";

/// How often it is looked whether every line listens, at the start.
const LOOK: Duration = Duration::from_millis(20);

/// What to print.
#[derive(Args)]
pub(crate) struct Options {
    /// One JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
    /// Print too what happens besides: edits, unsends, lines and streams that come and go
    #[arg(long)]
    events: bool,
    /// End after so many lines
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Keep the position in this file, or in postgres://user@host/database. Not in the store of an agent: what is printed is handled
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    #[command(flatten)]
    connection: Connection,
}

/// Runs the command.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    block_on(async {
        // First: whoever started this may end it at once.
        let mut ending = Ending::new()?;
        let starting = async {
            let settings = options.connection.options().await?;
            let settings = store(settings, options.store.as_deref()).await?;
            // Printed is handled.
            let ack = AckMode::Manual;
            options.connection.start(spectrum_imessage::Options { ack, ..settings }).await
        };
        let app = tokio::select! {
            app = starting => app?,
            () = ending.asked() => return Ok(()),
        };
        let followed = tokio::select! {
            followed = follow(&app, &options) => followed,
            () = ending.asked() => Ok(()),
        };
        tokio::select! {
            () = app.stop() => {}
            // Whoever asks twice does not want to wait.
            () = ending.asked() => {}
        }
        followed
    })
}

async fn follow(app: &Spectrum, options: &Options) -> Result<(), Failure> {
    let mut messages = app.messages()?;
    let mut events = options.events.then(|| app.events()).transpose()?;
    let printer = Printer::new(options.json);
    let mut left = options.limit.unwrap_or(u64::MAX);
    let mut look = tokio::time::interval(LOOK);
    let mut listening = false;
    while left > 0 {
        tokio::select! {
            next = next(&mut messages, &mut events) => {
                let Some(next) = next else { return Ok(()) };
                match &next {
                    Next::Message(message) => {
                        printer.message(message).await?;
                        message.ack()?;
                    }
                    Next::Event(event) => printer.event(event).await?,
                }
                left -= 1;
            }
            _ = look.tick(), if !listening => {
                listening = all_listen(app);
                if listening {
                    complain("listening");
                }
            }
        }
    }
    Ok(())
}

enum Next {
    Message(Box<spectrum_imessage::Message>),
    Event(Box<Event>),
}

/// What comes next; nothing after the stop. Cancel-safe.
async fn next(messages: &mut Messages, events: &mut Option<Events>) -> Option<Next> {
    let event = async {
        match events {
            Some(events) => events.next().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        message = messages.next_message() => {
            message.map(|(_, message)| Next::Message(Box::new(message)))
        }
        event = event => event.map(|event| Next::Event(Box::new(event))),
    }
}

fn all_listen(app: &Spectrum) -> bool {
    let lines = app.health().lines;
    let open = |line: &spectrum_imessage::LineHealth| {
        let mut streams = line.streams.iter();
        streams.any(|s| s.stream == StreamKind::Messages && s.connected_since.is_some())
    };
    !lines.is_empty() && lines.iter().all(open)
}
