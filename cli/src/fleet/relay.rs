//! `spectrum relay`.

use std::time::Duration;

use clap::Args;
use spectrum_imessage::fleet::{Fleet, FleetHealth};
use spectrum_imessage::{Event, Spectrum};
use spectrum_imessage_fleet::NatsRelay;

use super::Nats;
use crate::cloud::{Connection, Ending, block_on};
use crate::failure::Failure;
use crate::output::{Output, complain};

pub(crate) const HELP: &str = "\
Examples:
  spectrum relay --nats nats://nats-1:4222,nats://nats-2:4222,nats://nats-3:4222 --replicas 3
      Takes its share of the project's lines. Run two or more: each line is held by one of them, and by
      another within seconds when that one dies.
  SPECTRUM_NATS=tls://relay:secret@nats:4222 spectrum relay --nats-ca ca.pem
  spectrum relay --nats nats://localhost:4222 --json | jq -c 'select(.type == \"gap\")'

A relay holds the live streams of the lines and publishes every event once into a stream of NATS
JetStream, where the workers of the fleet (Spectrum(fleet=..., group=...)) take them from. The first one
sets the fleet up: its streams, and the buckets for leases and positions.

A line 'relaying' on standard error says when it is connected. Ctrl-C publishes what is on its way, and
lets the lines go. With --json it prints an object whenever a line, or a stream of one, comes or goes,
and every ten seconds one of the type 'health': connected, held, unconfirmed.

Exit codes:
  0  ended by Ctrl-C
  2  the fleet is set up with other settings: it is said which
  3  credentials are missing, refused, or readable by others
  8  the service, or NATS, cannot be reached at the start
  1, 4, 5, 6, 7, 9, 10  as spectrum --help says";

/// How often it says how it is.
const HEALTH: Duration = Duration::from_secs(10);

/// Where to relay to.
#[derive(Args)]
pub(crate) struct Options {
    /// One JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    nats: Nats,
    #[command(flatten)]
    connection: Connection,
}

/// Runs the command.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    block_on(async {
        // First: whoever started this may end it at once.
        let mut ending = Ending::new()?;
        let starting = async {
            let relay = NatsRelay::new(options.nats.options()?)?;
            let settings = options.connection.options().await?;
            let fleet = Some(Fleet::Relay(relay));
            let settings = spectrum_imessage::Options { fleet, ..settings };
            options.connection.start(settings).await
        };
        let app = tokio::select! {
            app = starting => app?,
            () = ending.asked() => return Ok(()),
        };
        let followed = tokio::select! {
            followed = follow(&app, options.json) => followed,
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

async fn follow(app: &Spectrum, json: bool) -> Result<(), Failure> {
    app.relay()?;
    let mut events = app.events()?;
    complain("relaying");
    let mut beat = tokio::time::interval(HEALTH);
    let mut before: Option<FleetHealth> = None;
    loop {
        tokio::select! {
            event = events.next() => {
                let Some(event) = event else { return Ok(()) };
                if json {
                    print(&event)?;
                }
            }
            _ = beat.tick() => {
                let Some(health) = app.health().fleet else { continue };
                if json {
                    health_line(&health)?;
                } else if before.as_ref().is_none_or(|before| changed(before, &health)) {
                    complain(&in_words(&health));
                }
                before = Some(health);
            }
        }
    }
}

fn changed(before: &FleetHealth, now: &FleetHealth) -> bool {
    (before.connected, before.held) != (now.connected, now.held)
        || before.healthy() != now.healthy()
}

fn in_words(health: &FleetHealth) -> String {
    let lines = if health.held == 1 { "line" } else { "lines" };
    match (health.connected, health.stalled) {
        (false, _) => "NATS is not reached; what arrives waits in the streams".to_owned(),
        (true, Some(since)) if !health.healthy() => {
            format!("{} {lines}; NATS has confirmed nothing for {} s", health.held, since.as_secs())
        }
        (true, _) => format!("{} {lines}", health.held),
    }
}

fn print(event: &Event) -> Result<(), Failure> {
    let mut out = Output::new();
    let value: serde_json::Value = serde_json::from_str(&event.to_json()).unwrap_or_default();
    out.json(&value)?;
    Ok(out.flush()?)
}

fn health_line(health: &FleetHealth) -> Result<(), Failure> {
    let mut out = Output::new();
    out.json(&serde_json::json!({
        "type": "health",
        "healthy": health.healthy(),
        "connected": health.connected,
        "held": health.held,
        "unconfirmed": health.unconfirmed,
    }))?;
    Ok(out.flush()?)
}
