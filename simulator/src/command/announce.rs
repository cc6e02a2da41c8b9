//! What the command prints when it is ready.

use std::io::{Write, stdout};

use super::options::Options;
use crate::simulator::Ready;

/// Tells how to connect. Whoever reads a pipe waits for this: it must not stay in a buffer.
pub(super) fn announce(ready: &Ready, options: &Options) -> std::io::Result<()> {
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
