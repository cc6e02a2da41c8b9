//! `spectrum lines`.

use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};
use spectrum_imessage::imessage::LineCheck;

use super::{Connection, block_on};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) const HELP: &str = "\
Examples:
  spectrum lines
  spectrum lines --json | jq -r '.lines[] | select(.state != \"ok\") | .line'

Each line is asked something small; nothing is changed. mode is shared or dedicated. state is ok;
refused if its token is not taken; unreachable if there was no answer; else failed. With --json one
object: lines, each with line, mode, state, and error (code, message) if it is not ok.

Exit codes:
  0  every line answers
  3  credentials are missing, refused, or readable by others
  7  a line does not answer, or there is none
  8  the service cannot be reached
  1, 2, 4, 9  as spectrum --help says";

/// What to ask.
#[derive(Args)]
pub(crate) struct Options {
    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// How long each line may take to answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    limit: u64,
    #[command(flatten)]
    connection: Connection,
}

/// Runs the command.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let checks = block_on(async {
        let settings = options.connection.options().await?;
        let app = options.connection.start(settings).await?;
        let checks = app.imessage()?.check_lines(Duration::from_secs(options.limit)).await;
        app.stop().await;
        Ok(checks?)
    })?;
    let mut out = Output::new();
    if options.json {
        let lines: Vec<_> = checks.iter().map(to_json).collect();
        out.json(&json!({ "lines": lines }))?;
    }
    for check in checks.iter().filter(|_| !options.json) {
        let why = check.error.as_ref().map(ToString::to_string).unwrap_or_default();
        let (mode, state) = (check.mode.as_str(), check.state());
        out.line(format!("{:<16} {mode:<9} {state:<11} {why}", check.line).trim_end())?;
    }
    out.flush()?;
    match checks.iter().all(|check| check.error.is_none()) && !checks.is_empty() {
        true => Ok(()),
        false => Err(Failure::Unhealthy),
    }
}

fn to_json(check: &LineCheck) -> Value {
    let mut line = json!({
        "line": check.line,
        "mode": check.mode.as_str(),
        "state": check.state(),
    });
    if let Some(error) = &check.error {
        line["error"] = json!({ "code": error.code(), "message": error.message() });
    }
    line
}
