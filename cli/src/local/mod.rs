//! `spectrum local`: Apple's Messages database, on any system.

mod decode;
mod dump;
mod line;
mod watch;

use std::path::PathBuf;

use clap::Subcommand;

use crate::failure::Failure;

/// What to do with a database of Messages.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print every message as an agent would see it
    #[command(after_help = DUMP)]
    Dump {
        /// The database, usually ~/Library/Messages/chat.db
        database: PathBuf,
        /// One JSON object a line, also for rows that are no messages
        #[arg(long)]
        json: bool,
    },
    /// Print what arrives from now on, until Ctrl-C
    #[command(after_help = WATCH)]
    Watch {
        /// The database, usually ~/Library/Messages/chat.db
        database: PathBuf,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
        /// Keep the position in this file: what arrived meanwhile is printed at the next start
        #[arg(long, value_name = "FILE")]
        position: Option<PathBuf>,
        /// Print messages from this account too
        #[arg(long)]
        own: bool,
        /// Print old messages that are filled in, by cloud sync for instance, too
        #[arg(long)]
        history: bool,
    },
    /// Print one typedstream body (the column attributedBody)
    #[command(after_help = DECODE)]
    Decode {
        /// The file with the body, - for standard input
        file: PathBuf,
        /// One JSON object with runs and attributes
        #[arg(long)]
        json: bool,
    },
}

const DUMP: &str = "\
Examples:
  spectrum local dump ~/Library/Messages/chat.db
  spectrum local dump chat.db --json | jq -r 'select(.edit) | .guid'

With --json each line is a row of the database: rowid, guid, category, chat_guid, chat_kind, sender,
is_from_me, service, date_unix_ns, and what its category has. start and length count UTF-16 code units.

Exit codes:
  0  done
  3  Full Disk Access is missing, or the file is another user's
  4  there is no such file
  5  the file is not a database of Messages, or damaged
  6  the database is locked
  1, 2  as spectrum --help says";

const WATCH: &str = "\
Examples:
  spectrum local watch ~/Library/Messages/chat.db
  spectrum local watch chat.db --json --position seen.json

With --json each line is an event: event (message, reaction, group_event, sticker_placed, poll,
poll_vote, unreadable, edited, unsent, delivered, read, failed, attachment_ready, attachment_failed,
dropped, trouble, recovered; own and history if asked for), guid, chat_guid, sender, text,
attachments, and the whole row as record. A line 'watching' on standard error says when it has begun.

Exit codes:
  0  done; without an end of its own, Ctrl-C ends it as the system does
  3  Full Disk Access is missing, or the file is another user's
  4  there is no such file
  5  the file is not a database of Messages, or damaged
  6  the database is locked
  1, 2  as spectrum --help says";

const DECODE: &str = "\
Examples:
  sqlite3 chat.db \"SELECT writefile('body.bin', attributedBody) FROM message WHERE ROWID = 1\"
  spectrum local decode body.bin --json

A malformed body ends with exit code 1; with --json valid is false, and salvage_text is what could be
read of its text.

Exit codes:
  0  done
  1  the body is malformed
  3  the file cannot be read
  4  there is no such file
  2  as spectrum --help says";

impl Command {
    /// Whether programs read the output.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Dump { json, .. } | Self::Watch { json, .. } | Self::Decode { json, .. } => *json,
        }
    }
}

/// Runs a command.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Dump { database, json } => dump::run(&database, json),
        Command::Watch { database, json, position, own, history } => {
            watch::run(&watch::Options { database, json, position, own, history })
        }
        Command::Decode { file, json } => decode::run(&file, json),
    }
}
