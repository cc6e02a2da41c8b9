//! Where the fleet is.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use spectrum_imessage_fleet::FleetOptions;

use crate::failure::Failure;

/// Where the addresses stand if no argument says them.
const VARIABLE: &str = "SPECTRUM_NATS";

/// Where the fleet is.
#[derive(Args)]
#[command(next_help_heading = "Fleet")]
pub(crate) struct Nats {
    /// The NATS servers, nats://host:4222 or tls://host:4222, with commas between; else
    /// SPECTRUM_NATS, where an address may have a user and a password
    #[arg(long, value_name = "ADDRESSES")]
    nats: Option<String>,
    /// The name of the fleet, for several in one NATS
    #[arg(long, value_name = "NAME", default_value = "spectrum")]
    fleet: String,
    /// A file with a JWT and a seed (.creds)
    #[arg(long, value_name = "FILE")]
    nats_credentials: Option<PathBuf>,
    /// Root certificates to trust besides the system's (PEM)
    #[arg(long, value_name = "FILE")]
    nats_ca: Option<PathBuf>,
    /// This side's certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "nats_key")]
    nats_certificate: Option<PathBuf>,
    /// The key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "nats_certificate")]
    nats_key: Option<PathBuf>,
    /// How long NATS may take to answer at the start, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    wait: u64,
    /// Into how many partitions conversations fall, when the fleet is set up; 64 if not given
    #[arg(long, value_name = "N")]
    partitions: Option<u32>,
    /// On how many NATS servers everything is kept, when the fleet is set up: 1, 3 or 5
    #[arg(long, value_name = "N")]
    replicas: Option<usize>,
}

impl Nats {
    /// The settings of the fleet.
    ///
    /// # Errors
    /// Without an address, and for one whose password others could see.
    pub(crate) fn options(&self) -> Result<FleetOptions, Failure> {
        let servers = match &self.nats {
            Some(servers) if servers.contains('@') => {
                return Err(Failure::Usage(format!(
                    "others see the arguments of a program: an address with a user, or a password, \
                     belongs into {VARIABLE}"
                )));
            }
            Some(servers) => servers.clone(),
            None => {
                std::env::var(VARIABLE).ok().filter(|value| !value.is_empty()).ok_or_else(|| {
                    Failure::Usage(format!("where is NATS? --nats nats://host:4222, or {VARIABLE}"))
                })?
            }
        };
        Ok(FleetOptions {
            fleet: Some(self.fleet.clone()),
            credentials_file: self.nats_credentials.clone(),
            ca_file: self.nats_ca.clone(),
            client_certificate: self.nats_certificate.clone(),
            client_key: self.nats_key.clone(),
            partitions: self.partitions,
            replicas: self.replicas,
            start_timeout: Some(Duration::from_secs(self.wait)),
            ..FleetOptions::new(servers)
        })
    }
}
