//! `spectrum doctor`: what an agent needs on this machine.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use spectrum_imessage::imessage::{
    self, Check, CheckState, DoctorOptions, DoctorReport, DoctorScope,
};

use crate::cloud::{Connection, block_on};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) const HELP: &str = "\
Examples:
  spectrum doctor
      What this Mac lacks for local mode, and the project if there are credentials.
  spectrum doctor --local
      Local mode alone; --cloud: the project alone.
  spectrum doctor --json | jq -r '.checks[] | select(.state == \"failed\") | .remedy'
      What to do, for programs.
  spectrum doctor --local --database copy/chat.db --osascript ./stand-in

Run it from the program that runs the agent: macOS gives its permissions to that one. Nothing is
sent. Messages may be started, and macOS may ask whether it may be controlled: click OK.

The checks: system, fullDiskAccess, database, automation, account, files for local mode; credentials,
tls, cloud, clock, platform, token, lines, service for the project; versions. Each is ok, warning,
failed or skipped. With --json: healthy, and checks with name, state, found and remedy.

Exit codes:
  0  no check failed
  7  a check failed
  1, 2  as spectrum --help says";

/// What to check.
#[derive(Args)]
pub(crate) struct Options {
    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Only what local mode needs
    #[arg(long, conflicts_with = "cloud")]
    local: bool,
    /// Only what cloud mode needs
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
    #[command(flatten)]
    connection: Connection,
}

/// The check that says whether there are credentials.
const CREDENTIALS: &str = "credentials";

/// Runs the command.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let report = block_on(examine(&options))?;
    print(&report, options.json)?;
    if report.healthy() { Ok(()) } else { Err(Failure::Unhealthy) }
}

async fn examine(options: &Options) -> Result<DoctorReport, Failure> {
    let scope = match (options.local, options.cloud) {
        (true, _) => DoctorScope::Local,
        (_, true) => DoctorScope::Cloud,
        _ => DoctorScope::All,
    };
    let look = |scope, project| {
        imessage::doctor(DoctorOptions {
            scope,
            project,
            database: options.database.clone(),
            osascript: options.osascript.clone(),
            limit: Some(Duration::from_secs(options.limit)),
        })
    };
    if scope == DoctorScope::Local {
        return Ok(look(scope, spectrum_imessage::Options::default()).await);
    }
    match options.connection.options().await {
        Ok(project) => Ok(look(scope, project).await),
        Err(Failure::Usage(why)) => Err(Failure::Usage(why)),
        // A file that cannot be used is what was looked for.
        Err(failure) => {
            let mut report = match scope {
                DoctorScope::Cloud => DoctorReport::default(),
                _ => look(DoctorScope::Local, spectrum_imessage::Options::default()).await,
            };
            report.checks.push(unusable(failure));
            Ok(report)
        }
    }
}

fn unusable(failure: Failure) -> Check {
    let (found, remedy) = match failure {
        Failure::Credentials { found, remedy } => (found, remedy),
        other => (other.to_string(), "correct what is named".to_owned()),
    };
    Check { name: CREDENTIALS, state: CheckState::Failed, found, remedy: Some(remedy) }
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
