//! A simulator: its start, its addresses, and the calls of its HTTP API without HTTP.

use std::sync::Arc;

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use spectrum_imessage::{simulation, simulator};

use crate::call::{NativeCalls, NativeCancel, call};

/// A running simulator.
#[napi]
pub struct NativeSimulator(pub(crate) Arc<simulator::Simulator>);

/// Starts a simulator with settings as JSON: gives a [`NativeSimulator`].
///
/// # Errors
/// As [`call`].
#[napi]
pub fn start_simulator(
    to: &NativeCalls,
    id: i64,
    settings: String,
    cancel: Option<&NativeCancel>,
) -> napi::Result<()> {
    let start = async move { simulation::start(simulation::settings(&settings)?).await };
    call(to, id, cancel, start, NativeSimulator)
}

#[napi]
impl NativeSimulator {
    /// Where it listens and which project it has, as JSON.
    #[napi]
    pub fn ready(&self) -> String {
        simulation::ready(&self.0)
    }

    /// The root certificate as a file, written now if it is not there.
    ///
    /// # Errors
    /// It cannot be written.
    #[napi]
    pub fn ca_file(&self) -> napi::Result<String> {
        simulation::ca_file(&self.0).map_err(|error| napi::Error::from_reason(error.message()))
    }

    /// A call of its API: gives a `Buffer`.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn request(
        &self,
        to: &NativeCalls,
        id: i64,
        method: String,
        path: String,
        body: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let simulator = Arc::clone(&self.0);
        let request = async move { simulation::request(&simulator, &method, &path, body).await };
        call(to, id, cancel, request, |answer| Buffer::from(answer.to_vec()))
    }

    /// Ends it: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn close(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let simulator = Arc::clone(&self.0);
        let closed = async move {
            simulator.close().await;
            Ok(())
        };
        call(to, id, None, closed, |()| ())
    }
}
