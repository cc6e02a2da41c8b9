//! A simulator: its start, its addresses, and the calls of its HTTP API without HTTP.

use std::fmt;
use std::sync::Arc;

use spectrum_imessage::{Error, Simulated, simulation, simulator};

use crate::error::NativeResult;
use crate::run::{NativeCancel, on_io};

/// The simulator of an application.
#[derive(Debug, uniffi::Enum)]
pub enum NativeSimulated {
    /// One of its own.
    Own {
        /// Settings as JSON.
        settings: String,
    },
    /// One that runs.
    Shared {
        /// The simulator.
        simulator: Arc<NativeSimulator>,
    },
}

impl NativeSimulated {
    pub(crate) fn simulated(self) -> NativeResult<Simulated> {
        Ok(match self {
            Self::Own { settings } => simulation::settings(&settings)?.into(),
            Self::Shared { simulator } => Arc::clone(&simulator.0).into(),
        })
    }
}

/// A running simulator.
#[derive(uniffi::Object)]
pub struct NativeSimulator(pub(crate) Arc<simulator::Simulator>);

#[uniffi::export]
impl NativeSimulator {
    /// Starts one. The settings are JSON.
    #[uniffi::constructor]
    pub async fn start(
        settings: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Arc<Self>> {
        on_io(cancel, async move {
            let started = simulation::start(simulation::settings(&settings)?).await?;
            Ok::<_, Error>(Arc::new(Self(started)))
        })
        .await
    }

    /// Where it listens and which project it has, as JSON.
    pub fn ready(&self) -> String {
        simulation::ready(&self.0)
    }

    /// The root certificate as a file, written now if it is not there.
    pub fn ca_file(&self) -> NativeResult<String> {
        Ok(simulation::ca_file(&self.0)?)
    }

    /// A call of its API.
    pub async fn request(
        &self,
        method: String,
        path: String,
        body: Vec<u8>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Vec<u8>> {
        let simulator = Arc::clone(&self.0);
        on_io(cancel, async move {
            let answer = simulation::request(&simulator, &method, &path, body).await?;
            Ok::<_, Error>(answer.to_vec())
        })
        .await
    }

    /// Ends it.
    pub async fn close(&self) -> NativeResult<()> {
        let simulator = Arc::clone(&self.0);
        on_io(None, async move {
            simulator.close().await;
            Ok::<_, Error>(())
        })
        .await
    }
}

impl fmt::Debug for NativeSimulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativeSimulator")
    }
}
