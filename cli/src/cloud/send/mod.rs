//! `spectrum send`.

mod bar;
mod content;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Args};
use serde_json::json;
use spectrum_imessage::imessage::{CreateOptions, IMessage};
use spectrum_imessage::{Error, ErrorKind, Message, MessageEffect, Space, User, content as build};

use self::bar::Bar;
use super::connection::store;
use super::tail::message_to_json;
use super::{Connection, block_on};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) const HELP: &str = "\
Examples:
  spectrum send --to +15551230001 \"The train is late\"
  spectrum send --to +15551230001 --effect confetti \"Happy birthday!\"
  git log -1 --format=%s | spectrum send --to +15551230001 --from +15559990001
      The text from standard input.
  spectrum send --to alice@example.com,bob@example.com --markdown \"**Lunch** at one?\"
      One conversation with both: a group, which needs a line of one's own.
  spectrum send --space 'any;-;+15551230001' --reply-to GUID --file map.png \"Here\"
  spectrum send --to +15551230001 --client-message-id build-1847 \"Build 1847 is done\"
      Run again, it sends nothing new.

The text and each file are messages of their own, in this order; --effect goes with the text, or else
with the first file. Everything is checked before anything is sent. It prints the id of each message
on a line; with --json one object: space, and messages as spectrum tail --json has them. An upload
shows how far it is if standard error is a terminal. What is sent is counted in --store, if given.

Exit codes:
  0  sent
  2  what was to be sent cannot be accepted: an empty text, a wrong address
  3  credentials are missing, refused, or readable by others
  4  there is no such file, message, conversation or line
  8  the service cannot be reached, or did not answer in time: it may have been sent; try again with
     a --client-message-id
  9  a quota or a rate limit is used up
 10  the mode or the kind of conversation cannot do this
  1, 5, 6  as spectrum --help says";

/// What to send, and to whom.
#[derive(Args)]
#[command(group = ArgGroup::new("conversation").required(true).args(["to", "space"]))]
pub(crate) struct Options {
    /// The text; from standard input if it is - or missing, unless there is a --file
    text: Option<String>,
    /// To whom: a phone number or an e-mail address; with several a group
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',')]
    to: Vec<String>,
    /// Into this conversation: the id of the space
    #[arg(long, value_name = "ID")]
    space: Option<String>,
    /// From this line of the project; without it, a new conversation begins on any
    #[arg(long, value_name = "LINE")]
    from: Option<String>,
    /// A file; may be given several times
    #[arg(long, value_name = "FILE")]
    file: Vec<PathBuf>,
    /// Read the text as markdown
    #[arg(long)]
    markdown: bool,
    /// With an effect
    #[arg(long, value_name = "EFFECT", value_parser = effects())]
    effect: Option<String>,
    /// As an answer to this message
    #[arg(long, value_name = "MESSAGE")]
    reply_to: Option<String>,
    /// An idempotency key: the same key twice delivers once
    #[arg(long, value_name = "KEY")]
    client_message_id: Option<String>,
    /// Count what is sent in the store of an agent: a file, or postgres://user@host/database
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    connection: Connection,
}

fn effects() -> PossibleValuesParser {
    PossibleValuesParser::new(MessageEffect::ALL.map(MessageEffect::name))
}

/// Runs the command.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let contents = content::of(&options)?;
    let (space, sent) = block_on(async {
        let settings = options.connection.options().await?;
        let settings = store(settings, options.store.as_deref()).await?;
        let app = options.connection.start(settings).await?;
        let sent = send(&app.imessage()?, &options, contents).await;
        app.stop().await;
        sent
    })?;
    let mut out = Output::new();
    if options.json {
        let messages: Vec<_> = sent.iter().map(message_to_json).collect();
        let space =
            json!({ "id": space.id(), "type": space.kind().as_str(), "phone": space.phone() });
        out.json(&json!({ "space": space, "messages": messages }))?;
    } else {
        sent.iter().try_for_each(|message| out.line(message.id()))?;
    }
    out.flush()?;
    Ok(())
}

async fn send(
    im: &IMessage,
    options: &Options,
    mut contents: Vec<spectrum_imessage::Content>,
) -> Result<(Space, Vec<Message>), Failure> {
    let space = match &options.space {
        Some(id) => im.space(id, options.from.as_deref())?,
        None => {
            let users: Vec<_> = options.to.iter().map(|to| User::new(to.as_str())).collect();
            im.create_space(&users, &CreateOptions { phone: options.from.clone() }).await?
        }
    };
    if let Some(id) = &options.reply_to {
        let target = space.get_message(id).await?.ok_or_else(|| {
            let text = format!("there is no message {id} in this conversation");
            Error::new(ErrorKind::NotFound, "messageNotFound", text)
        })?;
        let replies = contents.into_iter().map(|content| build::reply(content, &target));
        contents = replies.collect::<Result<_, _>>()?;
    }
    let bar = Bar::default();
    let how = spectrum_imessage::SendOptions {
        client_message_id: options.client_message_id.clone(),
        progress: bar.progress(),
    };
    let sent = space.send_all(contents, how).await?;
    Ok((space, sent.into_iter().flatten().collect()))
}
