//! `spectrum fleet status`.

use clap::Args;
use spectrum_imessage_fleet::{FleetStatus, FleetView, GroupStatus, LineStatus, MemberStatus};

use super::Nats;
use crate::cloud::block_on;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) const HELP: &str = "\
Examples:
  spectrum fleet status --nats nats://localhost:4222
  spectrum fleet status --nats nats://localhost:4222 --json | jq '.groups[] | {group, lag, pending}'
  watch -n 2 spectrum fleet status --nats nats://localhost:4222

It reads from NATS and changes nothing. With --json one object: fleet, partitions, replicas, events,
bytes, deadLetters, relays, lines (line, phone, holder, reached, takeovers) and groups (group, workers,
lag, pending, redelivered, dead, unheld, partitions).

Exit codes:
  0  done
  2  there is no such fleet, or its address cannot be used
  8  NATS cannot be reached
  1, 3, 4, 5, 6, 7, 9, 10  as spectrum --help says";

/// What to look at.
#[derive(Args)]
pub(crate) struct Options {
    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    nats: Nats,
}

/// Runs the command.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let status = block_on(async {
        let view = FleetView::connect(&options.nats.options()?).await?;
        Ok(view.status().await?)
    })?;
    let mut out = Output::new();
    if options.json {
        out.json(&status)?;
    } else {
        print(&mut out, &status)?;
    }
    Ok(out.flush()?)
}

fn print(out: &mut Output, status: &FleetStatus) -> Result<(), Failure> {
    out.line(&format!(
        "fleet {}: {} events in {} partitions, {} dead letters",
        status.fleet, status.events, status.partitions, status.dead_letters
    ))?;
    for relay in &status.relays {
        out.line(&format!("  relay {}", member(relay)))?;
    }
    for line in &status.lines {
        out.line(&format!("  line {}", of_line(line)))?;
    }
    for group in &status.groups {
        out.line(&of_group(group))?;
        for worker in &group.workers {
            out.line(&format!("  worker {}", member(worker)))?;
        }
    }
    Ok(())
}

fn member(member: &MemberStatus) -> String {
    let state = match (member.alive, member.leaving) {
        (false, _) => format!(", silent for {:.0} s", member.silent),
        (true, true) => ", leaving".to_owned(),
        (true, false) => String::new(),
    };
    format!("{}: holds {}{state}", member.name, member.held)
}

fn of_line(line: &LineStatus) -> String {
    let holder = line.holder.as_deref().unwrap_or("nobody");
    let reached = line.reached.iter().map(|(stream, number)| format!("{stream} {number}"));
    let reached = reached.collect::<Vec<_>>().join(", ");
    format!("{}: held by {holder}; {reached}", line.phone)
}

fn of_group(group: &GroupStatus) -> String {
    let unheld = match group.unheld {
        0 => String::new(),
        unheld => format!(", {unheld} partitions are held by nobody"),
    };
    format!(
        "group {}: {} wait, {} of them are being handled; {} redelivered, {} given up{unheld}",
        group.group, group.lag, group.pending, group.redelivered, group.dead
    )
}
