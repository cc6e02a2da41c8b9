//! The options of the command.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{CommandFactory, FromArgMatches, Parser};

const EXAMPLES: &str = "\
Examples:
  spectrum-sim
      A shared project; prints where to connect, and runs until Ctrl-C.
  spectrum-sim --json
      The same for programs: one line of JSON as soon as clients may connect.
  spectrum-sim --dedicated +15559990001,+15559990002
      A project with two lines of its own, both at the one gRPC address: the token tells the line.
  spectrum-sim --script conversation.yaml
      Plays people against the agent that connects, and ends: 0 when it answered as expected.
  spectrum-sim --bind 0.0.0.0 --page-name my-laptop.local
      The page for others too: there is no password.
  spectrum-sim --daily-limit 2 --new-conversation-limit 1
      Limits that a test can reach.

Then, for a client:
  export SPECTRUM_CLOUD_URL=…  SPECTRUM_IMESSAGE_ADDRESS=…  SPECTRUM_CA_FILE=…
and for a person who writes to it:
  curl -X POST $PAGE_URL/api/people/+15551230001/text -d '{\"text\": \"hello\"}'

SPECTRUM_SIM_LOG sets what is logged to stderr (error, warn, info, debug).";

/// A stand-in for Spectrum Cloud and its iMessage service, on this machine only.
#[derive(Parser)]
#[command(name = "spectrum-sim", version, about)]
pub(super) struct Options {
    /// Print one line of JSON when ready, one for each step of a script, and nothing else
    #[arg(long)]
    pub(super) json: bool,
    /// Give the project lines of its own: phone numbers with commas between them
    #[arg(long, value_name = "PHONES", value_delimiter = ',', num_args = 0..=1, default_missing_value = "")]
    pub(super) dedicated: Option<Vec<String>>,
    /// The id of the project
    #[arg(long, value_name = "ID", default_value = "sim-project")]
    pub(super) project_id: String,
    /// The secret of the project [default: a random one]
    #[arg(long, value_name = "SECRET")]
    pub(super) project_secret: Option<String>,
    /// Accept this token for ever, for clients with a relay of their own; the line is a phone
    /// number or `shared`
    #[arg(long, value_name = "TOKEN=LINE", value_parser = token_and_line)]
    pub(super) token: Vec<(String, String)>,
    /// How long tokens live, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "3600", value_parser = seconds)]
    pub(super) token_ttl: Duration,
    /// The interval of heartbeats on streams, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(super) heartbeat: Duration,
    /// Messages of a line and day
    #[arg(long, value_name = "N", default_value_t = 5000)]
    pub(super) daily_limit: u32,
    /// New conversations of a line and day
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(super) new_conversation_limit: u32,
    /// The sequence that the first event follows
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) events_before: u64,
    /// Open the page in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// The port of the page and its API [default: 8420 if free, with --json any free one]
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<u16>,
    /// The address at which the page and its API listen: others than the loopback let everybody who
    /// reaches it read and do everything
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) bind: IpAddr,
    /// A name under which browsers may ask for the page, besides addresses and localhost
    #[arg(long, value_name = "NAME")]
    pub(super) page_name: Vec<String>,
    /// The port of gRPC over TLS [default: any free one]
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    pub(super) tls_port: u16,
    /// Play people as this file of YAML or JSON says, and end; the status is 0 when all was as
    /// expected, 1 when not
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    pub(super) script: Option<PathBuf>,
    /// The same with the pauses of a recording
    #[arg(long, value_name = "FILE")]
    pub(super) replay: Option<PathBuf>,
    /// How many times as fast --replay is
    #[arg(long, value_name = "FACTOR", default_value = "1", value_parser = factor,
          requires = "replay", conflicts_with = "script")]
    pub(super) speed: f64,
    /// Keep everything in this SQLite file, and go on where it is
    #[arg(long, value_name = "FILE")]
    pub(super) state: Option<PathBuf>,
    /// Write what people do and what the agent answers into this new file, as a script
    #[arg(long, value_name = "FILE")]
    pub(super) record: Option<PathBuf>,
    /// Go on after the script
    #[arg(long)]
    pub(super) stay: bool,
    /// Record no calls: for measurements
    #[arg(long)]
    pub(super) no_transcript: bool,
    /// End when standard input closes, so that nothing is left if the parent dies
    #[arg(long)]
    pub(super) exit_with_stdin: bool,
}

impl Options {
    /// Reads the arguments; the first is the name under which the help speaks of the command.
    pub(super) fn read(arguments: Vec<OsString>) -> Result<(Self, String), clap::Error> {
        let name = name(arguments.first());
        let mut command =
            Self::command().bin_name(&name).after_help(EXAMPLES.replace("spectrum-sim", &name));
        let read = command.try_get_matches_from_mut(arguments);
        let options = read.and_then(|mut matches| Self::from_arg_matches_mut(&mut matches));
        options.map(|options| (options, name)).map_err(|error| error.format(&mut command))
    }
}

/// `spectrum sim` stays, of a path the last part does.
fn name(first: Option<&OsString>) -> String {
    let Some(first) = first.map(|first| first.to_string_lossy()).filter(|name| !name.is_empty())
    else {
        return "spectrum-sim".to_owned();
    };
    let last = Path::new(&*first).file_name().map(|name| name.to_string_lossy().into_owned());
    let last = last.unwrap_or_else(|| first.into_owned());
    last.strip_suffix(".exe").map(str::to_owned).unwrap_or(last)
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    if number <= 0.0 {
        return Err("must be more than 0".to_owned());
    }
    Duration::try_from_secs_f64(number).map_err(|error| error.to_string())
}

fn factor(text: &str) -> Result<f64, String> {
    let factor: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    match (0.001..=1000.0).contains(&factor) {
        true => Ok(factor),
        false => Err("must be from 0.001 to 1000".to_owned()),
    }
}

fn token_and_line(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((token, line)) if !token.is_empty() && !line.is_empty() => {
            Ok((token.to_owned(), line.to_owned()))
        }
        _ => Err("must be TOKEN=LINE".to_owned()),
    }
}
