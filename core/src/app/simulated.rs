//! An application on a simulator in its own process: no account, no phone, no Mac.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use spectrum_imessage_simulator::{Builder, Simulator};

use crate::clock::Clock;
use crate::config::Options;
use crate::error::{Error, Result};
use crate::net::Trust;
use crate::secret::Secret;
use crate::simulation::failed;

/// The simulator that stands in for the service. Each has ports, people and conversations of its
/// own: two in one process know nothing of each other.
#[derive(Clone)]
pub enum Simulated {
    /// One with these settings, for this application: it ends with it.
    Own(Box<Builder>),
    /// One that is running, perhaps for other applications too. Who has started it stops it.
    Shared(Arc<Simulator>),
}

impl From<Builder> for Simulated {
    fn from(builder: Builder) -> Self {
        Self::Own(Box::new(builder))
    }
}

impl From<Arc<Simulator>> for Simulated {
    fn from(simulator: Arc<Simulator>) -> Self {
        Self::Shared(simulator)
    }
}

impl fmt::Debug for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Own(_) => "Own",
            Self::Shared(_) => "Shared",
        })
    }
}

/// A simulator in use.
pub(super) struct InUse {
    pub(super) simulator: Arc<Simulator>,
    own: bool,
}

impl InUse {
    /// Starts the simulator that the options ask for, and points them at it.
    pub(super) async fn prepare(options: &mut Options) -> Result<Option<Self>> {
        let Some(wanted) = options.simulator.take() else { return Ok(None) };
        let given = [
            ("projectId", options.project_id.is_some()),
            ("projectSecret", options.project_secret.is_some()),
            ("cloudUrl", options.cloud_url.is_some()),
            ("imessageAddress", options.imessage_address.is_some()),
            ("imessageLineAddress", options.imessage_line_address.is_some()),
            ("caFile", options.ca_file.is_some()),
        ];
        if let Some((name, _)) = given.iter().find(|(_, given)| *given) {
            return Err(Error::invalid(format!(
                "the simulator stands in for the project and its addresses: leave {name} out"
            )));
        }
        let (simulator, own) = match wanted {
            Simulated::Own(builder) => (Arc::new(builder.start().await.map_err(failed)?), true),
            Simulated::Shared(simulator) => (simulator, false),
        };
        options.project_id = Some(simulator.project_id().to_owned());
        options.project_secret = Some(Secret::new(simulator.project_secret()));
        options.cloud_url = Some(simulator.cloud_url().to_owned());
        options.imessage_line_address = Some(simulator.imessage_address().to_owned());
        options.imessage_address = Some(simulator.imessage_address().to_owned());
        // Handed over in memory: a file would stay behind if the process were killed.
        let name = PathBuf::from(format!("simulator at {}", simulator.cloud_url()));
        Trust::keep(&name, simulator.ca_pem())?;
        options.ca_file = Some(name);
        Ok(Some(Self { simulator, own }))
    }

    /// The clock that the simulator goes by.
    pub(super) fn clock(&self) -> Clock {
        Clock::ahead_by(self.simulator.ahead())
    }

    pub(super) async fn stop(&self) {
        if self.own {
            self.simulator.close().await;
        }
    }
}
