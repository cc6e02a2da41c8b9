//! `spectrum doctor`: what an agent needs on this machine.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use spectrum_imessage::imessage::{self, DoctorOptions, DoctorReport, DoctorScope};

use crate::failure::Failure;
use crate::output::Output;

pub(crate) const HELP: &str = "\
Examples:
  spectrum doctor
      What this Mac lacks for local mode, and the project if SPECTRUM_PROJECT_ID is set.
  spectrum doctor --local
      Local mode alone; --cloud: the project alone.
  spectrum doctor --json | jq -r '.checks[] | select(.state == \"failed\") | .remedy'
      What to do, for programs.
  spectrum doctor --local --database copy/chat.db --osascript ./stand-in

Run it from the program that runs the agent: macOS gives its permissions to that one. Nothing is
sent. Messages may be started, and macOS may ask whether it may be controlled: click OK.

The checks: system, fullDiskAccess, database, automation, account, files for local mode; credentials,
cloud, platform, lines for the project; versions. Each is ok, warning, failed or skipped. With --json:
healthy, and checks with name, state, found and remedy.

Exit codes:
  0  no check failed
  7  a check failed";

/// What to check.
#[derive(Args)]
pub(crate) struct Options {
    /// One JSON object
    #[arg(long)]
    json: bool,
    /// Only what local mode needs
    #[arg(long, conflicts_with = "cloud")]
    local: bool,
    /// Only what cloud mode needs; the project by the environment
    #[arg(long)]
    cloud: bool,
    /// The database of Messages; else SPECTRUM_LOCAL_DATABASE, else ~/Library/Messages/chat.db
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// The program that runs AppleScript; else SPECTRUM_OSASCRIPT, else /usr/bin/osascript
    #[arg(long, value_name = "PROGRAM")]
    osascript: Option<PathBuf>,
    /// How long each question to Messages or the cloud may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    limit: u64,
}

/// Runs the command.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let Options { json, local, cloud, database, osascript, limit } = options;
    let scope = match (local, cloud) {
        (true, _) => DoctorScope::Local,
        (_, true) => DoctorScope::Cloud,
        _ => DoctorScope::All,
    };
    let limit = Some(Duration::from_secs(limit));
    let project = spectrum_imessage::Options::default();
    let options = DoctorOptions { scope, database, osascript, project, limit };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Failure::Runtime)?;
    let report = runtime.block_on(imessage::doctor(options));
    print(&report, json)?;
    if report.healthy() { Ok(()) } else { Err(Failure::Unhealthy) }
}

fn print(report: &DoctorReport, json: bool) -> io::Result<()> {
    let mut out = Output::new();
    if json {
        out.json(&report.to_json())?;
        return out.flush();
    }
    for check in &report.checks {
        // Padding looks at the width of texts alone.
        let state = check.state.as_str();
        out.line(&format!("{state:<8} {:<15} {}", check.name, check.found))?;
        if let Some(remedy) = &check.remedy {
            out.line(&format!("{:<24} -> {remedy}", ""))?;
        }
    }
    out.flush()
}
