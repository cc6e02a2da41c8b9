//! `spectrum quota`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use spectrum_imessage::imessage::Quota;

use super::connection::{is_database, store};
use super::{Connection, block_on};
use crate::failure::Failure;
use crate::output::{Output, complain};

pub(crate) const HELP: &str = "\
Examples:
  spectrum quota --store agent.db
      What the agent with this store has used today. Stop it first: a store has one user at a time.
  spectrum quota --json | jq '.lines[].messages.limit'

The service does not tell what is used: it is counted where it is sent from, and kept in the agent's
store. Without --store the limits alone are known. With --json one object: lines, each with line,
messages and newConversations (limit; used and left if there is a store), and resetsAt.

Exit codes:
  0  done
  3  credentials are missing, refused, or readable by others
  5  the file is no store, or damaged
  6  the store is in use
  8  the service cannot be reached
  1, 2, 4, 9  as spectrum --help says";

/// What to ask.
#[derive(Args)]
pub(crate) struct Options {
    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// The store of the agent that sends: a file, or postgres://user@host/database
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    #[command(flatten)]
    connection: Connection,
}

/// Runs the command.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let counted = options.store.is_some();
    if let Some(path) = options.store.as_deref().filter(|path| !is_database(path) && !path.exists())
    {
        // Opened, it would be made.
        let source = std::io::ErrorKind::NotFound.into();
        return Err(Failure::File { path: path.to_owned(), source });
    }
    let quotas = block_on(async {
        let settings = options.connection.options().await?;
        let settings = store(settings, options.store.as_deref()).await?;
        let app = options.connection.start(settings).await?;
        let quotas = app.imessage()?.quota();
        app.stop().await;
        Ok(quotas?)
    })?;
    let mut out = Output::new();
    if options.json {
        let lines: Vec<_> = quotas.iter().map(|quota| to_json(quota, counted)).collect();
        out.json(&json!({ "lines": lines }))?;
        out.flush()?;
        return Ok(());
    }
    for quota in &quotas {
        let of = |limit: u32, left: u32| match counted {
            true => format!("{} of {limit}", limit.saturating_sub(left)),
            false => format!("at most {limit}"),
        };
        let messages = of(quota.messages_limit, quota.messages_left);
        let new = of(quota.new_conversations_limit, quota.new_conversations_left);
        let until = resets_at(quota);
        out.line(&format!(
            "{:<16} messages {messages}, new conversations {new}, until {until}",
            quota.line
        ))?;
    }
    out.flush()?;
    if !counted {
        complain("what is used is known with --store alone: it is counted in the agent's store");
    }
    Ok(())
}

fn resets_at(quota: &Quota) -> String {
    Timestamp::try_from(quota.resets_at).map(|time| time.to_string()).unwrap_or_default()
}

fn to_json(quota: &Quota, counted: bool) -> Value {
    let of = |limit: u32, left: u32| match counted {
        true => json!({ "used": limit.saturating_sub(left), "left": left, "limit": limit }),
        false => json!({ "limit": limit }),
    };
    json!({
        "line": quota.line,
        "messages": of(quota.messages_limit, quota.messages_left),
        "newConversations": of(quota.new_conversations_limit, quota.new_conversations_left),
        "resetsAt": resets_at(quota),
    })
}
