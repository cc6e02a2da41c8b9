//! With which project, and where.

use std::path::{Path, PathBuf};

use clap::Args;
use spectrum_imessage::imessage::Config;
use spectrum_imessage::{Options, Secret, Spectrum, UnsupportedPolicy, open_store};

use super::credentials::{self, Credentials};
use super::simulator;
use crate::failure::Failure;
use crate::log;

/// Where the project is, and who we are.
#[derive(Args)]
#[command(next_help_heading = "Project")]
pub(crate) struct Connection {
    /// A file with project_id and project_secret that only its owner can read; else the
    /// environment, else ~/.config/spectrum/credentials.toml
    #[arg(long, value_name = "FILE", conflicts_with = "simulator")]
    pub(crate) credentials: Option<PathBuf>,
    /// A simulator in place of the service: the address of its page, or the line of JSON that it
    /// has printed
    #[arg(long, value_name = "ADDRESS")]
    simulator: Option<String>,
}

impl Connection {
    /// The settings of the project: of the simulator, of the file that was named, of the
    /// environment, or of the usual file; empty without any.
    ///
    /// # Errors
    /// If what was named cannot be used, or the usual file is there and cannot.
    pub(crate) async fn options(&self) -> Result<Options, Failure> {
        if let Some(address) = &self.simulator {
            return Ok(of_simulator(simulator::find(address).await?));
        }
        Ok(match credentials::find(self.credentials.as_deref())? {
            Some(found) => of_file(found),
            None => Options::default(),
        })
    }

    /// An application on this project. What is unsupported is an error.
    pub(crate) async fn start(&self, options: Options) -> Result<Spectrum, Failure> {
        log::show();
        let options = Options { unsupported: UnsupportedPolicy::Throw, ..options };
        let started = Spectrum::start(options, vec![Config::Cloud.into()]).await;
        started.map_err(|error| match error.code() {
            "missingCredentials" => credentials::missing(),
            _ => error.into(),
        })
    }
}

/// The store of an agent, where one is named.
pub(crate) async fn store(options: Options, place: Option<&Path>) -> Result<Options, Failure> {
    let Some(place) = place else { return Ok(options) };
    Ok(Options { store: Some(open_store(place).await?), ..options })
}

/// Whether a store is in a database, and not in a file.
pub(crate) fn is_database(place: &Path) -> bool {
    place.to_str().is_some_and(|place| place.contains("://"))
}

fn of_file(found: Credentials) -> Options {
    Options {
        project_id: Some(found.project_id),
        project_secret: Some(found.project_secret),
        cloud_url: found.cloud_url,
        imessage_address: found.imessage_address,
        imessage_line_address: found.imessage_line_address,
        ca_file: found.ca_file,
        ..Options::default()
    }
}

fn of_simulator(ready: simulator::Ready) -> Options {
    Options {
        project_id: Some(ready.project_id),
        project_secret: Some(Secret::new(ready.project_secret)),
        cloud_url: Some(ready.cloud_url),
        imessage_line_address: Some(ready.imessage_address.clone()),
        imessage_address: Some(ready.imessage_address),
        ca_file: Some(ready.ca_file),
        ..Options::default()
    }
}
