//! `spectrum-sim`: the simulator as a command.

use std::io::{Write, stderr, stdout};
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use spectrum_imessage_simulator::{Ready, SimError, Simulator};
use tracing_subscriber::EnvFilter;

/// The port of the page that people come back to.
const USUAL_PAGE_PORT: u16 = 8420;

const EXAMPLES: &str = "\
Examples:
  spectrum-sim
      A shared project; prints where to connect, and runs until Ctrl-C.
  spectrum-sim --json
      The same for programs: one line of JSON as soon as clients may connect.
  spectrum-sim --dedicated +15559990001,+15559990002
      A project with two lines of its own, both at the one gRPC address: the token tells the line.
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
#[command(name = "spectrum-sim", version, about, after_help = EXAMPLES)]
struct Options {
    /// Print one line of JSON when ready, and nothing else
    #[arg(long)]
    json: bool,
    /// Give the project lines of its own: phone numbers with commas between them
    #[arg(long, value_name = "PHONES", value_delimiter = ',', num_args = 0..=1, default_missing_value = "")]
    dedicated: Option<Vec<String>>,
    /// The id of the project
    #[arg(long, value_name = "ID", default_value = "sim-project")]
    project_id: String,
    /// The secret of the project [default: a random one]
    #[arg(long, value_name = "SECRET")]
    project_secret: Option<String>,
    /// Accept this token for ever, for clients with a relay of their own; the line is a phone
    /// number or `shared`
    #[arg(long, value_name = "TOKEN=LINE", value_parser = token_and_line)]
    token: Vec<(String, String)>,
    /// How long tokens live, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "3600", value_parser = seconds)]
    token_ttl: Duration,
    /// The interval of heartbeats on streams, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    heartbeat: Duration,
    /// Messages of a line and day
    #[arg(long, value_name = "N", default_value_t = 5000)]
    daily_limit: u32,
    /// New conversations of a line and day
    #[arg(long, value_name = "N", default_value_t = 50)]
    new_conversation_limit: u32,
    /// The sequence that the first event follows
    #[arg(long, value_name = "N", default_value_t = 0)]
    events_before: u64,
    /// The port of the page and its API [default: 8420 if free, with --json any free one]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// The address at which the page and its API listen: others than the loopback let everybody who
    /// reaches it read and do everything
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    bind: IpAddr,
    /// A name under which browsers may ask for the page, besides addresses and localhost
    #[arg(long, value_name = "NAME")]
    page_name: Vec<String>,
    /// The port of gRPC over TLS [default: any free one]
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    tls_port: u16,
    /// Record no calls: for measurements
    #[arg(long)]
    no_transcript: bool,
    /// End when standard input closes, so that nothing is left if the parent dies
    #[arg(long)]
    exit_with_stdin: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    if number <= 0.0 {
        return Err("must be more than 0".to_owned());
    }
    Duration::try_from_secs_f64(number).map_err(|error| error.to_string())
}

fn token_and_line(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((token, line)) if !token.is_empty() && !line.is_empty() => {
            Ok((token.to_owned(), line.to_owned()))
        }
        _ => Err("must be TOKEN=LINE".to_owned()),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter =
        EnvFilter::try_from_env("SPECTRUM_SIM_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).init();
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if stderr is closed.
            let _ = writeln!(stderr(), "spectrum-sim: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), SimError> {
    // Before the ready line: whoever reads it may send the signal at once.
    let ended = end_signals()?;
    let sim = start(&options).await?;
    announce(&sim.ready(), &options).map_err(|source| SimError::Io {
        what: "cannot write to standard output".to_owned(),
        source,
    })?;
    let input_closed = async {
        if options.exit_with_stdin {
            stdin_closed().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = ended => {}
        () = sim.stop_asked() => {}
        () = input_closed => {}
    }
    sim.stop().await;
    Ok(())
}

async fn start(options: &Options) -> Result<Simulator, SimError> {
    let mut builder = Simulator::builder()
        .project_id(&options.project_id)
        .token_ttl(options.token_ttl)
        .heartbeat(options.heartbeat)
        .daily_limit(options.daily_limit)
        .events_before(options.events_before)
        .new_conversation_limit(options.new_conversation_limit)
        .transcript(!options.no_transcript)
        .tls_port(options.tls_port);
    if let Some(secret) = &options.project_secret {
        builder = builder.project_secret(secret);
    }
    if let Some(phones) = &options.dedicated {
        builder = builder.dedicated(phones.iter().filter(|phone| !phone.is_empty()));
    }
    for (token, line) in &options.token {
        builder = builder.fixed_token(token, line);
    }
    if options.bind != Ipv4Addr::LOCALHOST {
        builder = builder.page_address(options.bind);
    }
    for name in &options.page_name {
        builder = builder.page_name(name);
    }
    match options.port {
        Some(port) => builder.page_port(port).start().await,
        None if options.json => builder.start().await,
        None => match builder.clone().page_port(USUAL_PAGE_PORT).start().await {
            Err(SimError::Io { .. }) => builder.start().await,
            other => other,
        },
    }
}

/// Tells how to connect. Whoever reads a pipe waits for this: it must not stay in a buffer.
fn announce(ready: &Ready, options: &Options) -> std::io::Result<()> {
    let mut out = stdout().lock();
    if options.json {
        serde_json::to_writer(&mut out, ready)?;
        writeln!(out)?;
    } else {
        writeln!(out, "The simulator runs. Messages: {}", ready.page_url)?;
        match options.bind.is_loopback() {
            true => writeln!(out, "Only this machine reaches it.")?,
            false => writeln!(
                out,
                "It listens on {}: whoever reaches that reads everything and may do everything.",
                options.bind
            )?,
        }
        writeln!(out, "\nFor a client:")?;
        writeln!(out, "  export SPECTRUM_CLOUD_URL={}", ready.cloud_url)?;
        writeln!(out, "  export SPECTRUM_IMESSAGE_ADDRESS={}", ready.imessage_address)?;
        writeln!(out, "  export SPECTRUM_IMESSAGE_LINE_ADDRESS={}", ready.imessage_address)?;
        writeln!(out, "  export SPECTRUM_CA_FILE={}", ready.ca_file.display())?;
        writeln!(out, "  export SPECTRUM_PROJECT_ID={}", ready.project_id)?;
        writeln!(out, "  export SPECTRUM_PROJECT_SECRET={}", ready.project_secret)?;
        writeln!(out, "\ngRPC in the clear: {}", ready.imessage_address_plain)?;
        writeln!(out, "Ctrl-C ends it.")?;
    }
    out.flush()
}

/// Completes at the first signal that asks for the end.
#[cfg(unix)]
fn end_signals() -> Result<impl Future<Output = ()>, SimError> {
    use tokio::signal::unix::{SignalKind, signal};
    let wrong = |source| SimError::Io { what: "cannot wait for signals".to_owned(), source };
    let mut interrupt = signal(SignalKind::interrupt()).map_err(wrong)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(wrong)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes at Ctrl-C.
#[cfg(not(unix))]
fn end_signals() -> Result<impl Future<Output = ()>, SimError> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Completes when standard input closes. A thread of its own: a blocked read inside the runtime
/// would hold up its end.
async fn stdin_closed() {
    let (open, closed) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _open = open;
        // An input that cannot be read is as good as a closed one.
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    });
    let _ = closed.await;
}
